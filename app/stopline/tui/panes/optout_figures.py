"""The figures at the head of the opt-outs: today against what is usual, this week, the period, subscribers."""

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from stopline.analytics.series import Overview, People, Usual
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
    """Return the figures in the order they are read."""
    today, series, previous = overview.today, overview.series, overview.previous
    usual = series.usual_rate(without=today.day)
    days = series.period.day_count
    share = "" if today.rate is None else f" · {percent(today.rate)}"
    before = (
        "none before"
        if previous.daily_rate is None
        else f"before {_count_and_rate(previous.optouts, previous.daily_rate)}"
    )
    return [
        ("TODAY", f"{today.optouts:,} left · {today.reached:,} reached{share}", f"usually {_range(usual)}"),
        ("THIS WEEK", f"{overview.week_optouts:,}", "since Monday"),
        (f"{days} DAYS", _count_and_rate(series.optouts, series.daily_rate), before),
        ("PEOPLE REACHED", f"{people.reached:,}" if people else "…", f"in {days} days"),
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
    today, week, period, _, subscribers = figures
    return Content.assemble(
        ("TODAY ", "$quiet"), (today[1], "bold"), (f"  {today[2]}", "$quiet"),
        ("   WEEK ", "$quiet"), (week[1], "bold"),
        "\n",
        (f"{period[0]} ", "$quiet"), (period[1], "bold"), (f"  {period[2]}", "$quiet"),
        ("   SUBSCRIBERS ", "$quiet"), (subscribers[1], "bold"),
    )  # fmt: skip


def _count_and_rate(optouts: int, rate: float | None) -> str:
    return f"{optouts:,}" if rate is None else f"{optouts:,} · {percent(rate)} a day"


def _range(usual: Usual | None) -> str:
    if usual is None:
        return "not known yet"
    low, high = percent(usual.low), percent(usual.high)
    return low if low == high else f"{low.removesuffix(' %')}–{high}"
