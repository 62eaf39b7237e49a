"""Databases and workspaces that are made once and then copied, for making one takes a hundred times as long.

Their commits are not written through to the disk, which nobody cuts the power of here; what processes of their own write is.
"""

import fcntl
import functools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import pytest

from stopline.clock import Clock, ManualClock
from stopline.settings import TeamSettings
from stopline.store.migrations import migrate
from stopline.store.sqlite import SqliteEngine
from stopline.workspace import DATABASE, Workspace
from support.times import START

HARBOUR_BIKES = TeamSettings(name="Harbour Bikes", zone="America/New_York")
"""The team of most tests."""


def fresh_database(path: Path) -> SqliteEngine:
    """Open a database that has the whole schema and nothing in it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(_schema())
    return SqliteEngine(path, durable=False)


def fresh_workspace(
    folder: Path, clock: Clock | None = None, team: TeamSettings = HARBOUR_BIKES
) -> Workspace:
    """Open a workspace in which nothing has happened."""
    fresh_database(folder / DATABASE).close()
    Workspace.create(folder, team, clock).close()
    return Workspace.open(folder, clock, durable=False)


@contextmanager
def passing_workspace(clock: Clock | None = None) -> Iterator[Workspace]:
    """Open a fresh workspace that is thrown away, of a team that has told nothing of itself."""
    with TemporaryDirectory() as folder:
        workspace = fresh_workspace(Path(folder) / "workspace", clock or ManualClock(START), TeamSettings())
        try:
            yield workspace
        finally:
            workspace.close()


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return the folder of a name, made by whoever asks first in a run; it is copied, never used."""
    base = factory.getbasetemp()
    # The processes that share a run have folders of their own in the one of the run.
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / name).exists():
            making = Path(mkdtemp(dir=shared)) / name
            make(making)
            making.rename(shared / name)
    return shared / name


@functools.cache
def _schema() -> bytes:
    """Return the bytes of a database that has the whole schema and nothing in it."""
    with TemporaryDirectory() as folder:
        engine = SqliteEngine(Path(folder) / DATABASE, create=True)
        migrate(engine)
        engine.close()
        return engine.path.read_bytes()
