"""What a workspace remembers of its upkeep from one run to the next."""

from datetime import timedelta
from pathlib import Path

from stopline.backup.upkeep_facts import REMEMBERED
from stopline.clock import ManualClock
from stopline.consent.chain import Break, BreakKind
from stopline.consent.verification import Verification
from stopline.hygiene.keeping import Checkup
from stopline.workspace import Workspace
from support.times import START


def save(workspace: Workspace, path: Path, by: str = "alice") -> None:
    workspace.upkeep_facts.note_backup(path, by, is_encrypted=True, size=7, event_count=3)


def test_nothing_is_remembered_of_what_nobody_did(workspace: Workspace) -> None:
    facts = workspace.upkeep_facts

    assert (facts.backups(), facts.anchor(), facts.anchors_compared(), facts.files_compared()) == (
        [],
        None,
        None,
        [],
    )


def test_the_newest_backup_comes_first_and_old_ones_are_forgotten(
    workspace: Workspace, clock: ManualClock, tmp_path: Path
) -> None:
    for place in range(REMEMBERED + 3):
        clock.advance(timedelta(days=1))
        save(workspace, tmp_path / f"{place}.backup")

    kept = workspace.upkeep_facts.backups()
    assert [Path(each.place).stem for each in kept[:2]] == ["12", "11"]
    assert (len(kept), kept[0].by, kept[0].is_encrypted, kept[0].at) == (
        REMEMBERED,
        "alice",
        True,
        clock.now(),
    )
    assert workspace.checkups.outcomes()[Checkup.BACKED_UP].at == clock.now()


def test_a_backup_that_was_replaced_stands_there_once_and_is_to_be_looked_through_anew(
    workspace: Workspace, clock: ManualClock, tmp_path: Path
) -> None:
    save(workspace, tmp_path / "a.backup")
    workspace.upkeep_facts.note_looked_through(tmp_path / "a.backup")
    clock.advance(timedelta(days=1))
    save(workspace, tmp_path / "a.backup", "worker")

    [kept] = workspace.upkeep_facts.backups()
    assert (kept.by, kept.verified_at) == ("worker", None)


def test_what_looking_through_a_backup_found_is_remembered_with_it(
    workspace: Workspace, clock: ManualClock, tmp_path: Path
) -> None:
    save(workspace, tmp_path / "a.backup")
    save(workspace, tmp_path / "b.backup")
    clock.advance(timedelta(hours=1))

    workspace.upkeep_facts.note_looked_through(tmp_path / "a.backup", "event 2: changed")
    workspace.upkeep_facts.note_looked_through(tmp_path / "elsewhere.backup")

    newer, older = workspace.upkeep_facts.backups()
    assert (newer.verified_at, newer.fault) == (None, "")
    assert (older.verified_at, older.fault) == (START + timedelta(hours=1), "event 2: changed")


def test_an_anchor_is_remembered_with_its_place_and_who_wrote_it(
    workspace: Workspace, tmp_path: Path
) -> None:
    workspace.upkeep_facts.note_anchor(workspace.anchoring.anchor(), tmp_path / "anchors.jsonl", "alice")

    kept = workspace.upkeep_facts.anchor()
    assert kept is not None
    assert (kept.place, kept.by, kept.at) == (str(tmp_path / "anchors.jsonl"), "alice", START)
    assert workspace.checkups.outcomes()[Checkup.ANCHORED].at == START


def test_what_comparing_with_anchors_found_is_remembered(workspace: Workspace, tmp_path: Path) -> None:
    broken = Verification(3, "", Break(4, BreakKind.CUT_OFF), 0)

    workspace.upkeep_facts.note_anchors_compared(broken, tmp_path / "anchors.jsonl", "alice")

    compared = workspace.upkeep_facts.anchors_compared()
    assert compared is not None
    assert (compared.fault, compared.at, compared.by) == ("event 4: tail cut off", START, "alice")


def test_a_list_from_a_file_is_remembered_by_its_name_alone(workspace: Workspace, clock: ManualClock) -> None:
    for count in (3, 0):
        workspace.upkeep_facts.note_file_compared(
            "optouts.csv\x1b", "alice", listed=5, agreed=2, only_there=count, only_here=1, unreadable=0
        )
        clock.advance(timedelta(hours=1))

    [kept] = workspace.upkeep_facts.files_compared()
    assert (kept.only_there, kept.only_here, kept.at) == (0, 1, START + timedelta(hours=1))
    assert "\x1b" not in kept.name
