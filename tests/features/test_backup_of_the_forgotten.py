"""Who was forgotten stays stopped, also where a backup from before brings their data back."""

from pathlib import Path

from stopline.backup.archive import SUPPRESSION_KEY, SUPPRESSIONS
from stopline.backup.backups import AtHand, restore
from stopline.backup.encryption import BackupKey, new_key
from stopline.clock import ManualClock
from stopline.consent.events import Channel
from stopline.consent.gate import Draft, Purpose
from stopline.consent.keys import NO_KEYS, LedgerKeys
from stopline.consent.refusal import Refusal
from stopline.workspace import Workspace
from stopline.workspace.restoring import restore as restore_beside
from support.copies import fresh_workspace
from support.scripted_gateway import ScriptedGateway
from support.transcript import PEOPLE, Story

MARIA = PEOPLE["maria"]
REPLY = Draft(MARIA, Channel.SMS, Purpose.CONVERSATION, "Hello again")


def no_keys(_: Path) -> LedgerKeys:
    return NO_KEYS


def at_hand(workspace: Workspace) -> AtHand:
    return AtHand(workspace.folder, workspace.anchoring.workspace_id())


def test_a_backup_from_before_somebody_was_forgotten_lets_nobody_write_to_them(
    workspace: Workspace, clock: ManualClock, tmp_path: Path
) -> None:
    Story(workspace, clock, ScriptedGateway()).says("maria", "Is the blue one still in?")
    workspace.backups.save(tmp_path / "before.backup", None)
    workspace.erasure.forget(MARIA, "alice")

    restore(tmp_path / "before.backup", tmp_path / "restored", None, no_keys, at_hand(workspace))

    restored = Workspace.open(tmp_path / "restored", clock)
    decision = restored.send_block.ask(REPLY)
    assert isinstance(decision, Refusal)
    assert decision.codes == ("stopped",)
    assert restored.ledger.verify().is_intact


def test_a_backup_of_another_workspace_takes_no_suppressions_along(
    workspace: Workspace, clock: ManualClock, tmp_path: Path
) -> None:
    other = fresh_workspace(tmp_path / "other", clock)
    Story(other, clock, ScriptedGateway()).says("maria", "Hello")
    other.backups.save(tmp_path / "other.backup", None)
    Story(workspace, clock, ScriptedGateway()).says("maria", "Hello")
    workspace.erasure.forget(MARIA, "alice")

    restore(tmp_path / "other.backup", tmp_path / "restored", None, no_keys, at_hand(workspace))

    restored = Workspace.open(tmp_path / "restored", clock)
    assert not isinstance(restored.send_block.ask(REPLY), Refusal)
    assert not (tmp_path / "restored" / SUPPRESSIONS).exists()


def test_only_an_encrypted_backup_holds_the_key_that_tells_who_was_forgotten(
    workspace: Workspace, clock: ManualClock, tmp_path: Path
) -> None:
    Story(workspace, clock, ScriptedGateway()).says("maria", "STOP")
    workspace.erasure.forget(MARIA, "alice")
    key = BackupKey.of(new_key()[0], "here")

    workspace.backups.save(tmp_path / "plain.backup", None)
    workspace.backups.save(tmp_path / "sealed.backup", key)
    restore(tmp_path / "plain.backup", tmp_path / "plain", None, no_keys)
    restore(tmp_path / "sealed.backup", tmp_path / "sealed", key, no_keys)

    assert (tmp_path / "plain" / SUPPRESSIONS).exists()
    assert not (tmp_path / "plain" / SUPPRESSION_KEY).exists()
    assert (tmp_path / "sealed" / SUPPRESSION_KEY).read_bytes() == (
        workspace.folder / SUPPRESSION_KEY
    ).read_bytes()
    assert (tmp_path / "sealed" / SUPPRESSION_KEY).stat().st_mode & 0o777 == 0o600


def test_a_restore_tells_that_who_was_forgotten_is_in_it_again(
    workspace: Workspace, clock: ManualClock, tmp_path: Path
) -> None:
    for who in ("maria", "jean"):
        Story(workspace, clock, ScriptedGateway()).says(who, "Is the blue one still in?")
    workspace.backups.save(tmp_path / "before.backup", None)
    workspace.erasure.forget(MARIA, "alice")

    found = restore_beside(
        str(tmp_path / "before.backup"), tmp_path / "restored", lambda: None, no_keys, workspace
    )

    assert found.forgotten_count == 1
    assert "1 person who was forgotten after the copy was made is in it again" in " ".join(found.warnings())
