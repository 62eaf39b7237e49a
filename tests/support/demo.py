"""The demo for tests: prepared once, and watched without waiting."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stopline.clock import ManualClock
from stopline.demo.preparation import GATEWAY, prepare
from stopline.gateways.base import GatewayConfig
from stopline.gateways.simulated.shelf import SHIPPED
from stopline.gateways.simulator import simulator
from stopline.worker.tick import Tick
from stopline.workspace import Workspace

PRESENT = datetime(2026, 11, 23, 19, 5, tzinfo=UTC)
"""A Monday afternoon in New York."""
RUNNING = "Ferry timetable"
"""The campaign that is under way when the demo begins."""


@pytest.fixture
def present() -> ManualClock:
    """The clock the demo is looked at by."""
    return ManualClock(PRESENT)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a prepared demo that nobody has looked at."""
    folder = tmp_path_factory.mktemp("prepared") / "demo"
    prepare(folder, ManualClock(PRESENT)).close()
    return folder


@pytest.fixture
def demo(prepared: Path, tmp_path: Path, present: ManualClock) -> Workspace:
    """A prepared demo of one's own."""
    return Workspace.open(shutil.copytree(prepared, tmp_path / "demo"), present, durable=False)


def live(workspace: Workspace, clock: ManualClock, seed: int = 1) -> Tick:
    """Return the worker of a demo that is being looked at."""
    options: dict[str, str | int] = {"scenario": SHIPPED, "seed": seed}
    gateway = simulator(GatewayConfig(GATEWAY, options, workspace.folder, clock))
    return Tick(workspace, [gateway], "live")


def watch(tick: Tick, clock: ManualClock, seconds: int) -> None:
    """Let the worker look every two seconds."""
    for _ in range(seconds // 2):
        while tick.run().has_more:
            pass
        clock.advance(timedelta(seconds=2))
    tick.run()
