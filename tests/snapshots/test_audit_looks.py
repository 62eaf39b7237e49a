"""How the audit screen and its dialogs look at both sizes; times, people and salts are fixed.

Look at every picture when one changes: `pytest tests/snapshots --snapshot-update`, in a commit of its own.
"""

import pytest
from textual.pilot import Pilot

from stopline.tui.app import StoplineApp
from stopline.tui.screenshots import settled
from stopline.workspace import Workspace
from support.audit_screen import verified
from support.looks import SIZES, Compare, Play
from support.transcript import Story

pytestmark = pytest.mark.slow


def after(*keys: str) -> Play:
    """Return what is done before the picture is taken; the ledger is walked to its end before it."""

    async def play(pilot: Pilot[str]) -> None:
        await pilot.press("g", "a")
        await verified(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)
        await settled(pilot)

    return play


@SIZES
@pytest.mark.parametrize(
    "keys",
    [
        pytest.param((), id="events"),
        pytest.param(("f", "5"), id="holds-only"),
        pytest.param(("f",), id="what"),
        pytest.param(("j", "j", "enter"), id="proof"),
        pytest.param(("j", "j", "j", "enter", "m"), id="why"),
    ],
)
def test_the_audit_looks_as_it_should(
    shop: Story, snap_compare: Compare, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    app = StoplineApp(shop.workspace, "bob")

    assert snap_compare(app, terminal_size=size, run_before=after(*keys))


@SIZES
def test_an_audit_of_nothing(workspace: Workspace, snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(StoplineApp(workspace, "bob"), terminal_size=size, run_before=after())
