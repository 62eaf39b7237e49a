"""What every test can ask for."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from stopline.clock import ManualClock
from stopline.store.migrations import migrate
from stopline.store.sqlite import SqliteEngine

START = datetime(2026, 11, 17, 14, 0, tzinfo=UTC)
"""The instant at which every test begins: a Tuesday, 09:00 in New York."""


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands still at the beginning of the test's day."""
    return ManualClock(START)


@pytest.fixture
def engine(tmp_path: Path) -> SqliteEngine:
    """A real database with the whole schema."""
    engine = SqliteEngine(tmp_path / "stopline.db", create=True)
    migrate(engine)
    return engine
