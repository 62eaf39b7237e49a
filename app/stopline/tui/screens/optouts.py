"""Opt-outs for managers: owns the period, the chosen day and the grouping, and reads the figures."""

from datetime import date, timedelta
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive

from stopline.analytics.periods import Period, last_days
from stopline.analytics.report import BEFORE
from stopline.analytics.series import EVERY, By, Narrowing, OptOutSeries, Overview, People
from stopline.errors import StoplineError
from stopline.plural import counted
from stopline.tui.desk import Desk
from stopline.tui.insight import Insight, read_insight
from stopline.tui.keys import Where, bindings
from stopline.tui.messages import WorkFailed, post
from stopline.tui.pace import Pace
from stopline.tui.panes.comparison import ComparisonLines
from stopline.tui.panes.optout_bars import DayChart, Measure
from stopline.tui.panes.optout_chart import OptOutChart
from stopline.tui.panes.optout_figures import OptOutFigures
from stopline.tui.panes.optout_hours import OptOutHours, hour_words
from stopline.tui.panes.optout_shares import (
    BESIDE,
    OptOutShares,
    ShareRows,
    SharesTable,
    View,
    name_of,
)
from stopline.tui.panes.optout_spikes import OptOutSpikes, SpikeRows
from stopline.tui.panes.period_bar import USUAL, PeriodBar
from stopline.tui.screens.optout_causes import OptOutCausesScreen
from stopline.tui.screens.optout_comparing import ADVICE, OptOutComparing
from stopline.tui.screens.optout_people import OptOutPeopleScreen
from stopline.tui.text import weekday

READ_AGAIN_AFTER = 0.5
"""Seconds between two readings while much happens."""
COUNT_AGAIN_AFTER = 5.0
"""Seconds between two counts of different people, and two judgements, which take longer the more there are."""
COUNT_AFTER = 0.1
"""Seconds the painting of figures is given before the different people are counted."""
WIDE_FROM, TALL_FROM = 116, 30
"""Columns and lines from which on everything stands beside each other."""


class OptOutsScreen(OptOutComparing):
    """Who left, when, after what, and whether chance explains it."""

    TITLE = "Opt-outs"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.OPTOUTS)]

    day_count: reactive[int] = reactive(USUAL, repaint=False)
    view: reactive[View] = reactive(View.CAMPAIGN, repaint=False)
    has_room: reactive[bool] = reactive(default=False, repaint=False)
    """Whether spikes and hours stand beside chart and table."""
    measure: reactive[Measure] = reactive(Measure.RATE, repaint=False)
    chosen: reactive[date | None] = reactive(None, repaint=False)
    """The chosen day; None is today, also tomorrow."""
    overview: reactive[Overview | None] = reactive(None, repaint=False)
    people: reactive[People | None] = reactive(None, repaint=False)
    insight: reactive[Insight | None] = reactive(None, repaint=False)
    """What is more than chance; None while the figures of a period are shown of which it is not known yet."""
    chart: reactive[DayChart | None] = reactive(None, repaint=False)
    table: reactive[SharesTable | None] = reactive(None, repaint=False)

    class OverviewRead(Message, bubble=False):
        """The figures of a period, None where they could not be read."""

        def __init__(self, overview: Overview | None) -> None:
            super().__init__()
            self.overview = overview

    class PeopleRead(Message, bubble=False):
        """The different people of a period were counted."""

        def __init__(self, period: Period, people: People | None) -> None:
            super().__init__()
            self.period = period
            self.people = people

    class InsightRead(Message, bubble=False):
        """It was found out what is more than chance."""

        def __init__(self, period: Period, insight: Insight | None) -> None:
            super().__init__()
            self.period = period
            self.insight = insight

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.set_reactive(OptOutsScreen.day_count, desk.workspace.settings.reports.shown_days)
        self._judging = Pace(self, COUNT_AGAIN_AFTER, self._begin_judging)
        self._reading = Pace(self, READ_AGAIN_AFTER, self._begin_reading)
        self._counting = Pace(self, COUNT_AGAIN_AFTER, self._begin_counting)
        self._counted: Period | None = None
        """Of which period the people are counted; of none before somebody looks at it."""

    def compose_body(self) -> ComposeResult:
        """Put periods, figures, chart and table."""
        self.set_reactive(OptOutsScreen.has_room, has_room(self.app.size))
        self.set_class(self.has_room, "-beside", update=False)
        screen = OptOutsScreen
        yield PeriodBar().data_bind(screen.day_count, screen.is_comparing)
        yield OptOutFigures().data_bind(screen.overview, screen.people, screen.insight)
        yield ComparisonLines(ADVICE).data_bind(comparison=screen.compared)
        with Container(id="optout-body"):
            with Vertical(id="optout-days"):
                yield OptOutChart().data_bind(screen.chart, screen.measure)
                yield OptOutShares().data_bind(screen.table, screen.view, screen.has_room)
            with Vertical(id="optout-beside"):
                yield OptOutSpikes().data_bind(screen.insight)
                yield OptOutHours().data_bind(screen.insight)

    def on_mount(self) -> None:
        """Stand in the chart."""
        self.query_one(OptOutChart).focus()
        self._show_view()

    def on_resize(self, event: events.Resize) -> None:
        """Show beside each other what has room."""
        self.has_room = has_room(event.size)

    def reload(self) -> None:
        """Read the figures again, but not without a pause."""
        super().reload()
        self._reading.want()

    def read_ahead(self) -> None:
        """Read the figures; what takes longer waits until somebody comes."""
        self._reading.want()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to change the measure only where one chart has room."""
        return not (action == "next_measure" and self.has_class("-tall")) and super().check_action(
            action, parameters
        )

    def action_period(self, day_count: int) -> None:
        """Look at the last so many days."""
        self.day_count = day_count

    def action_next_by(self) -> None:
        """Put opt-outs together by something else, or show what has no room beside."""
        views = [view for view in View if not (self.has_room and view in BESIDE)]
        place = views.index(self.view) if self.view in views else -1
        self.view = views[(place + 1) % len(views)]

    def action_next_measure(self) -> None:
        """Show numbers in place of rates, or rates in place of numbers, where there is room for one chart."""
        self.measure = Measure.COUNT if self.measure is Measure.RATE else Measure.RATE

    def action_move_day(self, by: int) -> None:
        """Choose another day."""
        if self.overview is not None:
            self._choose(self._chosen_day(self.overview) + timedelta(days=by))

    def watch_day_count(self) -> None:
        """Read another period."""
        if self.is_mounted:
            self.people = self.insight = self.rival = self._counted = None
            self._reading.want_now()

    def watch_view(self, old: View, new: View) -> None:
        """Show another table, or spikes, or hours; who was in what goes, comes into what takes its place."""
        self._show_view()
        self.hand_down()
        if self.overview is not None and self.insight is None and new.by not in self.overview.shares:
            self._reading.want_now()
        if new is View.SPIKES and not self.has_room:
            self.query_one(SpikeRows).focus()
        elif new is View.HOURS and not self.has_room:
            self.query_one(OptOutHours).focus()
        elif old in BESIDE and not self.has_room:
            self.query_one(ShareRows).focus()

    def watch_has_room(self) -> None:
        """Show what has room; where everything has, the table is one of them."""
        if self.has_room and self.view in BESIDE:
            self.view = View.CAMPAIGN
        self._show_view()

    def watch_chosen(self) -> None:
        """Point at another day."""
        self.hand_down()

    @work(thread=True, exclusive=True, group="overview")
    def read_overview(self, day_count: int, by: By, known: Insight | None) -> None:
        """Read the figures of the last days; how they are put together only where that is not known with what is usual."""
        try:
            optouts = self.desk.workspace.optouts
            is_known = known is not None and known.period == last_days(day_count, optouts.today())
            overview = optouts.overview(day_count, () if is_known else (by,))
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            post(self, self.OverviewRead(None))
            return
        post(self, self.OverviewRead(overview))

    @work(thread=True, exclusive=True, group="people")
    def count_people(self, period: Period) -> None:
        """Count the different people of a period; this takes longer than everything else."""
        try:
            people = self.desk.workspace.optouts.people(period)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            post(self, self.PeopleRead(period, None))
            return
        post(self, self.PeopleRead(period, people))

    @work(thread=True, exclusive=True, group="insight")
    def judge(self, period: Period, known: Insight | None) -> None:
        """Find out what is more than chance, and why; this comes after everything else."""
        try:
            insight = read_insight(self.desk.workspace.figures, period, known)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            post(self, self.InsightRead(period, None))
            return
        post(self, self.InsightRead(period, insight))

    @on(OverviewRead)
    def show_overview(self, read: OverviewRead) -> None:
        """Show the figures, and have the people counted."""
        overview = read.overview
        if overview is not None and overview.series.period.day_count != self.day_count:
            return
        self._reading.done()
        if overview is None:
            return
        is_news = overview != self.overview
        self.overview = overview
        self.hand_down()
        if not self.is_current:
            return
        if overview.series.period != self._counted:
            self._counted = overview.series.period
            # A thread that counts would share the interpreter with the painting.
            self._counting.want_after(COUNT_AFTER)
        elif is_news:
            self._counting.want()

    @on(PeopleRead)
    def show_people(self, read: PeopleRead) -> None:
        """Show the people of the period that is shown."""
        if self.overview is not None and read.period == self.overview.series.period:
            self._counting.done()
            self.people = read.people or self.people
            self.compare_again()
            self.hand_down()
            if self.insight is None or self.insight.period != read.period:
                self._judging.want_now()
            else:
                self._judging.want()

    @on(InsightRead)
    def show_insight(self, read: InsightRead) -> None:
        """Show what is more than chance in the period that is shown."""
        if self.overview is not None and read.period == self.overview.series.period:
            self._judging.done()
            self.insight = read.insight or self.insight
            self.hand_down()

    @on(PeriodBar.Clicked)
    def choose_period(self, clicked: PeriodBar.Clicked) -> None:
        """Look at the period that was clicked."""
        self.day_count = clicked.day_count

    @on(PeriodBar.CompareClicked)
    def toggle_comparing(self) -> None:
        """Compare, or leave it."""
        self.action_compare()

    @on(OptOutChart.DayPressed)
    def choose_pressed(self, pressed: OptOutChart.DayPressed) -> None:
        """Choose the day that was clicked."""
        if self.overview is not None:
            self._choose(self.overview.series.period.first + timedelta(days=pressed.place))

    @on(OptOutChart.DayOpened)
    def open_day(self) -> None:
        """Show who left on the chosen day."""
        if self.overview is not None:
            day = self._chosen_day(self.overview)
            self._show_people(f"Who left on {weekday(day)}", Period(day, day), EVERY)

    @on(OptOutSpikes.Opened)
    def open_spike(self, opened: OptOutSpikes.Opened) -> None:
        """Show why many left on a day."""
        self.app.push_screen(OptOutCausesScreen(self.desk, opened.judged))

    @on(OptOutHours.Opened)
    def open_hour(self, opened: OptOutHours.Opened) -> None:
        """Show who left in an hour of the week."""
        if self.insight is not None:
            cell, period = opened.cell, self.insight.period
            title = f"Who left in the last {counted(period.day_count, 'day')} · {hour_words(cell)}"
            self._show_people(title, period, Narrowing(hour=f"{cell.hour:02}", weekday=str(cell.weekday)))

    @on(OptOutShares.ViewPressed)
    def choose_view(self, pressed: OptOutShares.ViewPressed) -> None:
        """Show what was clicked."""
        self.view = pressed.view

    @on(OptOutShares.Opened)
    def open_share(self, opened: OptOutShares.Opened) -> None:
        """Show who left in the period with what a row has in common."""
        if self.overview is not None:
            period = self.overview.series.period
            title = (
                f"Who left in the last {counted(period.day_count, 'day')} · {name_of(opened.by, opened.key)}"
            )
            self._show_people(title, period, Narrowing.to(opened.by, opened.key))

    def _show_people(self, title: str, period: Period, narrowing: Narrowing) -> None:
        self.app.push_screen(OptOutPeopleScreen(self.desk, title, period, narrowing))

    def _begin_reading(self) -> None:
        self.read_overview(self.day_count, self.view.by, self.insight)

    def _begin_counting(self) -> None:
        if self.overview is not None:
            self.count_people(self.overview.series.period)

    def _begin_judging(self) -> None:
        if self.overview is not None:
            self.judge(self.overview.series.period, self.insight)

    def _show_view(self) -> None:
        """Let the styles know what is to be seen beneath the chart."""
        if self.is_mounted:
            for view in BESIDE:
                self.set_class(not self.has_room and self.view is view, f"-{view}")
            self.set_class(self.has_room, "-beside")

    def _choose(self, day: date) -> None:
        if self.overview is not None:
            period = self.overview.series.period
            within = max(period.first, min(day, period.last))
            self.chosen = None if within == period.last else within

    def _chosen_day(self, overview: Overview) -> date:
        period = overview.series.period
        return max(period.first, self.chosen) if self.chosen else period.last

    @property
    def shown_period(self) -> Period | None:
        """Return the period that is shown; None while none is."""
        return self.overview.series.period if self.overview is not None else None

    def hand_down(self) -> None:
        """Hand down what follows from figures and choices."""
        overview = self.overview
        if overview is None:
            return
        period, by = overview.series.period, self.view.by
        insight = self.insight if self.insight is not None and self.insight.period == period else None
        shares = overview.shares.get(by, ())
        # The days before are read with every look at the figures, others with the comparison.
        previous: OptOutSeries | None = overview.previous
        before = insight.before[by] if insight is not None else overview.previous_shares.get(by, {})
        if self.against != BEFORE:
            previous, before = (self.rival.series, self.rival.before[by]) if self.rival else (None, {})
        self.chart = DayChart(
            overview.series,
            previous if self.is_comparing else None,
            self._chosen_day(overview),
            period.last,
            insight,
        )
        self.table = SharesTable(
            by,
            self.people.counted(by, shares) if self.people is not None else shares,
            dict(before) if self.is_comparing else None,
            insight.harms[by] if insight is not None else None,
            is_read=by in overview.shares or insight is not None,
        )


def has_room(size: Size) -> bool:
    """Tell whether a screen has room for everything beside each other."""
    return size.width >= WIDE_FROM and size.height >= TALL_FROM
