"""The command line as tests use it: in this process where speed counts, in a real one where a story is told."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from stopline.cli.main import stopline

SOURCE = Path(__file__).parent.parent.parent / "app"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str

    def json(self) -> Any:  # noqa: ANN401 - tests say what they expect of it
        """Return the one JSON value it wrote."""
        return json.loads(self.out)

    def lines(self) -> list[Any]:
        """Return the JSON values it wrote, a line each."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True, slots=True)
class CommandLine:
    """Runs commands on one workspace as the agent alice."""

    folder: Path

    def run(self, *arguments: str, given: str | bytes = "") -> Ended:
        """Run a command in this process."""
        result = CliRunner().invoke(stopline, list(arguments), input=given, env=self._environment())
        return Ended(result.exit_code, result.stdout, result.stderr)

    def process(self, *arguments: str, given: str | bytes = "") -> Ended:
        """Run a command as a user's shell would, in a process of its own."""
        finished = subprocess.run(
            [sys.executable, "-m", "stopline", *arguments],
            input=given.encode() if isinstance(given, str) else given,
            capture_output=True,
            env={**os.environ, **self._environment()},
            check=False,
            timeout=60,
        )
        return Ended(finished.returncode, finished.stdout.decode(), finished.stderr.decode())

    def _environment(self) -> dict[str, str]:
        return {
            "STOPLINE_WORKSPACE": str(self.folder),
            "PYTHONPATH": str(SOURCE),
            "LOGNAME": "alice",
            "TERM": "xterm-256color",
        }
