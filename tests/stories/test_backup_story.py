"""The story of a machine that dies: saved by command, looked through, brought back on another one."""

import shutil
import signal
import sqlite3
import subprocess
from pathlib import Path

import pytest

from support.command import CommandLine

MARIA = "+12025550123"


def test_a_shop_comes_back_on_another_machine(
    command: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command.run("receive", "--from", MARIA, "--text", "JOIN")
    command.run("send", "--to", MARIA, "--text", "Ten per cent off", "--purpose", "notice")
    command.run("receive", "--from", MARIA, "--text", "STOP")
    command.run("send", "--to", "+12025550124", "--text", "x")
    key, file = tmp_path / "backup.key", tmp_path / "shop.backup"
    command.run("backup", "key", "--new", str(key))
    settings = command.folder / "settings.toml"
    settings.write_text(settings.read_text() + f'\n[proof]\nbackup_key_file = "{key}"\n', encoding="utf-8")

    saved = command.process("backup", str(file), "--json")
    looked = command.process("backup", "verify", str(file), "--json")
    elsewhere = CommandLine(tmp_path / "new-machine" / "shop")
    without = elsewhere.process("restore", str(file), str(elsewhere.folder))
    monkeypatch.setenv("STOPLINE_BACKUP_KEY", key.read_text(encoding="utf-8").splitlines()[-1])
    brought = elsewhere.process("restore", str(file), str(elsewhere.folder))

    assert (saved.code, saved.json()["encrypted"]) == (0, True)
    assert (looked.code, looked.json()["intact"], looked.json()["rows"]["messages"]) == (0, True, 5)
    assert without.code == 2
    assert "is encrypted" in without.err
    assert brought.code == 0
    assert "1 message waits in it" in brought.err
    assert elsewhere.run("check", MARIA).code == 3
    assert elsewhere.run("consent", "verify").code == 0
    assert elsewhere.run("messages", "--json").json() == command.run("messages", "--json").json()
    again = command.run("restore", str(file), str(elsewhere.folder))
    assert again.code == 2
    assert "nothing is overwritten" in again.err


def test_a_backup_comes_back_beside_a_database_that_is_damaged(command: CommandLine, tmp_path: Path) -> None:
    command.run("receive", "--from", MARIA, "--text", "STOP")
    file, folder = tmp_path / "shop.backup", tmp_path / "again"
    assert command.run("backup", str(file)).code == 0
    for path in command.folder.glob("stopline.db*"):
        path.write_bytes(b"damaged" * 4_096)

    brought = command.run("restore", str(file), str(folder))

    assert brought.code == 0
    assert "is not stopped in it" in brought.err
    assert "doctor --only rolled-back --mend" in brought.err
    assert (
        "nobody knows what was said since" in CommandLine(folder).run("doctor", "--only", "rolled-back").out
    )
    assert CommandLine(folder).run("check", MARIA).code == 3


def test_a_backup_that_takes_newer_stops_along_is_not_held_back(command: CommandLine, tmp_path: Path) -> None:
    command.run("receive", "--from", MARIA, "--text", "JOIN")
    command.run("backup", str(tmp_path / "shop.backup"))
    command.run("receive", "--from", MARIA, "--text", "STOP")

    brought = command.run("restore", str(tmp_path / "shop.backup"), str(tmp_path / "again"), "--json")

    assert (brought.json()["stops_taken_along"], brought.json()["held_back"]) == (1, False)
    again = CommandLine(tmp_path / "again")
    assert again.run("doctor", "--only", "rolled-back", "--json").json()["findings"] == []


def test_newer_stops_are_taken_along_also_where_the_settings_are_gone(
    command: CommandLine, tmp_path: Path
) -> None:
    command.run("receive", "--from", MARIA, "--text", "JOIN")
    command.run("backup", str(tmp_path / "shop.backup"))
    command.run("receive", "--from", MARIA, "--text", "STOP")
    (command.folder / "settings.toml").unlink()

    brought = command.run("restore", str(tmp_path / "shop.backup"), str(tmp_path / "again"), "--json")

    assert (brought.code, brought.json()["stops_taken_along"]) == (0, 1)
    assert CommandLine(tmp_path / "again").run("check", MARIA).code == 3


def test_a_save_that_is_killed_leaves_the_old_backup_and_no_half_of_a_new_one(
    command: CommandLine, tmp_path: Path
) -> None:
    command.run("receive", "--from", MARIA, "--text", "JOIN")
    file = tmp_path / "shop.backup"
    assert command.run("backup", str(file)).code == 0
    before = file.read_bytes()
    database = sqlite3.connect(command.folder / "stopline.db")
    database.execute("CREATE TABLE ballast (content BLOB)")
    database.executemany("INSERT INTO ballast VALUES (randomblob(1000000))", [()] * 30)
    database.commit()
    database.close()

    killed_count = 0
    for pause in (0.25, 0.5, 0.75, 1.0, 1.25):
        running = command.start("backup", "save", str(file), "--replace")
        try:
            running.communicate(timeout=pause)
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)
            running.communicate()
            killed_count += 1
            whole = file.read_bytes() == before or command.run("backup", "verify", str(file)).code == 0
            assert whole

    assert killed_count
    assert command.run("backup", "save", str(file), "--replace").code == 0
    assert command.run("backup", "verify", str(file)).code == 0


def test_a_name_that_is_no_file_is_not_taken_for_one(command: CommandLine) -> None:
    mistyped = command.run("backup", "verfy")

    assert mistyped.code == 2
    assert "verify" in mistyped.err
    assert command.run("restore", "/nowhere/at.all", "x").code == 2


def test_a_folder_that_is_not_there_is_named(command: CommandLine, tmp_path: Path) -> None:
    ended = command.run("backup", str(tmp_path / "nowhere" / "b.backup"))

    assert ended.code == 2
    assert f"the folder {tmp_path / 'nowhere'} does not exist" in ended.err


def test_what_is_restored_into_the_old_place_starts_held_back(command: CommandLine, tmp_path: Path) -> None:
    command.run("receive", "--from", MARIA, "--text", "JOIN")
    file = tmp_path / "shop.backup"
    command.run("backup", str(file))
    command.run("receive", "--from", MARIA, "--text", "STOP")
    shutil.rmtree(command.folder)

    restored = command.run("restore", str(file), str(command.folder), "--json")

    assert restored.json()["held_back"] is True
    assert "rolled-back" in command.run("doctor").out
