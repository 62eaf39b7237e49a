"""The people screen: everybody with where their addresses stand, whom one looks for, and what can be done for somebody."""

import json
from pathlib import Path

import pytest
from textual.widgets import Input, Static

from stopline.address import Address
from stopline.consent.events import Channel
from stopline.consent.status import State
from stopline.tui.dialogs.choice import ChoiceDialog
from stopline.tui.dialogs.export import ExportDialog
from stopline.tui.dialogs.forget import ForgetDialog
from stopline.tui.dialogs.help import HelpDialog
from stopline.tui.dialogs.link import LinkDialog
from stopline.tui.dialogs.proof import ProofDialog
from stopline.tui.dialogs.rules import RulesDialog
from stopline.tui.keys import KEYS, Where
from stopline.tui.panes.people_find import FindField
from stopline.tui.panes.person_card import PersonCardPane
from stopline.tui.screens.inbox import InboxScreen
from stopline.workspace import Workspace
from support.people import consent
from support.people_screen import (
    ANA,
    JEAN,
    MARIA,
    MARIA_BY_MAIL,
    TOM,
    at_people,
    fill,
    page_of,
    screen_of,
    seen,
    told,
    until,
    with_pages,
)
from support.screens import NARROW, WIDE, press

BOTH_SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


@BOTH_SIZES
async def test_everybody_stands_there_with_each_address_and_its_state(
    neighbourhood: Workspace, size: tuple[int, int]
) -> None:
    async with at_people(neighbourhood, size) as pilot:
        lines = seen(pilot, "#everybody").splitlines()
        people = [line.strip("▌ ") for line in lines if line.strip("▌ ")]

        assert people[0].split()[:2] == ["Ana", "Souza"]
        assert people[0].endswith("–")
        assert people[1] == "○ UNKNOWN    +1 202-555-0104 sms"
        assert people[3] == "▲ HELD       +1 202-555-0103 sms"
        assert people[5] == "■ STOPPED    +1 202-555-0102 sms"
        assert "newsletter" in people[4]
        assert "bike-ready" in people[6]
        assert people[6].endswith("2h")
        assert people[7] == "● SUBSCRIBED +1 202-555-0101 sms · marketing ■ STOPPED   +1"
        assert seen(pilot, "#people-count").strip() == "4 people"


async def test_the_card_follows_the_cursor(neighbourhood: Workspace) -> None:
    async with at_people(neighbourhood) as pilot:
        assert "Ana Souza" in seen(pilot, "#card")
        await press(pilot, "j", "down")
        assert "Jean Tremblay" in seen(pilot, "#card")
        assert "■ STOPPED" in seen(pilot, "#card")
        await press(pilot, "k")
        assert "Tom Okafor" in seen(pilot, "#card")
        await press(pilot, "end")
        assert "maria@example.com" in seen(pilot, "#card")
        await press(pilot, "home", "pagedown", "pageup")
        assert screen_of(pilot).everybody.cursor == 0


async def test_enter_opens_the_thread_of_whom_one_stands_on(neighbourhood: Workspace) -> None:
    async with at_people(neighbourhood) as pilot:
        await press(pilot, "j", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, InboxScreen))

        assert isinstance(pilot.app.screen, InboxScreen)
        assert pilot.app.screen.selected == neighbourhood.threads.at(TOM, Channel.SMS)


async def test_enter_begins_the_thread_of_somebody_who_has_none(neighbourhood: Workspace) -> None:
    async with at_people(neighbourhood) as pilot:
        assert neighbourhood.threads.at(ANA, Channel.SMS) is None
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, InboxScreen))

        assert isinstance(pilot.app.screen, InboxScreen)
        assert pilot.app.screen.selected == neighbourhood.threads.at(ANA, Channel.SMS) is not None


@pytest.mark.parametrize(
    ("sought", "found"),
    [("tom", ["Tom Okafor"]), ("0102", ["Jean Tremblay"]), ("#vip", ["Ana Souza", "Maria Alvarez"])],
    ids=["a name", "a number", "a tag"],
)
async def test_one_looks_for_somebody_by(neighbourhood: Workspace, sought: str, found: list[str]) -> None:
    async with at_people(neighbourhood) as pilot:
        await press(pilot, "slash")
        await fill(pilot, "#people-sought", sought)
        await until(pilot, lambda: page_of(pilot).sought == sought)

        assert [each.name for each in page_of(pilot).found.people] == found
        assert "fit" in seen(pilot, "#people-count")
        await until(pilot, lambda: found[0] in seen(pilot, "#card"))

        await press(pilot, "down")
        assert pilot.app.focused is screen_of(pilot).everybody
        await press(pilot, "slash", "escape")
        await until(pilot, lambda: seen(pilot, "#people-count").strip() == "4 people")
        assert pilot.app.screen.query_one(FindField).value == ""


async def test_where_nobody_fits_nothing_can_be_done_for_anybody(neighbourhood: Workspace) -> None:
    async with at_people(neighbourhood) as pilot:
        await press(pilot, "slash")
        await fill(pilot, "#people-sought", "nobody of that name")
        await until(pilot, lambda: "Nobody fits" in seen(pilot, "#nobody"))

        await press(pilot, "enter", "p", "o", "F", "x", "l", "enter")

        assert pilot.app.screen is screen_of(pilot)
        assert screen_of(pilot).person is None


async def test_a_workspace_without_people_says_how_they_come(workspace: Workspace) -> None:
    async with at_people(workspace, NARROW) as pilot:
        assert "i imports people from a file" in " ".join(seen(pilot, "#nobody").split())
        assert seen(pilot, "#people-count").strip() == "0 people"


async def test_a_long_list_is_read_as_it_comes_into_view(workspace: Workspace) -> None:
    for place in range(2_000):
        workspace.contacts.ensure(Address(f"+1202555{place:04}"), "test", f"Person {place:04}")
    async with at_people(workspace) as pilot:
        await press(pilot, "end")
        await until(pilot, lambda: "Person 0000" in seen(pilot, "#card"))
        assert "Person 0000" in seen(pilot, "#everybody")
        await press(pilot, "pageup", "pageup", "pageup")
        await until(pilot, lambda: "Person 0025" in seen(pilot, "#everybody"))
        assert len(page_of(pilot).found.people) < 100


async def test_what_happens_meanwhile_is_seen(neighbourhood: Workspace) -> None:
    async with at_people(neighbourhood) as pilot:
        await press(pilot, "end")
        consent(neighbourhood, MARIA, days_ago=0.01)
        neighbourhood.contacts.tag(neighbourhood.contacts.ensure(MARIA, "test"), "brand-new")

        await until(pilot, lambda: "brand-new" in seen(pilot, "#card"))
        assert screen_of(pilot).person is not None
        assert screen_of(pilot).everybody.cursor == 3


async def test_the_proof_of_the_person_is_shown(neighbourhood: Workspace) -> None:
    async with at_people(neighbourhood) as pilot:
        await press(pilot, "j", "p")
        await until(pilot, lambda: isinstance(pilot.app.screen, ProofDialog))

        assert "Tom Okafor" in seen(pilot, "#dialog-title")


async def test_a_person_is_forgotten_only_when_their_digits_are_typed(neighbourhood: Workspace) -> None:
    async with at_people(neighbourhood) as pilot:
        await press(pilot, "j", "j", "F")
        await until(pilot, lambda: isinstance(pilot.app.screen, ForgetDialog))
        assert "Jean Tremblay" in seen(pilot, "#dialog-title")
        await fill(pilot, "#typed", "0102")
        await press(pilot, "enter")
        await until(pilot, lambda: neighbourhood.contacts.at(JEAN) is None)
        await until(pilot, lambda: seen(pilot, "#people-count").strip() == "3 people")
        await until(pilot, lambda: screen_of(pilot).person is not None)

        assert "Jean" not in seen(pilot, "#everybody") + seen(pilot, "#card")
        assert neighbourhood.standings.of(JEAN, Channel.SMS).everything.state is State.STOPPED


async def test_everything_held_about_a_person_is_written(neighbourhood: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "ana.json"
    async with at_people(neighbourhood) as pilot:
        await press(pilot, "X")
        assert isinstance(pilot.app.screen, ExportDialog)
        await fill(pilot, "#file", str(file))
        await press(pilot, "enter")
        await until(pilot, lambda: "only you can read" in told(pilot))

    assert json.loads(file.read_text())["addresses"][0]["address"] == ANA


async def test_what_the_rules_say_is_told_for_the_address_one_chooses(neighbourhood: Workspace) -> None:
    async with at_people(neighbourhood, NARROW) as pilot:
        await press(pilot, "end", "o")
        assert isinstance(pilot.app.screen, ChoiceDialog)
        await press(pilot, "1")
        await until(pilot, lambda: isinstance(pilot.app.screen, RulesDialog))

        assert "+1 202-555-0101" in seen(pilot, "#dialog-title")
        said = str(pilot.app.screen.query_one("#rules Static", Static).content)
        assert "may be in:" in said
        # What goes on stands further in than what begins.
        begun = [line for line in said.splitlines() if not line.startswith(" ")]
        assert all(":" in line or line.startswith("These values") for line in begun), begun
        rules = pilot.app.screen.query_one("#rules")
        assert rules.max_scroll_y > 0
        await press(pilot, "end")
        assert rules.scroll_offset.y == rules.max_scroll_y
        await press(pilot, "escape")
        assert len(pilot.app.screen_stack) == 1


async def test_a_link_is_made_for_whom_it_stops(neighbourhood: Workspace) -> None:
    workspace = with_pages(neighbourhood)
    async with at_people(workspace) as pilot:
        await press(pilot, "end", "l", "down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LinkDialog))
        url = seen(pilot, "#link").strip()
        assert url.startswith("https://texts.example.com/p/")
        link = workspace.preference_links.read(url.rpartition("/")[2])
        assert link.address == MARIA_BY_MAIL  # type: ignore[union-attr]
        assert "to nobody else" in " ".join(seen(pilot, "#link-words").split())

        await press(pilot, "c")
        assert pilot.app.clipboard == url


async def test_without_pages_it_is_told_what_to_set(neighbourhood: Workspace) -> None:
    async with at_people(neighbourhood) as pilot:
        await press(pilot, "l")
        await until(pilot, lambda: isinstance(pilot.app.screen, LinkDialog))
        assert "under [web] into settings.toml" in " ".join(seen(pilot, "#link-words").split())

        await press(pilot, "c", "escape")
        assert pilot.app.clipboard == ""
        assert pilot.app.screen is screen_of(pilot)


@BOTH_SIZES
async def test_the_card_is_shown_and_folded_away(neighbourhood: Workspace, size: tuple[int, int]) -> None:
    async with at_people(neighbourhood, size) as pilot:
        card = screen_of(pilot).query_one(PersonCardPane)
        was_shown = card.display and card.size.width > 0
        await press(pilot, "v")
        assert (card.display and card.size.width > 0) is not was_shown
        await press(pilot, "v")
        assert (card.display and card.size.width > 0) is was_shown
        assert pilot.app.focused is screen_of(pilot).everybody


async def test_what_strangers_call_themselves_is_shown_inert(workspace: Workspace) -> None:
    contact = workspace.contacts.ensure(MARIA, "test", "[red]Maria[/]\x1b[2J\u202eevil")
    workspace.contacts.tag(contact, "\x1b[31mtag")
    async with at_people(workspace) as pilot:
        shown = seen(pilot, "#everybody") + seen(pilot, "#card")
        assert "[red]Maria[/]" in shown
        assert not {"\x1b", "\u202e"} & set(shown)

        await press(pilot, "F")
        await until(pilot, lambda: isinstance(pilot.app.screen, ForgetDialog))
        assert not {"\x1b", "\u202e"} & set(seen(pilot, "#dialog"))


async def test_somebody_whom_nothing_leads_to_keeps_nobody_from_the_list(workspace: Workspace) -> None:
    lonely = workspace.contacts.ensure(MARIA, "test", "Maria Alvarez")
    workspace.contacts.detach(MARIA)
    async with at_people(workspace) as pilot:
        await press(pilot, "end")
        assert "Maria Alvarez" in seen(pilot, "#everybody")
        assert screen_of(pilot).person is None
        await press(pilot, "p", "o", "l", "enter")
        await until(pilot, lambda: "no conversation to open" in told(pilot))

    assert workspace.contacts.contact(lonely).addresses == ()


async def test_help_and_palette_offer_what_can_be_done_here(neighbourhood: Workspace) -> None:
    async with at_people(neighbourhood) as pilot:
        titles = {command.title for command in pilot.app.get_system_commands(pilot.app.screen)}
        assert {key.explanation for key in KEYS if key.where is Where.PEOPLE} <= titles
        assert "Go to People" in titles

        await press(pilot, "question_mark")
        assert isinstance(pilot.app.screen, HelpDialog)
        words = " ".join(" ".join(str(each.content) for each in pilot.app.screen.query(Static)).split())
        assert [key.name for key in KEYS if key.where is Where.PEOPLE and key.explanation not in words] == []


async def test_typing_in_the_field_gives_no_commands(neighbourhood: Workspace) -> None:
    async with at_people(neighbourhood) as pilot:
        await press(pilot, "slash", "F", "i", "x", "v", "j")
        assert pilot.app.screen is screen_of(pilot)
        assert pilot.app.screen.query_one("#people-sought", Input).value == "Fixvj"
