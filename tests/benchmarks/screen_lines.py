"""What somebody in front of the screen feels: the real program in a real terminal, with hardly anybody and with very many."""

import fcntl
import os
import pty
import re
import select
import statistics
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.check_line import AS_INSTALLED
from benchmarks.filling import NOW, fill
from benchmarks.table import Line
from stopline.clock import ManualClock
from stopline.workspace import Workspace
from support.command import CommandLine
from support.gammu_tables import GammuTables

COLUMNS, LINES = 120, 36
QUIET_SECONDS = 0.08
"""How long nothing is written before everything a key set off counts as done."""
REPAINT_SECONDS = 0.005
"""How long nothing is written before one repaint counts as done."""
LONGEST_WAIT = 30.0
IDLE_SECONDS = 20.0
GATEWAY = """
[[gateways]]
name = "modem"
kind = "gammu"
options = { database = "smsd.db", silent_after_seconds = 0 }
"""
_ESCAPES = re.compile(rb"\x1b\[[0-9;?$]*[a-zA-Z]|\x1b\][^\x07]*\x07|\x1b[()P][^\x1b]*(\x1b\\)?")


class Terminal:
    """A terminal with Stopline in it."""

    def __init__(self, folder: Path) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        environment = {**os.environ, **CommandLine(folder)._environment(), "COLORTERM": "truecolor"}
        self.begun = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-c", AS_INSTALLED],
            stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True,
        )  # fmt: skip
        os.close(slave)

    def wait_for(self, words: bytes) -> float:
        """Return how many seconds after the start these words were on the screen."""
        seen = b""
        while words not in _ESCAPES.sub(b"", seen):
            seen += self._read(LONGEST_WAIT)
        return time.perf_counter() - self.begun

    def press(self, keys: bytes, quiet: float) -> float:
        """Return how many seconds after a key the last byte was written before it was quiet for so long."""
        self.settle()
        pressed = written = time.perf_counter()
        os.write(self._master, keys)
        self._read(LONGEST_WAIT)
        written = time.perf_counter()
        while self._read(quiet):
            written = time.perf_counter()
        return written - pressed

    def settle(self) -> None:
        """Wait until nothing more is written."""
        while self._read(QUIET_SECONDS):
            pass

    def memory(self) -> float:
        """Return the resident memory in megabytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def processor_seconds(self) -> float:
        """Return how much processor time was taken until now."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def idle(self, seconds: float) -> None:
        """Read whatever is written for a while."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._read(left)

    def close(self) -> None:
        """End the program and its terminal."""
        self.process.kill()
        self.process.wait()
        os.close(self._master)

    def _read(self, seconds: float) -> bytes:
        readable, _, _ = select.select([self._master], [], [], seconds)
        if not readable:
            if seconds >= LONGEST_WAIT:
                raise TimeoutError("the screen wrote nothing")
            return b""
        return os.read(self._master, 1 << 16)


def screen(folder: Path, large: Path, threads: int) -> list[Line]:
    """Every figure of the screen, for a workspace with many threads beside small ones."""
    empty, small = folder / "empty", folder / "small"
    Workspace.create(empty).close()
    fill(small, 100, 1_000)
    for each in (small, large):
        with_gateway(each)
    return [*_first_paint(empty, large, threads), *_keys_and_memory(small, large, threads), _idle(large)]


def with_gateway(folder: Path) -> None:
    """Give a workspace a modem that brings nothing, so that there is a worker to be idle."""
    GammuTables(folder / "smsd.db", ManualClock(NOW))
    (folder / "settings.toml").write_text(GATEWAY, encoding="utf-8")


def _first_paint(empty: Path, large: Path, threads: int, rounds: int = 9) -> list[Line]:
    times: dict[Path, list[float]] = {empty: [], large: []}
    for _ in range(rounds):
        for folder, words in ((empty, b"stopline import"), (large, b"last words")):
            with terminal(folder) as screen:
                times[folder].append(screen.wait_for(words))
    measured, floor = min(times[large]) * 1e3, min(times[empty]) * 1e3
    return [Line(f"first usable paint, {threads:,} threads beside none", measured, floor, 1.25)]


def _keys_and_memory(small: Path, large: Path, threads: int, rounds: int = 24) -> list[Line]:
    names = (
        "move in the list, first repaint",
        "move in the list, conversation and card shown",
        "open a thread, all shown",
        "type a letter",
    )
    times: dict[str, dict[Path, list[float]]] = {name: {small: [], large: []} for name in names}
    with terminal(small) as few, terminal(large) as many:
        screens = ((small, few), (large, many))
        for _, screen in screens:
            screen.wait_for(b"last words")
        # Both lists follow the same pattern, so both screens do the same; the places differ in what they may answer.
        number = threads
        for _ in range(rounds):
            number -= 2 if number % 3 == 1 else 1
            is_answerable = number % 20 > 6
            for folder, screen in screens:
                times[names[0]][folder].append(screen.press(b"j", REPAINT_SECONDS))
                screen.press(b"k", QUIET_SECONDS)
                times[names[1]][folder].append(screen.press(b"j", QUIET_SECONDS))
                times[names[2]][folder].append(screen.press(b"\r", QUIET_SECONDS))
                if is_answerable:
                    times[names[3]][folder].extend(screen.press(b"x", REPAINT_SECONDS) for _ in range(5))
                screen.press(b"\x1b", QUIET_SECONDS)
        memory = [screen.memory() for _, screen in screens]
    lines = [
        Line(f"{name}, {threads:,} threads beside 100", _typical(by[large]), _typical(by[small]), 1.3)
        for name, by in times.items()
    ]
    return [*lines, Line(f"memory, {threads:,} threads beside 100", memory[1], memory[0], 1.3, "MB")]


def _idle(folder: Path) -> Line:
    with terminal(folder) as screen:
        screen.wait_for(b"last words")
        screen.idle(5)
        before = screen.processor_seconds()
        screen.idle(IDLE_SECONDS)
        used = screen.processor_seconds() - before
    return Line("idle screen with its worker, of one processor", used, IDLE_SECONDS, 0.02, "s")


def _typical(times: list[float]) -> float:
    return statistics.median(times) * 1e3


@contextmanager
def terminal(folder: Path) -> Iterator[Terminal]:
    """A terminal with Stopline in it, closed at the end."""
    opened = Terminal(folder)
    try:
        yield opened
    finally:
        opened.close()
