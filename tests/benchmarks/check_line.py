"""How long `stopline check` takes as a process, beside the least any command in Python could take."""

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.filling import address
from benchmarks.table import Line, interleaved
from support.command import PROJECT
from support.terminal import AS_INSTALLED

FLOOR = (sys.executable, "-c", "import sqlite3, click")


def check(folder: Path, rounds: int = 25) -> Line:
    """One question to the gate from a shell."""
    command = (sys.executable, "-c", AS_INSTALLED, "check", address(6), "--purpose", "marketing")
    environment = {
        **os.environ,
        "STOPLINE_WORKSPACE": str(folder),
        "PYTHONPATH": str(PROJECT / "app"),
    }
    measured, floor = interleaved(
        rounds,
        lambda: subprocess.run(command, env=environment, capture_output=True, check=False),
        lambda: subprocess.run(FLOOR, env=environment, capture_output=True, check=True),
    )
    return Line("`stopline check`, a process", measured * 1e3, floor * 1e3, 1.8)
