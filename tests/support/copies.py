"""Fresh databases and workspaces: the schema is built once in a run and then copied, for building it takes a hundred times as long.

Their commits are not written through to the disk, which nobody cuts the power of here; what processes of their own write is.
"""

import functools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

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


@functools.cache
def _schema() -> bytes:
    """Return the bytes of a database that has the whole schema and nothing in it."""
    with TemporaryDirectory() as folder:
        engine = SqliteEngine(Path(folder) / DATABASE, create=True)
        migrate(engine)
        engine.close()
        return engine.path.read_bytes()
