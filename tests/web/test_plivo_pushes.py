"""Pushes of Plivo: signed by its newer or its older way, or refused; texts, receipts and who opted out at the carrier."""

import base64
import hashlib
import hmac
from urllib.parse import urlencode

import pytest
from httpx2 import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stopline.consent.events import Channel, Method
from stopline.consent.status import State
from stopline.web.signatures import plivo_signature
from support.sent import sent_message
from support.web import MARIA, PUSH_SECRET, URL, Web

PATH = "/gateways/plivo"
FORM = "application/x-www-form-urlencoded"
TEXT = {
    "MessageUUID": "5b40a428-bfc7-4daf-9d06-726c558bf3b8",
    "From": MARIA.removeprefix("+"),
    "To": "12025550100",
    "Type": "sms",
    "Text": "STOP",
    "Units": "1",
    "MessageIntent": "optout",
}


def hashed(said: str, secret: str = PUSH_SECRET) -> str:
    return base64.b64encode(hmac.new(secret.encode(), said.encode(), hashlib.sha256).digest()).decode()


def newer(
    fields: dict[str, str], *, query: str = "", nonce: str = "nonce-1", account: str = ""
) -> dict[str, str]:
    """The headers of V3, put together from Plivo's description rather than by the code that checks them."""
    words = "".join(name + fields[name] for name in sorted(fields))
    said = f"{URL}{PATH}?{query}{'.' if query else ''}{words}.{nonce}"
    return {f"x-plivo-signature{account}-v3": hashed(said), "x-plivo-signature-v3-nonce": nonce}


def older(nonce: str = "05429567804466091622") -> dict[str, str]:
    """The headers of V2."""
    return {"x-plivo-signature-v2": hashed(f"{URL}{PATH}{nonce}"), "x-plivo-signature-v2-nonce": nonce}


def push(
    web: Web, fields: dict[str, str], headers: dict[str, str] | None = None, query: str = ""
) -> Response:
    signed = newer(fields, query=query) if headers is None else headers
    path = f"{PATH}?{query}" if query else PATH
    return web.client.post(path, content=urlencode(fields), headers={"content-type": FORM, **signed})


def test_a_text_by_plivo_comes_in_once_and_is_answered_by_us(web: Web) -> None:
    answers = [push(web, TEXT), push(web, TEXT)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert "<Response/>" in answers[0].text
    assert (len(web.events()), web.state()) == (1, State.STOPPED)
    assert web.workspace.outbox.counts().queued == 1


@pytest.mark.parametrize("account", ["", "-ma"], ids=["account", "main account"])
def test_the_account_and_the_main_account_may_sign(web: Web, account: str) -> None:
    assert push(web, TEXT, newer(TEXT, account=account)).status_code == 200


def test_while_keys_change_one_of_several_signatures_is_enough(web: Web) -> None:
    signed = newer(TEXT)
    signed["x-plivo-signature-v3"] = f"{hashed('by another key')}, {signed['x-plivo-signature-v3']}"

    assert push(web, TEXT, signed).status_code == 200


def test_the_query_of_the_address_is_signed_in_its_order(web: Web) -> None:
    assert push(web, TEXT, newer(TEXT, query="a=1&b=2"), query="b=2&a=1").status_code == 200
    assert push(web, TEXT, newer(TEXT, query="a=1&b=2"), query="b=2&a=3").status_code == 403


def test_a_signature_of_a_form_without_fields_has_no_mark_of_a_query() -> None:
    assert plivo_signature("key", "https://example.com/x", [], "n") == hashed(
        "https://example.com/x.n", "key"
    )


def test_a_whatsapp_text_by_plivo_is_on_its_own_channel(web: Web) -> None:
    words = {name: value for name, value in TEXT.items() if name != "Text"}
    push(web, {**words, "Type": "whatsapp", "Body": "STOP", "ContentType": "text"})

    assert web.state(channel=Channel.WHATSAPP) is State.STOPPED
    assert web.state(channel=Channel.SMS) is State.UNKNOWN


def test_a_picture_by_plivo_comes_in_so_that_somebody_sees_it(web: Web) -> None:
    push(
        web,
        {
            "MessageUUID": "m-1",
            "From": TEXT["From"],
            "To": TEXT["To"],
            "Type": "mms",
            "Media0": "https://example.com/x",
        },
    )

    assert web.workspace.threads.at(MARIA, Channel.SMS) is not None


@pytest.mark.parametrize(
    ("status", "code", "state", "stands"),
    [
        ("delivered", "000", "delivered", State.SUBSCRIBED),
        ("read", "", "delivered", State.SUBSCRIBED),
        ("undelivered", "30", "failed", State.SUBSCRIBED),
        ("failed", "200", "failed", State.STOPPED),
        ("queued", "", "sent", State.SUBSCRIBED),
    ],
)
def test_a_status_by_plivo_is_taken_where_it_is_news_and_tells_of_an_opt_out(
    web: Web, status: str, code: str, state: str, stands: State
) -> None:
    message = sent_message(web.workspace, MARIA, "plivo", "out-1")

    answer = push(
        web,
        {
            "MessageUUID": "out-1",
            "From": "12025550100",
            "To": TEXT["From"],
            "Status": status,
            "ErrorCode": code,
        },
    )

    assert answer.status_code == 200
    assert web.workspace.outbox.message(message).state == state
    assert web.state() is stands
    assert (web.events()[-1].event.method is Method.CARRIER) is (stands is State.STOPPED)


def test_a_push_that_is_not_signed_by_plivo_is_refused(web: Web) -> None:
    right = newer(TEXT)
    wrong = [
        {}, {"x-plivo-signature-v3": right["x-plivo-signature-v3"]}, {**right, "x-plivo-signature-v3-nonce": "nonce-2"},
        {**right, "x-plivo-signature-v3": hashed("anything")}, {**right, "x-plivo-signature-v3": ","},
        newer({**TEXT, "Text": "JOIN"}), {"x-plivo-signature-v2-nonce": "1"}, {**older(), "x-plivo-signature-v2-nonce": "2"},
        {"x-plivo-signature-v2": hashed(f"{URL}{PATH}"), "x-plivo-signature-v2-nonce": ""},
    ]  # fmt: skip

    assert {push(web, TEXT, headers).status_code for headers in wrong} == {403}
    assert web.state() is State.UNKNOWN


def test_a_signature_of_the_newer_way_that_is_wrong_is_not_made_good_by_one_of_the_older(web: Web) -> None:
    forged = {**older(), "x-plivo-signature-v3": hashed("forged"), "x-plivo-signature-v3-nonce": "n"}

    assert push(web, TEXT, forged).status_code == 403


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.data())
def test_a_form_of_plivo_with_anything_changed_is_refused(web: Web, data: st.DataObject) -> None:
    web.clock.move_to(web.clock.now().replace(microsecond=0))
    signed, fields = newer(TEXT), dict(TEXT)
    name = data.draw(st.sampled_from(sorted(fields)))
    fields[name] = data.draw(
        st.text(st.characters(codec="utf-8"), max_size=8).filter(lambda text: text != fields[name])
    )

    assert push(web, fields, signed).status_code in {403, 429}


def test_a_text_signed_the_older_way_comes_in_and_may_be_sent_again(web: Web) -> None:
    answers = [push(web, TEXT, older()), push(web, TEXT, older())]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert (len(web.events()), web.state()) == (1, State.STOPPED)


def test_a_signature_of_the_older_way_counts_for_the_form_it_came_with_alone(web: Web) -> None:
    push(web, TEXT, older())
    other = {**TEXT, "MessageUUID": "m-2", "Text": "JOIN"}

    answers = [push(web, other, older()) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert (len(web.events()), web.state()) == (1, State.STOPPED)
    assert push(web, other, older("another nonce")).status_code == 200


def test_the_older_of_two_signatures_cannot_be_taken_from_a_push_and_sent_with_another_form(web: Web) -> None:
    push(web, TEXT, {**newer(TEXT), **older()})
    other = {**TEXT, "MessageUUID": "m-2", "Text": "START"}

    assert push(web, other, older()).status_code == 403
    assert (len(web.events()), web.state()) == (1, State.STOPPED)


def test_a_push_that_is_signed_the_newer_way_counts_whatever_the_older_nonce_came_with(web: Web) -> None:
    push(web, {**TEXT, "MessageUUID": "m-1", "Text": "Hello"}, older())

    assert push(web, TEXT, {**newer(TEXT), **older()}).status_code == 200
    assert web.state() is State.STOPPED


@pytest.mark.parametrize("fields", [{"From": "1"}, {"MessageUUID": "m", "Text": "STOP"}, {"MessageUUID": ""}])
def test_a_push_of_plivo_that_makes_no_sense_is_said_to(web: Web, fields: dict[str, str]) -> None:
    answer = push(web, fields)

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "unusable")


def test_a_push_of_plivo_in_the_wrong_form_or_too_large_is_sent_back(web: Web) -> None:
    large = {**TEXT, "Text": "x" * 2_000_000}

    assert push(web, TEXT, {**newer(TEXT), "content-type": "application/json"}).status_code == 415
    assert push(web, large).status_code == 413
