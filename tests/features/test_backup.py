"""A backup is everything, whole or not there, for its owner only, and what is restored from it equals the original."""

import os
import random
import sqlite3
import stat
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from stopline.backup.archive import Manifest
from stopline.backup.backups import look, restore
from stopline.backup.encryption import BackupKey, new_key
from stopline.backup.upkeep_facts import BACKUPS
from stopline.clock import ManualClock
from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method
from stopline.consent.gate import Purpose
from stopline.consent.keys import NO_KEYS, LedgerKeys
from stopline.errors import BadInputError, LedgerBrokenError, SettingsError, StoplineError
from stopline.hygiene.keeping import Checkup
from stopline.workspace import Workspace
from support.copies import fresh_workspace
from support.scripted_gateway import ScriptedGateway
from support.times import START
from support.transcript import PEOPLE, Story


def no_keys(_: Path) -> LedgerKeys:
    return NO_KEYS


def everything_in(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, the hidden ones of searching among them; not that a backup was made, which it cannot hold itself."""
    with closing(sqlite3.connect(database)) as connection:
        tables = Database(connection, execute_plugins=False)
        return {
            name: sorted(
                (tuple(row.values()) for row in tables.table(name).rows if not is_about_it(row)), key=repr
            )
            for name in tables.table_names()
        }


def is_about_it(row: Mapping[str, object]) -> bool:
    """Whether a row tells of a backup that was made."""
    return row.get("name") in (BACKUPS, Checkup.BACKED_UP.value)


def lead_a_life(workspace: Workspace, clock: ManualClock, seed: int) -> None:
    """Let people and agents do this and that, drafts and notes among it."""
    chance = random.Random(seed)
    story = Story(workspace, clock, ScriptedGateway())
    for _ in range(chance.randint(3, 15)):
        clock.advance(timedelta(minutes=chance.randint(1, 90)))
        person = chance.choice(list(PEOPLE))
        match chance.randrange(6):
            case 0 | 1:
                story.says(
                    person, chance.choice(["JOIN", "STOP", "Hi 🚲", "ARRÊT", "no more of these pls", "\0x"])
                )
            case 2:
                story.sends("alice", person, "It's ready", chance.choice(list(Purpose)[:3]))
            case 3:
                story.tick.run()
            case 4:
                story.records(
                    "bob", person, chance.choice([EventKind.WITHDRAWN, EventKind.GIVEN]), "on the phone"
                )
            case _:
                for message in workspace.outbox.messages(1):
                    workspace.drafts.keep("alice", message.thread, "not sent yet")
                    workspace.threads.note(message.thread, "bob", "prefers mornings")


@settings(max_examples=12)
@given(seed=st.integers(0, 10_000), is_encrypted=st.booleans())
def test_what_is_restored_equals_the_original_in_every_table(seed: int, is_encrypted: bool) -> None:
    key = BackupKey.of(new_key()[0], "the test") if is_encrypted else None
    with tempfile.TemporaryDirectory() as folder:
        root, clock = Path(folder), ManualClock(START)
        workspace = fresh_workspace(root / "shop", clock)
        lead_a_life(workspace, clock, seed)

        workspace.backups.save(root / "a.backup", key)
        looked = restore(root / "a.backup", root / "again", key, no_keys)

        before = everything_in(root / "shop" / "stopline.db")
        assert everything_in(root / "again" / "stopline.db") == before
        assert (root / "again" / "settings.toml").read_bytes() == (
            root / "shop" / "settings.toml"
        ).read_bytes()
        assert looked.found.event_count == len(before["consent_events"])
        workspace.close()
        # And it lives on: it opens, verifies, and takes the next text.
        again = Workspace.open(root / "again", clock)
        Story(again, clock, ScriptedGateway()).says("maria", "STOP")
        assert again.ledger.verify().is_intact
        again.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a shop with a backup, one that is not encrypted and one that is."""
    root = tmp_path_factory.mktemp("made")
    clock = ManualClock(START)
    workspace = fresh_workspace(root / "shop", clock)
    lead_a_life(workspace, clock, 5)
    identity, _ = new_key()
    (root / "key").write_text(identity, encoding="utf-8")
    workspace.backups.save(root / "plain.backup", None)
    workspace.backups.save(root / "secret.backup", BackupKey.of(identity, "the test"))
    workspace.close()
    return root


def key_of(made: Path) -> BackupKey:
    return BackupKey.of((made / "key").read_text(encoding="utf-8"), "the test")


@settings(max_examples=60)
@given(data=st.data(), name=st.sampled_from(["plain.backup", "secret.backup"]))
def test_a_damaged_backup_is_refused_or_loses_nothing(made: Path, data: st.DataObject, name: str) -> None:
    written = bytearray((made / name).read_bytes())
    place = data.draw(st.integers(0, len(written) - 1))
    if data.draw(st.booleans(), "cut"):
        del written[place:]
    else:
        written[place] ^= data.draw(st.integers(1, 255))
    with tempfile.TemporaryDirectory() as folder:
        damaged, target = Path(folder) / "damaged", Path(folder) / "again"
        damaged.write_bytes(written)
        try:
            restore(damaged, target, key_of(made), no_keys)
        except StoplineError:
            assert list(Path(folder).iterdir()) == [damaged]
        else:
            assert everything_in(target / "stopline.db") == everything_in(made / "shop" / "stopline.db")


def test_words_of_people_are_not_to_be_read_in_an_encrypted_backup(made: Path) -> None:
    assert b"stopline" not in (made / "secret.backup").read_bytes()
    with pytest.raises(BadInputError, match="is encrypted"):
        look(made / "secret.backup", None)
    with pytest.raises(BadInputError, match="another key"):
        look(made / "secret.backup", BackupKey.of(new_key()[0], "the test"))


def test_a_machine_may_write_backups_that_it_cannot_read(made: Path, tmp_path: Path) -> None:
    identity, recipient = new_key()
    workspace = Workspace.open(made / "shop", ManualClock(START))
    writes_only = BackupKey.of(recipient, "the test")

    workspace.backups.save(tmp_path / "a.backup", writes_only)
    workspace.close()

    with pytest.raises(BadInputError, match="writes only"):
        look(tmp_path / "a.backup", writes_only)
    assert look(tmp_path / "a.backup", BackupKey.of(identity, "the test")).is_encrypted


@pytest.mark.parametrize("text", ["", "hunter2", "AGE-SECRET-KEY-1NONSENSE", "age1nonsense", "# age1x"])
def test_a_key_that_cannot_be_used_is_refused_without_telling_it(text: str) -> None:
    with pytest.raises(SettingsError) as refused:
        BackupKey.of(text, "the test")

    assert not text or text.lstrip("# ") not in str(refused.value)


def test_nothing_is_overwritten(made: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "a letter").touch()
    (tmp_path / "file").touch()
    workspace = Workspace.open(made / "shop", ManualClock(START))

    with pytest.raises(BadInputError, match="not empty"):
        restore(made / "plain.backup", tmp_path / "kept", None, no_keys)
    with pytest.raises(BadInputError, match="not empty"):
        restore(made / "plain.backup", tmp_path / "file", None, no_keys)
    with pytest.raises(BadInputError, match="there already"):
        workspace.backups.save(made / "plain.backup", None)

    workspace.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "kept"]


def test_a_backup_that_somebody_else_saved_there_meanwhile_stays(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "shop.backup"
    monkeypatch.setattr("stopline.backup.backups._pack", lambda *_: file.write_text("theirs"))

    with pytest.raises(BadInputError, match="is there already"):
        workspace.backups.save(file, None)

    assert file.read_text() == "theirs"
    assert [each.name for each in tmp_path.glob("*shop*")] == [file.name]


def test_an_empty_folder_may_be_filled(made: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    restore(made / "plain.backup", tmp_path / "empty", None, no_keys)

    assert sorted(path.name for path in (tmp_path / "empty").iterdir()) == [
        "ledger.mark",
        "settings.toml",
        "stopline.db",
    ]


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_backup_and_what_is_restored_are_for_their_owner_only(made: Path, tmp_path: Path) -> None:
    restore(made / "plain.backup", tmp_path / "again", None, no_keys)

    files = [made / "plain.backup", made / "secret.backup", *(tmp_path / "again").iterdir()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "again").stat().st_mode) == 0o700


def test_a_backup_whose_ledger_does_not_hold_is_not_put_in_place(made: Path, tmp_path: Path) -> None:
    restore(made / "plain.backup", tmp_path / "shop", None, no_keys)
    owner = sqlite3.connect(tmp_path / "shop" / "stopline.db")
    owner.execute("DROP TRIGGER ledger_never_changes")
    owner.execute("UPDATE consent_events SET actor = 'mallory' WHERE seq = 1")
    owner.commit()
    owner.close()
    workspace = Workspace.open(tmp_path / "shop", ManualClock(START))

    saved = workspace.backups.save(tmp_path / "broken.backup", None)

    workspace.close()
    assert saved.first_break == "event 1: changed"
    assert not look(tmp_path / "broken.backup", None).found.is_intact
    with pytest.raises(LedgerBrokenError):
        restore(tmp_path / "broken.backup", tmp_path / "again", None, no_keys)
    assert not (tmp_path / "again").exists()


def test_a_backup_taken_while_others_write_is_of_one_instant(workspace: Workspace, tmp_path: Path) -> None:
    ends = threading.Event()

    def write() -> None:
        numbers: Iterator[int] = iter(range(100_000))
        # SQLite keeps no queue: a program that never lets go starves every other one.
        while not ends.wait(0.002):
            kind = EventKind.GIVEN if next(numbers) % 2 else EventKind.WITHDRAWN
            workspace.ledger.record(
                ConsentEvent(
                    PEOPLE["maria"], Channel.SMS, kind, Method.KEYWORD, "contact", workspace.clock.now(),
                    evidence=Evidence(words=kind.value),
                )
            )  # fmt: skip

    writing = threading.Thread(target=write)
    writing.start()
    try:
        for number in range(5):
            saved = workspace.backups.save(tmp_path / f"{number}.backup", None)
            assert isinstance(saved.manifest, Manifest)
            assert look(tmp_path / f"{number}.backup", None).found.is_intact
    finally:
        ends.set()
        writing.join()


def test_a_backup_key_without_age_is_refused_and_nothing_is_written_in_the_clear(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)

    with pytest.raises(SettingsError, match=r"stopline\[backup\]"):
        BackupKey.of("age1whatever", "the test")
