"""Who stopped on a day, with a word, or after a campaign: owns the list, and leads on to the threads."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from stopline.analytics.optouts import PAGE_SIZE
from stopline.analytics.periods import Period
from stopline.analytics.series import Narrowing, OptOutRow
from stopline.errors import StoplineError
from stopline.tui.desk import Desk
from stopline.tui.keys import Where, bindings
from stopline.tui.messages import ThreadWanted, WorkFailed, post
from stopline.tui.panes.optout_people import OptOutPeople, PeopleList
from stopline.tui.screens.base import StoplineScreen


class OptOutPeopleScreen(StoplineScreen):
    """The people behind a figure.

    Args:
        desk: who sits in front of which workspace.
        heading: what the figure was, in words.
        period: when.
        narrowing: which of the opt-outs.
    """

    TITLE = "Opt-outs › who left"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.OPTOUT_LIST)]

    people: reactive[PeopleList | None] = reactive(None, repaint=False)

    class RowsRead(Message, bubble=False):
        """Opt-outs were read: the first of them, or those that follow a row."""

        def __init__(self, rows: list[OptOutRow], after: OptOutRow | None) -> None:
            super().__init__()
            self.rows = rows
            self.after = after

    def __init__(self, desk: Desk, heading: str, period: Period, narrowing: Narrowing) -> None:
        super().__init__(desk)
        self._heading = heading
        self._period = period
        self._narrowing = narrowing

    def compose_body(self) -> ComposeResult:
        """Put the heading and the list."""
        yield Static(self._heading, id="people-heading", markup=False)
        yield OptOutPeople().data_bind(OptOutPeopleScreen.people)

    def reload(self) -> None:
        """Read the list again."""
        super().reload()
        self.read_rows(None)

    def action_back(self) -> None:
        """Go back to the figures."""
        self.dismiss()

    @work(thread=True, exclusive=True, group="rows")
    def read_rows(self, after: OptOutRow | None) -> None:
        """Read opt-outs."""
        try:
            rows = self.desk.workspace.optouts.rows(self._period, self._narrowing, after)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            return
        post(self, self.RowsRead(rows, after))

    @on(RowsRead)
    def show_rows(self, read: RowsRead) -> None:
        """Show what was read; what was shown further down stays."""
        shown = self.people.rows if self.people is not None else ()
        zone = self.desk.workspace.settings.zone
        if read.after is None:
            last = read.rows[-1].seq if read.rows else 0
            places = [place for place, row in enumerate(shown) if row.seq == last]
            older = shown[places[0] + 1 :] if places else ()
            rows = (*read.rows, *older)
        elif shown and shown[-1] == read.after:
            rows = (*shown, *read.rows)
        else:
            return
        has_more = len(read.rows) == PAGE_SIZE or (read.after is None and len(rows) > len(read.rows))
        if self.people is None or self.people.rows != rows:
            self.people = PeopleList(rows, zone, self.desk.workspace.clock.now(), has_more)

    @on(OptOutPeople.MoreWanted)
    def read_more(self) -> None:
        """Read what follows."""
        if self.people is not None and self.people.rows:
            self.read_rows(self.people.rows[-1])

    @on(OptOutPeople.Opened)
    def open_thread(self, opened: OptOutPeople.Opened) -> None:
        """Read on in the inbox."""
        if opened.row.thread is None:
            self.notify("There is no conversation with this person; the stop was recorded elsewhere.")
        else:
            self.app.post_message(ThreadWanted(opened.row.thread))


class CausePeopleScreen(OptOutPeopleScreen):
    """The people behind a cause of a spike."""

    TITLE = "Opt-outs › why › who left"


class CampaignLeaversScreen(OptOutPeopleScreen):
    """The people who left after a campaign, on the way from the campaigns."""

    TITLE = "Campaigns › who left"
