"""The figures at the head of the opt-outs: today against what is usual, this week, the period, subscribers."""

import math

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from stopline.analytics.series import OptOutSeries, Overview, People, telling_rate
from stopline.tui.text import percent

Figure = tuple[str, str, str]
"""A heading, the figure itself, and what to hold it against."""
GAP = 3


class OptOutFigures(Static):
    """Five figures in columns; on a narrow screen they share two lines."""

    overview: reactive[Overview | None] = reactive(None)
    people: reactive[People | None] = reactive(None)

    def __init__(self) -> None:
        super().__init__(markup=False)

    def watch_overview(self) -> None:
        """Word them anew."""
        self._word()

    def watch_people(self) -> None:
        """Word them anew."""
        self._word()

    def on_resize(self) -> None:
        """Word them for the new width."""
        self._word()

    def _word(self) -> None:
        if self.overview is not None:
            figures = figures_of(self.overview, self.people)
            is_wide = self.size.width >= 100
            self.update(in_columns(figures, self.size.width) if is_wide else in_lines(figures))


def figures_of(overview: Overview, people: People | None) -> list[Figure]:
    """Return the figures in the order they are read; a rate only where enough people were reached for it to tell something."""
    today, series = overview.today, overview.series
    days = series.period.day_count
    share = "" if today.rate is None else f" · {percent(today.rate)}"
    before = overview.previous.optouts
    return [
        ("TODAY", f"{today.optouts:,} left · {today.reached:,} reached{share}", _usually(overview)),
        ("THIS WEEK", f"{overview.week_optouts:,} left", "since Monday"),
        (f"{days} DAYS", f"{series.optouts:,} left", f"{before:,} before" if before else "none before"),
        ("PEOPLE REACHED", f"{people.reached:,}" if people else "…", _for_each_hundred(series, people)),
        (
            "SUBSCRIBERS",
            f"{people.subscribed:,}" if people else "…",
            f"{people.joined:,} joined in {days} days" if people else "",
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


def in_lines(figures: list[Figure]) -> Content:
    """Return the figures on two lines: today, and the period."""
    today, week, period, reached, subscribers = figures
    return Content.assemble(
        ("TODAY ", "$quiet"), (today[1], "bold"), (f"  {today[2]}", "$quiet"),
        ("   WEEK ", "$quiet"), (week[1], "bold"),
        "\n",
        (f"{period[0]} ", "$quiet"), (period[1], "bold"),
        ("   REACHED ", "$quiet"), (reached[1], "bold"), (f"  {reached[2]}", "$quiet"),
        ("   SUBSCRIBERS ", "$quiet"), (subscribers[1], "bold"),
    )  # fmt: skip


def _for_each_hundred(series: OptOutSeries, people: People | None) -> str:
    """Return the rate of a period in words: how many left for each hundred different people."""
    rate = telling_rate(series.optouts, people.reached) if people else None
    return "" if rate is None else f"{percent(rate).removesuffix(' %')} left for each 100"


def _usually(overview: Overview) -> str:
    """Return what to hold today against: usual rates beside a rate, else usual numbers."""
    series, today = overview.series, overview.today
    if today.rate is not None and (rates := series.usual_rate(without=today.day)) is not None:
        low, high = percent(rates.low), percent(rates.high)
        return "usually " + (low if low == high else f"{low.removesuffix(' %')}–{high}")
    counts = series.usual_count(without=today.day)
    if counts is None:
        return "what is usual is not known yet"
    least, most = math.floor(counts.low), math.ceil(counts.high)
    return f"usually {least:,} left" if least == most else f"usually {least:,}–{most:,} left"
