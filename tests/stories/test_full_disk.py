"""A disk that fills up in the middle of work: it is said in words, nothing is half written, and afterwards all goes on."""

import json
import os
import subprocess
import sys
from pathlib import Path

from stopline.workspace import Workspace
from support.command import CommandLine, Ended

FILLS_UP = """
import resource, sys
size = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
from stopline.cli.main import main
main()
"""
"""Stopline on a machine where no file may grow beyond a size: what a full disk looks like from inside."""


def on_a_full_disk(command: CommandLine, *arguments: str, given: str = "") -> Ended:
    """Run a command for which there is room for a few texts more, and then no more."""
    room = max(path.stat().st_size for path in command.folder.glob("stopline.db*")) + 100_000
    finished = subprocess.run(
        [sys.executable, "-c", FILLS_UP, str(room), *arguments],
        input=given.encode(),
        capture_output=True,
        env={**os.environ, **command._environment()},
        check=False,
        timeout=60,
    )
    return Ended(finished.returncode, finished.stdout.decode(), finished.stderr.decode())


def texts(count: int) -> str:
    """Return texts of different people, one of them a stop, as lines of JSON."""
    lines = [
        {"from": f"+120255501{number % 100:02}", "text": f"question {number} " + "x" * 500, "id": str(number)}
        for number in range(count)
    ]
    lines[7]["text"] = "STOP"
    return "\n".join(json.dumps(line) for line in lines)


def stored_count(folder: Path) -> int:
    """Return how many texts are stored, having checked that what is there holds together."""
    workspace = Workspace.open(folder)
    connection = workspace.engine.connection()
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert workspace.ledger.verify().is_intact
    count: int = connection.execute("SELECT COUNT(*) FROM messages WHERE direction = 'inbound'").fetchone()[0]
    workspace.close()
    return count


def test_a_full_disk_is_said_in_words_and_what_was_not_stored_can_be_given_again(
    command: CommandLine,
) -> None:
    command.run("receive", "--from", "+12025550100", "--text", "Hello", "--id", "first")

    ended = on_a_full_disk(command, "receive", "--jsonl", given=texts(400))

    assert ended.code == 2
    assert "disk is full" in ended.err
    assert "Traceback" not in ended.err
    assert stored_count(command.folder) < 401

    again = command.process("receive", "--jsonl", given=texts(400))

    assert again.code == 0, again.err
    assert stored_count(command.folder) == 401


def test_on_a_full_disk_the_gate_still_answers(command: CommandLine) -> None:
    command.run("receive", "--from", "+12025550100", "--text", "STOP")

    asked = on_a_full_disk(command, "check", "+12025550100")

    assert asked.code == 3
    assert "asked for no more" in asked.out + asked.err
