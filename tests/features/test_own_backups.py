"""Of the backups a worker makes by itself the newest stay, and nothing is taken away that is not its own."""

import errno
import os
from datetime import timedelta
from pathlib import Path

import pytest

from stopline.backup.archive import Manifest, unpack
from stopline.backup.backups import Saved
from stopline.backup.encryption import BackupKey, new_key
from stopline.clock import ManualClock
from stopline.worker.upkeep import Upkeep
from stopline.workspace import Workspace
from support.upkeep import faults, files_in, kept, work

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def test_only_as_many_backups_stay_as_are_wanted_and_only_its_own_go(
    workspace: Workspace, clock: ManualClock, elsewhere: Path
) -> None:
    team = kept(workspace, f'backup_to = "{elsewhere}"\nkeep_backups = 2')
    (elsewhere / "holiday.backup").write_text("ours")
    team.backups.save(elsewhere / "stopline-by-hand.backup", None)
    for _ in range(3):
        work(team)
        clock.advance(DAY)
    first, *_ = [name for name in files_in(elsewhere) if name.endswith("Z.backup")]
    oldest_known = team.own_backups.made()[-1].place

    work(team)

    own = [name for name in files_in(elsewhere) if name.endswith("Z.backup")]
    assert len(own) == 2
    assert first not in own
    assert not Path(oldest_known).exists()
    assert {"holiday.backup", "stopline-by-hand.backup"} <= set(files_in(elsewhere))


def test_a_file_that_somebody_put_in_the_place_of_a_backup_stays(
    workspace: Workspace, clock: ManualClock, elsewhere: Path
) -> None:
    team = kept(workspace, f'backup_to = "{elsewhere}"\nkeep_backups = 1')
    work(team)
    changed = Path(team.own_backups.made()[0].place)
    content = bytearray(changed.read_bytes())
    content[-1] ^= 1
    changed.write_bytes(content)
    clock.advance(DAY)

    work(team)

    assert changed.read_bytes() == content
    assert len(team.own_backups.made()) == 1


def test_with_a_key_that_only_writes_no_backup_is_taken_away(
    workspace: Workspace, clock: ManualClock, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, recipient = new_key()
    monkeypatch.setenv("STOPLINE_BACKUP_KEY", recipient)
    team = kept(workspace, f'backup_to = "{elsewhere}"\nkeep_backups = 1')

    work(team)
    clock.advance(DAY)
    work(team)

    assert len(files_in(elsewhere)) == 2
    assert [each.is_verified for each in team.own_backups.made()] == [False, False]
    assert all(each.is_encrypted for each in team.upkeep_facts.backups())


def test_a_backup_inside_the_workspace_is_refused(workspace: Workspace) -> None:
    (workspace.folder / "copies").mkdir()
    team = kept(workspace, f'backup_to = "{workspace.folder / "copies"}"')

    work(team)

    assert "lies inside the workspace" in faults(team)["backup"]


def test_a_worker_that_went_away_in_the_middle_is_followed_by_the_next(
    workspace: Workspace, clock: ManualClock, elsewhere: Path
) -> None:
    team = kept(workspace, f'backup_to = "{elsewhere}"')
    gone = Upkeep(team, [], "gone")
    gone._lease.take()
    scratch = team.folder / ".backup-abc"
    scratch.mkdir()
    (scratch / "stopline.db").write_text("half")
    stem = f".stopline-{team.anchoring.workspace_id()[:8]}"
    half_written = elsewhere / f"{stem}-20261117T000000Z.backup.x1y2z3_4"
    half_written.write_text("half")
    not_ours = [team.folder / ".backup-2025", elsewhere / f"{stem}-notes.backup.txt"]
    not_ours[0].mkdir()
    (not_ours[0] / "letters.txt").write_text("ours")
    not_ours[1].write_text("ours")
    for left in (scratch, half_written, *not_ours):
        os.utime(left, (clock.now().timestamp() - 2 * 86_400,) * 2)

    work(team, holder="next")
    meanwhile = [name for name in files_in(elsewhere) if name.endswith("Z.backup")]
    clock.advance(HOUR + timedelta(minutes=1))
    work(team, holder="next")

    assert meanwhile == []
    assert [name for name in files_in(elsewhere) if not name.startswith(".")] == files_in(elsewhere)[1:]
    assert not scratch.exists()
    assert not half_written.exists()
    assert [path.exists() for path in not_ours] == [True, True]


def test_a_copy_that_cannot_be_read_back_is_taken_away_and_told_of(
    workspace: Workspace, clock: ManualClock, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = kept(workspace, f'backup_to = "{elsewhere}"\nkeep_backups = 1')
    work(team)
    whole = files_in(elsewhere)
    save = team.backups.save

    def onto_a_bad_disk(path: Path, key: BackupKey | None, by: str) -> Saved:
        saved = save(path, key, by)
        path.write_bytes(path.read_bytes()[:-200])
        return saved

    monkeypatch.setattr(team.backups, "save", onto_a_bad_disk)
    clock.advance(DAY)

    work(team)

    assert files_in(elsewhere) == whole
    assert "cut short" in faults(team)["backup"]
    assert len(team.own_backups.made()) == 1


def test_a_backup_that_could_not_be_looked_through_for_want_of_room_stays_and_replaces_none(
    workspace: Workspace, clock: ManualClock, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = kept(workspace, f'backup_to = "{elsewhere}"\nkeep_backups = 1')
    work(team)

    def without_room(*_: object) -> Manifest:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("stopline.backup.backups.unpack", without_room)
    clock.advance(DAY)

    work(team)

    assert len(files_in(elsewhere)) == 2
    assert [each.is_verified for each in team.own_backups.made()] == [False, True]
    assert "No space left" in faults(team)["backup"]


def test_a_full_disk_says_nothing_of_the_backup_that_is_read(tmp_path: Path, workspace: Workspace) -> None:
    file = tmp_path / "shop.backup"
    workspace.backups.save(file, None)

    with file.open("rb") as source, pytest.raises(OSError, match="there"):
        unpack(source, tmp_path / "not" / "there")
