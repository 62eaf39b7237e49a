"""The hygiene screen: what was found, whom it is about, and putting it in order after a last look."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, DataTable, Static

from stopline.address import Address
from stopline.consent.events import Channel, EventKind, Evidence, Method
from stopline.hygiene.findings import Kind
from stopline.importers.contacts import ContactFile
from stopline.tui.app import StoplineApp
from stopline.tui.dialogs.deed import DeedDialog
from stopline.tui.keys import KEYS, Where
from stopline.tui.messages import StoreChanged
from stopline.tui.panes.hygiene_findings import FindingRows
from stopline.tui.panes.hygiene_people import AffectedRows, FindingPeople
from stopline.tui.screens.hygiene import HygieneScreen
from stopline.tui.screens.inbox import InboxScreen
from stopline.tui.screenshots import settled
from stopline.workspace import Workspace
from support.people import consent, number, wrote
from support.screens import press

BOTH_SIZES = pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["wide", "narrow"])


@pytest.fixture
def untidy(workspace: Workspace) -> Workspace:
    """Two people are quiet, one is held, one has stopped and is in a list, one is here twice."""
    for place in (1, 2):
        wrote(workspace, number(place), 500)
        consent(workspace, number(place), days_ago=490)
    wrote(workspace, number(3), 1, "no more of these")
    if workspace.standings.of(number(3), Channel.SMS).everything.state != "held":
        consent(workspace, number(3), EventKind.HELD)
    consent(workspace, number(4), EventKind.WITHDRAWN)
    workspace.contacts.tag(workspace.contacts.ensure(number(4), "test"), "newsletter")
    workspace.contacts.ensure(Address("person01@example.com"), "test", "Person 01")
    workspace.contacts.rename(workspace.contacts.ensure(number(1), "test"), "Person 01")
    return workspace


@asynccontextmanager
async def at_hygiene(workspace: Workspace, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Pilot[str]]:
    """Open Stopline and go to the hygiene screen."""
    async with StoplineApp(workspace, "alice").run_test(size=size) as pilot:
        await press(pilot, "g", "d")
        yield pilot


def screen_of(pilot: Pilot[str]) -> HygieneScreen:
    assert isinstance(pilot.app.screen, HygieneScreen)
    return pilot.app.screen


async def choose(pilot: Pilot[str], kind: Kind) -> None:
    """Move the cursor to a finding."""
    screen = screen_of(pilot)
    for _ in Kind:
        if screen.chosen is kind:
            return
        await press(pilot, "j")
    raise AssertionError(f"{kind} was not found")


def words(pilot: Pilot[str], selector: str) -> str:
    return str(pilot.app.screen.query_one(selector, Static).content)


@BOTH_SIZES
async def test_findings_lead_to_people_and_on_to_a_thread(untidy: Workspace, size: tuple[int, int]) -> None:
    async with at_hygiene(untidy, size) as pilot:
        assert screen_of(pilot).chosen is Kind.HOLDS
        assert "Nothing is sent to these people" in words(pilot, "#finding-words")

        await press(pilot, "enter", "enter")

        assert isinstance(pilot.app.screen, InboxScreen)
        thread = untidy.threads.at(number(3), Channel.SMS)
        assert pilot.app.screen.selected == thread


async def test_escape_leads_back_from_the_people(untidy: Workspace) -> None:
    async with at_hygiene(untidy) as pilot:
        await choose(pilot, Kind.QUIET)
        await press(pilot, "enter", "j")
        assert screen_of(pilot).query_one(AffectedRows).cursor_row == 1

        await press(pilot, "k", "pagedown", "pageup", "escape", "k")

        assert pilot.app.focused is screen_of(pilot).query_one(FindingRows)
        assert screen_of(pilot).chosen is not Kind.QUIET


async def test_retiring_is_shown_first_and_done_only_when_told_to(untidy: Workspace) -> None:
    async with at_hygiene(untidy) as pilot:
        await choose(pilot, Kind.QUIET)
        await press(pilot, "x")
        assert isinstance(pilot.app.screen, DeedDialog)
        assert "Person 01" in words(pilot, "#deed-lines")
        assert "By channel: 2 sms" in words(pilot, "#deed-lines")

        await press(pilot, "enter")
        assert untidy.standings.of(number(1), Channel.SMS).everything.state == "subscribed"

        await press(pilot, "x", "ctrl+s")
        assert untidy.standings.of(number(1), Channel.SMS).everything.state == "unknown"
        assert untidy.ledger.events_of(number(1))[-1].event.actor == "alice"


async def test_a_deed_may_be_done_by_its_button(untidy: Workspace) -> None:
    async with at_hygiene(untidy) as pilot:
        await choose(pilot, Kind.LISTED)
        await press(pilot, "x")
        pilot.app.screen.query_one("#do", Button).press()
        await settled(pilot)

        contact = untidy.contacts.at(number(4))
        assert contact is not None
        assert untidy.contacts.contact(contact).tags == ()


async def test_two_who_are_one_are_put_together(untidy: Workspace) -> None:
    async with at_hygiene(untidy) as pilot:
        await choose(pilot, Kind.DUPLICATES)
        await press(pilot, "x")
        assert "person01@example.com" in words(pilot, "#deed-lines")

        await press(pilot, "ctrl+s")

        assert untidy.contacts.at(Address("person01@example.com")) == untidy.contacts.at(number(1))


async def test_asking_again_says_how_many_are_asked(untidy: Workspace) -> None:
    async with at_hygiene(untidy) as pilot:
        await choose(pilot, Kind.QUIET)
        await press(pilot, "c")
        assert "Ask 2 people again?" in words(pilot, "#dialog-title")

        await press(pilot, "ctrl+s")

        told = [notice.message for notice in pilot.app._notifications]
        assert any("asked again" in message for message in told)


DOUBTED = (
    f"name,phone,consent,consent_at,consent_source\nPaula Old,{number(5)},yes,2021-05-01T10:00:00Z,till\n"
    f"Nora New,{number(6)},yes,,\nTom None,{number(7)},,,\n"
)


async def test_of_whom_a_file_said_yes_in_vain_a_key_asks_for_a_first_yes(workspace: Workspace) -> None:
    workspace.contact_imports.load(ContactFile("people.csv", DOUBTED.encode()))
    async with at_hygiene(workspace) as pilot:
        await choose(pilot, Kind.NO_CONSENT)
        assert "`stopline consent reconfirm --tag reconfirm`" in words(pilot, "#finding-words")
        await press(pilot, "c")
        assert "Ask 2 people for a first yes?" in words(pilot, "#dialog-title")
        shown = words(pilot, "#deed-lines")
        assert "Paula Old" in shown
        assert "Tom None" not in shown
        assert "By channel: 2 sms." in shown

        await press(pilot, "ctrl+s")

        told = [notice.message for notice in pilot.app._notifications]
        assert any("2 asked for a first yes." in message for message in told)
    assert {each.address for each in workspace.asks.waiting()} == {number(5), number(6)}


async def test_of_whom_no_file_said_yes_nobody_is_asked_by_that_key(workspace: Workspace) -> None:
    people = f"name,phone\nTom None,{number(7)}\n"
    workspace.contact_imports.load(ContactFile("people.csv", people.encode()))
    async with at_hygiene(workspace) as pilot:
        await choose(pilot, Kind.NO_CONSENT)
        await press(pilot, "c")

        assert isinstance(pilot.app.screen, HygieneScreen)
        told = [notice.message for notice in pilot.app._notifications]
        assert any("The files said yes of none of these" in message for message in told)


async def test_only_keys_that_help_with_a_finding_are_offered(untidy: Workspace) -> None:
    async with at_hygiene(untidy) as pilot:
        offered = screen_of(pilot).check_action("mend", ()), screen_of(pilot).check_action("ask_again", ())
        await choose(pilot, Kind.QUIET)

        assert offered == (False, False)
        assert screen_of(pilot).check_action("mend", ())
        assert screen_of(pilot).check_action("ask_again", ())


async def test_the_screen_follows_the_store_and_keeps_its_place(untidy: Workspace) -> None:
    async with at_hygiene(untidy) as pilot:
        await choose(pilot, Kind.QUIET)
        screen = screen_of(pilot)
        untidy.decisions.release(number(3), Channel.SMS, "bob", "she meant another list")
        consent(untidy, number(9), days_ago=900)

        screen._reading.want_now()
        screen.post_message(StoreChanged())
        await settled(pilot)

        assert screen.chosen is Kind.QUIET
        assert screen.report is not None
        assert screen.report.of(Kind.HOLDS) is None
        assert screen.query_one(DataTable).cursor_row == [each.kind for each in screen.report.findings].index(
            Kind.QUIET
        )
        people = screen.query_one(FindingPeople).shown
        assert people is not None
        assert people.finding.count == 3


async def test_a_person_without_a_conversation_is_said_to_have_none(workspace: Workspace) -> None:
    consent(workspace, number(1), days_ago=900)
    async with at_hygiene(workspace) as pilot:
        await press(pilot, "enter", "enter")

        assert isinstance(pilot.app.screen, HygieneScreen)
        assert any("no conversation" in notice.message for notice in pilot.app._notifications)


@BOTH_SIZES
async def test_with_nothing_to_tidy_the_screen_teaches(workspace: Workspace, size: tuple[int, int]) -> None:
    async with at_hygiene(workspace, size) as pilot:
        assert words(pilot, "#all-tidy").startswith("Nothing to tidy.")
        assert screen_of(pilot).query_one("#all-tidy").display
        assert not screen_of(pilot).query_one("#hygiene").display

        await press(pilot, "x", "j", "enter")
        assert isinstance(pilot.app.screen, HygieneScreen)


async def test_names_and_reasons_of_strangers_are_inert(workspace: Workspace) -> None:
    evil = "[bold]x[/] \x1b]0;owned\x07 [@click=app.exit]out"
    consent(workspace, number(1), days_ago=900)
    workspace.contacts.rename(workspace.contacts.ensure(number(1), "test"), evil)
    consent(
        workspace, number(2), EventKind.IMPORTED, days_ago=5, method=Method.IMPORT, actor=evil, evidence=Evidence()
    )  # fmt: skip
    workspace.checkups.note_verification(workspace.ledger.verify())
    async with at_hygiene(workspace) as pilot:
        await press(pilot, "j", "j", "enter", "x", "escape")

        drawn = pilot.app.export_screenshot()
        assert "\x1b" not in drawn
        assert "\x07" not in drawn


async def test_thousands_are_counted_and_the_first_are_shown(workspace: Workspace) -> None:
    for place in range(1, 250):
        consent(workspace, Address(f"+1202555{place:04}"), EventKind.REQUESTED, days_ago=30)
    async with at_hygiene(workspace, (80, 24)) as pilot:
        await choose(pilot, Kind.PENDING)

        assert screen_of(pilot).query_one(AffectedRows).row_count == 200
        assert "… and 49 more" in words(pilot, "#affected-more")


def test_every_key_of_the_screen_is_played_in_these_tests() -> None:
    played = {"x", "c", "j", "k", "enter", "pagedown", "pageup", "escape"}

    places = {Where.HYGIENE, Where.HYGIENE_FINDINGS, Where.HYGIENE_PEOPLE}
    assert {key.keys.split(",")[0] for key in KEYS if key.where in places} == played


@BOTH_SIZES
async def test_days_of_another_year_say_so_and_what_is_the_matter_has_room(
    untidy: Workspace, size: tuple[int, int]
) -> None:
    async with at_hygiene(untidy, size) as pilot:
        await choose(pilot, Kind.HOLDS)
        rows = pilot.app.screen.query_one(AffectedRows)
        assert str(rows.get_row_at(0)[3]).endswith("business days left")

        await choose(pilot, Kind.QUIET)
        assert {str(rows.get_row_at(place)[2])[-4:] for place in range(rows.row_count)} == {"2025"}
        since = list(rows.columns.values())[2]
        assert since.width >= len("15 Jul 2025")
