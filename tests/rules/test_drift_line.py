"""Slow drift, in which no day need stand out, is told on one line beneath the chart."""

from datetime import date, timedelta

from stopline.analytics.baseline import Day, baseline_of
from stopline.analytics.growth import Growth, Week
from stopline.analytics.periods import Period, last_days
from stopline.analytics.series import DayFigures, OptOutSeries
from stopline.analytics.spikes import judged
from stopline.analytics.verdicts import verdicts_of
from stopline.tui.insight import Insight
from stopline.tui.panes.optout_bars import DayChart
from stopline.tui.panes.optout_chart import drift_in_words

TODAY = date(2026, 11, 17)


def chart(each_day: int) -> DayChart:
    """Return ninety days on which so many of 400 left, after two months on which two did."""
    period = last_days(90, TODAY)
    earlier = Period(period.first - timedelta(days=56), period.first - timedelta(days=1))
    before = OptOutSeries(earlier, tuple(DayFigures(day, 2, 400) for day in earlier.days()))
    series = OptOutSeries(period, tuple(DayFigures(day, each_day, 400) for day in period.days()))
    usual = baseline_of([Day(2, 400)] * 28)
    insight = Insight(
        verdicts_of(before, series), (None,) * 90, usual, judged(Day(2, 400), usual), Growth(period, (), {}, {}),
        Week(()), (), (), {}, {},
    )  # fmt: skip
    return DayChart(series, None, TODAY, TODAY, insight)


def test_a_drift_says_since_when_how_many_left_and_how_many_are_usual() -> None:
    words = drift_in_words(chart(5), 80)

    assert words.startswith("↗ slow drift 20 Aug to 17 Nov: 450 left, ")
    assert words.endswith("×")
    assert len(words) <= 72


def test_where_as_many_leave_as_ever_there_is_no_line() -> None:
    assert drift_in_words(chart(2), 80) == ""


def test_where_there_is_little_room_whole_parts_of_the_line_are_left_out() -> None:
    whole = drift_in_words(chart(5), 80)

    assert drift_in_words(chart(5), len(whole) - 1) == "↗ slow drift 20 Aug to 17 Nov: 450 left"
