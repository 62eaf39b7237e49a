"""Holding the shown period against another one: the days before it, the same weeks a year before, or days somebody types."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace

from textual import on, work
from textual.message import Message
from textual.reactive import reactive

from stopline.analytics.comparison import Comparison
from stopline.analytics.figures import Figures
from stopline.analytics.periods import Period
from stopline.analytics.report import BEFORE, YEAR_BEFORE, other_period
from stopline.analytics.series import By, OptOutSeries
from stopline.errors import BadInputError, StoplineError
from stopline.plural import counted
from stopline.tui.dialogs.against import DaysDialog
from stopline.tui.dialogs.choice import Choice, ChoiceDialog
from stopline.tui.insight import TABLES
from stopline.tui.messages import WorkFailed, post
from stopline.tui.screens.base import StoplineScreen

OTHER_DAYS = ""
"""Chosen by whoever wants to type them."""
CHOICES = (
    Choice(BEFORE, "The days before", "as many as are shown", "b"),
    Choice(YEAR_BEFORE, "A year before", "the same weeks, on the same weekdays", "y"),
    Choice(OTHER_DAYS, "Other days…", "since when, and until when", "o"),
)
ADVICE = "1 and 2 show fewer days, a chooses what to compare with"
"""What helps where the other days reached nobody."""
_NAMES = {BEFORE: "before", YEAR_BEFORE: "a year before"}
"""What the other side is called; days that were typed are called by their dates."""


@dataclass(frozen=True, slots=True)
class Rival:
    """What the shown period is held against."""

    period: Period
    against: str
    """As on the command line."""
    comparison: Comparison
    series: OptOutSeries | None
    """Its days, where they are as many as the shown ones, so that each has one to stand beside."""
    before: Mapping[By, Mapping[str, int]]
    """Its opt-outs, put together as in the tables."""


def read_rival(figures: Figures, period: Period, against: str) -> Rival:
    """Return what a period is held against; called in a thread.

    Raises:
        BadInputError: what it is to be held against cannot be read.
    """
    other = other_period(figures.optouts, period, against)
    found = figures.compared_periods(period, other)
    named = replace(
        found,
        one=replace(found.one, name=counted(period.day_count, "day")),
        other=replace(found.other, name=_NAMES.get(against, found.other.name)),
    )
    return Rival(
        period,
        against,
        named,
        figures.optouts.series(other) if other.day_count == period.day_count else None,
        {by: {each.key: each.optouts for each in figures.optouts.shares(other, by)} for by in TABLES},
    )


class OptOutComparing(StoplineScreen):
    """A screen that shows a period, which can be held against another."""

    is_comparing: reactive[bool] = reactive(default=False, repaint=False)
    against: reactive[str] = reactive(BEFORE, repaint=False)
    """What the period is held against, as on the command line."""
    rival: reactive[Rival | None] = reactive(None, repaint=False)
    """None while that is not wanted or not known."""
    compared: reactive[Comparison | None] = reactive(None, repaint=False)

    class Compared(Message, bubble=False):
        """A period was held against another."""

        def __init__(self, rival: Rival) -> None:
            super().__init__()
            self.rival = rival

    @property
    @abstractmethod
    def shown_period(self) -> Period | None:
        """Return the period that is shown; None while none is."""

    @abstractmethod
    def hand_down(self) -> None:
        """Hand down what follows from figures and choices."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to choose the other period while one is compared with."""
        return not (action == "against" and not self.is_comparing) and super().check_action(
            action, parameters
        )

    def action_compare(self) -> None:
        """Show another period beside this one, or leave it out."""
        self.is_comparing = not self.is_comparing

    def action_against(self) -> None:
        """Ask what to hold the period against."""
        self.app.push_screen(ChoiceDialog("Compare with", CHOICES), self._take)

    def watch_is_comparing(self) -> None:
        """Show or leave out the other period."""
        self.refresh_bindings()
        self._compare_anew()

    def watch_against(self) -> None:
        """Compare with something else."""
        self._compare_anew()

    def watch_rival(self) -> None:
        """Show it."""
        self.compared = self.rival.comparison if self.rival is not None else None

    def compare_again(self) -> None:
        """Compare, as things are by now."""
        if self.is_comparing and self.shown_period is not None:
            self.compare(self.shown_period, self.against)

    @work(thread=True, exclusive=True, group="comparison")
    def compare(self, period: Period, against: str) -> None:
        """Hold a period against another."""
        try:
            rival = read_rival(self.desk.workspace.figures, period, against)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            return
        post(self, self.Compared(rival))

    @on(Compared)
    def show_compared(self, compared: Compared) -> None:
        """Show the comparison, if it is still wanted."""
        rival = compared.rival
        if self.is_comparing and (rival.period, rival.against) == (self.shown_period, self.against):
            self.rival = rival
            self.hand_down()

    def _compare_anew(self) -> None:
        self.rival = None
        if self.is_mounted:
            self.compare_again()
            self.hand_down()

    def _take(self, against: str | None) -> None:
        if against == OTHER_DAYS:
            typed = self.against if self.against not in _NAMES else ""
            self.app.push_screen(DaysDialog(typed, self._problem), self._take)
        elif against is not None:
            self.against = against

    def _problem(self, written: str) -> str:
        """Return what is wrong with days that were typed, empty where nothing is."""
        if self.shown_period is None:
            return ""
        try:
            other_period(self.desk.workspace.optouts, self.shown_period, written)
        except BadInputError as error:
            return str(error)
        return ""
