"""A workspace whose settings leave upkeep to the worker, and a worker that does it."""

from pathlib import Path

import pytest

from stopline.worker.tick import Tick
from stopline.workspace import SETTINGS, Workspace
from support.scripted_gateway import ScriptedGateway


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder on another disk."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder


def kept(workspace: Workspace, upkeep: str, rest: str = "") -> Workspace:
    """Return the workspace with a section of upkeep."""
    settings = workspace.folder / SETTINGS
    settings.write_text(f"{settings.read_text()}\n[upkeep]\n{upkeep}\n{rest}")
    return Workspace.open(workspace.folder, workspace.clock, durable=False)


def work(workspace: Workspace, *gateways: ScriptedGateway, holder: str = "worker") -> None:
    """Let a worker that has just begun do a pass, and wait for its upkeep."""
    tick = Tick(workspace, gateways or [ScriptedGateway()], holder)
    tick.run()
    tick.finish_upkeep()
    tick.stop()


def files_in(folder: Path) -> list[str]:
    """Return the names of what lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


def faults(workspace: Workspace) -> dict[str, str]:
    """Return what the worker could not do, and why."""
    return {each.what: each.reason for each in workspace.checkups.upkeep_faults()}
