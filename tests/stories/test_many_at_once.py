"""Several programs on one workspace: nobody is told that the database is locked, and nothing is lost between them."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from stopline.address import Address
from stopline.clock import Clock, SystemClock
from stopline.consent.events import Channel
from stopline.consent.gate import Purpose
from stopline.errors import StoplineError
from stopline.gateways.base import InboundText
from stopline.inbox.threads import ThreadFilter
from stopline.worker.loop import run
from stopline.workspace import Workspace
from support.command import CommandLine
from support.scripted_gateway import ScriptedGateway

HOLDS_IT = """
import sqlite3, sys, threading
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("BEGIN IMMEDIATE")
database.execute("UPDATE threads SET unread = unread")
print("held", flush=True)
threading.Event().wait(float(sys.argv[2]))
database.execute("ROLLBACK")
"""
PEOPLE = [Address(f"+120255501{number:02}") for number in range(20)]


class Screen:
    """What a screen does to a workspace, over and over: lists, conversations, figures, searches, replies, tidying up."""

    def __init__(self, folder: Path, agent: str, until: threading.Event) -> None:
        self.failures: list[StoplineError] = []
        self.round_count = 0
        self.reply_count = 0
        self._folder = folder
        self._agent = agent
        self._until = until

    def run(self) -> None:
        workspace = Workspace.open(self._folder)
        try:
            while not self._until.is_set():
                self._look_and_answer(workspace)
                self.round_count += 1
        except StoplineError as error:
            self.failures.append(error)
        finally:
            workspace.close()

    def _look_and_answer(self, workspace: Workspace) -> None:
        workspace.threads.counts(self._agent)
        workspace.search.words("question")
        for thread in workspace.threads.page(ThreadFilter.OPEN, self._agent, 0, 40)[:3]:
            workspace.presence.see(self._agent, "inbox", thread.id, is_typing=True)
            workspace.timeline.page(thread)
            workspace.cards.of(thread)
            workspace.replies.reply(thread.id, "Of course", self._agent, Purpose.CONVERSATION)
            workspace.threads.note(thread.id, self._agent, "answered")
            self.reply_count += 1


class Crowd(ScriptedGateway):
    """A gateway through which people write without pause."""

    def __init__(self) -> None:
        super().__init__()
        self.text_count = 0

    def flow(self, until: threading.Event, clock: Clock) -> None:
        while not clock.wait(0.02, until):
            self.bring(*(self._next() for _ in range(3)))

    def _next(self) -> InboundText:
        self.text_count += 1
        text = "STOP" if self.text_count % 29 == 0 else f"question {self.text_count}"
        return InboundText(PEOPLE[self.text_count % 20], text, provider_id=str(self.text_count))


def work_together(folder: Path, seconds: float) -> tuple[list[Screen], Crowd]:
    """Let two screens, a worker and a crowd work on one workspace for so long; return the screens and the crowd."""
    (folder / "settings.toml").write_text("[worker]\npoll_seconds = 0.1\n", encoding="utf-8")
    clock, until, crowd = SystemClock(), threading.Event(), Crowd()
    screens = [Screen(folder, "alice", until), Screen(folder, "bob", until)]
    workspace = Workspace.open(folder)
    threads = [threading.Thread(target=screen.run) for screen in screens]
    threads += [
        threading.Thread(target=crowd.flow, args=(until, clock)),
        threading.Thread(target=run, args=(workspace, [crowd], until)),
    ]
    for thread in threads:
        thread.start()
    clock.wait(seconds, threading.Event())
    until.set()
    for thread in threads:
        thread.join(timeout=60)
    workspace.close()
    return screens, crowd


def assert_nothing_is_lost(folder: Path, crowd: Crowd) -> None:
    workspace = Workspace.open(folder)
    stored = workspace.engine.connection().execute(
        "SELECT COUNT(*) FROM messages WHERE direction = 'inbound'"
    )
    assert crowd.text_count >= stored.fetchone()[0] > 20
    numbers = [permit.draft.message for permit in crowd.permits]
    assert len(numbers) == len(set(numbers)) > 0
    assert workspace.ledger.verify().is_intact
    workspace.close()


def test_two_screens_and_a_worker_never_meet_a_locked_database(command: CommandLine) -> None:
    screens, crowd = work_together(command.folder, seconds=3)

    assert [screen.failures for screen in screens] == [[], []]
    assert all(screen.round_count > 1 and screen.reply_count > 3 for screen in screens)
    assert_nothing_is_lost(command.folder, crowd)


@pytest.mark.minute
@pytest.mark.slow
def test_two_screens_and_a_worker_never_meet_a_locked_database_for_a_minute(command: CommandLine) -> None:
    screens, crowd = work_together(command.folder, seconds=60)

    assert [screen.failures for screen in screens] == [[], []]
    assert_nothing_is_lost(command.folder, crowd)


@pytest.mark.slow
def test_another_program_holding_the_database_for_longer_than_a_driver_waits_is_only_waited_for(
    command: CommandLine,
) -> None:
    """Python's driver gives up after five seconds, unless it is told otherwise."""
    database = str(command.folder / "stopline.db")
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS_IT, database, "6.5"], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"

        looked = command.process("threads", "--json")
        received = command.process("receive", "--from", PEOPLE[0], "--text", "STOP")

        assert looked.code == 0, looked.err
        assert received.code == 0, received.err
        assert "locked" not in received.err
    workspace = Workspace.open(command.folder)
    assert workspace.standings.of(PEOPLE[0], Channel.SMS).everything.state == "stopped"
    workspace.close()
