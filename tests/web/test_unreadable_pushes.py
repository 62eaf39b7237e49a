"""Pushes that can be read in part: what cannot be read loses no text beside it, and no text for what stands beside its words."""

import logging
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stopline.address import Address
from stopline.consent.events import Channel, Method
from stopline.consent.status import State
from stopline.gateways.base import InboundText
from stopline.web.plivo import plivo_items
from stopline.web.pushed import generic_items, sinch_items, vonage_items
from stopline.web.pushed_base import Item, Unreadable
from stopline.web.telnyx import telnyx_items
from support.pushing import STOP, push, push_twilio, push_vonage
from support.sent import sent_message
from support.web import MARIA, Web

OTHER = Address("+12025550188")
BESIDE = {
    "a time that is none": {"id": "g4", "from": OTHER, "text": "hi", "at": "nonsense"},
    "no sender": {"id": "g4", "text": "hi"},
    "no words": {"id": "g4", "from": OTHER},
    "no id": {"from": OTHER, "text": "hi"},
    "another channel": {"id": "g4", "from": OTHER, "text": "hi", "channel": "pigeon"},
    "no table": "hi",
    "nothing": None,
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@pytest.mark.parametrize("beside", BESIDE.values(), ids=BESIDE)
@pytest.mark.parametrize("is_first", [True, False], ids=["before", "behind"])
def test_a_stop_counts_whatever_stands_beside_it(web: Web, beside: object, *, is_first: bool) -> None:
    answer = push(web, {"texts": [beside, STOP] if is_first else [STOP, beside]})

    assert answer.status_code == 200
    assert web.state() is State.STOPPED


def test_a_receipt_that_cannot_be_read_loses_no_text_and_is_told_of(
    web: Web, caplog: pytest.LogCaptureFixture
) -> None:
    answer = push(web, {"texts": [STOP], "receipts": [{"id": "out-1", "state": "lost"}]})

    assert (answer.status_code, answer.json()["received"], answer.json()["unreadable"]) == (200, 1, 1)
    assert web.state() is State.STOPPED
    assert "receipts.0.state: it has to be 'sent', 'delivered' or 'failed'" in caplog.text


@pytest.mark.parametrize(
    "at",
    [
        "nonsense",
        {},
        [],
        "9999-12-31T23:59:59-23:00",
        "0001-01-01T00:00:00+23:00",
        10**400,
        "2026-02-30",
        True,
    ],
)
def test_a_stop_whose_time_cannot_be_read_counts_from_now(web: Web, at: object) -> None:
    answer = push(web, {**STOP, "at": at})

    assert (answer.status_code, answer.json()["received"]) == (200, 1)
    assert web.events()[-1].event.occurred_at == web.clock.now()


@pytest.mark.parametrize(
    "field", [{"to": 7 * [1]}, {"to": None}, {"answered_by_carrier": "who knows"}, {"channel": "SMS "}]
)
def test_a_stop_counts_whatever_its_other_fields_hold(web: Web, field: dict[str, object]) -> None:
    assert push(web, {**STOP, **field}).json()["received"] == 1
    assert web.state() is State.STOPPED


@pytest.mark.parametrize(
    "field",
    [
        {"id": None},
        {"id": ""},
        {"id": "x" * 201},
        {"channel": "pigeon"},
        {"opted_out": "who knows"},
        {"text": {"body": "STOP"}},
    ],
)
def test_who_sent_what_cannot_be_read_is_held_and_their_text_kept(web: Web, field: dict[str, object]) -> None:
    answer = push(web, {**STOP, **field})

    assert (answer.status_code, answer.json()["quarantined"]) == (200, 1)
    assert web.state() is State.HELD
    assert web.workspace.quarantine.count() == 1


def test_a_start_in_quarantine_lifts_no_stop_that_came_after_it(web: Web) -> None:
    web.workspace.intake.receive("modem", InboundText(MARIA, "JOIN"))
    web.clock.advance(timedelta(minutes=1))
    push(web, {"from": MARIA, "text": "START"})
    web.clock.advance(timedelta(minutes=1))
    push(web, STOP)

    web.clock.advance(timedelta(hours=1))
    case = web.workspace.quarantine.cases()[0]
    assert isinstance(case.item, InboundText)
    web.workspace.intake.receive(case.gateway, case.item)

    assert web.state() is State.STOPPED


def test_an_address_without_a_channel_is_one_of_email(web: Web) -> None:
    maria = Address("maria@example.com")

    push(web, {**STOP, "from": maria})

    assert web.state(maria, channel=Channel.EMAIL) is State.STOPPED


def test_the_carriers_stop_counts_whatever_became_of_the_message(web: Web) -> None:
    sent_message(web.workspace, MARIA, "modem", "out-1")

    answer = push(web, {"receipts": [{"id": "out-1", "state": "blocked", "opted_out": True}]})

    assert answer.json()["receipts"] == 1
    assert (web.state(), web.events()[-1].event.method) == (State.STOPPED, Method.CARRIER)


def test_a_table_that_should_stand_in_a_list_is_taken_for_one(web: Web) -> None:
    push(web, {"texts": STOP})

    assert web.state() is State.STOPPED


@given(
    st.dictionaries(st.sampled_from(["id", "to", "channel", "at", "answered_by_carrier", "opted_out"]), JSON)
)
def test_whatever_stands_beside_words_and_sender_they_are_kept(fields: dict[str, object]) -> None:
    for item in (
        *generic_items({**fields, "from": MARIA, "text": "STOP"}),
        *generic_items({"texts": [{**fields, "from": MARIA, "text": "STOP"}]}),
    ):
        text = item.text if isinstance(item, Unreadable) else item

        assert isinstance(text, InboundText)
        assert (text.sender, text.text) == (MARIA, "STOP")


def text_of(items: list[Item]) -> tuple[str, str]:
    (item,) = items
    assert isinstance(item, InboundText)
    return item.sender, item.text


@given(st.dictionaries(st.sampled_from(["accept_time", "direction", "processing_mode", "metadata"]), JSON))
def test_whatever_sinch_says_beside_a_text_it_is_kept(fields: dict[str, object]) -> None:
    message = {
        **fields, "id": "01", "channel_identity": {"channel": "SMS", "identity": MARIA}, "contact_message": {"text_message": {"text": "STOP"}},
    }  # fmt: skip

    assert text_of(sinch_items({"message": message, "accepted_time": fields})) == (MARIA, "STOP")


@given(st.dictionaries(st.sampled_from(["to", "channel", "timestamp", "usage", "status"]), JSON))
def test_whatever_vonage_says_beside_a_text_it_is_kept(fields: dict[str, object]) -> None:
    value = {"message_uuid": "aaaa", **fields, "from": MARIA, "text": "STOP"}

    assert text_of(vonage_items(value)) == (MARIA, "STOP")


@given(
    st.dictionaries(
        st.sampled_from(["to", "type", "autoresponse_type", "received_at", "completed_at", "errors", "body"]),
        JSON,
    ),
    JSON,
)
def test_whatever_telnyx_says_beside_a_text_it_is_kept(fields: dict[str, object], at: object) -> None:
    payload = {**fields, "id": "t-1", "from": {"phone_number": MARIA, "status": at}, "text": "STOP"}
    event = {"event_type": "message.received", "occurred_at": at, "payload": payload}

    assert text_of(telnyx_items({"data": event})) == (MARIA, "STOP")


def test_a_text_of_vonage_whose_time_cannot_be_read_counts_from_now(web: Web) -> None:
    value = {"message_uuid": "aaaa", "from": MARIA, "text": "STOP", "timestamp": "nonsense"}

    assert push_vonage(web, value).status_code == 200
    assert web.state() is State.STOPPED


@pytest.mark.parametrize(
    "items",
    [
        plivo_items({"From": MARIA, "Text": "STOP"}),
        vonage_items({"from": MARIA, "text": "STOP"}),
        sinch_items(
            {
                "message": {
                    "channel_identity": {"identity": MARIA},
                    "contact_message": {"text_message": {"text": "STOP"}},
                }
            }
        ),
        telnyx_items(
            {"data": {"event_type": "message.received", "payload": {"id": "", "from": MARIA, "text": "STOP"}}}
        ),
    ],
    ids=["plivo", "vonage", "sinch", "telnyx"],
)
def test_a_text_without_its_name_is_kept_to_be_held(items: list[Item]) -> None:
    (item,) = items

    assert isinstance(item, Unreadable)
    assert item.text is not None
    assert (item.text.sender, item.text.text) == (MARIA, "STOP")


def test_a_text_of_twilio_without_its_name_holds_its_sender(web: Web) -> None:
    assert push_twilio(web, {"From": MARIA, "Body": "STOP"}).status_code == 200
    assert web.state() is State.HELD


def test_a_text_of_twilio_that_brings_a_status_is_a_text(web: Web) -> None:
    push_twilio(web, {"MessageSid": "SM1", "From": MARIA, "Body": "STOP", "MessageStatus": "received"})

    assert web.state() is State.STOPPED


def test_a_letter_of_another_encoding_loses_no_text(web: Web) -> None:
    fields = {"MessageSid": "SM1", "From": MARIA, "Body": "STOP", "FromCity": "Orl\udce9ans"}

    assert push_twilio(web, fields).status_code == 200
    assert web.state() is State.STOPPED


def test_the_log_of_what_cannot_be_read_tells_nobodys_number_or_words(
    web: Web, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    push(
        web,
        {"texts": [{"from": MARIA, "text": "my own words", "at": "my own time"}, {"text": "my own words"}]},
    )

    said = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("stopline"))
    assert said.count("texts.0") == 1
    assert "texts.0.id: it is missing" in said
    assert "5550101" not in said
    assert "my own" not in said
