"""Pushes of gateways: signed or refused, stored before they are acknowledged, and once whatever brings them."""

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stopline.clock import ManualClock
from stopline.consent.events import Channel, Method, Scope
from stopline.consent.gate import Draft, Purpose
from stopline.consent.status import State
from stopline.gateways.base import InboundText
from stopline.messages.outbox import Queued
from stopline.store.sqlite import SqliteEngine
from stopline.web.signatures import generic_signature, sinch_signature, twilio_signature, vonage_token
from stopline.workspace import Workspace
from support.pushing import STOP, push, push_twilio, push_vonage
from support.sent import sent_message
from support.web import MARIA, PUSH_SECRET, URL, Web


def test_a_pushed_stop_stops(web: Web) -> None:
    answer = push(web, STOP)

    assert (answer.status_code, answer.json()["received"]) == (200, 1)
    assert web.state() is State.STOPPED


def test_the_same_text_by_push_and_by_poll_counts_once(web: Web) -> None:
    push(web, STOP)
    web.workspace.intake.receive("modem", InboundText(MARIA, "STOP", provider_id="m-1"))
    again = push(web, STOP)

    assert again.json() == {"received": 0, "duplicates": 1, "receipts": 0, "quarantined": 0, "unreadable": 0}
    assert len(web.events()) == 1


def test_several_texts_and_receipts_come_at_once(web: Web) -> None:
    web.workspace.intake.receive("modem", InboundText(MARIA, "JOIN"))
    thread = web.workspace.threads.at(MARIA, Channel.SMS)
    assert thread is not None
    queued = web.workspace.outbox.queue(thread, Draft(MARIA, Channel.SMS, Purpose.NOTICE, "Ready"))
    assert isinstance(queued, Queued)
    with web.workspace.engine.transaction():
        connection = web.workspace.engine.connection()
        connection.execute("UPDATE messages SET state = 'sending' WHERE id = ?", (queued.message,))
        connection.execute(
            "UPDATE messages SET state = 'sent', gateway = 'modem', provider_id = 'out-1' WHERE id = ?",
            (queued.message,),
        )

    answer = push(
        web,
        {
            "texts": [{"id": "a", "from": "+12025550102", "text": "hello"}],
            "receipts": [{"id": "out-1", "state": "failed", "reason": "30006", "opted_out": True}],
        },
    )

    assert answer.json() == {"received": 1, "duplicates": 0, "receipts": 1, "quarantined": 0, "unreadable": 0}
    assert web.state() is State.STOPPED
    assert web.events()[-1].event.method is Method.CARRIER


@pytest.mark.parametrize(
    "signature", ["", "t=1,v1=00", "v1=" + "0" * 64, "t=x,v1=" + "0" * 64, "t=1763388000,v1=" + "0" * 64]
)
def test_a_forged_push_is_refused(web: Web, signature: str) -> None:
    answer = push(web, STOP, **{"x-stopline-signature": signature})

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forged")
    assert web.state() is State.UNKNOWN


def test_a_push_that_was_recorded_is_refused_later(web: Web, clock: ManualClock) -> None:
    body = json.dumps(STOP).encode()
    signature = generic_signature(PUSH_SECRET, "modem", body, clock.now())
    clock.advance(timedelta(minutes=6))

    assert push(web, STOP, **{"x-stopline-signature": signature}).status_code == 403


def test_a_signature_for_one_gateway_is_none_for_another(web: Web) -> None:
    body = json.dumps(STOP).encode()
    signature = generic_signature(PUSH_SECRET, "other", body, web.clock.now())

    assert push(web, STOP, **{"x-stopline-signature": signature}).status_code == 403


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.data())
def test_a_push_with_any_byte_changed_is_refused(web: Web, data: st.DataObject) -> None:
    web.clock.advance(timedelta(seconds=10))
    body = bytearray(json.dumps(STOP).encode())
    signature = generic_signature(PUSH_SECRET, "modem", bytes(body), web.clock.now())
    place = data.draw(st.integers(0, len(body) - 1))
    body[place] ^= data.draw(st.integers(1, 255))

    answer = web.client.post(
        "/gateways/modem",
        content=bytes(body),
        headers={"content-type": "application/json", "x-stopline-signature": signature},
    )

    assert answer.status_code == 403


def test_a_busy_database_is_a_no_for_now_so_that_the_gateway_repeats(
    workspace: Workspace, clock: ManualClock
) -> None:
    workspace.engine._busy_seconds = 0.05
    web = Web(workspace, clock)
    other = SqliteEngine(workspace.folder / "stopline.db")

    with other.transaction():
        busy = push(web, STOP)
    repeated = push(web, STOP)

    assert (busy.status_code, busy.json()["error"]["code"], busy.headers["retry-after"]) == (503, "busy", "2")
    assert (repeated.status_code, web.state()) == (200, State.STOPPED)


@pytest.mark.parametrize(
    "value",
    [
        {"id": "g-1", "text": "STOP"},
        {"texts": [{}]},
        {"texts": [{"id": "g-1", "from": MARIA}], "receipts": [{"id": "out-1", "state": "lost"}]},
        {"texts": [STOP] * 201},
        {"texts": "x"},
        {"id": 1},
    ],
)
def test_a_push_that_makes_no_sense_is_said_to(web: Web, value: object) -> None:
    answer = push(web, value)

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "unusable")


def test_a_push_of_nobody_we_know_is_not_found(web: Web) -> None:
    assert web.client.post("/gateways/pigeon", json=STOP).status_code == 404


def test_a_push_in_the_wrong_form_is_sent_back(web: Web) -> None:
    assert push(web, STOP, **{"content-type": "text/plain"}).status_code == 415


def test_hostile_bytes_of_a_gateway_lose_no_text(web: Web) -> None:
    answer = push(web, {"id": "h-1", "from": "\ud800x", "text": "a\0b\ud800 STOP"})

    assert answer.status_code == 200
    assert answer.json()["received"] + answer.json()["quarantined"] == 1


# ── Twilio ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_twilios_own_example_of_a_signature_comes_out() -> None:
    """The example in Twilio's documentation of webhook security, with its invented token."""
    fields = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+12349013030",
        "Digits": "1234",
        "From": "+12349013030",
        "To": "+18005551212",
    }

    signature = twilio_signature("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", fields.items())

    assert signature == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


def test_a_text_by_twilio_comes_in_once(web: Web) -> None:
    fields = {
        "MessageSid": "SM1",
        "From": MARIA,
        "To": "+12025550100",
        "Body": "STOP",
        "NumMedia": "0",
        "FromCity": "",
    }

    answers = [push_twilio(web, fields), push_twilio(web, fields)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert "<Response/>" in answers[0].text
    assert (len(web.events()), web.state()) == (1, State.STOPPED)


def test_where_twilio_has_confirmed_a_stop_we_do_not(web: Web) -> None:
    push_twilio(web, {"MessageSid": "SM1", "From": MARIA, "Body": "STOP", "OptOutType": "STOP"})

    assert web.state() is State.STOPPED
    assert web.workspace.outbox.counts().queued == 0


@pytest.mark.parametrize("words", ["Enough of this", "Is it stopped now?", "stop marketing", "perhaps stop"])
def test_a_word_that_only_twilio_takes_for_a_stop_is_a_stop_at_the_carrier(web: Web, words: str) -> None:
    push_twilio(web, {"MessageSid": "SM1", "From": MARIA, "Body": words, "OptOutType": "STOP"})

    event = web.events()[-1].event
    assert (web.state(), event.method, event.scope, event.evidence.words) == (
        State.STOPPED,
        Method.CARRIER,
        Scope.ALL,
        words,
    )
    assert web.workspace.outbox.counts().queued == 0


def test_a_generic_push_tells_of_a_stop_that_the_carrier_knows(web: Web) -> None:
    push(web, {"id": "g-1", "from": MARIA, "text": "Enough of this", "opted_out": True})

    assert (web.state(), web.events()[-1].event.method) == (State.STOPPED, Method.CARRIER)


@pytest.mark.parametrize("words", [{}, {"text": None}, {"text": ""}])
def test_whom_the_carrier_stopped_is_stopped_also_without_their_words(
    web: Web, words: dict[str, str | None]
) -> None:
    push(web, {"texts": [{"id": "g-1", "from": MARIA, "opted_out": True, **words}]})

    assert web.state() is State.STOPPED


def test_a_whatsapp_text_by_twilio_is_on_its_own_channel(web: Web) -> None:
    push_twilio(web, {"MessageSid": "SM1", "From": f"whatsapp:{MARIA}", "Body": "STOP"})

    assert web.state(channel=Channel.WHATSAPP) is State.STOPPED
    assert web.state(channel=Channel.SMS) is State.UNKNOWN


def test_a_status_of_twilio_that_is_no_news_is_taken(web: Web) -> None:
    assert push_twilio(web, {"MessageSid": "SM1", "MessageStatus": "queued"}).status_code == 200


@pytest.mark.parametrize(
    ("code", "stands"), [("21610", State.STOPPED), ("63014", State.STOPPED), ("30610", State.SUBSCRIBED)]
)
def test_a_failure_of_twilio_tells_of_an_opt_out_as_the_table_of_codes_has_it(
    web: Web, code: str, stands: State
) -> None:
    sent_message(web.workspace, MARIA, "twilio", "SM9")

    push_twilio(web, {"MessageSid": "SM9", "MessageStatus": "failed", "ErrorCode": code})

    assert web.state() is stands


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.data())
def test_a_form_of_twilio_with_anything_changed_is_refused(web: Web, data: st.DataObject) -> None:
    web.clock.advance(timedelta(seconds=10))
    fields = {"MessageSid": "SM1", "From": MARIA, "Body": "Hello"}
    signature = twilio_signature(PUSH_SECRET, f"{URL}/gateways/twilio", fields.items())
    name = data.draw(st.sampled_from(sorted(fields)))
    fields[name] = data.draw(
        st.text(st.characters(codec="utf-8"), max_size=8).filter(lambda text: text != fields[name])
    )

    assert push_twilio(web, fields, signature).status_code == 403


@pytest.mark.parametrize("address", [URL, f"{URL}:443"], ids=["without port", "with port"])
def test_twilio_may_name_the_port_it_calls(web: Web, address: str) -> None:
    fields = {"MessageSid": "SM1", "From": MARIA, "Body": "Hello"}

    assert (
        push_twilio(
            web, fields, twilio_signature(PUSH_SECRET, f"{address}/gateways/twilio", fields.items())
        ).status_code
        == 200
    )


# ── Sinch ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_text_by_sinch_comes_in_and_a_forged_one_does_not(web: Web) -> None:
    value = {
        "message": {
            "id": "01",
            "channel_identity": {"channel": "SMS", "identity": MARIA.removeprefix("+")},
            "contact_message": {"text_message": {"text": "STOP"}},
        }
    }
    body, seconds = json.dumps(value).encode(), str(int(web.clock.now().timestamp()))
    headers = {
        "content-type": "application/json",
        "x-sinch-webhook-signature-algorithm": "HmacSHA256",
        "x-sinch-webhook-signature-nonce": "n-1",
        "x-sinch-webhook-signature-timestamp": seconds,
        "x-sinch-webhook-signature": sinch_signature(PUSH_SECRET, body, "n-1", seconds),
    }

    forged = web.client.post(
        "/gateways/sinch", content=body, headers={**headers, "x-sinch-webhook-signature-nonce": "n-2"}
    )
    taken = web.client.post("/gateways/sinch", content=body, headers=headers)

    assert (forged.status_code, taken.status_code) == (403, 200)
    assert web.state() is State.STOPPED


# ── Vonage ───────────────────────────────────────────────────────────────────────────────────────────────────────────


VONAGE = {
    "message_uuid": "aaaa",
    "channel": "sms",
    "from": MARIA.removeprefix("+"),
    "to": "12025550100",
    "text": "STOP",
}


def test_a_text_by_vonage_comes_in_once(web: Web) -> None:
    answers = [push_vonage(web, VONAGE), push_vonage(web, VONAGE)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert (len(web.events()), web.state()) == (1, State.STOPPED)


def test_a_token_of_vonage_for_another_body_time_or_way_of_signing_is_refused(
    web: Web, clock: ManualClock
) -> None:
    body = json.dumps(VONAGE).encode()
    right = vonage_token(PUSH_SECRET, body, clock.now())
    unsigned = f"eyJhbGciOiJub25lIn0.{right.split('.')[1]}."

    tokens = [
        "", "a.b.c", "a..", unsigned, right[:-1],
        vonage_token(PUSH_SECRET, body + b" ", clock.now()),
        vonage_token("another-secret-altogether", body, clock.now()),
        vonage_token(PUSH_SECRET, body, clock.now() - timedelta(minutes=6)),
    ]  # fmt: skip

    assert {push_vonage(web, VONAGE, token).status_code for token in tokens} == {403}
    assert push_vonage(web, VONAGE, right).status_code == 200


def test_a_status_of_vonage_is_taken(web: Web) -> None:
    answer = push_vonage(web, {"message_uuid": "aaaa", "status": "delivered"})

    assert (answer.status_code, answer.json()["receipts"]) == (200, 0)
