"""From a spike to its causes, to the people and to a thread; and what is shown where there is room for one thing only."""

from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from stopline.analytics.baseline import Day, baseline_of
from stopline.analytics.causes import SAME_FOR_ALL, Cause
from stopline.analytics.chance import once_in
from stopline.analytics.growth import Cell, Week
from stopline.analytics.periods import last_days
from stopline.analytics.series import By, DayFigures
from stopline.analytics.spikes import judged
from stopline.analytics.verdicts import JudgedDay
from stopline.tui.insight import Spike, read_insight
from stopline.tui.panes.optout_hours import OptOutHours, heat_map, legend, shade
from stopline.tui.panes.optout_people import OptOutPeople
from stopline.tui.panes.optout_shares import ShareRows, View
from stopline.tui.panes.optout_spikes import OptOutSpikes, SpikeRows, chance_in_words, days_of, spike_in_words
from stopline.tui.screens.inbox import InboxScreen
from stopline.tui.screens.optout_causes import CauseRows, OptOutCausesScreen
from stopline.tui.screens.optout_people import OptOutPeopleScreen
from stopline.workspace import Workspace
from support.optouts_screen import at_optouts, screen_of, settled, words_of
from support.spiky import spiky_shop

NARROW = (80, 24)


async def test_a_spike_leads_to_its_causes_to_the_people_and_to_their_thread(spiky: Workspace) -> None:
    async with at_optouts(spiky) as pilot:
        pilot.app.screen.query_one(SpikeRows).focus()
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, OptOutCausesScreen)
        assert words_of(pilot, "#people-heading") == "Why they left on Wed 18 Nov"
        assert "vendors: above 10 %" in words_of(pilot, "#cause-verdict")
        causes = pilot.app.screen.causes
        assert causes is not None
        assert (causes[0].by, causes[0].key, causes[0].optouts) == (By.CAMPAIGN, "Winter sale", 12)

        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, OptOutPeopleScreen)
        people = pilot.app.screen.query_one(OptOutPeople).people
        assert people is not None
        assert len(people.rows) == 12

        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, InboxScreen)
        assert pilot.app.screen.selected == people.rows[0].thread


async def test_on_a_narrow_screen_no_chance_loses_its_unit(spiky: Workspace) -> None:
    async with at_optouts(spiky, NARROW) as pilot:
        await pilot.press(*"bbbbbb", "enter")
        await settled(pilot)
        columns = pilot.app.screen.query_one(CauseRows).ordered_columns
        longest = once_in(1 / (9_900 * 365.25)).removeprefix("about ")

        assert columns[-1].width >= max(len(longest), len(SAME_FOR_ALL))
        assert sum(each.width + 2 for each in columns) <= NARROW[0] - 1


def test_who_left_after_no_message_stands_beneath_the_causes() -> None:
    day = Day(35, 210)
    judged_day = JudgedDay(
        DayFigures(date(2026, 11, 18), 35, 210), baseline_of([]), judged(day, baseline_of([]))
    )
    nothing = Cause(By.CAMPAIGN, "", 17, 17 / 35, None, 0.1, 0.0)

    *_, last = str(spike_in_words(Spike(judged_day, (), nothing), 50)).splitlines()

    assert " ".join(last.split()) == "▸ after no message of ours 17 49 %"


async def test_escape_leads_back_from_the_causes_to_the_figures(spiky: Workspace) -> None:
    async with at_optouts(spiky) as pilot:
        pilot.app.screen.query_one(SpikeRows).focus()
        await pilot.press("enter")
        await settled(pilot)
        pilot.app.screen.query_one(CauseRows)

        await pilot.press("escape")
        await settled(pilot)

        assert screen_of(pilot).query_one(SpikeRows).has_focus


async def test_a_spike_says_what_it_is_in_the_chart_the_head_and_the_list(spiky: Workspace) -> None:
    async with at_optouts(spiky) as pilot:
        screen = screen_of(pilot)
        listed = str(screen.query_one(SpikeRows).get_option_at_index(0).prompt)

        assert "▲ more than chance" in words_of(pilot, "OptOutFigures")
        assert "▲ more than chance" in words_of(pilot, "#title-rate")
        assert "▲ more than chance" in words_of(pilot, "#chosen-day")
        assert words_of(pilot, "#chosen-band").startswith("  vendors: above 10 %")
        assert listed.startswith("▲ Wed 18 Nov  12 left")
        assert "by chance" in listed
        assert "▸ campaign Winter sale" in listed
        assert "100 %" in listed


async def test_the_campaign_that_did_most_harm_stands_first_with_what_is_usual(spiky: Workspace) -> None:
    async with at_optouts(spiky) as pilot:
        table = screen_of(pilot).table
        assert table is not None
        first = table.lines[0]

        assert first.share.key == "Winter sale"
        assert first.times is not None
        assert first.times > 5


async def test_where_chance_explains_a_day_the_screen_says_so(tmp_path: Path) -> None:
    with spiky_shop(tmp_path / "spiky", leaving=2) as workspace:
        async with at_optouts(workspace) as pilot:
            spikes = screen_of(pilot).query_one(OptOutSpikes)

            assert [each.judgement.verdict.value for each in days_of(spikes.insight)] == ["chance"]
            assert "could well be chance" in str(spikes.query_one(SpikeRows).get_option_at_index(0).prompt)
            assert "? could well be chance" in words_of(pilot, "#chosen-day")
            assert "more than chance" not in words_of(pilot, "OptOutFigures")


@pytest.mark.parametrize("width", [30, 40, 52, 76])
def test_what_is_said_of_a_day_stays_beneath_itself_where_it_wraps(tmp_path: Path, width: int) -> None:
    with spiky_shop(tmp_path / "spiky", leaving=2) as workspace:
        optouts = workspace.optouts
        insight = read_insight(workspace.figures, last_days(90, optouts.today()))

    [chance] = insight.chances
    head, *beneath = chance_in_words(chance, width).plain.splitlines()

    assert head.startswith("? ")
    assert all(line.startswith("  ") and len(line.rstrip()) <= width for line in beneath)
    assert " ".join(" ".join(beneath).split()).startswith("could well be chance (")


async def test_b_goes_through_tables_spikes_and_hours_where_one_has_room(spiky: Workspace) -> None:
    async with at_optouts(spiky, NARROW) as pilot:
        screen = screen_of(pilot)
        seen = []
        for _ in View:
            shown = [
                part
                for part in (ShareRows, OptOutSpikes, OptOutHours)
                if screen.query_one(part).region.height
            ]
            seen.append((screen.view, shown))
            await pilot.press("b")
            await settled(pilot)

        tables = [view for view in View if view not in (View.SPIKES, View.HOURS)]
        assert seen == [
            *((view, [ShareRows]) for view in tables),
            (View.SPIKES, [OptOutSpikes]),
            (View.HOURS, [OptOutHours]),
        ]
        assert screen.view is View.CAMPAIGN


async def test_spikes_have_the_keys_as_soon_as_they_are_shown(spiky: Workspace) -> None:
    async with at_optouts(spiky, NARROW) as pilot:
        await pilot.press(*"bbbbbb")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)

        assert isinstance(pilot.app.screen, OptOutCausesScreen)


async def test_where_there_is_room_everything_is_seen_at_once(spiky: Workspace) -> None:
    async with at_optouts(spiky) as pilot:
        screen = screen_of(pilot)

        assert all(screen.query_one(part).region.height for part in (ShareRows, OptOutSpikes, OptOutHours))
        assert "hours" not in words_of(pilot, "#shares-heading")


async def test_a_screen_that_grows_shows_the_table_beside_what_was_chosen(spiky: Workspace) -> None:
    async with at_optouts(spiky, NARROW) as pilot:
        await pilot.press(*"bbbbbbb")
        await pilot.resize_terminal(120, 36)
        await settled(pilot)

        assert screen_of(pilot).view is View.CAMPAIGN
        assert screen_of(pilot).query_one(ShareRows).region.height


async def test_the_net_growth_of_subscribers_stands_beside_their_number(spiky: Workspace) -> None:
    async with at_optouts(spiky) as pilot:
        head = str(screen_of(pilot).query_one("OptOutFigures", Static).content)

        assert "48 (+48)" in head


def test_hours_are_told_apart_by_shape_and_the_legend_says_what_shapes_mean() -> None:
    assert [shade(count, 8) for count in (0, 1, 2, 3, 5, 7, 8)] == ["·", "░", "░", "▒", "▓", "█", "█"]
    assert legend(8) == "· none  ░ 1–2  ▒ 3–4  ▓ 5–6  █ 7–8"
    assert legend(0) == "· none"


@pytest.mark.parametrize("most", range(1, 40))
def test_the_legend_names_every_count_under_the_shade_it_has(most: int) -> None:
    named: dict[int, str] = {}
    for part in legend(most).split("  ")[1:]:
        sign, _, counts = part.partition(" ")
        least, _, last = counts.partition("–")
        named |= dict.fromkeys(range(int(least), int(last or least) + 1), sign)

    assert named == {count: shade(count, most) for count in range(1, most + 1)}


def test_the_map_puts_an_hour_where_it_belongs_and_names_the_worst() -> None:
    cells = [Cell(weekday, hour, 0, 0, 0) for weekday in range(1, 8) for hour in range(24)]
    cells[24 + 9] = Cell(2, 9, 3, 3, 60)

    lines = heat_map(Week(tuple(cells)), 44).plain.splitlines()

    assert lines[3] == "Tue " + "·" * 9 + "█" + "·" * 14
    assert lines[-1] == "sent Tue 09:00: 3 of 60 left (5 %)"


@pytest.mark.parametrize("size", [(120, 36), NARROW], ids=["wide", "narrow"])
async def test_an_hour_of_the_week_leads_to_who_left_in_it_and_to_their_thread(
    spiky: Workspace, size: tuple[int, int]
) -> None:
    async with at_optouts(spiky, size) as pilot:
        await press(pilot, *("bbbbbbb" if size == NARROW else ["tab", "tab", "tab"]))
        hours = screen_of(pilot).query_one(OptOutHours)
        assert hours.has_focus
        assert str(hours.content).endswith("Wed 09:00–10:00: 12 left · enter: who")

        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, OptOutPeopleScreen)
        assert words_of(pilot, "#people-heading") == "Who left in the last 90 days · Wed 09:00–10:00"
        people = pilot.app.screen.query_one(OptOutPeople).people
        assert people is not None
        assert len(people.rows) == 12

        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, InboxScreen)
        assert pilot.app.screen.selected == people.rows[0].thread


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        pytest.param(["left"], "Wed 08:00–09:00: nobody left", id="left"),
        pytest.param(["h"], "Wed 08:00–09:00: nobody left", id="h"),
        pytest.param(["right"], "Wed 10:00–11:00: nobody left", id="right"),
        pytest.param(["l"], "Wed 10:00–11:00: nobody left", id="l"),
        pytest.param(["j"], "Thu 09:00–10:00: nobody left", id="j"),
        pytest.param(["down"], "Thu 09:00–10:00: nobody left", id="down"),
        pytest.param(["k"], "Tue 09:00–10:00: nobody left", id="k"),
        pytest.param(["up"], "Tue 09:00–10:00: nobody left", id="up"),
        pytest.param([*"kkk"], "Sun 09:00–10:00: nobody left", id="around the week"),
        pytest.param(["left"] * 10, "Wed 23:00–00:00: nobody left", id="around the day"),
        pytest.param(["j", "k", "enter"], "Wed 09:00–10:00: 12 left · enter: who", id="back, and in"),
    ],
)
async def test_the_cursor_of_the_hours_goes_everywhere_and_opens_only_where_somebody_left(
    spiky: Workspace, keys: list[str], words: str
) -> None:
    async with at_optouts(spiky) as pilot:
        hours = screen_of(pilot).query_one(OptOutHours)
        hours.focus()
        await press(pilot, *keys)

        assert str(hours.content).endswith(words)
        assert isinstance(pilot.app.screen, OptOutPeopleScreen) is ("enter" in keys)

        if "nobody" in words:
            await press(pilot, "enter")
            assert screen_of(pilot).query_one(OptOutHours).has_focus


async def test_a_click_points_at_an_hour(spiky: Workspace) -> None:
    async with at_optouts(spiky) as pilot:
        hours = screen_of(pilot).query_one(OptOutHours)

        await pilot.click(OptOutHours, offset=(4 + 14, 2))
        await settled(pilot)

        assert str(hours.content).endswith("Mon 14:00–15:00: nobody left")


async def press(pilot: Pilot[str], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)
