"""Posts of a shop or CRM: proof or no yes, the same key once, and nobody's stop undone by a program."""

import logging
from datetime import timedelta

import pytest
from httpx2 import Response

from stopline.cli.serve import SPARED
from stopline.clock import ManualClock
from stopline.consent.events import Channel, EventKind, Method
from stopline.consent.status import State
from stopline.consent.suppressions import KEY_FILE
from stopline.gateways.base import InboundText
from stopline.workspace import SETTINGS, Workspace
from support.web import API_TOKEN, MARIA, Web

GIVEN = {
    "address": "+1 202-555-0101",
    "kind": "given",
    "channel": "sms",
    "occurred_at": "2026-11-16T10:00:00Z",
    "source": "checkout",
    "wording": "Send me offers by SMS",
    "wording_version": "2026-03",
    "ip": "198.51.100.7",
    "browser": "Shop/2",
}


def post(web: Web, path: str, body: object, key: str = "order-1", token: str = API_TOKEN) -> Response:
    return web.client.post(
        path, json=body, headers={"authorization": f"Bearer {token}", "idempotency-key": key}
    )


def error_of(answer: Response) -> str:
    return str(answer.json()["error"]["code"])


def test_a_yes_of_a_shop_is_recorded_with_its_proof(web: Web) -> None:
    answer = post(web, "/api/consent", {**GIVEN, "name": "Maria", "tag": "shop"})

    assert answer.status_code == 201
    assert answer.json() == {"event": 1, "state": "subscribed", "refused_messages": 0}
    event = web.events()[0].event
    assert (event.kind, event.method, event.actor) == (EventKind.GIVEN, Method.API, "api")
    assert f"{event.occurred_at:%Y-%m-%d}" == "2026-11-16"
    assert (event.evidence.wording_version, event.evidence.ip, event.evidence.source) == (
        "2026-03",
        "198.51.100.7",
        "checkout",
    )
    assert web.workspace.contacts.name_at(MARIA) == "Maria"


@pytest.mark.parametrize("missing", ["occurred_at", "source", "wording"])
def test_a_yes_without_proof_is_none(web: Web, missing: str) -> None:
    answer = post(web, "/api/consent", {name: value for name, value in GIVEN.items() if name != missing})

    assert answer.status_code == 422
    assert missing in answer.json()["error"]["message"]
    assert web.events() == []


def test_a_stop_needs_no_proof(web: Web) -> None:
    answer = post(web, "/api/consent", {"address": MARIA, "kind": "withdrawn"})

    assert (answer.status_code, web.state()) == (201, State.STOPPED)


def test_a_stop_that_a_program_hands_in_late_was_honoured_when_it_came_in(web: Web) -> None:
    post(web, "/api/consent", {**GIVEN, "kind": "withdrawn", "occurred_at": "2026-01-16T10:00:00Z"})

    request = web.workspace.requests.honoured()[0]

    assert f"{request.asked_at:%Y-%m-%d}" == "2026-01-16"
    assert (request.arrived_at, request.took) == (web.clock.now(), timedelta())
    assert not request.was_late


def test_a_program_never_lifts_a_stop_the_person_said(web: Web) -> None:
    web.workspace.intake.receive("modem", InboundText(MARIA, "STOP"))

    answer = post(web, "/api/consent", {**GIVEN, "occurred_at": web.clock.now().isoformat()})

    assert (answer.status_code, error_of(answer)) == (409, "refused")
    assert answer.json()["reasons"][0]["code"] == "own_stop"
    assert web.state() is State.STOPPED


def test_the_same_key_again_changes_nothing_and_is_answered_the_same(web: Web) -> None:
    first, again = post(web, "/api/consent", GIVEN), post(web, "/api/consent", GIVEN)
    other = post(web, "/api/consent", {**GIVEN, "address": "+12025550102"})

    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert (other.status_code, error_of(other)) == (409, "key_reused")
    assert len(web.events()) == 1


def test_what_was_refused_may_be_sent_right_under_the_same_key(web: Web) -> None:
    assert post(web, "/api/consent", {**GIVEN, "source": ""}).status_code == 422

    assert post(web, "/api/consent", GIVEN).status_code == 201


def test_neither_a_key_nor_a_number_is_kept_in_the_open_beside_the_ledger(web: Web) -> None:
    post(web, "/api/consent", GIVEN, key="maria@example.com")

    rows = (
        web.workspace.engine.connection().execute("SELECT key, request, answer FROM api_answers").fetchall()
    )
    assert len(rows) == 1
    assert not any(hidden in str(list(rows[0])) for hidden in ("maria", "0101"))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"address": "12", "kind": "withdrawn"}, "unusable"),
        ({"address": MARIA, "kind": "forgotten"}, "unusable"),
        ({"address": MARIA, "kind": "withdrawn", "colour": "red"}, "unusable"),
        ({"address": MARIA, "kind": "withdrawn", "channel": "email"}, "unusable"),
        ({**GIVEN, "occurred_at": "2030-01-01T00:00:00Z"}, "unusable"),
        ({**GIVEN, "occurred_at": "0001-01-01T00:00:00+23:00"}, "unusable"),
        ([1, 2], "unusable"),
        ({}, "unusable"),
    ],
)
def test_what_cannot_be_used_is_named(web: Web, body: object, code: str) -> None:
    answer = post(web, "/api/consent", body)

    assert (answer.status_code, error_of(answer)) == (422, code)
    assert len(answer.json()["error"]["message"]) > 10


@pytest.mark.parametrize(
    "body", [b"{", b"\xff\xfe", b"[" * 40_000, b"", b"null"], ids=["cut", "no UTF-8", "deep", "none", "null"]
)
def test_a_body_that_is_no_json_is_refused(web: Web, body: bytes) -> None:
    headers = {
        "authorization": f"Bearer {API_TOKEN}",
        "idempotency-key": "k",
        "content-type": "application/json",
    }

    answer = web.client.post("/api/consent", content=body, headers=headers)

    assert (answer.status_code, error_of(answer)) == (422, "unusable")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({**GIVEN, "kind": "perhaps"}, "kind: it has to be 'given' or 'withdrawn'"),
        (
            {**GIVEN, "colour": "red"},
            "colour: there is no such field; the fields are address, channel, kind,",
        ),
        ({"address": MARIA}, "kind: it is missing; the fields are address, channel, kind,"),
    ],
)
def test_a_post_that_cannot_be_used_says_how_it_is_written(
    web: Web, body: dict[str, object], says: str
) -> None:
    assert says in post(web, "/api/consent", body).json()["error"]["message"]


def test_no_stop_is_turned_away_because_the_clock_of_a_shop_runs_ahead(web: Web) -> None:
    ahead = (web.clock.now() + timedelta(seconds=30)).isoformat()

    answer = post(web, "/api/consent", {"address": MARIA, "kind": "withdrawn", "occurred_at": ahead})

    assert (answer.status_code, web.state()) == (201, State.STOPPED)
    assert web.events()[-1].event.occurred_at == web.clock.now()


@pytest.mark.parametrize("token", ["", "wrong", API_TOKEN[:-1], f"{API_TOKEN}x"])
def test_without_the_token_nobody_asks(web: Web, token: str) -> None:
    answers = [
        post(web, "/api/consent", GIVEN, token=token),
        post(web, "/api/check", {"address": MARIA}, token=token),
        web.client.get(f"/api/consent/{MARIA}", headers={"authorization": f"Bearer {token}"}),
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert web.events() == []


def test_whoever_guesses_tokens_has_to_wait(web: Web) -> None:
    guesser = web.visitor("198.51.100.9")
    guesses = [guesser.get("/api/consent/x", headers={"authorization": "Bearer no"}) for _ in range(12)]

    assert guesses[0].status_code == 401
    assert guesses[-1].status_code == 429
    assert (
        web.client.get(f"/api/consent/{MARIA}", headers={"authorization": f"Bearer {API_TOKEN}"}).status_code
        == 200
    )


def test_a_key_is_asked_for(web: Web) -> None:
    answer = web.client.post("/api/consent", json=GIVEN, headers={"authorization": f"Bearer {API_TOKEN}"})

    assert (answer.status_code, error_of(answer)) == (400, "no_key")


def test_a_post_that_is_no_json_is_sent_back(web: Web) -> None:
    answer = web.client.post(
        "/api/check",
        content="address=x",
        headers={"authorization": f"Bearer {API_TOKEN}", "content-type": "text/plain"},
    )

    assert answer.status_code == 415


def test_where_somebody_stands_is_told_by_channel_and_scope(web: Web) -> None:
    web.workspace.intake.receive("modem", InboundText(MARIA, "JOIN"))
    post(web, "/api/consent", {"address": MARIA, "kind": "withdrawn", "scope": "marketing"})

    answer = web.client.get(
        "/api/consent/+1%20202%20555%200101", headers={"authorization": f"Bearer {API_TOKEN}"}
    )

    sms = answer.json()["channels"]["sms"]
    assert (sms["state"], sms["scopes"]["marketing"]["state"]) == ("subscribed", "stopped")


def test_the_gate_is_asked_as_the_command_asks_it(web: Web) -> None:
    refused = post(web, "/api/check", {"address": MARIA, "purpose": "marketing"})
    web.workspace.intake.receive("modem", InboundText(MARIA, "JOIN"))
    permitted = post(web, "/api/check", {"address": MARIA, "channel": Channel.SMS, "purpose": "marketing"})

    assert (refused.status_code, refused.json()["permitted"], refused.json()["reasons"][0]["code"]) == (
        200,
        False,
        "no_consent",
    )
    assert permitted.json() == {"permitted": True, "status": "subscribed", "reasons": []}


def test_while_the_settings_hold_a_mistake_nothing_is_promised_to_leave(
    workspace: Workspace, clock: ManualClock
) -> None:
    path = workspace.folder / SETTINGS
    path.write_text(path.read_text() + "[hygiene]\nbackup_days = 'often'\n")
    web = Web(Workspace.open(workspace.folder, clock, spared=SPARED), clock)
    web.workspace.intake.receive("modem", InboundText(MARIA, "JOIN"))

    answer = post(web, "/api/check", {"address": MARIA, "channel": Channel.SMS, "purpose": "marketing"})

    assert (answer.json()["permitted"], answer.json()["reasons"][0]["code"]) == (False, "settings_at_fault")
    web.site.close()


@pytest.mark.parametrize("path", ["/api/consent", "/api/check"])
def test_while_the_suppression_key_is_away_a_shop_is_told_to_send_again(
    workspace: Workspace, clock: ManualClock, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    workspace.intake.receive("modem", InboundText(MARIA, "STOP"))
    workspace.erasure.forget(MARIA, "alice")
    key = workspace.folder / KEY_FILE
    away = key.rename(workspace.folder / "elsewhere")
    body = {"address": "+12025550112", **({"kind": "withdrawn"} if path == "/api/consent" else {})}

    web = Web(Workspace.open(workspace.folder, clock), clock)
    refused = post(web, path, body)
    away.rename(key)
    taken = post(web, path, body)
    web.site.close()

    assert (refused.status_code, error_of(refused)) == (503, "no_suppression_key")
    assert "send the same again" in refused.json()["error"]["message"]
    assert int(refused.headers["retry-after"]) > 0
    logged = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert [record.exc_info for record in logged] == [None]
    assert "suppression.key" in logged[0].getMessage()
    assert "5550112" not in logged[0].getMessage()
    assert taken.status_code < 300


def test_a_form_says_please_try_again_while_the_suppression_key_is_away(
    workspace: Workspace, clock: ManualClock
) -> None:
    workspace.intake.receive("modem", InboundText(MARIA, "STOP"))
    workspace.erasure.forget(MARIA, "alice")
    (workspace.folder / KEY_FILE).unlink()
    web = Web(Workspace.open(workspace.folder, clock), clock)

    answer = web.send(web.form("/f/news"), phone="+12025550112", box="sms")
    web.site.close()

    assert answer.status_code == 503
    assert "nothing was changed" in answer.text
