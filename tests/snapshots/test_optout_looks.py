"""How the opt-outs look, at both sizes, dark and light, and what is left of them without colour."""

import pytest

from stopline.tui.app import StoplineApp
from stopline.tui.themes import DARK, LIGHT
from stopline.workspace import Workspace
from support.looks import Compare, pressing
from support.screens import NARROW, WIDE


@pytest.fixture
def season(season_of_ones_own: Workspace) -> Workspace:
    """A season of one's own."""
    return season_of_ones_own


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

    assert snap_compare(app, terminal_size=size, run_before=pressing("g", "o", *keys))


def test_without_colour_every_figure_can_still_be_read(
    season: Workspace, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    assert snap_compare(StoplineApp(season, "bob"), terminal_size=WIDE, run_before=pressing("g", "o", "c"))
