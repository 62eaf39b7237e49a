"""Campaigns that are compared, and campaigns that paused themselves, as the screens tell it."""

from datetime import timedelta

import pytest

from stopline.tui.app import StoplineApp
from stopline.tui.messages import StoreChanged
from stopline.tui.panes.campaign_list import CampaignRows
from stopline.tui.screens.base import LOOK_AGAIN_AFTER
from stopline.tui.screens.inbox import InboxScreen
from stopline.tui.screenshots import settled
from stopline.tui.widgets.key_line import KeyLine
from support.campaigns import Sale, flee
from support.campaigns_screen import (
    BOTH_SIZES,
    at_campaigns,
    look_again,
    screen_of,
    table,
    told,
    words,
)
from support.people import number
from support.screens import press


async def test_wherever_one_is_it_is_told_once_that_a_campaign_paused_itself(sale: Sale) -> None:
    async with StoplineApp(sale.workspace, "alice").run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        flee(sale)
        for _ in range(2):
            pilot.app.post_message(StoreChanged())
            # Looks at the state of things are apart by a while, so what the last one finds comes later.
            await pilot.pause(LOOK_AGAIN_AFTER)
            await settled(pilot)
        for _ in range(100):
            if told(pilot):
                break
            await pilot.pause(0.05)

        assert isinstance(pilot.app.screen, InboxScreen)
        [notice] = pilot.app._notifications
        assert notice.title == "▲ “Winter sale” is braked"
        assert notice.message.startswith("Paused itself: 8 of 12, where ")
        assert "▲ 1 campaign braked" in words(pilot, "TopLine")


async def test_what_paused_itself_before_the_screen_was_opened_is_told_by_the_line_at_the_top_alone(
    sale: Sale,
) -> None:
    flee(sale)
    sale.clock.advance(timedelta(minutes=1))

    async with StoplineApp(sale.workspace, "alice").run_test(size=(120, 36)) as pilot:
        await settled(pilot)

        assert told(pilot) == []
        assert "▲ 1 campaign braked" in words(pilot, "TopLine")


def two_campaigns(sale: Sale) -> None:
    """Let one campaign be fled, and another go on in peace; a third is a draft."""
    flee(sale)
    sale.launched(name="Open day")
    sale.pass_by(minutes=1)
    sale.draft(name="New year")


@BOTH_SIZES
async def test_two_marked_campaigns_are_compared(sale: Sale, size: tuple[int, int]) -> None:
    two_campaigns(sale)
    async with at_campaigns(sale, size) as pilot:
        await press(pilot, "j", "m")
        assert words(pilot, "#comparison") == "◆ “Open day” is marked; m on another one compares the two."
        assert [row.startswith("◆ ") for row in table(pilot, CampaignRows)] == [False, True, False]

        await press(pilot, "j", "space")
        first, second = words(pilot, "#comparison").splitlines()
        assert first == "Open day 0 of 9 left (0 %)  Winter sale 8 of 12 left (67 %)"
        assert second.startswith("▲ −66.7 points (−")
        assert second.endswith(": more than chance")
        assert screen_of(pilot).query_one("#comparison").region.height >= 2


async def test_a_mark_is_taken_away_by_the_key_that_set_it(sale: Sale) -> None:
    two_campaigns(sale)
    async with at_campaigns(sale) as pilot:
        await press(pilot, "j", "m", "m")

        assert not screen_of(pilot).query_one("#comparison").display
        assert not any(row.startswith("◆") for row in table(pilot, CampaignRows))


async def test_a_third_mark_takes_the_place_of_the_first(sale: Sale) -> None:
    two_campaigns(sale)
    sale.launched(name="Thanks")
    sale.pass_by(minutes=1)
    async with at_campaigns(sale) as pilot:
        await press(pilot, "m", "j", "j", "m", "j", "m")

        first = words(pilot, "#comparison").splitlines()[0]
        assert first.startswith("Open day ")
        assert "Winter sale 8 of 12" in first


async def test_what_nobody_got_cannot_be_compared_and_a_draft_cannot_be_marked(sale: Sale) -> None:
    two_campaigns(sale)
    sale.workspace.course.cancel(sale.workspace.campaigns.named("New year"), "alice")
    sale.draft(name="Spring")
    async with at_campaigns(sale) as pilot:
        await press(pilot, "m")
        assert screen_of(pilot).marked == ()

        await press(pilot, "j", "m", "j", "m")
        assert words(pilot, "#comparison").startswith("Nobody was reached by one of the two")


async def test_a_comparison_follows_what_happens(sale: Sale) -> None:
    two_campaigns(sale)
    async with at_campaigns(sale) as pilot:
        await press(pilot, "j", "m", "j", "m")
        sale.clock.advance(timedelta(seconds=5))
        sale.says(number(14), "STOP")
        sale.pass_by(seconds=1)
        await look_again(pilot)

        assert words(pilot, "#comparison").startswith("Open day 1 of 9 left")


@pytest.mark.parametrize("keys", [[], ["j"], ["j", "j"]], ids=["draft", "sending", "braked"])
async def test_at_eighty_columns_every_deed_stands_at_the_bottom(sale: Sale, keys: list[str]) -> None:
    two_campaigns(sale)
    async with at_campaigns(sale, (80, 24)) as pilot:
        await press(pilot, *keys)
        offered = [hint.words for hint in pilot.app.screen.query_one(KeyLine).hints]
        meant = {
            binding.binding.description
            for binding in pilot.app.screen.active_bindings.values()
            if binding.binding.show and binding.enabled and binding.binding.description != "move"
        }

        assert meant <= set(offered)
        assert "test" in offered
