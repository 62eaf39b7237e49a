"""News are told where they cover nothing that is read first."""

import pytest
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets._toast import Toast

from stopline.tui.app import StoplineApp
from stopline.tui.panes.campaign_list import CampaignRows
from stopline.tui.panes.compose import ComposeBox
from stopline.tui.panes.optout_figures import OptOutFigures
from stopline.tui.panes.thread_list import ThreadList
from stopline.tui.screenshots import settled
from stopline.tui.widgets.key_line import KeyLine
from support.campaigns import Sale

LONG = "Paused itself: 7 of 18, where 1.1 are usual: would happen by chance in about one campaign of 70. Nothing more of it leaves."
FIRST_READ = {"i": (ThreadList, ComposeBox), "o": (OptOutFigures,), "c": (CampaignRows,), "a": (), "d": ()}


@pytest.mark.parametrize(
    "size", [(160, 45), (120, 36), (100, 30), (80, 24)], ids=lambda size: "×".join(map(str, size))
)
@pytest.mark.parametrize("key", FIRST_READ)
async def test_news_cover_neither_keys_nor_what_is_read_first(
    sale: Sale, key: str, size: tuple[int, int]
) -> None:
    sale.people(2)
    sale.draft()
    async with StoplineApp(sale.workspace, "alice").run_test(size=size, notifications=True) as pilot:
        await pilot.press("g", key)
        await settled(pilot)

        toast = await told(pilot)

        first = [pilot.app.screen.query_one(kind).region for kind in (*FIRST_READ[key], KeyLine)]
        assert [region for region in first if region.overlaps(toast)] == []
        assert pilot.app.screen.region.contains_region(toast)


async def told(pilot: Pilot[str]) -> Region:
    """Tell something long, and return where it stands."""
    pilot.app.screen.notify(LONG, title="▲ “Ferry timetable” is braked", severity="warning", markup=False)
    await settled(pilot)
    return pilot.app.screen.query_one(Toast).region
