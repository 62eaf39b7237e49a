"""A chart shows every day once, the chosen one where it belongs, and round numbers at its edge."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from stopline.analytics.periods import last_days
from stopline.analytics.series import DayFigures, OptOutSeries
from stopline.tui.panes.optout_bars import DayChart, Grouping, Measure, bars_of, top_above
from stopline.tui.widgets.bar_chart import Bars, Grid, name_beside

TODAY = date(2026, 11, 17)


def chart(*figures: tuple[int, int], chosen: date = TODAY) -> DayChart:
    """Return the chart of days of (opt-outs, people reached) up to today."""
    period = last_days(len(figures), TODAY)
    days = tuple(DayFigures(day, *each) for day, each in zip(period.days(), figures, strict=True))
    return DayChart(OptOutSeries(period, days), None, chosen, TODAY)


@given(st.integers(1, 800), st.integers(1, 200))
def test_every_day_is_in_exactly_one_bar_and_every_bar_has_a_column(day_count: int, room: int) -> None:
    series = chart(*[(1, 2)] * day_count).series
    grouping = Grouping.for_room(day_count, room)

    groups = grouping.groups(series)

    assert [day for group in groups for day in group] == list(series.days)
    assert len(groups) <= room
    for place in range(day_count):
        assert series.days[place] in groups[grouping.bar_of(place)]
    assert [series.days[grouping.first_day_of(bar)] for bar in range(len(groups))] == [
        group[0] for group in groups
    ]


def test_days_that_share_a_bar_share_their_people() -> None:
    bars = bars_of(chart((1, 10), (0, 90), (2, 0), (0, 50)), Measure.RATE, room=2)

    assert bars.values == (1 / 100, 2 / 50)
    assert bars_of(chart((1, 10), (0, 90), (3, 9)), Measure.COUNT, room=2).values == (1, 1.5)


def test_a_day_on_which_nobody_was_reached_has_no_bar_of_a_rate() -> None:
    assert bars_of(chart((2, 0), (0, 10)), Measure.RATE, room=90).values == (None, 0)


def test_days_on_which_few_were_reached_have_no_bar_of_a_rate_but_a_dot() -> None:
    bars = bars_of(chart((1, 1), (0, 3), (2, 0), (2, 100), (0, 100)), Measure.RATE, room=90)

    assert list(bars.values) == [None, None, None, 0.02, 0]
    assert bars.untold == {0, 2}
    assert bars.top == 0.02
    assert bars_of(chart((1, 1), (2, 100)), Measure.COUNT, room=90).untold == frozenset()


def test_a_day_on_which_more_left_than_were_reached_has_a_full_bar_and_says_so() -> None:
    bars = bars_of(chart((35, 22), (2, 100), (6, 3)), Measure.RATE, room=90)

    assert bars.values == (bars.top, 0.02, None)
    assert bars.top > 0.02
    assert bars.untold == {2}
    assert bars.named == (0, "15 Nov 35 left, 22 reached")
    assert bars_of(chart((35, 22), (2, 100)), Measure.COUNT, room=90).values == (35, 2)


def test_the_highest_bar_says_its_day_and_its_figures() -> None:
    days = chart((1, 1), (10, 39), (2, 100))

    assert bars_of(days, Measure.RATE, room=90).named == (1, "16 Nov 26 % · 10 left")
    assert bars_of(days, Measure.COUNT, room=90).named == (1, "16 Nov 10 left")
    assert bars_of(chart((0, 30), (9, 30), (9, 30), (2, 90)), Measure.RATE, room=2).named == (
        0,
        "14–15 Nov 15 % · 9 left",
    )


def test_no_bar_is_named_where_several_are_as_high_or_none_is() -> None:
    assert bars_of(chart((1, 20), (1, 20)), Measure.COUNT, room=90).named is None
    assert bars_of(chart((0, 20), (0, 20)), Measure.RATE, room=90).named is None


def test_the_pointer_stands_at_the_chosen_day() -> None:
    yesterday = TODAY - timedelta(days=1)

    assert bars_of(chart(*[(0, 9)] * 30, chosen=yesterday), Measure.RATE, room=90).chosen == 28


@given(st.floats(1e-4, 1e6))
def test_a_chart_ends_at_a_round_number_not_far_above_the_highest_bar(value: float) -> None:
    assert value <= top_above(value) * (1 + 1e-9) <= 2.1 * value


@given(st.integers(1, 100), st.integers(100, 200), st.integers(3, 30), st.floats(0, 1))
def test_bars_stay_on_their_canvas_apart_from_one_another(
    count: int, width: int, height: int, value: float
) -> None:
    grid = Grid(count, width, height)

    columns = [column for index in range(count) for column in grid.columns(index)]

    assert len(set(columns)) == len(columns)
    assert max(columns) < width
    assert all(grid.bar_at(column) == index for index in range(count) for column in grid.columns(index))
    assert 0 <= grid.eighths(value, 1.0) <= (height - 1) * 8
    assert grid.eighths(value, 1.0) > 0 or value == 0


@given(st.integers(1, 100), st.integers(100, 200), st.integers(3, 30), st.data())
def test_the_name_of_a_bar_stays_on_the_canvas_and_off_the_bar(
    count: int, width: int, height: int, data: st.DataObject
) -> None:
    grid = Grid(count, width, height)
    highest, chosen = data.draw(st.integers(0, count - 1)), data.draw(st.integers(0, count - 1))
    values = tuple(1.0 if index == highest else 0.5 for index in range(count))
    bars = Bars(values, 1.0, (), (), chosen, named=(highest, "17 Nov 26 % · 10 left"))

    points = name_beside(bars, grid)

    assert all(0 <= column < width and height - 1 <= line < height for column, line, _ in points)
    assert "".join(letter for _, _, letter in sorted(points)).strip("▲") == "17Nov26%·10left"


def test_the_name_of_a_bar_makes_way_for_the_pointer() -> None:
    grid = Grid(60, 60, 10)

    def columns(chosen: int) -> list[int]:
        bars = Bars((0.0,) * 30 + (1.0,) + (0.0,) * 29, 1.0, (), (), chosen, named=(30, "17 Nov"))
        return [column for column, _, letter in name_beside(bars, grid) if letter != "▲"]

    assert min(columns(30)) == 32
    assert max(columns(34)) == 28
