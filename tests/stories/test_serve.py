"""`stopline serve` in a real process: people, a shop and a gateway meet it beside the other commands, and it ends when it is told to."""

import json
import re
import signal
import socket
import sys

import httpx2
import pytest

from stopline.clock import SystemClock
from stopline.web.api import PostedConsent, PostedDraft
from stopline.web.pushed import PushedReceipt, PushedText
from stopline.web.signatures import generic_signature
from support.command import CommandLine, within_hours
from support.serving import serving
from support.web import API_TOKEN, MARIA, PUSH_SECRET, PUSH_SECRETS, SETTINGS, forms_in


@pytest.fixture
def command(command: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A command line on a workspace with forms, and its secrets."""
    settings = command.folder / "settings.toml"
    settings.write_text(settings.read_text() + SETTINGS)
    monkeypatch.setenv("STOPLINE_API_TOKEN", API_TOKEN)
    for name, secret in PUSH_SECRETS.items():
        monkeypatch.setenv(name, secret)
    return command


def test_a_form_is_filled_in_and_its_stop_is_pressed_while_other_commands_look_on(
    command: CommandLine,
) -> None:
    with serving(command) as server:
        form = forms_in(server.client.get("/f/news").text)[0]
        sent = server.client.post(form.action, data=dict(form.body(phone="+1 202 555 0101", box="sms")))
        may = command.run("check", MARIA, "--purpose", "marketing", "--at", within_hours(), "--json").json()
        link = command.run("preferences", "link", MARIA, "--json").json()["url"]
        path = re.sub(r"https://[^/]+", "", link)
        stop = next(
            each for each in forms_in(server.client.get(path).text) if each.fields["action"] == "stop-all"
        )
        stopped = server.client.post(stop.action, data=stop.fields)
        may_not = command.run("check", MARIA, "--purpose", "marketing", "--json")

    assert (sent.status_code, may["permitted"]) == (303, True)
    assert (stopped.status_code, may_not.code, may_not.json()["status"]) == (303, 3, "stopped")
    given, withdrawn = command.run("consent", "proof", MARIA, "--json").json()["events"]
    assert (given["kind"], given["ip"], given["wording_version"][:3]) == ("given", "127.0.0.1", "en-")
    assert withdrawn["words"] == "Stop everything"
    assert command.run("consent", "verify").code == 0


def test_a_shop_posts_and_a_gateway_pushes(command: CommandLine) -> None:
    body = json.dumps({"id": "1", "from": "+12025550102", "text": "STOP"}).encode()
    signature = generic_signature(PUSH_SECRET, "modem", body, SystemClock().now())

    with serving(command) as server:
        posted = server.client.post(
            "/api/consent",
            json={"address": MARIA, "kind": "withdrawn"},
            headers={"authorization": f"Bearer {API_TOKEN}", "idempotency-key": "1"},
        )
        headers = {"content-type": "application/json", "x-stopline-signature": signature}
        pushed = server.client.post("/gateways/modem", content=body, headers=headers)
        forged = server.client.post("/gateways/modem", content=body + b" ", headers=headers)

    assert (posted.status_code, pushed.status_code, forged.status_code) == (201, 200, 403)
    assert command.run("check", "+12025550102", "--json").json()["status"] == "stopped"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl+C", "SIGTERM"])
def test_it_ends_when_it_is_told_to(command: CommandLine, number: signal.Signals) -> None:
    with serving(command) as server:
        server.client.get("/f/news")
        server.process.send_signal(number)
        out, err = server.process.communicate(timeout=20)

    assert server.process.returncode == 0
    assert '"stopped"' in out
    assert "Traceback" not in err
    assert "GET /f/news 200" in err


def test_a_port_that_is_taken_is_said(command: CommandLine) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        ended = command.process("serve", "--port", port)

    assert ended.code == 2
    assert f"another program uses port {port}" in ended.err
    assert "Traceback" not in ended.err


def test_without_the_extra_it_says_what_to_install(
    command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith(("stopline.web", "starlette"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "starlette", None)

    ended = command.run("serve")

    assert ended.code == 2
    assert "pip install 'stopline[web]'" in ended.err


def test_a_gateway_without_its_secret_is_named(command: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STOPLINE_PUSH_TWILIO")

    ended = command.process("serve", "--json")

    assert ended.code == 2
    assert "STOPLINE_PUSH_TWILIO" in ended.json()["error"]


def test_a_secret_that_can_be_guessed_is_refused(
    command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOPLINE_API_TOKEN", "hunter2")

    ended = command.process("serve")

    assert ended.code == 2
    assert "api-token" in ended.err
    assert "hunter2" not in ended.err


def test_the_help_names_every_field_of_what_programs_send(command: CommandLine) -> None:
    told = set(re.findall(r"\w+", command.run("serve", "--help").out))

    for model in (PostedConsent, PostedDraft, PushedText, PushedReceipt):
        fields = {field.alias or name for name, field in model.model_fields.items()}
        assert fields <= told, model


def test_a_printed_link_says_what_it_cannot_lift_and_what_does(command: CommandLine) -> None:
    before = command.run("preferences", "link", MARIA)
    command.run("receive", "--from", MARIA, "--text", "STOP")

    printed = command.run("preferences", "link", MARIA)

    assert "does not lift" not in before.out
    assert (
        "is stopped there, and this link does not lift it. They can text START to your number" in printed.out
    )
    assert command.run("preferences", "link", MARIA, "--json").json()["blocked"] == ["sms"]


def test_a_link_needs_to_know_where_the_pages_are(command: CommandLine) -> None:
    settings = command.folder / "settings.toml"
    settings.write_text(settings.read_text().replace('url = "https://texts.example.com"', ""))

    ended = command.run("preferences", "link", MARIA)

    assert ended.code == 2
    assert "[web]" in ended.err


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET /f/news HTTP/1.1\r\nHost: x\r\nX: a\r\n b\x00\r\n\r\n",
        b"POST /f/news HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"GET /f/news HTTP/1.1\r\nHost: x\r\nBad Name: 1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET /f/../../stopline.db HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /f/news HTTP/1.1\r\n" + b"X: " + b"y" * 70_000 + b"\r\n\r\n",
    ],
    ids=[
        "NUL in a header",
        "two lengths",
        "a space in a name",
        "TLS",
        "a path that climbs",
        "endless headers",
    ],
)
def test_malformed_requests_are_refused_and_the_next_visitor_is_served(
    command: CommandLine, request_line: bytes
) -> None:
    with serving(command) as server:
        address = httpx2.URL(server.url)
        with socket.create_connection((address.host, address.port or 80), timeout=10) as visitor:
            visitor.sendall(request_line)
            answer = visitor.recv(4_096)

        assert re.match(rb"HTTP/1.1 4\d\d ", answer)
        assert server.client.get("/f/news").status_code == 200


def test_an_oversized_body_is_refused_before_it_is_sent(command: CommandLine) -> None:
    head = b"POST /gateways/modem HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 900000000\r\n\r\n"

    with serving(command) as server:
        address = httpx2.URL(server.url)
        with socket.create_connection((address.host, address.port or 80), timeout=10) as visitor:
            visitor.sendall(head)
            answer = visitor.recv(4_096)

    assert answer.startswith(b"HTTP/1.1 413 ")
