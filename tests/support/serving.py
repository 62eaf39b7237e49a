"""`stopline serve` in a process of its own, on a port that was free."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from subprocess import Popen

import httpx2

from support.command import CommandLine


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that runs."""

    url: str
    process: Popen[str]
    client: httpx2.Client


@contextmanager
def serving(command: CommandLine, *arguments: str) -> Iterator[Serving]:
    """Run the server until the test is over, and see that it ends cleanly."""
    process = command.start("serve", "--port", "0", "--json", *arguments)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.communicate(timeout=10)[1]
        url = json.loads(line)["url"]
        with httpx2.Client(base_url=url, trust_env=False, timeout=20) as client:
            yield Serving(url, process, client)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
