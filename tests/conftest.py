"""What every test can ask for."""

import os
from pathlib import Path

import hypothesis
import pytest

from stopline.clock import ManualClock
from stopline.store.sqlite import SqliteEngine
from stopline.workspace import Workspace
from support.copies import fresh_database, fresh_workspace
from support.scripted_gateway import ScriptedGateway
from support.times import START
from support.transcript import Story

# The same examples every time, so that a failure is somebody's change; HYPOTHESIS_PROFILE=explore looks for new ones.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=1_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

pytest_plugins = [
    "support.alerting",
    "support.bad_days",
    "support.gammu_fixtures",
    "support.luna",
    "support.campaigns",
    "support.season",
    "support.spiky",
    "support.people_screen",
    "support.upkeep",
]


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands still at the beginning of the test's day."""
    return ManualClock(START)


@pytest.fixture
def engine(tmp_path: Path) -> SqliteEngine:
    """A real database with the whole schema."""
    return fresh_database(tmp_path / "stopline.db")


@pytest.fixture
def workspace(tmp_path: Path, clock: ManualClock) -> Workspace:
    """A fresh workspace whose time stands still."""
    return fresh_workspace(tmp_path / "workspace", clock)


@pytest.fixture
def transcript(request: pytest.FixtureRequest, workspace: Workspace, clock: ManualClock) -> Story:
    """The conversation in the test's docstring, played."""
    story = Story(workspace, clock, ScriptedGateway())
    story.play(request.function.__doc__ or "")
    return story
