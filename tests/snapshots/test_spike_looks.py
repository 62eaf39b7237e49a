"""How spikes, their causes and the hours of the week look, at both sizes, dark and light, and without colour."""

import pytest

from stopline.tui.app import StoplineApp
from stopline.tui.themes import DARK, LIGHT
from stopline.workspace import Workspace
from support.looks import Compare, pressing
from support.screens import NARROW, WIDE

pytestmark = pytest.mark.slow


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

    assert snap_compare(app, terminal_size=size, run_before=pressing("g", "o", *keys))


def test_without_colour_spikes_and_hours_can_still_be_read(
    spiky: Workspace, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    assert snap_compare(StoplineApp(spiky, "bob"), terminal_size=WIDE, run_before=pressing("g", "o", "2"))
