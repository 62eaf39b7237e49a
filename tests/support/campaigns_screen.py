"""What tests of the campaigns screen share."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import DataTable, Static

from stopline.tui.app import StoplineApp
from stopline.tui.screens.campaigns import CampaignsScreen
from stopline.tui.screenshots import settled
from support.campaigns import Sale
from support.screens import press

BOTH_SIZES = pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["wide", "narrow"])


@asynccontextmanager
async def at_campaigns(sale: Sale, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Pilot[str]]:
    """Open Stopline and go to the campaigns screen."""
    async with StoplineApp(sale.workspace, "alice").run_test(size=size) as pilot:
        await press(pilot, "g", "c")
        yield pilot


async def look_again(pilot: Pilot[str]) -> None:
    """Let the screen count again, without the pause it makes."""
    screen_of(pilot)._reading.want_now()
    await settled(pilot)


def screen_of(pilot: Pilot[str]) -> CampaignsScreen:
    assert isinstance(pilot.app.screen, CampaignsScreen)
    return pilot.app.screen


def type_of_screen(pilot: Pilot[str]) -> type[object]:
    return type(pilot.app.screen)


def words(pilot: Pilot[str], selector: str) -> str:
    return str(pilot.app.screen.query_one(selector, Static).content)


def table(pilot: Pilot[str], kind: type[DataTable[Content]]) -> list[str]:
    """What stands in a table, a line for each row."""
    rows = pilot.app.screen.query_one(kind)
    return [" | ".join(str(cell).strip() for cell in rows.get_row_at(at)) for at in range(rows.row_count)]


def told(pilot: Pilot[str]) -> list[str]:
    return [notice.message for notice in pilot.app._notifications]
