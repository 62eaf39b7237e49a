"""Why many left on a day: what they have in common, what tells most first; leads on to the people."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import DataTable, Static

from stopline.analytics.causes import Cause, named, unattributed_words
from stopline.analytics.periods import Period
from stopline.analytics.series import Narrowing
from stopline.analytics.verdicts import JudgedDay
from stopline.errors import StoplineError
from stopline.inert import one_line
from stopline.percent import percent
from stopline.tui.desk import Desk
from stopline.tui.keys import Where, bindings
from stopline.tui.messages import WorkFailed, post
from stopline.tui.screens.base import StoplineScreen
from stopline.tui.screens.optout_people import CausePeopleScreen
from stopline.tui.text import weekday

WIDE = 100
OFTEN_WIDTH = 20
"""Cells of the longest chance in words."""
NARROW_FIGURES_WIDTH = 45
"""Cells of all columns between, with what parts them and the scrollbar."""


class CauseRows(DataTable[Content], inherit_bindings=False):
    """The causes."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.OPTOUT_CAUSES)]


class OptOutCausesScreen(StoplineScreen):
    """What those who left on a day have in common.

    Args:
        desk: who sits in front of which workspace.
        judged: the day, and what was said of it.
    """

    TITLE = "Opt-outs › why"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.OPTOUT_LIST)]

    causes: reactive[tuple[Cause, ...] | None] = reactive(None, repaint=False)

    class CausesRead(Message, bubble=False):
        """What the day's opt-outs have in common."""

        def __init__(self, causes: tuple[Cause, ...], nothing: str) -> None:
            super().__init__()
            self.causes = causes
            self.nothing = nothing

    def __init__(self, desk: Desk, judged: JudgedDay) -> None:
        super().__init__(desk)
        self._judged = judged

    def compose_body(self) -> ComposeResult:
        """Put the day, what is said of it, and the causes."""
        yield Static(f"Why they left on {weekday(self._judged.day)}", id="people-heading", markup=False)
        yield Static(told(self._judged), id="cause-verdict", markup=False)
        yield CauseRows(cursor_type="row", header_height=1)

    def on_mount(self) -> None:
        """Name the columns for the width there is, and take the focus."""
        rows = self.query_one(CauseRows)
        is_wide = self.app.size.width >= WIDE
        # A chance is never cut, least of all its unit: `once in 9,900 years`.
        often = 28 if is_wide else OFTEN_WIDTH
        which = 40 if is_wide else self.app.size.width - OFTEN_WIDTH - NARROW_FIGURES_WIDTH
        columns = [
            ("what", 8),
            ("which", which),
            ("left", 4),
            ("share", 6),
            ("reached", 7),
            ("usual", 5),
            ("by chance", often),
        ]
        for name, width in columns:
            rows.add_column(name, width=width)
        rows.focus()

    def reload(self) -> None:
        """Read the causes again."""
        super().reload()
        self.read_causes()

    def action_back(self) -> None:
        """Go back to the figures."""
        self.dismiss()

    @work(thread=True, exclusive=True, group="causes")
    def read_causes(self) -> None:
        """Read what the day's opt-outs have in common."""
        try:
            causes = self.desk.workspace.figures.causes(self._judged.day)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            return
        post(self, self.CausesRead(named(causes), unattributed_words(causes)))

    @on(CausesRead)
    def show_causes(self, read: CausesRead) -> None:
        """Show the causes, and how many left without one; the cursor stays on its own."""
        self.query_one("#cause-verdict", Static).update(told(self._judged, read.nothing))
        if read.causes == self.causes:
            return
        rows, shown = self.query_one(CauseRows), self.causes or ()
        chosen = [(each.by, each.key) for each in shown[rows.cursor_row : rows.cursor_row + 1]]
        self.causes = read.causes
        rows.clear()
        for cause in read.causes:
            rows.add_row(*_cells(cause))
        places = [place for place, each in enumerate(read.causes) if (each.by, each.key) in chosen]
        rows.move_cursor(row=places[0] if places else 0)

    @on(DataTable.RowSelected)
    def open_people(self, selected: DataTable.RowSelected) -> None:
        """Show who left that day with the cause in common."""
        if self.causes and selected.cursor_row < len(self.causes):
            cause, day = self.causes[selected.cursor_row], self._judged.day
            title = f"Who left on {weekday(day)} · {cause.by} {one_line(cause.name, 60)}"
            narrowing = Narrowing.to(cause.by, cause.key)
            self.app.push_screen(CausePeopleScreen(self.desk, title, Period(day, day), narrowing))


def told(judged: JudgedDay, nothing: str = "") -> Content:
    """Return what is said of the day, how many left without a message, and what vendors say on a line of its own."""
    band = f"\nvendors: {judged.band.words}" if judged.band is not None else ""
    return Content.assemble(judged.judgement.words, f"\n{nothing}" if nothing else "", (band, "$quiet"))


def _cells(cause: Cause) -> list[Content]:
    often = cause.often.removeprefix("about ") or "–"
    return [
        Content.styled(cause.by, "$quiet"),
        Content(one_line(cause.name, 60)),
        Content.styled(f"{cause.optouts:,}".rjust(4), "bold"),
        Content(percent(cause.share).rjust(6)),
        Content("–".rjust(7) if cause.reached is None else f"{cause.reached:,}".rjust(7)),
        Content(f"{cause.expected:.1f}".rjust(5)),
        Content.styled(often, "$quiet"),
    ]
