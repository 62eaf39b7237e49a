"""What stories of the command line begin with."""

import shutil
from pathlib import Path

import pytest

from support.command import CommandLine


@pytest.fixture(scope="session")
def fresh_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workspace of a team in New York in which nothing has happened; it is copied, never used."""
    folder = tmp_path_factory.mktemp("fresh") / "workspace"
    made = CommandLine(folder).process("init", "--team", "Harbour Bikes", "--zone", "America/New_York")
    assert made.code == 0, made.err
    return folder


@pytest.fixture
def command(fresh_workspace: Path, tmp_path: Path) -> CommandLine:
    """A command line on a fresh workspace of a team in New York."""
    return CommandLine(Path(shutil.copytree(fresh_workspace, tmp_path / "workspace")))
