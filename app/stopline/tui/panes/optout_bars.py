"""Pure: a period's days as bars: how many days share a column, and where the chart ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stopline.analytics.series import FEWEST_PEOPLE, DayFigures, OptOutSeries, Usual, telling_rate
from stopline.analytics.spikes import Verdict
from stopline.percent import percent
from stopline.tui.insight import Insight
from stopline.tui.widgets.bar_chart import BarMark, Bars

SPIKE, CHANCE = "▲", "?"
"""The signs above bars that are more than chance, and above those that look bad and may well be chance."""
OVERFULL = "↑"
"""The sign above a bar that is drawn full because more left than were reached, so that it has no rate."""
FULL_ABOVE = 1.2
"""A full bar is at least so many times as high as every other, so that none looks as bad."""
LIMIT_SEEN_WITHIN = 3.0
"""The limit is in the chart where it is at most so many times the highest bar; else it would flatten all of them."""
BUSY = 0.6
"""A day whose limit is less than this share of the usual one has so many people that its own is drawn."""
_TOPS = (1.0, 2.0, 4.0, 6.0, 8.0)


class Measure(StrEnum):
    """What the height of a bar stands for."""

    RATE = "rate"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class DayChart:
    """What the chart of a period is made of."""

    series: OptOutSeries
    previous: OptOutSeries | None
    """What to compare with, day by day."""
    chosen: date
    today: date
    insight: Insight | None = None
    """What is more than chance; None while it is not known yet."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """How days share bars; where they do not come out even, the first bar has fewer, so that the last is comparable.

    Args:
        day_count: how many days there are.
        together: how many of them share a bar.
    """

    day_count: int
    together: int

    @classmethod
    def for_room(cls, day_count: int, room: int) -> "Grouping":
        """Return the grouping in which every bar has a column of its own."""
        return cls(day_count, -(-day_count // max(room, 1)))

    @property
    def missing(self) -> int:
        """Return how many days the first bar lacks."""
        return -self.day_count % self.together

    def bar_of(self, place: int) -> int:
        """Return which bar a day is in; days are counted from the first."""
        return (place + self.missing) // self.together

    def first_day_of(self, bar: int) -> int:
        """Return the place of a bar's first day."""
        return max(bar * self.together - self.missing, 0)

    def groups(self, series: OptOutSeries) -> list[tuple[DayFigures, ...]]:
        """Return the days of each bar."""
        starts = range(-self.missing, self.day_count, self.together)
        return [series.days[max(start, 0) : start + self.together] for start in starts]


def bars_of(chart: DayChart, measure: Measure, room: int) -> Bars:
    """Return the bars of a period on a canvas of so many columns.

    Where days share a column, its rate is taken over all of them, and its count is their mean, so that it stays the count of a day.
    Where so few were reached that a rate tells nothing, there is no bar: one person who leaves would tower over every true spike.
    Where many left, and more than were reached, the bar is full: without one, another day would look like the worst.
    """
    grouping = Grouping.for_room(chart.series.period.day_count, room)
    groups = grouping.groups(chart.series)
    groups_before = grouping.groups(chart.previous) if chart.previous is not None else []
    values = tuple(_value(group, measure) for group in groups)
    compared = tuple(_value(group, measure) for group in groups_before)
    least = 0.01 if measure is Measure.RATE else 2.0
    tallest = max([least, *(value or 0 for value in [*values, *compared])])
    is_full = [measure is Measure.RATE and is_overfull(group) for group in groups]
    if any(is_full):
        tallest *= FULL_ABOVE
    levels = limits_of(chart, grouping) if measure is Measure.RATE else ()
    told = sorted(level for level in levels if level is not None)
    limit = told[len(told) // 2] if told else 0.0
    top = top_above(max(tallest, limit) if limit <= LIMIT_SEEN_WITHIN * tallest else tallest)
    values = tuple(top if full else value for full, value in zip(is_full, values, strict=True))
    highest = _highest(values)
    usual = None if levels else usual_of(chart, measure)
    lines = (usual.high,) if usual is not None and 0 < usual.high <= top else ()
    marks = _marks(chart, grouping, measure, values)
    return Bars(
        values=values,
        top=top,
        heights=tuple((height, _height_name(height, measure)) for height in (0.0, top / 2, top)),
        labels=tuple(_label(group[0].day, chart.series) for group in groups),
        chosen=grouping.bar_of((chart.chosen - chart.series.period.first).days),
        untold=frozenset(
            place
            for place, (group, value) in enumerate(zip(groups, values, strict=True))
            if value is None and _left(group)
        ),
        compared=compared,
        lines=lines,
        levels=levels,
        named=None
        if highest is None or marks or chart.insight is not None
        else (highest, _name_of(groups[highest], measure)),
        marks=marks,
    )


def limits_of(chart: DayChart, grouping: Grouping) -> tuple[float | None, ...]:
    """Return the limit for each bar: the usual one, and on a busy day, which needs a lower rate to be a spike, its own.

    Where days share a bar, the day counts on which most were reached.
    """
    if chart.insight is None:
        return ()
    days, limits = chart.series.days, chart.insight.limits
    places: list[list[int]] = [[] for _ in grouping.groups(chart.series)]
    for place in range(len(days)):
        places[grouping.bar_of(place)].append(place)
    own = [limits[max(group, key=lambda place: days[place].reached)] for group in places]
    told = sorted(limit for limit in own if limit is not None)
    if not told:
        return ()
    usual = told[len(told) // 2]
    return tuple(usual if limit is None or limit >= BUSY * usual else limit for limit in own)


def _marks(
    chart: DayChart, grouping: Grouping, measure: Measure, values: Sequence[float | None]
) -> tuple[BarMark, ...]:
    """Return a mark for each bar with a spike, and for each that only looks bad: spikes first, the highest first."""
    if chart.insight is None:
        return ()
    marks: dict[int, BarMark] = {}
    groups = grouping.groups(chart.series) if measure is Measure.RATE else []
    for place, group in enumerate(groups):
        if is_overfull(group):
            marks[place] = BarMark(place, OVERFULL, _name_of(group, measure))
    for place, judged in enumerate(chart.insight.verdicts.days):
        bar, verdict = grouping.bar_of(place), judged.judgement.verdict
        if verdict is Verdict.SPIKE:
            marks[bar] = BarMark(bar, SPIKE, _name_of((judged.figures,), measure))
        elif verdict is Verdict.CHANCE and values[bar]:
            name = f"{judged.day.day} {judged.day:%b} {judged.judgement.doubt}"
            marks.setdefault(bar, BarMark(bar, CHANCE, name))
    return tuple(sorted(marks.values(), key=lambda each: (each.sign != SPIKE, -(values[each.place] or 0))))


def is_overfull(days: tuple[DayFigures, ...]) -> bool:
    """Tell whether more left than were reached, and so many that it tells something."""
    return _left(days) >= FEWEST_PEOPLE and _left(days) > sum(each.reached for each in days)


def has_overfull(chart: DayChart, grouping: Grouping) -> bool:
    """Tell whether a bar is full because more left than were reached."""
    return any(is_overfull(group) for group in grouping.groups(chart.series))


def has_untold(chart: DayChart, grouping: Grouping) -> bool:
    """Tell whether somebody left where so few were reached that there is no rate."""
    return any(
        _value(group, Measure.RATE) is None and _left(group) and not is_overfull(group)
        for group in grouping.groups(chart.series)
    )


def usual_of(chart: DayChart, measure: Measure) -> Usual | None:
    """Return what is usual for a day, the unfinished one left out."""
    if measure is Measure.RATE:
        return chart.series.usual_rate(without=chart.today)
    return chart.series.usual_count(without=chart.today)


def top_above(value: float) -> float:
    """Return the round number at or above a value at which a chart ends; its half is round too."""
    scale = 1e-6
    while True:
        for top in _TOPS:
            if value <= top * scale * (1 + 1e-9):
                return round(top * scale, 9)
        scale *= 10


def _highest(values: Sequence[float | None]) -> int | None:
    """Return the place of the highest bar; None where none stands out alone."""
    told = [value for value in values if value]
    return values.index(max(told)) if told and told.count(max(told)) == 1 else None


def _left(group: tuple[DayFigures, ...]) -> int:
    return sum(each.optouts for each in group)


def _value(days: tuple[DayFigures, ...], measure: Measure) -> float | None:
    if measure is Measure.RATE:
        return telling_rate(_left(days), sum(each.reached for each in days))
    return _left(days) / len(days)


def _name_of(days: tuple[DayFigures, ...], measure: Measure) -> str:
    """Return the days of a bar with what happened on them: `17 Nov 26 % · 10 left`."""
    first, last = days[0].day, days[-1].day
    dates = f"{last.day} {last:%b}"
    if first != last:
        dates = f"{first.day}" + (f" {first:%b}" if first.month != last.month else "") + f"–{dates}"
    rate = _value(days, measure) if measure is Measure.RATE else None
    left = f"{_left(days):,} left"
    if measure is Measure.RATE and is_overfull(days):
        return f"{dates} {left}, {sum(each.reached for each in days):,} reached"
    return f"{dates} {left}" if rate is None else f"{dates} {percent(rate)} · {left}"


def _height_name(height: float, measure: Measure) -> str:
    return percent(height) if measure is Measure.RATE else f"{height:g}"


def _label(day: date, series: OptOutSeries) -> str:
    return f"{day:%b %Y}" if series.period.day_count > 300 else f"{day.day} {day:%b}"
