"""The pages in a real browser, without scripts: they can be read on a phone, filled in and pressed, and fetch nothing from elsewhere."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from stopline.workspace import Workspace
from support.browser import CHROMIUM, Browser, chromium
from support.command import CommandLine, within_hours
from support.serving import Serving, serving
from support.web import MARIA, SETTINGS

pytestmark = [pytest.mark.peer, pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")]


@pytest.fixture
def command(tmp_path: Path) -> CommandLine:
    """A workspace with forms and without gateways."""
    command = CommandLine(tmp_path / "workspace")
    assert command.process("init", "--team", "Harbour Bikes", "--zone", "America/New_York").code == 0
    settings = command.folder / "settings.toml"
    settings.write_text(settings.read_text() + SETTINGS.partition("[[web.pushes]]")[0])
    return command


@pytest.fixture
def server(command: CommandLine) -> Iterator[Serving]:
    """Its pages."""
    with serving(command) as server:
        yield server


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    """A phone."""
    profile = tmp_path / "profile"
    profile.mkdir()
    with chromium(profile) as browser:
        browser.size(390, 844)
        yield browser


def test_a_form_is_filled_in_on_a_phone_and_recorded(
    command: CommandLine, server: Serving, browser: Browser, tmp_path: Path
) -> None:
    browser.open(f"{server.url}/f/news")
    assert browser.width_of_page() <= 390
    browser.picture(tmp_path / "form.png")
    browser.type("#phone", "(202) 555-0101")

    browser.click("button", leaves=True)
    assert "Please look at this again" in browser.text()
    assert "(202) 555-0101" in browser.text()
    browser.picture(tmp_path / "problem.png")
    browser.click("#box-sms")
    browser.click("button", leaves=True)

    assert "We have kept your yes" in browser.text()
    browser.picture(tmp_path / "done.png")
    (event,) = command.run("consent", "proof", MARIA, "--json").json()["events"]
    assert (event["kind"], event["scope"], event["method"]) == ("given", "marketing", "form")
    assert "Chrome" in event["browser"]
    assert {re.sub(r"^(http://[^/]+).*", r"\1", url) for url in browser.fetched if url != "about:blank"} - {
        server.url
    } == set()
    assert [
        said
        for said in browser.complaints
        if "favicon" not in said and "422" not in said and "404" not in said
    ] == []


def test_a_stop_on_the_preference_page_locks_the_gate(
    command: CommandLine, server: Serving, browser: Browser, tmp_path: Path
) -> None:
    command.run(
        "consent",
        "record",
        MARIA,
        "--give",
        "--channel",
        "sms",
        "--method",
        "shop",
        "--words",
        "yes",
        "--basis",
        "express_written",
    )
    assert command.run("check", MARIA, "--purpose", "marketing", "--at", within_hours()).code == 0
    with closing(Workspace.open(command.folder)) as workspace:
        link = workspace.preference_links.to(MARIA)
    browser.open(re.sub(r"https://[^/]+", server.url, link))
    assert browser.width_of_page() <= 390
    assert "You get these" in browser.text()

    browser.click("form button.stop", leaves=True)

    assert "What you stopped is sent no more" in browser.text()
    browser.picture(tmp_path / "stopped.png")
    assert command.run("check", MARIA, "--purpose", "conversation").code == 3

    browser.click("summary")
    browser.picture(tmp_path / "again.png")
    browser.click("details[open] button", leaves=True)

    assert "We have kept your yes" in browser.text()
    assert command.run("check", MARIA, "--purpose", "marketing", "--at", within_hours()).code == 0
