"""A worker that is killed again and again under load: the real command, real files, a real signal 9."""

import random
import signal
import sqlite3
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from stopline.address import Address
from stopline.clock import SystemClock
from stopline.consent.events import Channel
from stopline.consent.gate import Purpose
from stopline.messages.outbox import Origin
from stopline.workspace import Workspace
from support.command import CommandLine
from support.gammu_tables import GammuTables

KILLS = 50
PEOPLE = [Address(f"+120255501{number:02}") for number in range(40)]
SETTINGS = """
[team]
name = "Harbour Bikes"
[worker]
poll_seconds = 0.1
[[gateways]]
name = "modem"
kind = "gammu"
options = { database = "smsd.db", silent_after_seconds = 0 }
"""
NOTED = """
CREATE TABLE handed_over (creator TEXT NOT NULL, address TEXT NOT NULL, at TEXT NOT NULL);
CREATE TRIGGER what_is_handed_over_is_noted AFTER INSERT ON outbox BEGIN
    INSERT INTO handed_over VALUES (NEW.CreatorID, NEW.DestinationNumber, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
END;
"""
"""The outside world remembers what it was given, and when."""


@dataclass
class Load:
    """People who write, some of whom say stop, and an agent who answers everybody who may be answered."""

    workspace: Workspace
    modem: GammuTables
    chance: random.Random
    stopped: set[Address] = field(default_factory=set)
    text_count: int = 0

    def comes(self) -> None:
        """Let a dozen texts come in and be answered, and let the modem send what it has."""
        for _ in range(8):
            who = self.chance.choice(PEOPLE)
            self.text_count += 1
            is_stop = self.chance.random() < 0.08
            if is_stop:
                self.stopped.add(who)
            self.modem.receive(who, "STOP" if is_stop else f"question {self.text_count}")
        for who in self.chance.sample(PEOPLE, 6):
            self.workspace.replies.send(
                who, Channel.SMS, f"answer {self.text_count}", Purpose.CONVERSATION, Origin("alice")
            )
        if self.chance.random() < 0.5:
            self.modem.work_off()


@pytest.fixture
def modem(command: CommandLine) -> GammuTables:
    """A modem that notes what it is given."""
    (command.folder / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    modem = GammuTables(command.folder / "smsd.db", SystemClock())
    with closing(sqlite3.connect(modem.path)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.executescript(NOTED)
    return modem


@contextmanager
def opened(folder: Path) -> Iterator[Workspace]:
    workspace = Workspace.open(folder)
    yield workspace
    workspace.close()


def acting(workspace: Workspace, workers: list[subprocess.Popen[str]]) -> subprocess.Popen[str]:
    """Return the one of several workers that takes the lease; what the one before it left of its time is over."""
    connection = workspace.engine.connection()
    connection.execute("DELETE FROM leases")
    for _ in range(1_500):
        row = connection.execute("SELECT holder FROM leases").fetchone()
        for worker in workers:
            if row is not None and row[0].split(":")[1] == str(worker.pid):
                return worker
        threading.Event().wait(0.02)
    raise AssertionError("no worker took the lease")


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_worker_killed_fifty_times_loses_nothing_and_sends_nothing_twice(
    command: CommandLine, modem: GammuTables
) -> None:
    with opened(command.folder) as workspace:
        load = Load(workspace, modem, random.Random(7))
        # The next one is always ready, so that the load never waits for Python to start.
        workers = [command.start("worker"), command.start("worker")]
        for _ in range(KILLS):
            worker = acting(workspace, workers)
            load.comes()
            threading.Event().wait(load.chance.random() * 0.1)
            worker.kill()
            worker.communicate()
            workers = [each for each in workers if each is not worker] + [command.start("worker")]
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
            worker.communicate()
        workspace.engine.connection().execute("DELETE FROM leases")

        ended = command.process("worker", "--once")

        assert ended.code == 0, ended.err
        assert len(load.stopped) > 5
        assert_every_text_is_stored_once(workspace, modem)
        assert_nothing_went_to_a_stopped_address(workspace, modem, load)
        assert_nothing_was_sent_twice(workspace, modem)
        assert workspace.ledger.verify().is_intact
        assert workspace.quarantine.count() == 0


def assert_every_text_is_stored_once(workspace: Workspace, modem: GammuTables) -> None:
    came = Counter(modem.rows("SELECT SenderNumber, TextDecoded FROM inbox"))
    kept = Counter(
        workspace.engine.connection()
        .execute("SELECT address, text FROM messages WHERE direction = 'inbound'")
        .fetchall()
    )
    assert {tuple(row): count for row, count in kept.items()} == dict(came)


def assert_nothing_went_to_a_stopped_address(workspace: Workspace, modem: GammuTables, load: Load) -> None:
    stops = workspace.engine.connection().execute(
        "SELECT s.address, MIN(e.recorded_at) FROM consent_events e JOIN subjects s ON s.subject = e.subject "
        "WHERE e.kind = 'withdrawn' GROUP BY s.address"
    )
    stopped_at: dict[str, str] = {row[0]: row[1] for row in stops}
    assert stopped_at.keys() == load.stopped
    confirmations: Counter[str] = Counter()
    for creator, address, at in modem.rows("SELECT creator, address, at FROM handed_over"):
        message = workspace.outbox.message(int(str(creator).rpartition("-")[2]))
        if message.purpose is Purpose.COMPLIANCE:
            confirmations[str(address)] += 1
        elif str(address) in stopped_at:
            assert str(at) < stopped_at[str(address)], "handed over after the stop"
    assert set(confirmations) <= stopped_at.keys()
    assert set(confirmations.values()) <= {1}


def assert_nothing_was_sent_twice(workspace: Workspace, modem: GammuTables) -> None:
    creators = [str(row[0]) for row in modem.rows("SELECT creator FROM handed_over")]
    assert len(creators) == len(set(creators)) > KILLS
    handed_over = {int(creator.rpartition("-")[2]) for creator in creators}
    states = dict(
        workspace.engine.connection()
        .execute("SELECT id, state FROM messages WHERE direction = 'outbound'")
        .fetchall()
    )
    assert {states[number] for number in handed_over} <= {"sent", "delivered"}
    assert {state for number, state in states.items() if number not in handed_over} <= {
        "uncertain",
        "refused",
    }
