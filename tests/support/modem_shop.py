"""A team whose texts travel through the real gammu-smsd: its commands, and what an agent would see."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from support.command import CommandLine
from support.gammu_daemon import GammuDaemon

_SETTINGS = """
[worker]
poll_seconds = 0.2

[[gateways]]
name = "modem"
kind = "gammu"
options = {{ database = "{database}", silent_after_seconds = 5, parts_wait_seconds = 3 }}
"""
_DYING_WORKER = Path(__file__).with_name("dying_worker.py")


@dataclass(frozen=True, slots=True)
class ModemShop:
    """One workspace on one daemon."""

    command: CommandLine
    daemon: GammuDaemon

    def set_up(self) -> None:
        """Make the workspace and connect it to the daemon."""
        assert self.command.run("init", "--team", "Harbour Bikes").code == 0
        with (self.command.folder / "settings.toml").open("a", encoding="utf-8") as settings:
            settings.write(_SETTINGS.format(database=self.daemon.database))

    def texts(self) -> list[str]:
        """Return every text that came in, oldest first."""
        rows = self.command.run("messages", "--direction", "inbound", "--limit", "1000", "--json").json()
        return [row["text"] for row in reversed(rows)]

    def states(self) -> dict[int, str]:
        """Return the state of every message we wrote."""
        rows = self.command.run("messages", "--direction", "outbound", "--limit", "1000", "--json").json()
        return {row["id"]: row["state"] for row in rows}

    def send(self, to: str, text: str) -> int | None:
        """Queue a message in a process of its own; return its number, or None where the gate refuses."""
        ended = self.command.process("send", "--to", to, "--text", text, "--json")
        assert ended.code in (0, 3), ended.err
        return int(ended.json()["message"]) if ended.code == 0 else None

    def work_once(self) -> None:
        """Let a worker do what there is to do, after whatever worker died before it."""
        self.expire_lease()
        ended = self.command.process("worker", "--once")
        assert ended.code == 0, ended.err

    def work_until(self, moment: str | int) -> None:
        """Let a worker begin, and die at a moment; see `dying_worker`."""
        self.expire_lease()
        arguments = [sys.executable, str(_DYING_WORKER), str(self.command.folder), str(moment)]
        died = subprocess.run(
            arguments,
            env={**os.environ, **self.command._environment()},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert died.returncode == -signal.SIGKILL, died.stderr

    def expire_lease(self) -> None:
        """Let the time pass for which a worker that died keeps its right to act."""
        with closing(sqlite3.connect(self.command.folder / "stopline.db", timeout=30)) as database, database:
            database.execute("UPDATE leases SET expires_at = '2000-01-01T00:00:00.000Z'")

    def is_failing(self) -> bool:
        """Tell whether the worker has found the daemon down."""
        with closing(sqlite3.connect(self.command.folder / "stopline.db", timeout=30)) as database:
            return bool(
                database.execute("SELECT 1 FROM gateway_states WHERE failing_since IS NOT NULL").fetchone()
            )

    def deliveries(self) -> dict[int, int]:
        """Return how often each of our messages was handed to the network, by its number."""
        counts: dict[int, int] = {}
        for (creator,) in self.daemon.rows(
            "SELECT CreatorID FROM sentitems WHERE SequencePosition = 1 UNION ALL SELECT CreatorID FROM outbox"
        ):
            number = int(re.sub(r".*-", "", str(creator)))
            counts[number] = counts.get(number, 0) + 1
        return counts
