"""The chart of opt-outs: the rate of each day and, where there is room, their number."""

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from stopline.analytics.series import FEWEST_PEOPLE, DayFigures
from stopline.analytics.spikes import Verdict
from stopline.analytics.verdicts import JudgedDay
from stopline.percent import percent
from stopline.tui.keys import Where, bindings
from stopline.tui.panes.optout_bars import (
    CHANCE,
    OVERFULL,
    SPIKE,
    DayChart,
    Grouping,
    Measure,
    bars_of,
    has_overfull,
    has_untold,
    usual_of,
)
from stopline.tui.text import weekday
from stopline.tui.widgets.bar_chart import BarChart, Bars
from stopline.tui.widgets.words import Words

TITLES = {Measure.RATE: "Opt-out rate of each day", Measure.COUNT: "Opt-outs of each day"}

NOTE_GAP = "   "


class DayBars(BarChart):
    """The bars of one measure."""

    chart: reactive[DayChart | None] = reactive(None, repaint=False)

    def __init__(self, measure: Measure) -> None:
        super().__init__(id=f"bars-{measure}")
        self.measure = measure

    def watch_chart(self) -> None:
        """Draw what is to be seen of it."""
        self.draw_again()

    def bars(self, room: int) -> Bars | None:
        """Return the bars of the period."""
        return bars_of(self.chart, self.measure, room) if self.chart is not None else None


class OptOutChart(Vertical, can_focus=True):
    """A period day by day, with one day chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.OPTOUT_CHART)]

    chart: reactive[DayChart | None] = reactive(None)
    measure: reactive[Measure] = reactive(Measure.RATE)
    """What is shown where there is room for one."""

    class DayPressed(Message):
        """Somebody clicked a day; the place is counted in days from the first of the period."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    class DayOpened(Message):
        """The people of the chosen day are wanted."""

    def compose(self) -> ComposeResult:
        """Put title and bars for each measure, and the chosen day in words."""
        for measure in Measure:
            yield Words(id=f"title-{measure}", classes="chart-title")
            yield DayBars(measure).data_bind(OptOutChart.chart)
        yield Words(id="chosen-day")
        yield Words(id="chosen-band", classes="chart-line")
        yield Words(id="drift", classes="chart-line")

    def watch_chart(self) -> None:
        """Word titles and the chosen day."""
        self._word()

    def watch_measure(self) -> None:
        """Mark which measure is shown where there is room for one."""
        for measure in Measure:
            self.set_class(measure is self.measure, f"-{measure}")

    def on_resize(self) -> None:
        """Word what depends on the width."""
        self._word()

    def on_focus(self) -> None:
        """Show that keys count here."""
        self._word()

    def on_blur(self) -> None:
        """Show that keys count elsewhere."""
        self._word()

    def action_open_day(self) -> None:
        """Ask for the people of the chosen day."""
        self.post_message(self.DayOpened())

    @on(BarChart.Pressed)
    def choose_pressed(self, pressed: BarChart.Pressed) -> None:
        """Tell which day was clicked; where days share a bar, its first."""
        pressed.stop()
        if self.chart is not None:
            self.post_message(self.DayPressed(self._grouping(self.chart).first_day_of(pressed.index)))

    def _word(self) -> None:
        if self.chart is None:
            return
        for measure in Measure:
            self.query_one(f"#title-{measure}", Words).say(self._title(self.chart, measure))
        self.query_one("#chosen-day", Words).say(day_in_words(self.chart, self.content_size.width))
        for selector, words in (
            ("#chosen-band", band_in_words(self.chart)),
            ("#drift", drift_in_words(self.chart, self.content_size.width)),
        ):
            line = self.query_one(selector, Words)
            line.say(Content.styled(words, "$quiet"))
            line.display = bool(words)

    def _title(self, chart: DayChart, measure: Measure) -> Content:
        notes = [f"• {compared_days(chart)}"] if chart.previous is not None else []
        if chart.insight is not None and measure is Measure.RATE:
            notes.append("┄ limit")
            verdicts = chart.insight.verdicts
            notes += [f"{SPIKE} more than chance"] if verdicts.spikes else []
            notes += [f"{CHANCE} {_doubt(verdicts.chances)}"] if verdicts.chances else []
        elif (usual := usual_of(chart, measure)) is not None and usual.high > 0:
            high = percent(usual.high) if measure is Measure.RATE else f"{usual.high:g}"
            notes.append(f"┄ usually at most {high}")
        grouping = self._grouping(chart)
        together = grouping.together
        if together > 1:
            is_mean = measure is Measure.COUNT
            notes.append(f"mean of {together} days a bar" if is_mean else f"{together} days a bar")
        if measure is Measure.RATE and has_overfull(chart, grouping):
            notes.append(f"{OVERFULL} more left than reached")
        if measure is Measure.RATE and has_untold(chart, grouping):
            notes.append(f"· fewer than {FEWEST_PEOPLE} reached")
        return Content.assemble(
            (TITLES[measure], "bold underline" if self.has_focus else "bold"),
            (_fitting(notes, self.content_size.width - len(TITLES[measure])), "$quiet"),
        )

    def _grouping(self, chart: DayChart) -> Grouping:
        shown = self.query_one(f"#bars-{self.measure}", DayBars)
        return Grouping.for_room(chart.series.period.day_count, shown.size.width - shown.margin())


def compared_days(chart: DayChart) -> str:
    """Return what the dots stand for."""
    if chart.previous is None or chart.previous.period == chart.series.period.previous():
        return "the period before"
    if chart.previous.period == chart.series.period.year_before():
        return "a year before"
    return chart.previous.period.words


def day_in_words(chart: DayChart, room: int) -> Content:
    """Return what happened on the chosen day, on the day to compare it with, and whether chance explains it, as far as there is room."""
    verdict = verdict_in_words(chart)
    told = [
        _day_line(chart, verdict, is_short=chart.previous is not None),
        _day_line(chart, verdict, is_short=True),
        _day_line(chart, "", is_short=True),
    ]
    return next((line for line in told if line.cell_length <= room), told[-1])


def _day_line(chart: DayChart, verdict: str, *, is_short: bool) -> Content:
    words = f"   {_in_figures(chart.series.on(chart.chosen), is_short=is_short)}"
    if chart.chosen == chart.today:
        words += " so far"
    if chart.previous is not None:
        before = chart.previous.days[(chart.chosen - chart.series.period.first).days]
        words += f"   • {weekday(before.day)}  {_in_figures(before, is_short=True)}"
    return Content.assemble(("▼ ", "$accent"), (weekday(chart.chosen), "bold"), words, verdict)


def verdict_in_words(chart: DayChart) -> str:
    """Return whether chance explains the chosen day, where it is worth a word."""
    if chart.insight is None:
        return ""
    judgement = chart.insight.verdicts.on(chart.chosen).judgement
    match judgement.verdict:
        case Verdict.SPIKE:
            return f"   {SPIKE} more than chance"
        case Verdict.CHANCE:
            return f"   {CHANCE} {judgement.doubt}"
        case Verdict.ORDINARY:
            return ""


def band_in_words(chart: DayChart) -> str:
    """Return the vendors' band that the chosen day crosses, which says nothing of chance."""
    band = chart.insight.verdicts.on(chart.chosen).band if chart.insight is not None else None
    return f"  vendors: {band.words}" if band is not None else ""


def drift_in_words(chart: DayChart, room: int) -> str:
    """Return the slow drift of the period on one line, as much of it as there is room for."""
    verdicts = chart.insight.verdicts if chart.insight is not None else None
    if verdicts is None or verdicts.drift is None or verdicts.drift_period is None:
        return ""
    drift, period = verdicts.drift, verdicts.drift_period
    since, until = (f"{day.day} {day:%b}" for day in (period.first, period.last))
    told = f"↗ slow drift {since} to {until}: {drift.optouts:,} left"
    against = f", {drift.expected:.1f} usual, {drift.times:.1f}×"
    whole = f"{told} without spikes{against}" if drift.left_out else told + against
    return next((words for words in (whole, told + against) if len(words) <= room), told)


def _doubt(chances: Iterable[JudgedDay]) -> str:
    return "not yet certain" if all(each.judgement.is_unusual for each in chances) else "could be chance"


def _in_figures(day: DayFigures, *, is_short: bool) -> str:
    left, reached = f"{day.optouts:,} left", f"{day.reached:,} reached"
    figures = [left] if is_short else [left, reached]
    return " · ".join(figures if day.rate is None else [*figures, percent(day.rate)])


def _fitting(notes: list[str], room: int) -> str:
    """Return the notes that have room beside each other, whole ones only."""
    fitting = ""
    for note in notes:
        if len(fitting) + len(NOTE_GAP + note) <= room:
            fitting += NOTE_GAP + note
    return fitting
