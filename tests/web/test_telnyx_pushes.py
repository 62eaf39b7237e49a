"""Pushes of Telnyx: signed with its key, or refused; texts, receipts and who opted out at the carrier."""

import base64
import json
from collections.abc import Mapping
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from httpx2 import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stopline.clock import ManualClock
from stopline.consent.events import Channel, Method
from stopline.consent.status import State
from stopline.errors import SettingsError
from stopline.web.app import web_app
from support.sent import sent_message
from support.web import MARIA, TELNYX_KEY, Web

OURS = "+12025550100"


def event(kind: str = "message.received", payload: Mapping[str, object] | None = None) -> dict[str, object]:
    """An event as Telnyx documents it, with invented numbers."""
    message = {
        "record_type": "message",
        "direction": "inbound",
        "id": "7ee4241c-f127-47e5-9c34-3aac291f8058",
        "type": "SMS",
        "from": {"phone_number": MARIA, "carrier": "Some Wireless", "line_type": "Wireless"},
        "to": [{"phone_number": OURS, "status": "webhook_delivered"}],
        "text": "STOP",
        "media": [],
        "autoresponse_type": None,
        "received_at": "2026-11-17T13:59:00.000+00:00",
        "completed_at": None,
        "errors": [],
        **(payload or {}),
    }
    occurred = {"event_type": kind, "id": "e-1", "occurred_at": "2026-11-17T13:59:01.000+00:00"}
    return {"data": {**occurred, "record_type": "event", "payload": message}, "meta": {"attempt": 1}}


def signed(
    web: Web, body: bytes, key: Ed25519PrivateKey = TELNYX_KEY, late: timedelta = timedelta()
) -> dict[str, str]:
    seconds = str(int((web.clock.now() - late).timestamp()))
    signature = key.sign(seconds.encode() + b"|" + body)
    return {
        "content-type": "application/json",
        "telnyx-timestamp": seconds,
        "telnyx-signature-ed25519": base64.b64encode(signature).decode(),
    }


def push(web: Web, value: object, **changed: str) -> Response:
    body = json.dumps(value).encode()
    return web.client.post("/gateways/telnyx", content=body, headers={**signed(web, body), **changed})


def test_a_text_by_telnyx_comes_in_once(web: Web) -> None:
    answers = [push(web, event()), push(web, event())]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert [answer.json()["duplicates"] for answer in answers] == [0, 1]
    assert (len(web.events()), web.state()) == (1, State.STOPPED)
    assert web.workspace.outbox.counts().queued == 1


def test_where_telnyx_has_answered_a_stop_we_do_not(web: Web) -> None:
    push(web, event(payload={"autoresponse_type": "STOP"}))

    assert web.state() is State.STOPPED
    assert web.workspace.outbox.counts().queued == 0


def test_a_word_that_only_telnyx_takes_for_a_stop_is_one(web: Web) -> None:
    push(web, event(payload={"text": "Enough of this", "autoresponse_type": "STOP"}))

    assert (web.state(), web.events()[-1].event.method) == (State.STOPPED, Method.CARRIER)


def test_a_whatsapp_text_by_telnyx_is_on_its_own_channel(web: Web) -> None:
    push(
        web,
        event(payload={"type": "WHATSAPP", "text": None, "body": {"type": "text", "text": {"body": "STOP"}}}),
    )

    assert web.state(channel=Channel.WHATSAPP) is State.STOPPED
    assert web.state(channel=Channel.SMS) is State.UNKNOWN


def test_a_picture_without_words_comes_in_so_that_somebody_sees_it(web: Web) -> None:
    answer = push(
        web, event(payload={"type": "MMS", "text": None, "media": [{"url": "https://example.com/x.png"}]})
    )

    assert answer.json()["received"] == 1


def test_a_number_that_stands_bare_and_lists_that_are_missing_lose_no_text(web: Web) -> None:
    push(web, event(payload={"from": MARIA.removeprefix("+"), "to": None, "errors": None}))

    assert web.state() is State.STOPPED


def test_a_failed_delivery_by_telnyx_tells_of_an_opt_out_at_the_carrier(web: Web) -> None:
    sent_message(web.workspace, MARIA, "telnyx", "out-1")
    recipient = [{"phone_number": MARIA, "status": "delivery_failed"}]

    answer = push(
        web,
        event(
            "message.finalized",
            {
                "id": "out-1",
                "to": recipient,
                "errors": [{"code": "40300", "title": "Blocked due to STOP message"}],
            },
        ),
    )

    assert answer.json()["receipts"] == 1
    assert web.state() is State.STOPPED
    assert web.events()[-1].event.method is Method.CARRIER


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("delivered", "delivered"),
        ("sending_failed", "failed"),
        ("delivery_unconfirmed", "sent"),
        ("queued", "sent"),
    ],
)
def test_states_by_telnyx_are_taken_where_they_are_news(web: Web, status: str, state: str) -> None:
    message = sent_message(web.workspace, MARIA, "telnyx", "out-1")
    ends = [{"phone_number": MARIA, "status": status}]

    answer = push(web, event("message.finalized", {"id": "out-1", "to": ends, "errors": [{"code": "40008"}]}))

    assert answer.status_code == 200
    assert web.workspace.outbox.message(message).state == state
    assert web.state() is State.SUBSCRIBED


def test_an_event_of_telnyx_about_something_else_is_taken_and_does_nothing(web: Web) -> None:
    answer = push(web, {"data": {"event_type": "call.initiated", "payload": {"call_control_id": "x"}}})

    assert answer.json() == {"received": 0, "duplicates": 0, "receipts": 0, "quarantined": 0, "unreadable": 0}


def test_a_push_by_somebody_elses_key_of_another_time_or_of_another_body_is_refused(web: Web) -> None:
    body = json.dumps(event()).encode()
    right = signed(web, body)
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    wrong = [
        signed(web, body, other), signed(web, body + b" "), signed(web, body, late=timedelta(minutes=6)),
        signed(web, body, late=-timedelta(minutes=6)), {**right, "telnyx-timestamp": str(int(right["telnyx-timestamp"]) + 1)},
        {**right, "telnyx-timestamp": ""}, {**right, "telnyx-timestamp": "x"}, {**right, "telnyx-signature-ed25519": ""},
        {**right, "telnyx-signature-ed25519": "§"}, {**right, "telnyx-signature-ed25519": base64.b64encode(bytes(64)).decode()},
        {name: value for name, value in right.items() if name != "telnyx-signature-ed25519"},
    ]  # fmt: skip

    codes = {
        web.client.post(
            "/gateways/telnyx",
            content=body,
            headers=[(name.encode(), value.encode()) for name, value in each.items()],
        ).status_code
        for each in wrong
    }

    assert codes == {403}
    assert web.state() is State.UNKNOWN
    assert web.client.post("/gateways/telnyx", content=body, headers=right).status_code == 200


def test_a_push_of_telnyx_that_was_recorded_is_refused_later(web: Web, clock: ManualClock) -> None:
    body = json.dumps(event()).encode()
    recorded = signed(web, body)
    clock.advance(timedelta(minutes=6))

    assert web.client.post("/gateways/telnyx", content=body, headers=recorded).status_code == 403


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.data())
def test_a_push_of_telnyx_with_any_byte_changed_is_refused(web: Web, data: st.DataObject) -> None:
    web.clock.advance(timedelta(seconds=10))
    body = bytearray(json.dumps(event()).encode())
    headers = signed(web, bytes(body))
    place = data.draw(st.integers(0, len(body) - 1))
    body[place] ^= data.draw(st.integers(1, 255))

    assert web.client.post("/gateways/telnyx", content=bytes(body), headers=headers).status_code == 403


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"data": {}},
        {"data": {"event_type": "message.received"}},
        {"data": "x"},
        event("message.finalized", {"id": ""}),
        event(payload={"from": {}}),
    ],
)
def test_a_push_of_telnyx_that_makes_no_sense_is_said_to(web: Web, value: object) -> None:
    answer = push(web, value)

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "unusable")


def test_a_push_of_telnyx_in_the_wrong_form_or_too_large_is_sent_back(web: Web) -> None:
    as_form = push(web, event(), **{"content-type": "application/x-www-form-urlencoded"})
    too_large = push(web, event(payload={"text": "x" * 2_000_000}))

    assert (as_form.status_code, too_large.status_code) == (415, 413)


@pytest.mark.parametrize("key", ["KEY0192837465_a-secret-api-key", "bm90IGEga2V5IG9mIDMyIGJ5dGVz"])
def test_what_is_no_public_key_is_refused_before_anything_is_answered(
    web: Web, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOPLINE_PUSH_TELNYX", key)

    with pytest.raises(SettingsError, match="is no public key of Telnyx") as refused:
        web_app(web.site)

    assert key not in str(refused.value)
