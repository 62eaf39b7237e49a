"""How the opt-outs look, at both sizes, dark and light, and what is left of them without colour."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from textual.app import App
from textual.pilot import Pilot

from stopline.clock import ManualClock
from stopline.tui.app import StoplineApp
from stopline.tui.screenshots import settled
from stopline.tui.themes import DARK, LIGHT
from stopline.workspace import Workspace
from support.season import END, Season

WIDE, NARROW = (120, 36), (80, 24)


class Compare(Protocol):
    """Compares a screen with the picture that was approved."""

    def __call__(self, app: App[str], *, terminal_size: tuple[int, int], run_before: object) -> bool:
        """Return whether they are the same."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workspace in which a season was played."""
    folder = tmp_path_factory.mktemp("season")
    Season(folder).play().close()
    return folder


@pytest.fixture
def season(played: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A season of one's own."""
    shutil.copytree(played, tmp_path / "season")
    workspace = Workspace.open(tmp_path / "season", ManualClock(END), durable=False)
    yield workspace
    workspace.close()


@pytest.mark.parametrize(
    ("size", "theme", "keys"),
    [
        pytest.param(WIDE, DARK, [], id="wide-dark"),
        pytest.param(WIDE, LIGHT, ["c", "b", "left", "left"], id="wide-light-compared"),
        pytest.param(NARROW, DARK, ["2", "c"], id="narrow-dark-compared"),
        pytest.param(WIDE, DARK, ["4"], id="wide-dark-year"),
        pytest.param(NARROW, DARK, [], id="narrow-dark"),
        pytest.param(NARROW, LIGHT, ["2", "m", "c"], id="narrow-light-numbers"),
        pytest.param(WIDE, DARK, ["enter"], id="wide-dark-people"),
        pytest.param(NARROW, LIGHT, ["enter"], id="narrow-light-people"),
    ],
)
def test_opt_outs_look_as_approved(
    size: tuple[int, int], theme: str, keys: list[str], season: Workspace, snap_compare: Compare
) -> None:
    app = StoplineApp(season, "bob")
    app.theme = theme

    assert snap_compare(app, terminal_size=size, run_before=lambda pilot: go(pilot, keys))


def test_without_colour_every_figure_can_still_be_read(
    season: Workspace, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    assert snap_compare(
        StoplineApp(season, "bob"), terminal_size=WIDE, run_before=lambda pilot: go(pilot, ["c"])
    )


async def go(pilot: Pilot[str], keys: list[str]) -> None:
    """Go to the opt-outs and press keys, each after everything before it was shown."""
    for key in ["g", "o", *keys]:
        await pilot.press(key)
        await pilot.pause()
        await settled(pilot)
