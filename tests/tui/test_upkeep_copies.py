"""The upkeep screen and backups: saved, looked through, restored beside the workspace that goes on."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from stopline.backup.encryption import is_encrypted, new_key
from stopline.clock import ManualClock
from stopline.consent.events import Channel, EventKind
from stopline.hygiene.keeping import Checkup
from stopline.tui.upkeep_reading import Matter
from stopline.workspace import Workspace
from support.people import consent, number
from support.upkeep_screen import at_upkeep


@pytest.fixture
def kept(workspace: Workspace) -> Workspace:
    """A workspace in which somebody has agreed."""
    consent(workspace, number(1))
    return workspace


async def test_a_backup_is_saved_beside_the_last_one_and_remembered(
    kept: Workspace, clock: ManualClock, tmp_path: Path
) -> None:
    kept.backups.save(tmp_path / "first.backup", None, "bob")
    clock.advance(timedelta(days=9))
    async with at_upkeep(kept) as desk:
        await desk.choose(Matter.BACKUP)
        assert desk.stands(Matter.BACKUP) == "▲ 9 d ago, not encrypted"

        await desk.press("s")
        proposed = Path(desk.pilot.app.screen.query_one("#place-0", Input).value)
        assert proposed.parent == tmp_path
        await desk.press("ctrl+s")
        done = await desk.ended(Matter.BACKUP)

        assert proposed.exists()
        assert f"Saved to {proposed}" in done.lines[0]
        assert desk.stands(Matter.BACKUP) == "✓ now, not encrypted"
        assert [(cells[2], cells[4]) for cells in desk.lines] == [("alice", "not yet"), ("bob", "not yet")]
        assert kept.checkups.outcomes()[Checkup.BACKED_UP].at == clock.now()


async def test_a_file_that_is_there_is_not_replaced(kept: Workspace, tmp_path: Path) -> None:
    there = tmp_path / "there.backup"
    there.write_text("mine", encoding="utf-8")
    async with at_upkeep(kept) as desk:
        await desk.choose(Matter.BACKUP)
        await desk.press("s")
        await desk.fill(there)
        assert "is there already; name another file" in desk.problem

        await desk.fill(tmp_path / "nowhere" / "a.backup")
        assert "does not exist" in desk.problem
        await desk.fill("")
        assert desk.problem == "Name a place first."
        await desk.press("escape")

    assert there.read_text(encoding="utf-8") == "mine"
    assert kept.upkeep_facts.backups() == []


async def test_with_a_key_backups_are_encrypted(
    kept: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOPLINE_BACKUP_KEY", new_key()[0])
    async with at_upkeep(kept) as desk:
        await desk.choose(Matter.BACKUP)
        await desk.press("s")
        await desk.fill(tmp_path / "a.backup")
        await desk.ended(Matter.BACKUP)

        assert desk.stands(Matter.BACKUP) == "✓ now, encrypted"
    assert is_encrypted(tmp_path / "a.backup")


async def test_looking_through_tells_what_is_in_it_and_is_remembered(kept: Workspace, tmp_path: Path) -> None:
    kept.backups.save(tmp_path / "a.backup", None)
    async with at_upkeep(kept) as desk:
        await desk.choose(Matter.BACKUP)
        await desk.press("v", "ctrl+s")
        done = await desk.ended(Matter.BACKUP)

        assert f"{tmp_path / 'a.backup'} is whole" in done.lines[0]
        assert desk.lines[0][4].startswith("✓ ")


async def test_the_backup_the_cursor_stands_on_is_the_one_that_is_meant(
    kept: Workspace, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        kept.backups.save(tmp_path / f"{name}.backup", None)
    async with at_upkeep(kept) as desk:
        await desk.choose(Matter.BACKUP)
        await desk.press("enter", "j", "v")

        assert desk.pilot.app.screen.query_one("#place-0", Input).value == str(tmp_path / "a.backup")


async def test_what_is_no_backup_is_refused_in_the_commands_words(kept: Workspace, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all", encoding="utf-8")
    async with at_upkeep(kept) as desk:
        await desk.choose(Matter.BACKUP)
        await desk.press("v")
        await desk.fill(tmp_path / "letter.txt")
        done = await desk.ended(Matter.BACKUP)

        assert done.is_fault
        assert "no backup of Stopline" in done.lines[0]
        assert "■ " in desk.words


async def test_a_backup_is_restored_beside_the_workspace_with_the_stops_said_since(
    kept: Workspace, tmp_path: Path
) -> None:
    kept.backups.save(tmp_path / "a.backup", None)
    consent(kept, number(1), EventKind.WITHDRAWN)
    async with at_upkeep(kept) as desk:
        await desk.choose(Matter.BACKUP)
        await desk.press("r")
        proposed = [field.value for field in desk.pilot.app.screen.query(Input)]
        assert proposed == [str(tmp_path / "a.backup"), f"{kept.folder}-restored"]
        await desk.fill(tmp_path / "a.backup", tmp_path / "again")
        done = await desk.ended(Matter.BACKUP)

        assert "taken along: 1" in done.lines[0]
        assert f"stopline --workspace {tmp_path / 'again'}" in done.lines[1]
    with closing(Workspace.open(tmp_path / "again")) as again:
        assert again.standings.of(number(1), Channel.SMS).everything.state == "stopped"
    assert kept.ledger.verify().event_count == 2


async def test_nothing_is_restored_over_a_folder_in_use(kept: Workspace, tmp_path: Path) -> None:
    kept.backups.save(tmp_path / "a.backup", None)
    async with at_upkeep(kept) as desk:
        await desk.choose(Matter.BACKUP)
        await desk.press("r")
        await desk.fill(tmp_path / "a.backup", kept.folder)

        assert "is not empty, and nothing is overwritten" in desk.problem


async def test_a_backup_that_is_gone_says_so(kept: Workspace, tmp_path: Path) -> None:
    kept.backups.save(tmp_path / "a.backup", None)
    (tmp_path / "a.backup").unlink()
    async with at_upkeep(kept) as desk:
        await desk.choose(Matter.BACKUP)

        assert desk.lines[0][4] == "✗ gone"


async def test_a_key_for_backups_is_made_and_never_shown(kept: Workspace, tmp_path: Path) -> None:
    async with at_upkeep(kept) as desk:
        await desk.choose(Matter.BACKUP)
        await desk.press("n")
        await desk.fill(tmp_path / "backup.key")
        done = await desk.ended(Matter.BACKUP)

        assert f'backup_key_file = "{tmp_path / "backup.key"}"' in " ".join(done.lines)
        assert "AGE-SECRET-KEY" not in "".join(done.lines) + desk.words
    assert (tmp_path / "backup.key").stat().st_mode & 0o777 == 0o600


async def test_a_backup_that_failed_elsewhere_is_seen_here(kept: Workspace) -> None:
    kept.checkups.note(Checkup.BACKED_UP, 1, "the disk is full")
    async with at_upkeep(kept) as desk:
        assert desk.stands(Matter.BACKUP) == "■ now: the disk is full"
