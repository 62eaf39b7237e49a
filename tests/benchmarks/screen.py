"""How long the screen takes to be usable, and how long a key takes to be seen, in an empty workspace and in a large one.

    PYTHONPATH=app:tests python -m benchmarks.screen

The screen runs in a terminal of its own (a pty, 120×36). A key is seen when the last byte it caused has arrived. The floor of
every measurement is the same screen over a small workspace, in the same run.
"""

import argparse
import fcntl
import os
import pty
import select
import signal
import sqlite3
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from stopline.settings import TeamSettings
from stopline.tui.app import StoplineApp
from stopline.worker.loop import run
from stopline.workspace import DATABASE, Workspace

SIZES = (0, 100, 100_000)
MESSAGES_PER_THREAD = 3
QUIET_SECONDS = 0.15
"""How long nothing must arrive for a repaint to be over."""
PRESSES = 40
PAINTS = 9
IDLE_SECONDS = 10.0
KEYS = {
    "move in the list": (b"j",),
    "a screen down and up": (b"\x1b[6~", b"\x1b[5~"),
    "another filter": (b"3", b"1"),
}
"""Keys pressed in turn."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured over one size, in seconds, megabytes and per cent."""

    threads: int
    keys: dict[str, float]
    megabytes: float
    idle_percent: float


class Terminal:
    """A screen in a terminal of its own."""

    def __init__(self, folder: Path) -> None:
        self._parent, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
        self.began_at = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.screen", "--show", str(folder)],
            stdin=child, stdout=child, stderr=child, close_fds=True, start_new_session=True,
            env=os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
        )  # fmt: skip
        os.close(child)

    def wait_for(self, words: bytes, seconds: float = 60) -> float:
        """Return when words have been drawn."""
        drawn = b""
        while time.perf_counter() - self.began_at < seconds:
            drawn += self._read(0.5)
            if words in drawn:
                return time.perf_counter()
        raise TimeoutError(f"{words!r} was not drawn")

    def press(self, key: bytes) -> float:
        """Return how long a key took to be seen to the end."""
        pressed_at = time.perf_counter()
        os.write(self._parent, key)
        last = pressed_at
        while self._read(QUIET_SECONDS):
            last = time.perf_counter()
        return last - pressed_at

    def settle(self) -> None:
        """Wait until nothing more is drawn."""
        while self._read(3 * QUIET_SECONDS):
            pass

    def idle_percent(self) -> float:
        """Return the processor time the screen takes while nothing happens."""
        before = self._processor_seconds()
        ends_at = time.perf_counter() + IDLE_SECONDS
        while (left := ends_at - time.perf_counter()) > 0:
            self._read(left)
        return 100 * (self._processor_seconds() - before) / IDLE_SECONDS

    def megabytes(self) -> float:
        """Return the memory the screen holds."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024

    def close(self) -> None:
        """End the screen."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self._parent)

    def _read(self, seconds: float) -> bytes:
        ready, _, _ = select.select([self._parent], [], [], seconds)
        return os.read(self._parent, 1 << 16) if ready else b""

    def _processor_seconds(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def shown(folder: Path) -> Iterator[Terminal]:
    """Open a screen, and end it whatever happens."""
    terminal = Terminal(folder)
    try:
        yield terminal
    finally:
        terminal.close()


def first_paints(folders: dict[int, Path]) -> dict[int, float]:
    """Return how long each screen took to be usable; by turns, because other work on the machine comes and goes."""
    paints: dict[int, list[float]] = {size: [] for size in folders}
    for _ in range(PAINTS):
        for size, folder in folders.items():
            with shown(folder) as terminal:
                paints[size].append(terminal.wait_for(awaited(size)) - terminal.began_at)
    return {size: statistics.median(seconds) for size, seconds in paints.items()}


def awaited(threads: int) -> bytes:
    """Return the words by which a screen is known to be usable."""
    return b"Person" if threads else b"Nobody is here"


def measure(folder: Path, threads: int) -> Measured:
    """Return what is measured over a workspace."""
    words = awaited(threads)
    with shown(folder) as terminal:
        terminal.wait_for(words)
        terminal.settle()
        keys = {}
        if threads:
            for name, pressed in KEYS.items():
                keys[name] = statistics.median(terminal.press(key) for key in islice(cycle(pressed), PRESSES))
                terminal.press(b"\x1b[H")
            keys["open a thread"] = statistics.median(_open_thread(terminal) for _ in range(PRESSES // 2))
            terminal.press(b"r")
            keys["type a letter"] = statistics.median(terminal.press(b"x") for _ in range(PRESSES))
            terminal.press(b"\x1b")
        terminal.settle()
        return Measured(threads, keys, terminal.megabytes(), terminal.idle_percent())


def _open_thread(terminal: Terminal) -> float:
    seconds = terminal.press(b"\r")
    terminal.press(b"\x1b")
    terminal.press(b"j")
    return seconds


def fill(folder: Path, threads: int) -> None:
    """Make a workspace with threads that each hold a few messages."""
    Workspace.create(folder, TeamSettings(name="Bench")).close()
    connection = sqlite3.connect(folder / DATABASE)
    connection.execute("PRAGMA synchronous=OFF")
    instant = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-20 days', '+' || (n * 10) || ' seconds')"
    numbers = (
        f"WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {threads})"
    )
    address = "'+1202555' || printf('%06d', n)"
    if threads:
        connection.executescript(
            f"""
            BEGIN;
            {numbers} INSERT INTO contacts SELECT n, 'Person ' || n, 'bench', {instant} FROM numbers;
            {numbers} INSERT INTO contact_addresses SELECT {address}, n, 'US', {instant}, 'America/New_York' FROM numbers;
            {numbers} INSERT INTO threads (id, contact, address, channel, last_at, last_text, last_direction, last_inbound_at, unread)
                SELECT n, n, {address}, 'sms', {instant}, 'Is the blue one still in? I can come by at ' || n, 'inbound', {instant}, n % 3
                FROM numbers;
            COMMIT;
            """
        )
        for number in range(MESSAGES_PER_THREAD):
            connection.executescript(
                f"""
                BEGIN;
                {numbers} INSERT INTO messages (thread, address, channel, direction, state, purpose, text, at, recorded_at)
                    SELECT n, {address}, 'sms', 'inbound', 'received', 'conversation',
                        'Is the blue one still in? I can come by at ' || n || ' or {number}', {instant}, {instant} FROM numbers;
                COMMIT;
                """
            )
    connection.close()
    # Opt-outs are counted once for messages that were put in behind the product's back; that is not the screen's doing.
    with closing(Workspace.open(folder)) as workspace:
        _ = workspace.optouts


def show(folder: Path) -> None:
    """Open the screen, with a worker that has nothing to do."""
    workspace = Workspace.open(folder)

    def work(until: threading.Event) -> None:
        run(workspace, [], until)

    StoplineApp(workspace, "alice", work).run()


def print_table(paints: dict[int, float], measured: list[Measured]) -> None:
    """Print what was measured, each against its floor."""
    _, small, large = measured
    rows = [("first usable paint, against empty", paints[large.threads], paints[0], 1.25, "s")]
    rows += [(f"{name}, against 100", large.keys[name], small.keys[name], 1.3, "s") for name in large.keys]
    rows.append(("memory, against 100", large.megabytes, small.megabytes, 1.3, "MB"))
    print(f"{large.threads:,} threads, {large.threads * MESSAGES_PER_THREAD:,} messages")
    for name, value, floor, limit, unit in rows:
        scale, shown_unit = (1000, "ms") if unit == "s" else (1, unit)
        print(
            f"{name:<40} {value * scale:8.1f} {shown_unit:<3} floor {floor * scale:8.1f}  × {value / floor:4.2f}  limit {limit}"
        )
    for each in measured:
        print(f"idle with {each.threads:,} threads: {each.idle_percent:.2f} % of one processor (limit 2 %)")


def main() -> None:
    """Measure every size, or show one workspace in a terminal."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--show", type=Path)
    arguments = parser.parse_args()
    if arguments.show is not None:
        show(arguments.show)
        return
    with tempfile.TemporaryDirectory() as folder:
        folders = {size: Path(folder) / str(size) for size in SIZES}
        for size, workspace in folders.items():
            fill(workspace, size)
        paints = first_paints(folders)
        print_table(paints, [measure(workspace, size) for size, workspace in folders.items()])


if __name__ == "__main__":
    main()
