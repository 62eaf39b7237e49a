"""What tests of the opt-outs screen share."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot
from textual.widgets import Static

from stopline.tui.app import StoplineApp
from stopline.tui.screens.optouts import OptOutsScreen
from stopline.tui.screenshots import settled as all_read
from stopline.workspace import Workspace


@asynccontextmanager
async def at_optouts(workspace: Workspace, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Pilot[str]]:
    """Open Stopline and go to the opt-outs."""
    app = StoplineApp(workspace, "bob")
    async with app.run_test(size=size) as pilot:
        await pilot.press("g", "o")
        await settled(pilot)
        yield pilot


async def settled(pilot: Pilot[str]) -> None:
    """Wait until everything asked for was read and shown."""
    await pilot.pause()
    await all_read(pilot)


def screen_of(pilot: Pilot[str]) -> OptOutsScreen:
    """Return the opt-outs screen, which must be shown."""
    assert isinstance(pilot.app.screen, OptOutsScreen)
    return pilot.app.screen


def words_of(pilot: Pilot[str], selector: str) -> str:
    """Return what a part of the screen says."""
    return str(pilot.app.screen.query_one(selector, Static).content)
