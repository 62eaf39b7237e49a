"""Pure: charts as SVG, drawn from values: no script, nothing fetched, and every mark readable without colour.

What stands out has a sign and a word beside its colour, and each mark carries its numbers as a title, which browsers show on hovering and
screen readers read. Colours are the page's own (`page.css`), so that a chart is right in a light, a dark and a printed page.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from stopline.analytics.comparison import Comparison
from stopline.analytics.growth import Moves, Week
from stopline.analytics.labels import Labels
from stopline.analytics.periods import Period
from stopline.analytics.series import WEEKDAYS, By, Share, of_reached, share_name, telling_rate
from stopline.analytics.spikes import Verdict
from stopline.analytics.verdicts import JudgedDay, Verdicts
from stopline.inert import shown
from stopline.percent import percent

WIDTH, HEIGHT = 960, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 34, 30
_SHADES = 5


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where values lie on a chart of days."""

    days: Sequence[date]
    top: float

    @property
    def step(self) -> float:
        """The width of a day."""
        return (WIDTH - _LEFT - _RIGHT) / max(len(self.days), 1)

    def x(self, place: float) -> float:
        """Return where a day begins."""
        return _LEFT + place * self.step

    def y(self, value: float) -> float:
        """Return how high a value lies."""
        return HEIGHT - _BOTTOM - value / self.top * (HEIGHT - _TOP - _BOTTOM)


def optout_bars(verdicts: Verdicts) -> str:
    """Return who left day by day, with the limit of chance, marked spikes and slow drift."""
    days = verdicts.days
    limits = [each.limit for each in days]
    highest = max((each.figures.optouts for each in days), default=0)
    usual_limit = sorted(limits)[len(limits) // 2] if limits else 5
    frame = _Frame([each.day for each in days], _nice_top(max(highest, usual_limit, 5)))
    parts = [_grid(frame, lambda value: f"{value:,.0f}"), _drift(frame, verdicts), *(_bar(frame, place, each) for place, each in enumerate(days))]  # fmt: skip
    parts += [_limit_line(frame, limits), _marks(frame, days)]
    return _svg("Opt-outs by day, and the limit above which they are more than chance", HEIGHT, parts)


def growth_lines(days: Sequence[Moves]) -> str:
    """Return who joined (upwards) and left (downwards) day by day."""
    most = max((max(each.joined, each.left) for each in days), default=1)
    half = (HEIGHT - _TOP - _BOTTOM) / 2
    middle = _TOP + half
    frame = _Frame([each.day for each in days], 1.0)
    scale = half / max(most, 1)
    parts = [_dates(frame), f'<line class="axis" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{middle:.1f}" y2="{middle:.1f}"/>']  # fmt: skip
    for place, each in enumerate(days):
        words = f"{_day(each.day)}: {each.joined:,} joined, {each.left:,} left, {each.members:,} subscribers"
        up, down = each.joined * scale, each.left * scale
        parts.append(
            f"<g><title>{_text(words)}</title>"
            f'<rect class="joined" x="{frame.x(place):.2f}" y="{middle - up:.2f}" width="{_bar_width(frame):.2f}" height="{up:.2f}"/>'
            f'<rect class="left" x="{frame.x(place):.2f}" y="{middle:.2f}" width="{_bar_width(frame):.2f}" height="{down:.2f}"/></g>'
        )
    parts += [
        f'<text class="label" x="{_LEFT}" y="{_TOP - 10}">▲ joined, at most {most:,} a day</text>',
        f'<text class="label" x="{_LEFT}" y="{HEIGHT - _BOTTOM - 4}">▼ left</text>',
    ]
    return _svg("Subscribers who joined and left by day", HEIGHT, parts)


def week_map(week: Week) -> str:
    """Return when people leave, hour by hour of the week: the darker, the more; the number stands in the cell."""
    width, height = (WIDTH - _LEFT - _RIGHT) / 24, 26
    most = max((cell.optouts for cell in week.cells), default=0)
    parts = []
    for weekday, name in enumerate(WEEKDAYS, start=1):
        y = _TOP + (weekday - 1) * height
        parts.append(f'<text class="label" x="{_LEFT - 8}" y="{y + 17}" text-anchor="end">{name}</text>')
        for hour in range(24):
            cell = week.at(weekday, hour)
            x, shade = _LEFT + hour * width, math.ceil(cell.optouts / most * _SHADES) if most else 0
            rate = "" if cell.rate is None else f"; {cell.put_down:,} after messages sent then, {percent(cell.rate)} of {cell.reached:,} reached"  # fmt: skip
            parts.append(
                f"<g><title>{name} {hour:02}:00: {cell.optouts:,} left{rate}</title>"
                f'<rect class="shade-{shade}" x="{x:.1f}" y="{y}" width="{width - 2:.1f}" height="{height - 2}"/>'
                + (f'<text class="count shade-text-{shade}" x="{x + width / 2 - 1:.1f}" y="{y + 16}">{cell.optouts}</text>' if cell.optouts else "")
                + "</g>"
            )  # fmt: skip
    parts += [
        f'<text class="label" x="{_LEFT + hour * width + width / 2:.1f}" y="{_TOP - 8}" text-anchor="middle">{hour:02}</text>'
        for hour in range(0, 24, 2)
    ]
    return _svg("Opt-outs by weekday and hour", _TOP + 7 * height + 8, parts)


def pair_bars(comparison: Comparison) -> str:
    """Return the shares of two sides as bars, each with the stretch in which it may lie; the numbers stand beside them."""
    sides = (comparison.one, comparison.other)
    top = max((side.interval[1] for side in sides if side.people), default=0.01) or 0.01
    scale = (WIDTH - _LEFT - _RIGHT) / top
    parts = []
    for place, side in enumerate(sides):
        y, (low, high) = _TOP + place * 62, side.interval
        label = f"{side.name}: {side.words}"
        parts.append(f'<text class="label" x="{_LEFT}" y="{y - 6}">{_text(label)}</text>')
        if side.people:
            start, end = _LEFT + low * scale, _LEFT + high * scale
            parts.append(
                f"<g><title>{_text(label)}; between {percent(low)} and {percent(high)}</title>"
                f'<rect class="bar" x="{_LEFT}" y="{y}" width="{side.rate * scale:.1f}" height="22"/>'
                f'<line class="axis" x1="{start:.1f}" x2="{end:.1f}" y1="{y + 11}" y2="{y + 11}"/>'
                + "".join(f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{y + 5}" y2="{y + 17}"/>' for x in (start, end))
                + "</g>"
            )  # fmt: skip
    return _svg("The shares of both sides, and between what each may lie", _TOP + 124, parts)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart of bars that lie.

    Attributes:
        name: what it is of.
        value: how long its bar is.
        words: the value, and what is to be said of it.
        usual: where the bar would usually end; None where nothing is usual.
        stands_out: whether it is more than chance; a sign says so besides.
    """

    name: str
    value: float
    words: str
    usual: float | None = None
    stands_out: bool = False


def lying_bars(title: str, lines: Sequence[Line]) -> str:
    """Return values as bars beneath each other, each with its name and words above it and a stroke where it usually ends."""
    top = max((max(each.value, each.usual or 0.0) for each in lines), default=0.0) or 1.0
    scale, height = (WIDTH - _LEFT - _RIGHT) / top, 40
    parts = []
    for place, each in enumerate(lines):
        y = 18 + place * height
        label = f"{'▲ ' if each.stands_out else ''}{each.name}: {each.words}"
        usual = ""
        if each.usual is not None:
            x = _LEFT + each.usual * scale
            usual = f'<line class="limit" x1="{x:.1f}" x2="{x:.1f}" y1="{y - 2}" y2="{y + 18}"/>'
        parts.append(
            f'<text class="{"spike-text" if each.stands_out else "label"}" x="{_LEFT}" y="{y - 5}">{_text(label)}</text>'
            f"<g><title>{_text(label)}</title>"
            f'<rect class="{"spike" if each.stands_out else "bar"}" x="{_LEFT}" y="{y}" width="{each.value * scale:.1f}" height="16"/>{usual}</g>'
        )
    return _svg(title, 12 + len(lines) * height, parts)


def weekday_bars(shares: Sequence[Share]) -> str:
    """Return the rates of weekdays in their order, each with that of the whole week; nothing where nobody was reached."""
    week = telling_rate(sum(each.optouts for each in shares), sum(each.reached or 0 for each in shares))
    lines = [
        Line(
            share_name(By.WEEKDAY, each.key), each.rate, f"{of_reached(each.optouts, each.reached)} left, {percent(each.rate)}", week
        )
        for each in shares
        if each.rate is not None and each.reached is not None
    ]  # fmt: skip
    return lying_bars("Opt-out rates by weekday, and that of the whole week", lines) if lines else ""


def share_bar(share: float) -> str:
    """Return a small bar for a cell of a table."""
    width = max(0.0, min(share, 1.0)) * 120
    return (
        '<svg class="share" viewBox="0 0 120 10" aria-hidden="true">'
        f'<rect class="rest" width="120" height="10"/><rect class="bar" width="{width:.1f}" height="10"/></svg>'
    )


def _bar(frame: _Frame, place: int, each: JudgedDay) -> str:
    optouts = each.figures.optouts
    if not optouts:
        return ""
    y = frame.y(optouts)
    kind = {Verdict.SPIKE: "spike", Verdict.CHANCE: "chance"}.get(each.judgement.verdict, "bar")
    words = f"{_day(each.day)}: {each.judgement.words}"
    return (
        f'<rect class="{kind}" x="{frame.x(place):.2f}" y="{y:.2f}" width="{_bar_width(frame):.2f}" '
        f'height="{HEIGHT - _BOTTOM - y:.2f}"><title>{_text(words)}</title></rect>'
    )


def _marks(frame: _Frame, days: Sequence[JudgedDay]) -> str:
    """Return the marks of days that stand out, spikes first; no mark lies over another, and the bar tells what has no room."""
    labels = Labels(top=12.0)
    marked = [
        (place, each) for place, each in enumerate(days) if each.judgement.verdict is not Verdict.ORDINARY
    ]
    marked.sort(key=lambda mark: (mark[1].judgement.verdict is not Verdict.SPIKE, mark[0]))
    return "".join(_mark(frame, place, each, labels) for place, each in marked)


def _mark(frame: _Frame, place: int, each: JudgedDay, labels: Labels) -> str:
    x = frame.x(place) + _bar_width(frame) / 2
    y = frame.y(each.figures.optouts) - 6
    is_spike = each.judgement.verdict is Verdict.SPIKE
    sign, kind = ("▲", "spike-text") if is_spike else ("○", "label")
    anchor = "middle" if _LEFT + 60 < x < WIDTH - 60 else "start" if x <= _LEFT + 60 else "end"
    for label in (f"{sign} {each.figures.optouts:,} on {each.day:%-d %b}", sign) if is_spike else (sign,):
        if (foot := labels.take(x, y, label, anchor)) is not None:
            return f'<text class="{kind}" x="{x:.1f}" y="{foot:.1f}" text-anchor="{anchor}">{_text(label)}</text>'
    return ""


def _limit_line(frame: _Frame, limits: Sequence[int]) -> str:
    points = []
    for place, limit in enumerate(limits):
        y = max(frame.y(limit), _TOP - 4.0)
        points += [f"{frame.x(place):.1f},{y:.1f}", f"{frame.x(place + 1):.1f},{y:.1f}"]
    return f'<polyline class="limit" points="{" ".join(points)}"/>' if points else ""


def _drift(frame: _Frame, verdicts: Verdicts) -> str:
    drift = verdicts.drift
    if drift is None:
        return ""
    x, end = frame.x(drift.first), frame.x(drift.last + 1)
    return (
        f'<g><title>{_text(drift.words)}</title><rect class="drift" x="{x:.1f}" y="{_TOP}" width="{end - x:.1f}" '
        f'height="{HEIGHT - _TOP - _BOTTOM}"/><text class="label" x="{x + 4:.1f}" y="{_TOP + 12}">slow drift</text></g>'
    )


def _grid(frame: _Frame, written: Callable[[float], str]) -> str:
    lines = []
    for part in range(5):
        value = frame.top * part / 4
        y = frame.y(value)
        kind = "axis" if part == 0 else "grid"
        lines.append(f'<line class="{kind}" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        lines.append(
            f'<text class="label" x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{written(value)}</text>'
        )
    return "".join(lines) + _dates(frame)


def _dates(frame: _Frame) -> str:
    """Return the dates beneath a chart, as many as there is room for."""
    every = max(1, math.ceil(64 / frame.step))
    return "".join(
        f'<text class="label" x="{frame.x(place + 0.5):.1f}" y="{HEIGHT - 10}" text-anchor="middle">{_short(day, frame.days)}</text>'
        for place, day in enumerate(frame.days)
        if place % every == every // 2
    )


def _short(day: date, days: Sequence[date]) -> str:
    return f"{day:%b %Y}" if Period(days[0], days[-1]).day_count > 200 else f"{day:%-d %b}"


def _bar_width(frame: _Frame) -> float:
    return max(frame.step * 0.78, 0.6)


def _nice_top(most: float) -> float:
    """Return the least of 4, 8, 12, 20, 40, … that is not below a value: its quarters are whole numbers."""
    scale = 1
    while True:
        for step in (4, 8, 12, 20):
            if step * scale >= most:
                return float(step * scale)
        scale *= 10


def _day(day: date) -> str:
    return f"{day:%a %-d %b %Y}"


def _text(words: str) -> str:
    return escape(shown(words))


def _svg(title: str, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{_text(title)}">'
        f"<title>{_text(title)}</title>{''.join(parts)}</svg>"
    )
