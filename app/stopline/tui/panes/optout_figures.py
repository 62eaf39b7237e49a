"""The figures at the head of the opt-outs: today against what is usual, this week, the period, subscribers."""

import math

from textual.content import Content
from textual.reactive import reactive

from stopline.analytics.series import DayFigures, OptOutSeries, Overview, People, telling_rate
from stopline.analytics.spikes import Verdict
from stopline.percent import percent
from stopline.plural import counted
from stopline.tui.insight import Insight
from stopline.tui.widgets.words import Words

Figure = tuple[str, str, str]
"""A heading, the figure itself, and what to hold it against."""
GAP = 3
MARK = "▲"
"""What is more than chance, on the whole screen."""


class OptOutFigures(Words):
    """Five figures in columns; on a narrow screen they share two lines."""

    overview: reactive[Overview | None] = reactive(None)
    people: reactive[People | None] = reactive(None)
    insight: reactive[Insight | None] = reactive(None)

    def watch_overview(self) -> None:
        """Word them anew."""
        self._word()

    def watch_people(self) -> None:
        """Word them anew."""
        self._word()

    def watch_insight(self) -> None:
        """Word them anew."""
        self._word()

    def on_resize(self) -> None:
        """Word them for the new width."""
        self._word()

    def _word(self) -> None:
        if self.overview is not None:
            width = self.size.width
            figures = figures_of(self.overview, self.people, self.insight)
            self.say(in_columns(figures, width) if width >= 100 else in_lines(figures, width))


def figures_of(overview: Overview, people: People | None, insight: Insight | None = None) -> list[Figure]:
    """Return the figures in the order they are read; a rate only where enough people were reached for it to tell something."""
    today, series = overview.today, overview.series
    days = series.period.day_count
    before = overview.previous.optouts
    return [
        ("TODAY", _of_reached(today), _usually(overview)),
        ("THIS WEEK", f"{overview.week_optouts:,} left", _of_week(insight)),
        (
            counted(days, "DAY", "DAYS"),
            f"{series.optouts:,} left",
            f"{before:,} before" if before else "none before",
        ),
        ("PEOPLE REACHED", f"{people.reached:,}" if people else "…", _for_each_hundred(series, people)),
        (
            "SUBSCRIBERS",
            f"{people.subscribed:,}{_net(people)}" if people else "…",
            f"{people.joined:,} joined, {people.left:,} left" if people else "",
        ),
    ]


def in_columns(figures: list[Figure], width: int) -> Content:
    """Return headings, figures and comparisons beneath each other."""
    widths = [max(len(part) for part in figure) for figure in figures]
    spare = max(width - sum(widths) - 2, 0) // max(len(figures) - 1, 1)
    gap = " " * max(GAP, min(spare, 10))
    styles = ("$quiet", "bold", "$quiet")
    lines = [
        Content.styled(
            gap.join(figure[row].ljust(wide) for figure, wide in zip(figures, widths, strict=True)), style
        )
        for row, style in enumerate(styles)
    ]
    return Content("\n").join(lines)


def in_lines(figures: list[Figure], width: int) -> Content:
    """Return the figures on two lines: today, and the period; what to hold them against only where there is room."""
    today, week, period, reached, subscribers = figures
    mark = f"  {week[2]}" if week[2].startswith(MARK) else ""
    first = _line(("TODAY ", today[1], f"  {today[2]}"), ("WEEK ", week[1], mark))
    parts = [
        (f"{period[0]} ", period[1], ""),
        ("REACHED ", reached[1], f"  {reached[2]}"),
        ("SUBSCRIBERS ", subscribers[1], ""),
    ]
    second = _line(*parts)
    if second.cell_length > width:
        second = _line(*((*part[:2], "") for part in parts))
    return Content("\n").join([first, second])


def _line(*figures: Figure) -> Content:
    return Content("   ").join(
        Content.assemble((heading, "$quiet"), (figure, "bold"), (against, "$quiet"))
        for heading, figure, against in figures
    )


def _of_reached(day: DayFigures) -> str:
    """Return how many left of how many; where more left than were reached, the two numbers stand apart."""
    if day.optouts > day.reached:
        return f"{day.optouts:,} left · {day.reached:,} reached"
    share = "" if day.rate is None else f" ({percent(day.rate)})"
    return f"{day.optouts:,} of {day.reached:,} left{share}"


def _of_week(insight: Insight | None) -> str:
    if insight is not None and insight.week.verdict is Verdict.SPIKE:
        return f"{MARK} more than chance"
    return "since Monday"


def _net(people: People) -> str:
    return f" ({people.joined - people.left:+,})".replace("-", "−")


def _for_each_hundred(series: OptOutSeries, people: People | None) -> str:
    """Return the rate of a period in words: how many left for each hundred different people."""
    rate = telling_rate(series.optouts, people.reached) if people else None
    return "" if rate is None else f"{percent(rate).removesuffix(' %')} left for each 100"


def _usually(overview: Overview) -> str:
    """Return what to hold today against: usual rates beside a rate, else usual numbers."""
    series, today = overview.trailing, overview.today
    if today.rate is not None and (rates := series.usual_rate(without=today.day)) is not None:
        low, high = percent(rates.low), percent(rates.high)
        return "usual " + (low if low == high else f"{low.removesuffix(' %')}–{high}")
    counts = series.usual_count(without=today.day)
    if counts is None:
        return "what is usual is not known yet"
    least, most = math.floor(counts.low), math.ceil(counts.high)
    return f"usual {least:,}" if least == most else f"usual {least:,}–{most:,}"
