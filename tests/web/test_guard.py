"""What stands before every request: floods, sizes, slowness, headers, made-up addresses, and a log that tells no secrets."""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta

import anyio
import pytest

from stopline.cli.worker import OneLine
from stopline.clock import ManualClock
from stopline.consent.status import State
from stopline.workspace import Workspace
from support.web import API_TOKEN, MARIA, PUSH_SECRET, Web

FORM = {"content-type": "application/x-www-form-urlencoded"}


def test_whoever_floods_has_to_wait_and_nobody_else(web: Web, clock: ManualClock) -> None:
    flooder = web.visitor("198.51.100.1")
    answers = [flooder.post("/f/news", content="x=1", headers=FORM) for _ in range(12)]

    assert answers[0].status_code == 422
    assert answers[-1].status_code == 429
    wait = int(answers[-1].headers["retry-after"])
    assert wait >= 1
    assert web.client.post("/f/news", content="x=1", headers=FORM).status_code == 422
    clock.advance(timedelta(seconds=wait))
    assert flooder.post("/f/news", content="x=1", headers=FORM).status_code == 422


def test_a_flood_from_everywhere_meets_the_bound_of_all_and_stops_still_pass(web: Web) -> None:
    link = web.link()
    answers = [
        web.visitor(f"198.51.{first}.{second}").post("/f/news", content="x=1", headers=FORM).status_code
        for first in range(2)
        for second in range(60)
    ]

    assert answers.count(429) == 20
    assert web.post(link, [("action", "stop-all")]).status_code == 303


def test_a_flood_of_wrong_tokens_keeps_out_no_stop_of_the_shop_not_even_from_the_same_address(
    web: Web,
) -> None:
    wrong = {"authorization": "Bearer no"}
    answers = [
        web.visitor(f"198.51.100.{number % 80}").post("/api/consent", json={}, headers=wrong).status_code
        for number in range(800)
    ]

    shop = web.visitor("198.51.100.1").post(
        "/api/consent",
        json={"address": MARIA, "kind": "withdrawn"},
        headers={"authorization": f"Bearer {API_TOKEN}", "idempotency-key": "order-1"},
    )

    assert set(answers) == {401, 429}
    assert shop.status_code == 201
    assert web.state() is State.STOPPED


def test_one_household_of_ipv6_is_one_visitor(web: Web) -> None:
    answers = [
        web.visitor(f"2001:db8::{host}").post("/f/news", content="x=1", headers=FORM).status_code
        for host in range(1, 12)
    ]

    assert (answers[0], answers[-1]) == (422, 429)


@pytest.mark.parametrize("path", ["/f/news", "/p/x", "/api/consent", "/gateways/modem"])
def test_a_body_that_says_it_is_too_big_is_refused_before_it_is_read(web: Web, path: str) -> None:
    answer = web.client.post(path, content=b"", headers={**FORM, "content-length": "999999999"})

    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"


def test_a_body_that_grows_too_big_is_cut_off(web: Web) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 1_000

    answer = web.client.post("/f/news", content=chunks(), headers=FORM)

    assert answer.status_code == 413


async def test_a_body_that_does_not_come_is_not_waited_for(web: Web) -> None:
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        await anyio.sleep(30)
        return {}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": "/f/news", "raw_path": b"/f/news", "query_string": b"",
        "scheme": "https", "server": ("testserver", 443), "client": ("203.0.113.9", 1), "root_path": "", "headers": [],
    }  # fmt: skip
    await web.app(scope, receive, send)  # type: ignore[arg-type]  # dictionaries are what ASGI speaks

    assert sent[0]["status"] == 408


def test_every_answer_has_careful_headers_and_sets_no_cookie(web: Web) -> None:
    for path in ("/f/news", web.link(), "/nothing", "/api/check"):
        answer = web.client.get(path)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"
        assert "set-cookie" not in answer.headers
        if "html" in answer.headers["content-type"]:
            policy = answer.headers["content-security-policy"]
            assert policy.startswith("default-src 'none'; style-src 'sha256-")
            assert "unsafe" not in policy
            assert "<script" not in answer.text
            assert "http" not in answer.text.replace("https://example.com", "")


@pytest.mark.parametrize(
    "path",
    [
        "/f/../../etc/passwd",
        "/f/%2e%2e%2fsettings.toml",
        "/..%2f..%2fstopline.db",
        "/f/news/",
        "//evil.example.net/",
        "/p/",
        "/static/x",
    ],
)
def test_paths_that_climb_lead_nowhere(web: Web, path: str) -> None:
    answer = web.client.get(path)

    assert answer.status_code == 404
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/f/news"), ("DELETE", "/api/consent"), ("GET", "/gateways/modem"), ("TRACE", "/f/news")],
)
def test_methods_nobody_needs_are_refused(web: Web, method: str, path: str) -> None:
    assert web.client.request(method, path).status_code == 405


def test_a_program_that_takes_the_wrong_method_is_not_told_that_there_is_nothing(web: Web) -> None:
    assert web.client.get("/api/check").json()["error"]["code"] == "wrong_method"


def test_a_line_break_in_a_parameter_makes_no_header(web: Web) -> None:
    link = web.link()
    answer = web.post(
        f"{link}?lang=en%0d%0aSet-Cookie:%20x=1", [("action", "stop-all"), ("lang", "en\r\nX: 1")]
    )

    assert answer.status_code == 303
    assert "set-cookie" not in answer.headers
    assert answer.headers["location"].endswith("&lang=en")


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/json",
        "",
        "multipart/form-data",
        "application/x-www-form-urlencoded; charset=klingon",
    ],
)
def test_a_form_in_another_shape_is_refused(web: Web, kind: str) -> None:
    answer = web.client.post("/f/news", content="phone=1", headers={"content-type": kind})

    assert answer.status_code in {400, 415, 422}
    assert web.events() == []


@pytest.mark.parametrize(
    ("is_behind_proxy", "forwarded", "ip"),
    [
        (False, "198.51.100.9", "203.0.113.5"),
        (True, "198.51.100.9", "198.51.100.9"),
        (True, "6.6.6.6, 198.51.100.9", "198.51.100.9"),
        (True, "<script>", "203.0.113.5"),
        (True, "", "203.0.113.5"),
    ],
)
def test_only_behind_a_proxy_is_a_forwarded_address_believed_and_only_the_proxys_own(
    workspace: Workspace, clock: ManualClock, ip: str, forwarded: str, *, is_behind_proxy: bool
) -> None:
    web = Web(workspace, clock, is_behind_proxy=is_behind_proxy)
    form = web.form("/f/news")

    web.post(form.action, form.body(phone=MARIA, box="sms"), headers={"x-forwarded-for": forwarded})

    assert web.events()[0].event.evidence.ip == ip


def test_the_log_holds_neither_numbers_nor_tokens(web: Web, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    link = web.link()
    form = web.form("/f/news")
    web.send(form, phone=MARIA, box="sms")
    web.client.get(link)
    web.post(f"{link}/one-click", [("List-Unsubscribe", "One-Click")])
    web.client.get(f"/api/consent/{MARIA}", headers={"authorization": f"Bearer {API_TOKEN}"})
    web.client.get(f"/f/{MARIA}")
    web.client.get(f"/gateways/2025550101?secret={PUSH_SECRET}")
    web.client.get("/p/%1b%5b31m2025550101")

    said = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("stopline"))
    assert "GET /p/… 200" in said
    assert "POST /f/news 303" in said
    assert "GET /api/consent/… 200" in said
    for hidden in (
        MARIA,
        "5550101",
        API_TOKEN,
        PUSH_SECRET,
        link.removeprefix("/p/"),
        form.fields["token"],
        "\x1b",
    ):
        assert hidden not in said


def test_a_mistake_of_our_own_is_an_answer_without_details(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError(f"secret {MARIA}")

    monkeypatch.setattr(web.workspace.forms, "take", fail)

    answer = web.send(web.form("/f/news"), phone=MARIA, box="sms")

    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "5550101" not in answer.text


def test_a_mistake_of_our_own_is_one_line_in_the_log_and_broken_to_a_program(
    web: Web, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError(f"secret {MARIA}")

    monkeypatch.setattr(web.workspace.double_optin, "record", fail)

    answer = web.client.post(
        "/api/consent",
        json={"address": MARIA, "kind": "withdrawn"},
        headers={"authorization": f"Bearer {API_TOKEN}", "idempotency-key": "order-1"},
    )

    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "broken")
    logged = next(record for record in caplog.records if record.levelno == logging.ERROR)
    line = OneLine(is_verbose=False).format(logged)
    assert line.endswith("a request met something unexpected: RuntimeError")


def test_health_is_told_without_a_token(web: Web) -> None:
    assert json.loads(web.page("/healthz")) == {"ok": True}
