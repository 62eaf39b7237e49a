"""A screen that is killed while somebody types in it and its worker works: the next one finds everything in order."""

import random
import threading

import pytest

from stopline.address import Address
from stopline.clock import SystemClock
from stopline.consent.events import Channel
from stopline.workspace import Workspace
from support.command import CommandLine
from support.gammu_tables import GammuTables
from support.terminal import terminal

SETTINGS = """
[worker]
poll_seconds = 0.1
[[gateways]]
name = "modem"
kind = "gammu"
options = { database = "smsd.db", silent_after_seconds = 0 }
"""
MARIA, JEAN = Address("+12025550123"), Address("+12025550124")


def some_seconds_pass(command: CommandLine) -> None:
    """Let the lease of a screen that is gone run out."""
    workspace = Workspace.open(command.folder)
    workspace.engine.connection().execute("DELETE FROM leases")
    workspace.close()


@pytest.mark.slow
def test_a_screen_killed_while_somebody_types_leaves_everything_in_order(command: CommandLine) -> None:
    (command.folder / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    modem = GammuTables(command.folder / "smsd.db", SystemClock())
    chance = random.Random(3)
    for number in range(6):
        some_seconds_pass(command)
        modem.receive(MARIA, f"question {number}")
        with terminal(command.folder) as screen:
            screen.wait_for(f"question {number}".encode())
            screen.write(b"\rOf course\r")
            modem.receive(JEAN, "STOP" if number == 3 else f"hello {number}")
            threading.Event().wait(chance.random() * 0.4)

    some_seconds_pass(command)
    ended = command.process("worker", "--once")

    assert ended.code == 0, ended.err
    workspace = Workspace.open(command.folder)
    assert workspace.ledger.verify().is_intact
    assert workspace.standings.of(JEAN, Channel.SMS).everything.state == "stopped"
    stored = workspace.engine.connection().execute(
        "SELECT COUNT(*) FROM messages WHERE direction = 'inbound'"
    )
    assert stored.fetchone()[0] == 12
    creators = [row[0] for row in modem.rows("SELECT CreatorID FROM outbox")]
    assert len(creators) == len(set(creators)) > 0
    workspace.close()
