"""The upkeep screen itself: how one moves in it, which keys it offers, and that one thing is done at a time."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from stopline.clock import ManualClock
from stopline.tui.keys import Where, keys_of
from stopline.tui.messages import StoreChanged
from stopline.tui.panes.upkeep_detail import UpkeepRows
from stopline.tui.panes.upkeep_matters import MatterRows
from stopline.tui.screens.upkeep_deeds import done
from stopline.tui.upkeep_reading import Done, Matter
from stopline.workspace import Workspace
from support.screens import NARROW, WIDE
from support.upkeep import kept
from support.upkeep_screen import UpkeepDesk, at_upkeep

BOTH_SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
OFFERED = {
    Matter.KEY: {"new key"},
    Matter.ANCHOR: {"save", "verify"},
    Matter.BACKUP: {"save", "verify", "restore", "new key"},
    Matter.LIST: {"from a file"},
    Matter.ALERTS: set[str](),
}
"""What a fresh workspace without keys, gateways and rules lets one do."""


def save(workspace: Workspace, path: Path) -> None:
    workspace.upkeep_facts.note_backup(path, "bob", is_encrypted=False, size=7, event_count=3)


def hints(desk: UpkeepDesk) -> set[str]:
    """Return the deeds in the line of keys."""
    labels = {key.label for key in keys_of(Where.UPKEEP)}
    return {words for words in labels if f" {words} " in f" {desk.keys} "}


@BOTH_SIZES
async def test_every_matter_offers_only_what_works_for_it(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    async with at_upkeep(workspace, size=size) as desk:
        for matter in Matter:
            await desk.choose(matter)

            assert hints(desk) == OFFERED[matter], matter
            assert "lines" not in desk.keys


@BOTH_SIZES
async def test_one_goes_on_to_the_lines_and_back(
    workspace: Workspace, size: tuple[int, int], tmp_path: Path
) -> None:
    for place in range(3):
        save(workspace, tmp_path / f"{place}.backup")
    async with at_upkeep(workspace, size=size) as desk:
        await desk.choose(Matter.BACKUP)
        await desk.press("enter", "j", "down")
        rows = desk.screen.query_one(UpkeepRows)
        assert (desk.pilot.app.focused, rows.cursor_row) == (rows, 2)
        await desk.press("k", "pageup")
        assert rows.cursor_row == 0
        await desk.press("pagedown")
        assert rows.cursor_row == 2

        await desk.press("escape", "k")

        assert desk.pilot.app.focused is desk.screen.query_one(MatterRows)
        assert desk.screen.chosen is Matter.ANCHOR


async def test_the_cursor_stays_on_its_line_when_something_new_is_read(
    workspace: Workspace, tmp_path: Path
) -> None:
    for place in range(2):
        save(workspace, tmp_path / f"{place}.backup")
    async with at_upkeep(workspace) as desk:
        await desk.choose(Matter.BACKUP)
        await desk.press("enter", "j")
        workspace.upkeep_facts.note_looked_through(tmp_path / "1.backup", "event 2: changed")
        desk.screen.read_state()
        await desk.press("?")
        await desk.press("escape")

        assert desk.stands(Matter.BACKUP) == "■ now, does not hold"
        assert desk.screen.query_one(UpkeepRows).cursor_row == 1


async def test_what_others_do_is_seen_here(workspace: Workspace, clock: ManualClock, tmp_path: Path) -> None:
    async with at_upkeep(workspace) as desk:
        assert desk.stands(Matter.BACKUP) == "▲ never"
        other = Workspace.open(workspace.folder, clock, durable=False)
        save(other, tmp_path / "a.backup")
        other.close()
        desk.screen._reading.want_now()
        desk.screen.post_message(StoreChanged())
        await desk.press("j")

        assert desk.stands(Matter.BACKUP) == "✓ now, not encrypted"
        clock.advance(timedelta(hours=3))
        desk.screen.tick()
        assert desk.stands(Matter.BACKUP) == "✓ 3 h ago, not encrypted"


async def test_a_matter_is_seen_to_once_at_a_time_and_the_screen_goes_on(workspace: Workspace) -> None:
    may_end = threading.Event()

    def slow() -> Done:
        may_end.wait(30)
        return done("Saved.")

    async with at_upkeep(workspace) as desk:
        desk.screen.begin(Matter.BACKUP, "saving", slow)
        try:
            # Moving on is not waited for: nothing is settled while the deed is under way.
            await desk.pilot.press("j", "j")
            await desk.pilot.pause()
            assert "… saving" in desk.words
            assert desk.screen.check_action("save", ()) is None
            desk.screen.begin(Matter.BACKUP, "saving again", slow)
            assert desk.screen.under_way == {Matter.BACKUP: "saving"}
            await desk.pilot.press("k")
            await desk.pilot.pause()
            assert desk.screen.check_action("save", ()) is True
        finally:
            may_end.set()
        finished = await desk.ended(Matter.BACKUP)

        assert finished.lines == ("Saved.",)
        assert desk.screen.under_way == {}


async def test_a_disk_that_fails_is_told_and_the_screen_goes_on(workspace: Workspace) -> None:
    def failing() -> Done:
        raise OSError(28, "No space left on device", "/mnt/full/a.backup")

    async with at_upkeep(workspace) as desk:
        desk.screen.begin(Matter.BACKUP, "saving", failing)
        finished = await desk.ended(Matter.BACKUP)

        assert finished.is_fault
        assert finished.lines == ("/mnt/full/a.backup: No space left on device",)


async def test_names_of_files_give_the_terminal_no_orders(workspace: Workspace, tmp_path: Path) -> None:
    save(workspace, tmp_path / "a\x1b[31m[bold]b.backup")
    async with at_upkeep(workspace) as desk:
        await desk.choose(Matter.BACKUP)

        assert "\x1b" not in str(desk.lines) + desk.words
        assert "[bold]" in desk.lines[0][1]


async def test_what_the_worker_was_to_do_and_could_not_is_told_with_its_reason(
    workspace: Workspace, elsewhere: Path
) -> None:
    keeping = kept(workspace, f'backup_to = "{elsewhere}"\nbackup_every = "6h"')
    keeping.checkups.note_upkeep_fault("backup", "the disk is full")
    async with at_upkeep(keeping) as desk:
        await desk.choose(Matter.BACKUP)

        assert desk.stands(Matter.BACKUP) == "■ the worker cannot do it"
        assert "The worker saves every 6 hours." in desk.words
        assert "the disk is full" in desk.words
