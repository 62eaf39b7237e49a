"""A screen comes back as it was left and says where that is; asked for again, it begins at its top."""

from stopline.tui.panes.optout_shares import ShareRows
from stopline.tui.panes.optout_spikes import SpikeRows
from stopline.tui.screens.optout_people import OptOutPeopleScreen
from stopline.tui.screens.optouts import OptOutsScreen
from stopline.workspace import Workspace
from support.campaigns_screen import type_of_screen
from support.optouts_screen import at_optouts, settled, words_of


async def test_labels_are_whole_while_periods_are_compared(season: Workspace) -> None:
    async with at_optouts(season) as pilot:
        await pilot.press("b", "c")
        await settled(pilot)
        rows = pilot.app.screen.query_one(ShareRows)
        labels = [str(rows.get_row_at(place)[0]) for place in range(rows.row_count)]

        assert "(no template)" in labels


async def test_g_o_comes_back_as_it_was_left_and_says_where_that_is(season: Workspace) -> None:
    async with at_optouts(season) as pilot:
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("g", "i", "g", "o")
        await settled(pilot)
        assert type_of_screen(pilot) is OptOutPeopleScreen
        assert "Opt-outs › who left" in words_of(pilot, "TopLine")

        await pilot.press("escape")
        await settled(pilot)
        assert type_of_screen(pilot) is OptOutsScreen


async def test_g_o_pressed_again_leads_to_the_top(season: Workspace) -> None:
    async with at_optouts(season) as pilot:
        pilot.app.screen.query_one(SpikeRows).focus()
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert "Opt-outs › why › who left" in words_of(pilot, "TopLine")

        await pilot.press("g", "o")
        await settled(pilot)
        assert type_of_screen(pilot) is OptOutsScreen
        assert len(pilot.app.screen_stack) == 1
