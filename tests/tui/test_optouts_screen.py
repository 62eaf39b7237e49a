"""The opt-outs screen: from a figure to the people and on to their threads, by key and by mouse."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from textual.widgets import Input

from stopline.address import Address
from stopline.analytics.series import Share
from stopline.clock import ManualClock
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method
from stopline.consent.gate import Purpose
from stopline.messages.outbox import Origin
from stopline.settings.reports import ReportSettings
from stopline.tui.dialogs.choice import ChoiceDialog
from stopline.tui.insight import TABLES
from stopline.tui.messages import StoreChanged
from stopline.tui.panes.optout_people import OptOutPeople, PeopleRows
from stopline.tui.panes.optout_shares import Room, ShareRows, View, rows_of
from stopline.tui.panes.period_bar import PERIODS, USUAL, PeriodBar
from stopline.tui.screens.inbox import InboxScreen
from stopline.tui.screens.optout_people import OptOutPeopleScreen
from stopline.workspace import Workspace
from support.optouts_screen import at_optouts, screen_of, settled, words_of
from support.screens import press
from support.scripted_gateway import ScriptedGateway
from support.season import PEOPLE
from support.transcript import PEOPLE as PEOPLE_HERE
from support.transcript import Story

BOTH_SIZES = pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["wide", "narrow"])


@pytest.fixture
def season(season_of_ones_own: Workspace) -> Workspace:
    """A season of one's own."""
    return season_of_ones_own


def stop(workspace: Workspace, person: int) -> None:
    """Let somebody leave now."""
    workspace.ledger.record(
        ConsentEvent(
            PEOPLE[person][0], Channel.SMS, EventKind.WITHDRAWN, Method.KEYWORD, CONTACT, workspace.clock.now(),
            evidence=Evidence(words="STOP", keyword="STOP"),
        )
    )  # fmt: skip


@BOTH_SIZES
async def test_the_head_tells_today_against_what_is_usual(season: Workspace, size: tuple[int, int]) -> None:
    async with at_optouts(season, size) as pilot:
        words = words_of(pilot, "OptOutFigures")

        assert "14 of 271 left (5.2 %)" in words
        assert "usual 0–3.1 %" in words
        assert "257" in words


async def test_arrows_choose_a_day_and_do_not_leave_the_period(season: Workspace) -> None:
    async with at_optouts(season) as pilot:
        await pilot.press("left", "left")
        assert words_of(pilot, "#chosen-day").startswith("▼ Sun 15 Nov")

        await pilot.press("right", "right", "right")
        assert words_of(pilot, "#chosen-day").startswith("▼ Tue 17 Nov")

        await pilot.press("left_square_bracket")
        assert words_of(pilot, "#chosen-day").startswith("▼ Tue 10 Nov")


@BOTH_SIZES
async def test_enter_leads_from_the_day_to_its_people_and_to_a_thread(
    season: Workspace, size: tuple[int, int]
) -> None:
    async with at_optouts(season, size) as pilot:
        await pilot.press("enter")
        await settled(pilot)

        assert isinstance(pilot.app.screen, OptOutPeopleScreen)
        people = pilot.app.screen.query_one(OptOutPeople).people
        assert people is not None
        assert len(people.rows) == 14
        assert "campaign “Winter sale”" in words_of(pilot, "#optout-details")

        await pilot.press("enter")
        await settled(pilot)

        assert isinstance(pilot.app.screen, InboxScreen)
        assert pilot.app.screen.selected == people.rows[0].thread


async def test_a_row_leads_to_its_people_and_escape_back_to_the_figures(season: Workspace) -> None:
    async with at_optouts(season) as pilot:
        pilot.app.screen.query_one(ShareRows).focus()
        await pilot.press("enter")
        await settled(pilot)
        assert words_of(pilot, "#people-heading") == "Who left in the last 90 days · Winter sale"

        await pilot.press("escape")
        await settled(pilot)

        assert screen_of(pilot).view is View.CAMPAIGN


async def test_b_goes_through_what_opt_outs_are_put_together_by(season: Workspace) -> None:
    async with at_optouts(season) as pilot:
        seen = []
        for _ in range(6):
            table = screen_of(pilot).table
            assert table is not None
            assert table.lines
            seen.append(table.by)
            await pilot.press("b")

        assert seen == list(TABLES)


async def test_a_name_with_too_little_room_ends_in_three_dots_and_its_heading_is_whole(
    season: Workspace,
) -> None:
    async with at_optouts(season) as pilot:
        await press(pilot, "c")
        heading = pilot.app.screen.query_one(ShareRows).ordered_columns[0]
        table = screen_of(pilot).table
        assert table is not None
        long = replace(table, shares=(Share("Winter sale, last days", 3, 90),), harms=None)

        assert len(str(heading.label)) <= heading.width < len("Winter sale, last days")
        name = rows_of(long, Room(heading.width, 6))[0][0].plain
        assert name.startswith("Winter")
        assert name.endswith("…")
        assert len(name) == heading.width


async def test_a_click_on_a_heading_chooses_the_table(season: Workspace) -> None:
    async with at_optouts(season) as pilot:
        await pilot.click("#shares-heading", offset=(15, 0))
        await settled(pilot)

        assert screen_of(pilot).view is View.TEMPLATE


async def test_digits_and_clicks_choose_the_period(season: Workspace) -> None:
    async with at_optouts(season) as pilot:
        await pilot.press("1")
        await settled(pilot)
        assert "7 DAYS" in words_of(pilot, "OptOutFigures")

        await pilot.click(PeriodBar, offset=(14, 0))
        await settled(pilot)

        assert screen_of(pilot).day_count == 30
        assert "30 DAYS" in words_of(pilot, "OptOutFigures")


async def test_c_compares_with_the_period_before(season: Workspace) -> None:
    async with at_optouts(season) as pilot:
        await pilot.press("c")
        await settled(pilot)

        chart, table = screen_of(pilot).chart, screen_of(pilot).table
        assert chart is not None
        assert chart.previous is not None
        assert table is not None
        assert table.before == {"(notice)": 10}


@pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["wide", "narrow"])
async def test_compared_periods_say_whether_chance_explains_the_difference(
    season: Workspace, size: tuple[int, int]
) -> None:
    async with at_optouts(season, size) as pilot:
        assert not screen_of(pilot).query_one("#comparison").display

        for key in ("2", "c"):
            await pilot.press(key)
            await settled(pilot)
        now, words = words_of(pilot, "#comparison").splitlines()
        found = screen_of(pilot).compared
        assert found is not None
        assert now == f"30 days {found.one.words}  before {found.other.words}"
        assert "by chance it would come" in words
        assert screen_of(pilot).query_one("#comparison").region.height >= 2

        await pilot.press("1")
        await settled(pilot)
        assert words_of(pilot, "#comparison").startswith("7 days ")

        await pilot.press("c")
        await settled(pilot)
        assert not screen_of(pilot).query_one("#comparison").display


async def test_where_the_days_before_reached_nobody_the_screen_says_which_keys_help(
    season: Workspace,
) -> None:
    async with at_optouts(season) as pilot:
        await press(pilot, "4", "c")
        assert "“before” reached nobody, so there is nothing to compare: 1 and 2 show fewer days" in words_of(
            pilot, "#comparison"
        )

        await press(pilot, "2")
        assert "reached nobody" not in words_of(pilot, "#comparison")


async def test_a_click_on_a_bar_chooses_its_day(season: Workspace) -> None:
    async with at_optouts(season) as pilot:
        await pilot.press("1")
        await settled(pilot)

        await pilot.click("#bars-rate", offset=(8, 2))
        await settled(pilot)

        assert words_of(pilot, "#chosen-day").startswith("▼ Wed 11 Nov")


async def test_an_opt_out_shows_as_soon_as_it_is_recorded(season: Workspace) -> None:
    async with at_optouts(season) as pilot:
        stop(season, 5)
        screen_of(pilot)._reading.want_now()
        await settled(pilot)

        assert "15 of 271 left" in words_of(pilot, "OptOutFigures")


async def test_a_person_who_leaves_while_their_list_is_read_comes_above_the_chosen_one(
    season: Workspace,
) -> None:
    async with at_optouts(season) as pilot:
        await pilot.press("enter")
        await settled(pilot)
        chosen = words_of(pilot, "#optout-details")

        stop(season, 5)
        pilot.app.screen.post_message(StoreChanged())
        await settled(pilot)

        people = pilot.app.screen.query_one(OptOutPeople).people
        assert people is not None
        assert people.rows[0].name == "Person 5"
        assert words_of(pilot, "#optout-details") == chosen


@BOTH_SIZES
async def test_a_workspace_nobody_left_says_what_will_stand_here(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    async with at_optouts(workspace, size) as pilot:
        assert "0 of 0 left" in words_of(pilot, "OptOutFigures")
        assert pilot.app.screen.query_one("#no-shares").display

        await pilot.press("enter")
        await settled(pilot)

        assert words_of(pilot, "#optout-details") == "Nobody."


async def test_a_long_list_is_read_on_when_its_end_is_reached(workspace: Workspace) -> None:
    clock = workspace.clock
    with workspace.engine.transaction():
        for number in range(600):
            workspace.ledger.record(
                ConsentEvent(
                    Address(f"person{number}@example.org"), Channel.EMAIL, EventKind.WITHDRAWN, Method.FORM,
                    CONTACT, clock.now(),
                )
            )  # fmt: skip
    async with at_optouts(workspace) as pilot:
        await pilot.press("enter")
        await settled(pilot)
        rows = pilot.app.screen.query_one(PeopleRows)
        assert rows.row_count == 500

        rows.move_cursor(row=499)
        await settled(pilot)

        assert rows.row_count == 600
        assert rows.cursor_row == 499


async def test_hostile_names_words_and_campaigns_are_shown_as_they_are(
    workspace: Workspace, clock: ManualClock
) -> None:
    harm = "[b]x[/b] [@click=app.exit]y[/] \x1b]0;owned\x07 \u202e"
    story = Story(workspace, clock, ScriptedGateway())
    story.says("maria", "JOIN")
    workspace.contacts.rename(workspace.contacts.ensure(PEOPLE_HERE["maria"], "test"), harm)
    workspace.replies.send(
        PEOPLE_HERE["maria"], Channel.SMS, harm, Purpose.MARKETING, Origin(agent=harm, campaign=harm)
    )
    story.tick.run()
    clock.advance(timedelta(minutes=1))
    workspace.ledger.record(
        ConsentEvent(
            PEOPLE_HERE["maria"], Channel.SMS, EventKind.WITHDRAWN, Method.SENTENCE, CONTACT, clock.now(),
            evidence=Evidence(words=harm, keyword=harm),
        )
    )  # fmt: skip
    async with at_optouts(workspace) as pilot:
        table = screen_of(pilot).table
        assert table is not None
        assert rows_of(table)[0][0].plain.startswith("[b]x[/b] [@click=app.exit]y[/]")

        await pilot.press("b", "b", "b", "tab", "enter")
        await settled(pilot)

        shown = words_of(pilot, "#people-heading") + words_of(pilot, "#optout-details")
        assert "[@click=app.exit]y[/]" in shown
        assert not set(shown) & {"\x1b", "\x07", "\u202e"}


async def test_another_period_can_be_chosen_to_compare_with(season: Workspace) -> None:
    async with at_optouts(season) as pilot:
        await pilot.press("2", "a")
        await settled(pilot)
        assert not isinstance(pilot.app.screen, ChoiceDialog)

        await pilot.press("c", "a", "y")
        await settled(pilot)
        compared, chart = screen_of(pilot).compared, screen_of(pilot).chart
        assert compared is not None
        assert compared.other.name == "a year before"
        assert "• a year before" in words_of(pilot, "#title-rate")
        assert chart is not None
        assert chart.previous is not None
        assert chart.previous.period == chart.series.period.year_before()

        await pilot.press("a", "b")
        await settled(pilot)
        assert "before" in words_of(pilot, "#comparison")
        assert "• the period before" in words_of(pilot, "#title-rate")


async def test_days_that_are_typed_are_compared_with_or_it_is_said_what_is_wrong_with_them(
    season: Workspace,
) -> None:
    async with at_optouts(season) as pilot:
        await pilot.press("2", "c", "a", "o")
        await settled(pilot)
        pilot.app.screen.query_one("#days", Input).value = "soon"
        await pilot.press("enter")
        assert "“soon” is no day" in words_of(pilot, "#problem")

        pilot.app.screen.query_one("#days", Input).value = "2026-09-01..2026-09-20"
        await pilot.press("enter")
        await settled(pilot)
        compared, table, chart = screen_of(pilot).compared, screen_of(pilot).table, screen_of(pilot).chart
        assert compared is not None
        assert compared.other.name == "1 Sep to 20 Sep 2026"
        assert table is not None
        assert sum((table.before or {}).values()) == compared.other.optouts
        assert chart is not None
        assert chart.previous is None


@pytest.mark.parametrize("days", [days for days, _ in PERIODS])
async def test_every_period_may_be_the_one_that_is_shown_at_first(season: Workspace, days: int) -> None:
    settings = season.folder / "settings.toml"
    settings.write_text(f"{settings.read_text()}\n[reports]\nshown_days = {days}\n")
    with closing(Workspace.open(season.folder, season.clock, durable=False)) as opened:
        async with at_optouts(opened) as pilot:
            assert screen_of(pilot).day_count == days


def test_without_a_setting_the_usual_period_is_shown_at_first() -> None:
    assert ReportSettings().shown_days == USUAL
