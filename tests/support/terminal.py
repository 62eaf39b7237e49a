"""A terminal with the real program in it, as somebody sits in front of it."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.command import CommandLine

COLUMNS, LINES = 120, 36
QUIET_SECONDS = 0.08
"""How long nothing is written before everything a key set off counts as done."""
REPAINT_SECONDS = 0.005
"""How long nothing is written before one repaint counts as done."""
LONGEST_WAIT = 30.0
AS_INSTALLED = "import sys; from stopline.cli.main import main; sys.exit(main())"
"""What the installed `stopline` is."""
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

    def write(self, keys: bytes) -> None:
        """Press keys without waiting for what they do."""
        os.write(self._master, keys)

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


@contextmanager
def terminal(folder: Path) -> Iterator[Terminal]:
    """A terminal with Stopline in it, closed at the end."""
    opened = Terminal(folder)
    try:
        yield opened
    finally:
        opened.close()
