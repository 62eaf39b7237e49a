"""Bringing a file in at the people screen: a look at what would be done, then doing just that."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Select, Static

from stopline.consent.events import Channel
from stopline.consent.status import State
from stopline.importers.contacts import ROWS_AT_ONCE
from stopline.tui.dialogs.import_file import FileKind, ImportDialog, Stage
from stopline.workspace import Workspace
from support.people import number
from support.people_screen import ANA, JEAN, at_people, fill, screen_of, told, until
from support.screens import NARROW, WIDE, press

SAMPLES = Path(__file__).parent.parent.parent / "data" / "samples"
BOTH_SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
MIXED = """name,phone,consent,consent date,source,opted out,tags
Nora Feldt,+12025550140,subscribed,2026-03-02,web form,,new
Jean Tremblay,+12025550102,subscribed,2026-03-02,web form,,new
Nobody,12,subscribed,2026-03-02,web form,,new
Gone,nonsense,,,,yes,new
Omar Reyes,+12025550141,unsubscribed,2026-01-01,,,new
"""
STATES = """address,channel,scope,state,since,method,source,wording,words,before_hold,kind
+12025550104,sms,all,stopped,2026-03-02T10:00:00.000Z,keyword,,,STOP,,
+12025550150,sms,all,subscribed,2026-03-02T10:00:00.000Z,form,shop,,yes,,
"""


def dialog_of(pilot: Pilot[str]) -> ImportDialog:
    assert isinstance(pilot.app.screen, ImportDialog)
    return pilot.app.screen


def said(pilot: Pilot[str]) -> str:
    return str(pilot.app.screen.query_one("#told", Static).content)


def report(pilot: Pilot[str]) -> str:
    return str(pilot.app.screen.query_one("#report-words", Static).content)


async def look_at(pilot: Pilot[str], file: Path, kind: FileKind = FileKind.PEOPLE) -> None:
    """Ask what importing a file would do."""
    await press(pilot, "i")
    dialog_of(pilot).query_one("#file-kind", Select).value = kind
    await fill(pilot, "#path", str(file))
    await press(pilot, "enter")
    await until(pilot, lambda: dialog_of(pilot).stage is not Stage.LOOKING)


def write(folder: Path, text: str, name: str = "people.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


@BOTH_SIZES
async def test_a_file_is_looked_at_before_anything_of_it_is_written(
    neighbourhood: Workspace, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with at_people(neighbourhood, size) as pilot:
        await look_at(pilot, write(tmp_path, MIXED))

        assert dialog_of(pilot).stage is Stage.PREVIEWED
        words = report(pilot)
        assert "2  new people" in words
        assert "1  known already: 1 would be updated" in words
        assert "1  consent with proof would be recorded" in words
        assert "1  stop would be recorded" in words
        assert "2  rows would be refused" in words
        assert "line 4     phone: “12” has too few or too many digits" in words
        assert "line 5 speaks of a stop, a hold or a no, and cannot be taken in" in words
        assert "consent date                 → consent_at  by its name" in words
        assert "they stay stopped" in words
        assert neighbourhood.directory.page().count == 4
        assert len(list(neighbourhood.ledger.events_of(JEAN))) == 1

        await press(pilot, "enter")
        await until(pilot, lambda: dialog_of(pilot).stage is Stage.DONE)

        assert "1  consent with proof recorded" in report(pilot)
        assert neighbourhood.directory.page().count == 6
        assert neighbourhood.standings.of(number(40), Channel.SMS).everything.state is State.SUBSCRIBED
        assert neighbourhood.standings.of(number(41), Channel.SMS).everything.state is State.STOPPED
        assert neighbourhood.standings.of(JEAN, Channel.SMS).everything.state is State.STOPPED
        await press(pilot, "enter")
        assert pilot.app.screen is screen_of(pilot)
        await until(pilot, lambda: page_count(pilot) == 6)


def page_count(pilot: Pilot[str]) -> int:
    page = screen_of(pilot).page
    return page.found.count if page else 0


@pytest.mark.parametrize(
    ("sample", "title"),
    [
        ("klaviyo-profiles.csv", "A Klaviyo profile export, by its header"),
        ("shopify-customers.csv", "A Shopify customer export, by its header"),
    ],
)
async def test_exports_of_other_systems_are_recognised(workspace: Workspace, sample: str, title: str) -> None:
    async with at_people(workspace) as pilot:
        await look_at(pilot, SAMPLES / sample)
        assert title in report(pilot)
        assert "What counts as proof" in report(pilot)

        await press(pilot, "ctrl+s")
        await until(pilot, lambda: dialog_of(pilot).stage is Stage.DONE)
        assert workspace.directory.page().count > 0


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ('name,phone\n"Ada,+12025550161\nBo,+12025550162\n', "line 2: a quote opens here that is not closed"),
        ("", "the file is empty"),
        ("name,colour\nAda,blue\n", "say which with COLUMN=phone"),
        ("[{]", "the file begins like JSON and is none"),
        (STATES, "this is a file of consent states"),
    ],
    ids=["a quote that is not closed", "nothing", "no addresses", "broken JSON", "a file of another kind"],
)
async def test_a_broken_file_says_what_to_do_and_writes_nothing(
    neighbourhood: Workspace, tmp_path: Path, text: str, advice: str
) -> None:
    async with at_people(neighbourhood) as pilot:
        await look_at(pilot, write(tmp_path, text))

        assert dialog_of(pilot).stage is Stage.ASKING
        assert advice in said(pilot)
        assert neighbourhood.directory.page().count == 4


async def test_a_file_of_which_no_row_can_be_used_is_not_imported(
    workspace: Workspace, tmp_path: Path
) -> None:
    async with at_people(workspace) as pilot:
        await look_at(pilot, write(tmp_path, "name,phone\nNora,none of your business\n"))

        assert "Nothing can be imported from it" in said(pilot)
        assert "line 2" in report(pilot)
        await press(pilot, "enter", "ctrl+s")
        assert dialog_of(pilot).stage is Stage.PREVIEWED


async def test_columns_may_be_told_where_the_guess_is_wrong(workspace: Workspace, tmp_path: Path) -> None:
    file = write(tmp_path, "name,Erreichbar,Seit\nNora,+12025550140,2026-03-02\n")
    async with at_people(workspace) as pilot:
        await look_at(pilot, file)
        assert "Seit                         → left out" in report(pilot)

        await fill(pilot, "#columns", "Seit=attr:since; Erreichbar=phone")
        assert dialog_of(pilot).stage is Stage.ASKING
        pilot.app.screen.query_one("#columns", Input).focus()
        await press(pilot, "enter")
        await until(pilot, lambda: dialog_of(pilot).stage is Stage.PREVIEWED)

        assert "Seit                         → attr:since  as told" in report(pilot)


async def test_just_what_was_looked_at_is_imported(workspace: Workspace, tmp_path: Path) -> None:
    file = write(tmp_path, "name,phone\nNora,+12025550140\n")
    async with at_people(workspace) as pilot:
        await look_at(pilot, file)
        file.write_text("name,phone\nSomebody Else,+12025550141\n")
        await press(pilot, "enter")
        await until(pilot, lambda: dialog_of(pilot).stage is Stage.DONE)

    assert workspace.contacts.at(number(40)) is not None
    assert workspace.contacts.at(number(41)) is None


async def test_another_file_is_looked_at_before_it_is_imported(workspace: Workspace, tmp_path: Path) -> None:
    first, second = (
        write(tmp_path, f"name,phone\nNora,{address}\n", f"{address[-2:]}.csv")
        for address in (number(40), number(41))
    )
    async with at_people(workspace) as pilot:
        await look_at(pilot, first)
        await fill(pilot, "#path", str(second))
        assert dialog_of(pilot).stage is Stage.ASKING

        await press(pilot, "ctrl+s")
        await until(pilot, lambda: dialog_of(pilot).stage is Stage.PREVIEWED)
        assert workspace.directory.page().count == 0


async def test_of_consent_states_only_the_stops_are_taken_unless_more_is_asked_for(
    neighbourhood: Workspace, tmp_path: Path
) -> None:
    file = write(tmp_path, STATES, "states.csv")
    async with at_people(neighbourhood) as pilot:
        await look_at(pilot, file, FileKind.STOPS)
        assert "2 rows read, suppress-only" in report(pilot)
        assert "1  would be taken in" in report(pilot)
        assert "1  left out, because they are no stops" in report(pilot)
        assert not pilot.app.screen.query_one("#columns").display
        assert neighbourhood.standings.of(ANA, Channel.SMS).everything.state is State.UNKNOWN
        await press(pilot, "enter")
        await until(pilot, lambda: dialog_of(pilot).stage is Stage.DONE)
        assert neighbourhood.standings.of(ANA, Channel.SMS).everything.state is State.STOPPED
        assert neighbourhood.standings.of(number(50), Channel.SMS).everything.state is State.UNKNOWN

        await press(pilot, "escape")
        await look_at(pilot, file, FileKind.NEWEST)
        await press(pilot, "enter")
        await until(pilot, lambda: dialog_of(pilot).stage is Stage.DONE)
        assert neighbourhood.standings.of(number(50), Channel.SMS).everything.state is State.SUBSCRIBED


async def test_people_may_be_asked_for_a_second_yes(workspace: Workspace, tmp_path: Path) -> None:
    file = write(tmp_path, "name,phone,consent,consent date,source\nNora,+12025550140,yes,2026-03-02,form\n")
    async with at_people(workspace) as pilot:
        await look_at(pilot, file, FileKind.PEOPLE_ASKED)
        assert "1 person would be asked for a second yes" in report(pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: dialog_of(pilot).stage is Stage.DONE)

    assert workspace.standings.of(number(40), Channel.SMS).everything.state is State.PENDING


async def test_leaving_the_dialog_imports_nothing(workspace: Workspace, tmp_path: Path) -> None:
    async with at_people(workspace) as pilot:
        await look_at(pilot, write(tmp_path, "name,phone\nNora,+12025550140\n"))
        await press(pilot, "escape")
        assert pilot.app.screen is screen_of(pilot)

    assert workspace.directory.page().count == 0


async def test_an_import_that_is_left_goes_on_and_tells_when_it_is_done(
    workspace: Workspace, tmp_path: Path
) -> None:
    rows = "".join(f"Person {place},+1202555{place:04}\n" for place in range(3 * ROWS_AT_ONCE))
    async with at_people(workspace) as pilot:
        await look_at(pilot, write(tmp_path, f"name,phone\n{rows}"))
        # Somebody else writes just now, so that it cannot be done before it is left.
        with writing(workspace):
            await pilot.press("enter")
            await pilot.press("escape")
            assert pilot.app.screen is screen_of(pilot)
        await until(pilot, lambda: "people.csv is imported: 600 people new" in told(pilot))

    assert workspace.directory.page().count == 3 * ROWS_AT_ONCE


async def test_an_import_that_breaks_off_says_how_it_goes_on(workspace: Workspace, tmp_path: Path) -> None:
    rows = "".join(f"Person {place},+1202555{place:04}\n" for place in range(2 * ROWS_AT_ONCE))
    async with at_people(workspace) as pilot:
        await look_at(pilot, write(tmp_path, f"name,phone\n{rows}"))
        fill_up(workspace)
        await press(pilot, "enter")
        await until(pilot, lambda: dialog_of(pilot).stage is Stage.ASKING)
        assert "import the file again, and the rest follows" in said(pilot)

    assert workspace.directory.page().count == ROWS_AT_ONCE


@contextmanager
def writing(workspace: Workspace) -> Iterator[None]:
    """Hold the right to write."""
    other = sqlite3.connect(workspace.engine.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("COMMIT")
    other.close()


def fill_up(workspace: Workspace) -> None:
    """Let the database take only a few people more than one stretch."""
    raw = sqlite3.connect(workspace.engine.path, isolation_level=None)
    raw.execute(
        "CREATE TRIGGER full BEFORE INSERT ON contacts WHEN (SELECT COUNT(*) FROM contacts) >= 205 "
        "BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    raw.close()


async def test_a_hostile_file_is_shown_inert(workspace: Workspace, tmp_path: Path) -> None:
    hostile = "[bold]\x1b[2J\u202e"
    file = write(tmp_path, f'phone,{hostile},name\n+12025550140,"{hostile}",=1+1(\n{hostile},12,{hostile}\n')
    async with at_people(workspace) as pilot:
        await look_at(pilot, file)
        shown = report(pilot)
        assert not {"\x1b", "\u202e"} & set(shown)
        assert "[bold]" in shown


async def test_others_record_a_stop_while_a_file_is_imported(workspace: Workspace, tmp_path: Path) -> None:
    rows = "".join(f"Person {place},+1202555{place:04}\n" for place in range(3 * ROWS_AT_ONCE))
    heard: list[int] = []

    def somebody_else() -> None:
        for place in range(20):
            workspace.contacts.ensure(number(place), "elsewhere")
            heard.append(place)

    async with at_people(workspace) as pilot:
        await press(pilot, "i")
        await fill(pilot, "#path", str(write(tmp_path, f"name,phone\n{rows}")))
        other = threading.Thread(target=somebody_else)
        await pilot.press("enter")
        other.start()
        await until(pilot, lambda: dialog_of(pilot).stage is Stage.PREVIEWED and not other.is_alive())
        other.join()

    assert len(heard) == 20
    assert workspace.directory.page().count == 20
