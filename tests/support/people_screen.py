"""The people screen as tests open it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from stopline.address import Address
from stopline.consent.events import EventKind, Scope
from stopline.settings import TeamSettings, starting_settings
from stopline.tui.app import StoplineApp
from stopline.tui.panes.people_list import PeoplePage
from stopline.tui.screens.people import PeopleScreen
from stopline.tui.screenshots import settled
from stopline.workspace import SETTINGS, Workspace
from support.people import consent, number, wrote
from support.screens import LOOKS, WIDE, press

MARIA, JEAN, TOM, ANA = (number(place) for place in (1, 2, 3, 4))
MARIA_BY_MAIL = Address("maria@example.com")


@pytest.fixture
def neighbourhood(workspace: Workspace) -> Workspace:
    """Maria said yes and no to offers, Jean stopped, Tom is held, Ana came from a file and has never written; Ana came last."""
    wrote(workspace, MARIA, 0.1)
    consent(workspace, MARIA, days_ago=3)
    consent(workspace, MARIA, EventKind.WITHDRAWN, days_ago=2, scope=Scope.MARKETING)
    wrote(workspace, JEAN, 9)
    consent(workspace, JEAN, EventKind.WITHDRAWN, days_ago=9)
    wrote(workspace, TOM, 4)
    consent(workspace, TOM, EventKind.HELD, days_ago=4)
    for address, name, tags in (
        (MARIA, "Maria Alvarez", ("vip", "bike-ready")),
        (JEAN, "Jean Tremblay", ("newsletter",)),
        (TOM, "Tom Okafor", ()),
        (ANA, "Ana Souza", ("vip",)),
    ):
        contact = workspace.contacts.ensure(address, "test")
        workspace.contacts.rename(contact, name)
        for tag in tags:
            workspace.contacts.tag(contact, tag)
    maria = workspace.contacts.ensure(MARIA, "test")
    workspace.contacts.add_address(maria, MARIA_BY_MAIL)
    return workspace


def with_pages(workspace: Workspace) -> Workspace:
    """Return the workspace opened again, with pages that people can reach."""
    settings = starting_settings(TeamSettings()) + '\n[web]\nurl = "https://texts.example.com"\n'
    (workspace.folder / SETTINGS).write_text(settings, encoding="utf-8")
    return Workspace.open(workspace.folder, workspace.clock, durable=False)


@asynccontextmanager
async def at_people(workspace: Workspace, size: tuple[int, int] = WIDE) -> AsyncIterator[Pilot[str]]:
    """Open Stopline and go to the people screen."""
    async with StoplineApp(workspace, "alice").run_test(size=size) as pilot:
        await press(pilot, "g", "p")
        yield pilot


def screen_of(pilot: Pilot[str]) -> PeopleScreen:
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, PeopleScreen)
    return screen


def page_of(pilot: Pilot[str]) -> PeoplePage:
    """Return what the list shows."""
    page = screen_of(pilot).page
    assert page is not None
    return page


def seen(pilot: Pilot[str], selector: str) -> str:
    """What is to be read in one place of whatever is shown."""
    widget = pilot.app.screen.query_one(selector)
    return "\n".join(strip.text.rstrip() for strip in widget.render_lines(widget.size.region))


def told(pilot: Pilot[str]) -> str:
    """What is told in passing."""
    return " ".join(str(each.message) for each in pilot.app._notifications)


async def until(pilot: Pilot[str], is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    for _ in range(LOOKS):
        await settled(pilot)
        if is_so():
            return
        await pilot.pause(0.01)
    raise AssertionError("what was waited for did not come to be")


async def fill(pilot: Pilot[str], selector: str, value: str) -> None:
    """Put something into a field, as if it were pasted."""
    field = pilot.app.screen.query_one(selector, Input)
    field.value = value
    field.cursor_position = len(value)
    await settled(pilot)
