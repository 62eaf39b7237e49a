"""Workspaces for tests that need very many: copied from one that was made once, and thrown away."""

import atexit
import functools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stopline.clock import ManualClock
from stopline.workspace import Workspace
from support.times import START


@contextmanager
def fresh_workspace(clock: ManualClock | None = None) -> Iterator[Workspace]:
    """Open a workspace nothing has happened in."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "workspace"
        shutil.copytree(_template(), place)
        workspace = Workspace.open(place, clock or ManualClock(START), durable=False)
        try:
            yield workspace
        finally:
            workspace.close()


@functools.cache
def _template() -> Path:
    """Return a workspace that lasts as long as this process."""
    kept = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, kept, ignore_errors=True)
    folder = Path(kept) / "workspace"
    Workspace.create(folder, clock=ManualClock(START)).close()
    return folder
