"""The upkeep screen and the ledger's proof: its key, and anchors that are kept elsewhere."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from textual.widgets import Input

from stopline.consent.events import EventKind
from stopline.consent.keys import NO_KEYS
from stopline.hygiene.keeping import Checkup
from stopline.tui.dialogs.deed import DeedDialog
from stopline.tui.upkeep_reading import Matter
from stopline.workspace import DATABASE, Workspace
from support.people import consent, number
from support.upkeep_screen import at_upkeep

KEY = "invented-key-of-a-bike-shop-0000001"


@pytest.fixture
def kept(workspace: Workspace) -> Workspace:
    """A workspace in which two have agreed."""
    consent(workspace, number(1))
    consent(workspace, number(2))
    return workspace


@pytest.fixture
def keyed(kept: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The same with a key; somebody recorded without it in between."""
    monkeypatch.setenv("STOPLINE_LEDGER_KEY", KEY)
    with_key = Workspace.open(kept.folder, kept.clock, durable=False)
    consent(with_key, number(3))
    without = Workspace.open(kept.folder, kept.clock, durable=False)
    without.__dict__["ledger_keys"] = NO_KEYS
    consent(without, number(4))
    without.close()
    return with_key


async def test_where_the_key_comes_from_is_told_and_the_key_is_not(keyed: Workspace) -> None:
    async with at_upkeep(keyed) as desk:
        assert desk.stands(Matter.KEY) == "✓ from $STOPLINE_LEDGER_KEY"
        assert "events from 3 on carry a tag" in desk.words
        assert KEY not in desk.words


async def test_without_a_key_it_is_said_what_that_means(kept: Workspace) -> None:
    async with at_upkeep(kept) as desk:
        assert desk.stands(Matter.KEY) == "▲ none"
        assert "not somebody who can write the file" in desk.words
        assert "vouch" not in desk.keys


async def test_a_key_is_made_in_a_new_file_and_never_shown(kept: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "ledger.key"
    async with at_upkeep(kept) as desk:
        await desk.press("n")
        await desk.fill(file)
        await desk.ended(Matter.KEY)

        made = file.read_text(encoding="utf-8").strip()
        assert len(made) > 40
        assert made not in desk.words
        assert f'ledger_key_file = "{file}"' in desk.words
        assert file.stat().st_mode & 0o777 == 0o600

        await desk.press("n")
        await desk.fill(file)
        assert "is there already" in desk.problem


async def test_vouching_asks_first_and_is_done_in_the_agents_name(keyed: Workspace) -> None:
    async with at_upkeep(keyed) as desk:
        await desk.press("x")
        assert isinstance(desk.pilot.app.screen, DeedDialog)
        assert desk.title == "Answer for 1 event that lacks a tag?"
        await desk.press("escape")
        assert keyed.ledger.verify().vouched_count == 0

        await desk.press("x", "ctrl+s")
        done = await desk.ended(Matter.KEY)

        assert done.lines == ("You answered for 1 event that had no tag.",)
        assert keyed.ledger.verify().vouched_count == 1
        await desk.press("x")
        assert not isinstance(desk.pilot.app.screen, DeedDialog)


async def test_an_anchor_is_written_and_its_place_proposed_the_next_time(
    kept: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "anchors.jsonl"
    async with at_upkeep(kept) as desk:
        await desk.choose(Matter.ANCHOR)
        assert desk.stands(Matter.ANCHOR) == "▲ never"
        await desk.press("s")
        await desk.fill(file)
        done = await desk.ended(Matter.ANCHOR)

        assert f"Event 2 is anchored in {file}; there is no key" in done.lines[0]
        assert desk.stands(Matter.ANCHOR) == "✓ now, event 2"
        await desk.press("s")
        assert desk.pilot.app.screen.query_one("#place-0", Input).value == str(file)
        await desk.press("ctrl+s")
        await desk.ended(Matter.ANCHOR)
    assert len(file.read_text(encoding="utf-8").splitlines()) == 2


async def test_the_ledger_is_compared_with_a_file_of_anchors(kept: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "anchors.jsonl"
    kept.anchors.write(file, "alice")
    consent(kept, number(1), EventKind.WITHDRAWN)
    async with at_upkeep(kept) as desk:
        await desk.choose(Matter.ANCHOR)
        await desk.press("v", "ctrl+s")
        done = await desk.ended(Matter.ANCHOR)

        assert done.lines[0] == "The ledger holds; events: 3."
        assert "1 event is newer than it" in done.lines[1]
        assert "event 2 and everything before it fits" in desk.words


async def test_a_tail_that_was_cut_off_is_shown_with_its_place_and_kind(
    kept: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "anchors.jsonl"
    kept.anchors.write(file, "alice")
    with closing(sqlite3.connect(kept.folder / DATABASE)) as owner:
        for (name,) in owner.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            owner.execute(f'DROP TRIGGER "{name}"')
        owner.execute("DELETE FROM consent_status WHERE event_seq = 2")
        owner.execute("DELETE FROM consent_events WHERE seq = 2")
        owner.commit()
    async with at_upkeep(kept) as desk:
        await desk.choose(Matter.ANCHOR)
        await desk.press("v", "ctrl+s")
        done = await desk.ended(Matter.ANCHOR)

        assert done.is_fault
        assert "broken at event 2: tail cut off" in done.lines[0]
        assert desk.stands(Matter.ANCHOR) == "■ event 2: tail cut off"


async def test_anchors_of_another_workspace_alarm_nobody(
    kept: Workspace, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Workspace.create(tmp_path_factory.mktemp("other"), clock=kept.clock)
    consent(other, number(1))
    other.anchors.write(tmp_path / "other.jsonl", "bob")
    other.close()
    async with at_upkeep(kept) as desk:
        await desk.choose(Matter.ANCHOR)
        await desk.press("v")
        await desk.fill(tmp_path / "other.jsonl")
        done = await desk.ended(Matter.ANCHOR)

        assert "these anchors are of another workspace" in done.lines[0]
    assert Checkup.VERIFIED not in kept.checkups.outcomes()


async def test_a_file_that_holds_no_anchor_is_told_with_its_line(kept: Workspace, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all", encoding="utf-8")
    async with at_upkeep(kept) as desk:
        await desk.choose(Matter.ANCHOR)
        await desk.press("v")
        await desk.fill(tmp_path / "letter.txt")
        done = await desk.ended(Matter.ANCHOR)

        assert done.is_fault
        assert "letter.txt, line 1: that is no anchor" in done.lines[0]
