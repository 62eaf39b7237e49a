"""A live stream of opt-outs: people who write STOP one after the other, so many a second, taken in by a process of its own.

    PYTHONPATH=app:tests python -m benchmarks.stream FOLDER A_SECOND FIRST

Writes a line when it is ready, goes on until its input ends, then writes how many it took in, in how many seconds, as JSON.
"""

import json
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.filling import NOW, address
from stopline.address import Address
from stopline.clock import ManualClock
from stopline.gateways.base import InboundText
from stopline.workspace import Workspace


@dataclass(slots=True)
class Stream:
    """What a stream has brought, once it has ended."""

    taken_in: int = 0
    seconds: float = 0.0

    @property
    def a_second(self) -> float:
        """How many it took in a second."""
        return self.taken_in / self.seconds


@contextmanager
def streaming(folder: Path, a_second: int, first: int) -> Iterator[Stream]:
    """Let people say stop meanwhile, from the one with this number on downwards; tells at the end how many did."""
    command = [sys.executable, "-m", "benchmarks.stream", str(folder), str(a_second), str(first)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    stream = Stream()
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield stream
    finally:
        told, _ = process.communicate(timeout=60)
        stream.taken_in, stream.seconds = json.loads(told)


def main(folder: str, a_second: str, first: str) -> None:
    """Take in stops until the input ends."""
    workspace = Workspace.open(Path(folder), ManualClock(NOW))
    people = people_from(int(first))
    workspace.intake.receive("bench", InboundText(next(people), "STOP"))
    print("ready", flush=True)
    begun, count = time.perf_counter(), 1
    while not select.select([sys.stdin], [], [], max(begun + count / int(a_second) - time.perf_counter(), 0))[
        0
    ]:
        workspace.intake.receive("bench", InboundText(next(people), "STOP"))
        count += 1
    print(json.dumps([count, time.perf_counter() - begun]))
    workspace.close()


def people_from(first: int) -> Iterator[Address]:
    """Yield the people of the bench from one on downwards, without the one in twenty who stopped long ago."""
    return (address(number) for number in range(first, 0, -1) if number % 20)


if __name__ == "__main__":
    main(*sys.argv[1:])
