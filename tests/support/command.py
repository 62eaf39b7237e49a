"""The command line as tests use it: in this process where speed counts, in a real one where a story is told."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from stopline.cli.main import stopline
from stopline.clock import SystemClock

MIDDAY = 17
"""UTC: an hour at which the whole of North America and Europe may be written to."""
COMMAND_WITHIN = 100
"""Seconds a command may take on a machine that does much else; what hangs takes longer than any."""
PROJECT = Path(__file__).parent.parent.parent


def within_hours() -> str:
    """Return an instant of the next days at which offers may leave, whenever the test is run."""
    return (
        (SystemClock().now() + timedelta(days=1)).replace(hour=MIDDAY, minute=0).isoformat(timespec="minutes")
    )


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
            self._command(arguments),
            input=given.encode() if isinstance(given, str) else given,
            capture_output=True,
            env={**os.environ, **self._environment()},
            check=False,
            timeout=COMMAND_WITHIN,
        )
        return Ended(finished.returncode, finished.stdout.decode(), finished.stderr.decode())

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command that goes on until it is told to stop, or has read all that it is given."""
        return subprocess.Popen(
            self._command(arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **self._environment()},
            text=True,
        )

    def _command(self, arguments: Sequence[str]) -> list[str]:
        return [sys.executable, "-m", "stopline", *arguments]

    def _metadata(self) -> Path:
        """Return a folder in which the gateways of this source tree are installed."""
        installed = self.folder.parent / "site" / "stopline_source-0.dist-info"
        if not installed.exists():
            installed.mkdir(parents=True)
            (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: stopline-source\nVersion: 0\n")
            project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
            kinds = project["entry-points"]["stopline.gateways"]
            lines = ["[stopline.gateways]", *(f"{kind} = {factory}" for kind, factory in kinds.items())]
            (installed / "entry_points.txt").write_text("\n".join(lines))
        return installed.parent

    def _environment(self) -> dict[str, str]:
        return {
            "STOPLINE_WORKSPACE": str(self.folder),
            "PYTHONPATH": os.pathsep.join([str(PROJECT / "app"), str(self._metadata())]),
            "LOGNAME": "alice",
            "TERM": "xterm-256color",
            # Where bytecode is not written, each of many hundred processes would compile everything anew.
            "PYTHONDONTWRITEBYTECODE": "",
        }
