"""How spikes, their causes and the hours of the week look, at both sizes, dark and light, and without colour."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from textual.app import App
from textual.pilot import Pilot

from stopline.tui.app import StoplineApp
from stopline.tui.screenshots import settled
from stopline.tui.themes import DARK, LIGHT
from stopline.workspace import Workspace
from support.spiky import spiky_shop

WIDE, NARROW = (120, 36), (80, 24)
pytestmark = pytest.mark.slow


class Compare(Protocol):
    """Compares a screen with the picture that was approved."""

    def __call__(self, app: App[str], *, terminal_size: tuple[int, int], run_before: object) -> bool:
        """Return whether they are the same."""


@pytest.fixture
def spiky(tmp_path: Path) -> Iterator[Workspace]:
    """A shop of whose customers many left after one campaign."""
    with spiky_shop(tmp_path / "spiky") as workspace:
        yield workspace


@pytest.mark.parametrize(
    ("size", "theme", "keys"),
    [
        pytest.param(WIDE, DARK, ["2"], id="wide-dark"),
        pytest.param(WIDE, LIGHT, ["2", "b"], id="wide-light-template"),
        pytest.param(NARROW, DARK, ["2"], id="narrow-dark"),
        pytest.param(NARROW, LIGHT, ["2", *"bbbbbb"], id="narrow-light-spikes"),
        pytest.param(NARROW, DARK, ["2", *"bbbbbbb"], id="narrow-dark-hours"),
        pytest.param(WIDE, DARK, ["2", "tab", "tab", "tab", "right"], id="wide-dark-hour"),
        pytest.param(NARROW, LIGHT, [*"bbbbbbb", "enter"], id="narrow-light-hour-people"),
        pytest.param(WIDE, LIGHT, ["tab", "tab", "enter"], id="wide-light-causes"),
        pytest.param(NARROW, DARK, [*"bbbbbb", "enter"], id="narrow-dark-causes"),
    ],
)
def test_spikes_look_as_approved(
    size: tuple[int, int], theme: str, keys: list[str], spiky: Workspace, snap_compare: Compare
) -> None:
    app = StoplineApp(spiky, "bob")
    app.theme = theme

    assert snap_compare(app, terminal_size=size, run_before=lambda pilot: go(pilot, keys))


def test_without_colour_spikes_and_hours_can_still_be_read(
    spiky: Workspace, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    assert snap_compare(
        StoplineApp(spiky, "bob"), terminal_size=WIDE, run_before=lambda pilot: go(pilot, ["2"])
    )


async def go(pilot: Pilot[str], keys: list[str]) -> None:
    """Go to the opt-outs and press keys, each after everything before it was shown."""
    for key in ["g", "o", *keys]:
        await pilot.press(key)
        await pilot.pause()
        await settled(pilot)
