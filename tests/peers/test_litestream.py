"""The real litestream follows a shop at work; whatever is killed, what comes back verifies and misses a moment at most."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.command import CommandLine

pytestmark = [
    pytest.mark.peer,
    pytest.mark.slow,
    pytest.mark.skipif(
        not Path(sys.executable).with_name("litestream").exists() and shutil.which("litestream") is None,
        reason="litestream is not installed",
    ),
]
SECONDS = 20.0
MARIA = "+12025550123"
TEXTS = ("JOIN", "STOP", "START")


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[str]]]:
    """What a test has started; whatever is left at its end is killed."""
    started: list[subprocess.Popen[str]] = []
    yield started
    for running in started:
        if running.poll() is None:
            running.kill()
            running.communicate()


@pytest.fixture
def command(tmp_path: Path) -> CommandLine:
    """A command line on a fresh workspace."""
    command = CommandLine(tmp_path / "shop")
    assert command.process("init", "--team", "Harbour Bikes").code == 0
    return command


def events_in(command: CommandLine) -> int:
    found = command.run("consent", "verify", "--json")
    assert found.code == 0, found.err
    events: int = found.json()["events"]
    return events


def restored(command: CommandLine, copies: Path, folder: Path) -> CommandLine:
    brought = command.process("restore", str(copies), str(folder))
    assert brought.code == 0, brought.err
    return CommandLine(folder)


def until_copied(command: CommandLine, copies: Path, tmp_path: Path, events: int) -> None:
    """Wait until a copy holds so many events."""
    give_up = time.monotonic() + SECONDS
    for number in range(10_000):
        folder = tmp_path / f"look-{number}"
        if (
            command.run("restore", str(copies), str(folder)).code == 0
            and events_in(CommandLine(folder)) >= events
        ):
            return
        assert time.monotonic() < give_up, "the copy never held what was recorded"


def stop(running: subprocess.Popen[str], number: signal.Signals) -> None:
    running.send_signal(number)
    running.communicate(timeout=SECONDS)


def test_a_copy_follows_and_comes_back_with_settings_and_a_chain_that_holds(
    command: CommandLine, tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    copies = tmp_path / "copies"
    running = command.start("backup", "continuous", str(copies))
    started.append(running)
    for text in TEXTS:
        command.run("receive", "--from", MARIA, "--text", text)
    until_copied(command, copies, tmp_path, 3)
    stop(running, signal.SIGTERM)

    again = restored(command, copies, tmp_path / "again")

    assert (again.folder / "settings.toml").read_bytes() == (command.folder / "settings.toml").read_bytes()
    assert again.run("messages", "--json").json() == command.run("messages", "--json").json()


def test_stops_and_forgotten_people_since_a_copy_are_taken_along(
    command: CommandLine, tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    copies = tmp_path / "copies"
    jean = "+12025550124"
    running = command.start("backup", "continuous", str(copies))
    started.append(running)
    for person in (MARIA, jean):
        command.run("receive", "--from", person, "--text", "JOIN")
    until_copied(command, copies, tmp_path, 2)
    stop(running, signal.SIGTERM)
    command.run("receive", "--from", MARIA, "--text", "STOP")
    assert command.run("forget", jean, "--yes").code == 0

    again = restored(command, copies, tmp_path / "again")

    assert again.run("check", MARIA, "--json").json()["status"] == "stopped"
    assert again.run("check", jean, "--json").json()["status"] == "stopped"


def test_killing_both_the_writer_and_litestream_loses_a_moment_at_most(
    command: CommandLine, tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    copies = tmp_path / "copies"
    running = command.start("backup", "continuous", str(copies))
    started.append(running)
    command.run("receive", "--from", MARIA, "--text", "JOIN")
    until_copied(command, copies, tmp_path, 1)
    writer = command.start("receive", "--jsonl")
    started.append(writer)
    assert writer.stdin is not None
    for number in range(200):
        writer.stdin.write(f'{{"from": "{MARIA}", "text": "{TEXTS[1 + number % 2]}", "id": "{number}"}}\n')
    writer.stdin.flush()
    give_up = time.monotonic() + SECONDS
    while events_in(command) < 20:
        assert time.monotonic() < give_up
    for process in (running, writer):
        stop(process, signal.SIGKILL)

    again = restored(command, copies, tmp_path / "again")

    assert 1 <= events_in(again) <= events_in(command)
    # And copying goes on where it was broken off, with all that was recorded.
    running = command.start("backup", "continuous", str(copies))
    started.append(running)
    until_copied(command, copies, tmp_path, events_in(command))
    stop(running, signal.SIGINT)


def test_a_place_without_a_copy_is_named(command: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()

    failed = command.process("restore", str(tmp_path / "nothing"), str(tmp_path / "again"))

    assert failed.code == 2
    assert "litestream could not restore" in failed.err
    assert not (tmp_path / "again").exists()
