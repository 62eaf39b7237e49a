"""What stories of the command line begin with."""

from pathlib import Path

import pytest

from support.command import CommandLine


@pytest.fixture
def command(tmp_path: Path) -> CommandLine:
    """A command line on a fresh workspace of a team in New York."""
    command = CommandLine(tmp_path / "workspace")
    assert command.run("init", "--team", "Harbour Bikes", "--zone", "America/New_York").code == 0
    return command
