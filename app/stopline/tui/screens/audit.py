"""The audit: owns which events are shown, reads them page by page, and verifies the ledger in the background."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.worker import get_current_worker

from stopline.consent.events import Channel, EventKind, Method
from stopline.consent.verification import LedgerWalk
from stopline.errors import StoplineError
from stopline.inert import one_line
from stopline.proof.audit import PAGE_SIZE, AuditFilter, AuditRow
from stopline.proof.wording import METHODS, kind_in_words
from stopline.tui.desk import Desk
from stopline.tui.dialogs.choice import Choice, ChoiceDialog
from stopline.tui.keys import Where, bindings
from stopline.tui.messages import WorkFailed, post
from stopline.tui.pace import Pace
from stopline.tui.panes.audit_events import AuditEvents, EventList, FilterLine
from stopline.tui.panes.audit_head import AuditHead, AuditState, Checking
from stopline.tui.panes.consent_card import CHANNEL_NAMES
from stopline.tui.screens.base import StoplineScreen

VERIFY_AGAIN_AFTER = 5.0
"""Seconds between two looks at what was recorded since; the beginning is not walked again."""


class AuditScreen(StoplineScreen):
    """Whether the ledger holds, and everybody's newest consent events."""

    TITLE = "Audit"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.AUDIT)]

    state: reactive[AuditState | None] = reactive(None, repaint=False)
    checking: reactive[Checking | None] = reactive(None, repaint=False)
    wanted: reactive[AuditFilter] = reactive(AuditFilter(), repaint=False)
    events: reactive[EventList | None] = reactive(None, repaint=False)

    class StateRead(Message, bubble=False):
        """How the ledger is doing was read."""

        def __init__(self, state: AuditState) -> None:
            super().__init__()
            self.state = state

    class EventsRead(Message, bubble=False):
        """Events were read: the newest, or those before a place."""

        def __init__(self, wanted: AuditFilter, rows: Sequence[AuditRow], before: int | None) -> None:
            super().__init__()
            self.wanted = wanted
            self.rows = rows
            self.before = before

    class Checked(Message, bubble=False):
        """Verifying has come so far, or has ended."""

        def __init__(self, number: int, walk: LedgerWalk | None, checking: Checking | None) -> None:
            super().__init__()
            self.number = number
            self.walk = walk
            self.checking = checking

        def can_replace(self, message: Message) -> bool:
            """Let the latest progress stand for what came before it."""
            return (
                isinstance(message, AuditScreen.Checked)
                and message.number == self.number
                and message.checking is not None
                and message.checking.found is None
            )

    class ActorsRead(Message, bubble=False):
        """Who has brought events was read."""

        def __init__(self, actors: Sequence[str]) -> None:
            super().__init__()
            self.actors = actors

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._walk: LedgerWalk | None = None
        self._number = 0
        """How often the ledger was walked from its beginning at this desk."""
        self._verifying = Pace(self, VERIFY_AGAIN_AFTER, self._begin_verifying)

    def compose_body(self) -> ComposeResult:
        """Put the head, the filters and the events."""
        screen = AuditScreen
        yield AuditHead().data_bind(screen.state, screen.checking)
        yield FilterLine().data_bind(screen.wanted)
        yield AuditEvents().data_bind(screen.events)

    def reload(self) -> None:
        """Read again, and verify what is new."""
        super().reload()
        self.read_state()
        self.read_events(self.wanted, None)
        self._verifying.want()

    def watch_wanted(self) -> None:
        """Read other events."""
        if self.is_mounted:
            self.read_events(self.wanted, None)

    def action_verify(self) -> None:
        """Walk the whole ledger again, from its beginning."""
        self._number += 1
        self._walk = None
        self.checking = None
        self._verifying.want_now()

    def action_show_all(self) -> None:
        """Leave every filter."""
        self.wanted = AuditFilter()

    def action_choose_kind(self) -> None:
        """Ask what happened."""

        def take(value: str) -> None:
            self.wanted = replace(self.wanted, kind=EventKind(value) if value else None)

        self._ask("What happened?", [(each.value, kind_in_words(each)) for each in EventKind], take)

    def action_choose_method(self) -> None:
        """Ask how it is known."""

        def take(value: str) -> None:
            self.wanted = replace(self.wanted, method=Method(value) if value else None)

        self._ask("How is it known?", [(each.value, METHODS.get(each, each.value)) for each in Method], take)

    def action_choose_channel(self) -> None:
        """Ask on which channel."""

        def take(value: str) -> None:
            self.wanted = replace(self.wanted, channel=Channel(value) if value else None)

        self._ask("On which channel?", [(each.value, CHANNEL_NAMES[each]) for each in Channel], take)

    def action_choose_actor(self) -> None:
        """Ask who brought it."""
        self.read_actors()

    @work(thread=True, exclusive=True, group="state")
    def read_state(self) -> None:
        """Read how the ledger is doing."""
        workspace = self.desk.workspace
        try:
            state = AuditState(workspace.audit.state(), workspace.settings.zone)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            return
        post(self, self.StateRead(state))

    @work(thread=True, exclusive=True, group="events")
    def read_events(self, wanted: AuditFilter, before: int | None) -> None:
        """Read events."""
        try:
            rows = self.desk.workspace.audit.page(wanted, before)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            return
        post(self, self.EventsRead(wanted, rows, before))

    @work(thread=True, exclusive=True, group="actors")
    def read_actors(self) -> None:
        """Read who has brought events."""
        try:
            actors = self.desk.workspace.audit.actors()
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            return
        post(self, self.ActorsRead(actors))

    @work(thread=True, exclusive=True, group="verify")
    def verify(self, walk: LedgerWalk | None, number: int) -> None:
        """Walk on along the ledger, or from its beginning, page by page, and tell how far; leaving ends it."""
        worker, workspace = get_current_worker(), self.desk.workspace
        try:
            has_gone_on = walk is not None
            walk = walk or workspace.ledger.walk()
            event_count = walk.event_count()
            while walk.step():
                if worker.is_cancelled:
                    return
                post(self, self.Checked(number, walk, Checking(walk.seq, event_count)))
            found = walk.finish()
            if found.status_differences and has_gone_on:
                # A walk that went on still remembers whoever was forgotten since; only one from the beginning may raise the alarm.
                walk = workspace.ledger.walk()
                found = walk.finish()
            last = workspace.anchoring.last_look()
            # Noting it is a commit, which every screen hears of; the same news twice would go round for ever.
            if last is None or last.seq != found.event_count:
                workspace.anchoring.remember(found)
                workspace.checkups.note_verification(found)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            post(self, self.Checked(number, None, None))
            return
        now = workspace.clock.now()
        post(self, self.Checked(number, walk, Checking(walk.seq, found.event_count, found, now)))

    @on(StateRead)
    def show_state(self, read: StateRead) -> None:
        """Show how the ledger is doing."""
        self.state = read.state

    @on(Checked)
    def show_checked(self, checked: Checked) -> None:
        """Show how far verifying has come; news of a walk that was given up is none."""
        if checked.number != self._number:
            return
        news = checked.checking
        if news is None or news.found is not None:
            self._walk = checked.walk
            self._verifying.done()
        # What is known already stays while the few events since are looked at.
        is_progress = news is not None and news.found is None
        if news is not None and not (
            is_progress and self.checking is not None and self.checking.found is not None
        ):
            self.checking = news

    @on(EventsRead)
    def show_events(self, read: EventsRead) -> None:
        """Show what was read; what was shown further down stays."""
        if read.wanted != self.wanted:
            return
        shown = self.events.rows if self.events is not None and self.events.wanted == read.wanted else ()
        if read.before is None:
            last = read.rows[-1].seq if read.rows else 0
            rows = (*read.rows, *(row for row in shown if row.seq < last))
        elif shown and shown[-1].seq == read.before:
            rows = (*shown, *read.rows)
        else:
            return
        has_more = len(read.rows) == PAGE_SIZE or (read.before is None and len(rows) > len(read.rows))
        workspace = self.desk.workspace
        if self.events is None or (self.events.rows, self.events.wanted) != (rows, read.wanted):
            self.events = EventList(
                rows, read.wanted, workspace.settings.zone, workspace.clock.now(), has_more
            )

    @on(ActorsRead)
    def ask_actor(self, read: ActorsRead) -> None:
        """Ask who brought it."""

        def take(value: str) -> None:
            self.wanted = replace(self.wanted, actor=value or None)

        self._ask("Who brought it?", [(each, one_line(each, 40)) for each in read.actors], take)

    @on(AuditEvents.MoreWanted)
    def read_more(self) -> None:
        """Read what follows."""
        if self.events is not None and self.events.rows:
            self.read_events(self.wanted, self.events.rows[-1].seq)

    @on(AuditEvents.Opened)
    def open_proof(self, opened: AuditEvents.Opened) -> None:
        """Show the proof of the person."""
        if opened.row.address is None:
            self.notify("This person was erased; the event and its digest are what is left.", markup=False)
        else:
            self.show_proof(opened.row.address)

    def _begin_verifying(self) -> None:
        self.verify(self._walk, self._number)

    def _ask(self, title: str, values: Sequence[tuple[str, str]], take: Callable[[str], None]) -> None:
        """Ask for one of a few values, or for any; the words are inert already."""
        choices = [Choice("", "any", key="0")]
        choices += [
            Choice(value, words, key=str(place) if place < 10 else "")
            for place, (value, words) in enumerate(values, 1)
        ]

        def answer(value: str | None) -> None:
            if value is not None:
                take(value)

        self.app.push_screen(ChoiceDialog(title, choices), answer)
