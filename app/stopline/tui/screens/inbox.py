"""The inbox: owns which filter and which thread are shown, reads them, and keeps them up to date."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from stopline.consent.gate import Purpose
from stopline.errors import StoplineError
from stopline.inbox.threads import ThreadFilter, ThreadRow
from stopline.inbox.timeline import PAGE_SIZE
from stopline.inert import one_line
from stopline.tui.desk import Desk
from stopline.tui.keys import Where, bindings
from stopline.tui.messages import ThreadWanted, WorkFailed, post
from stopline.tui.panes.compose import ComposeBox
from stopline.tui.panes.composer import Composer
from stopline.tui.panes.consent_card import CardPane, ConsentCardPane
from stopline.tui.panes.conversation import Conversation, ConversationLines, ConversationPane
from stopline.tui.panes.filter_bar import FilterBar
from stopline.tui.panes.guest_line import GuestLine
from stopline.tui.panes.thread_list import EMPTY, ListPage, ThreadList
from stopline.tui.panes.welcome import Welcome
from stopline.tui.reading import read_conversation, read_list
from stopline.tui.screens.answering import Answering
from stopline.tui.widgets.scrollback import Scrollback
from stopline.tui.widgets.virtual_list import VirtualList
from stopline.workspace import SETTINGS

FIRST_PAGE = 40
"""Threads read before it is known how many fit."""
SEEN_EVERY_SECONDS = 20.0
"""How often others are told that somebody is in a thread."""


class InboxScreen(Answering):
    """Conversations, and what may be answered."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.INBOX)]

    page: reactive[ListPage | None] = reactive(None, repaint=False)
    shown: reactive[ThreadFilter] = reactive(ThreadFilter.OPEN, repaint=False)

    class ListRead(Message, bubble=False):
        """A stretch of the list was read."""

        def __init__(self, page: ListPage, ticket: int) -> None:
            super().__init__()
            self.page = page
            self.ticket = ticket

    class ConversationRead(Message, bubble=False):
        """A thread was read."""

        def __init__(self, thread: int, conversation: Conversation | None, ticket: int) -> None:
            super().__init__()
            self.thread = thread
            self.conversation = conversation
            self.ticket = ticket

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._stretch = (0, FIRST_PAGE)
        self._message_count = PAGE_SIZE
        self._opened: int | None = None
        self._is_opening = False
        """Whether the opened thread is still being read, so that it is not known yet whether one may write in it."""
        self._is_typing = False
        self._ticket = 0
        self._shown_tickets = {"list": 0, "conversation": 0}

    def compose_body(self) -> ComposeResult:
        """Put filters, list, conversation, box and card."""
        screen = InboxScreen
        yield FilterBar().data_bind(screen.page, screen.shown)
        yield Welcome(one_line(str(self.desk.workspace.folder / SETTINGS), 200))
        with Horizontal(id="inbox"):
            with Vertical(id="list"):
                yield GuestLine().data_bind(screen.conversation)
                yield ThreadList(id="threads").data_bind(screen.page, screen.now)
                yield Static(id="nothing", markup=False)
            with Vertical(id="middle"):
                yield ConversationPane(id="conversation").data_bind(screen.conversation, screen.now)
                yield ComposeBox().data_bind(screen.conversation, screen.now)
            yield ConsentCardPane().data_bind(screen.conversation, screen.now)

    def on_mount(self) -> None:
        """Stand in the list, and tell others now and then that somebody is here."""
        self.threads.focus()
        self.set_interval(SEEN_EVERY_SECONDS, self._be_seen)

    def reload(self) -> None:
        """Read again what is shown; the conversation first, because a stop must lock the box at once."""
        if self.selected is not None:
            self._read_conversation()
        self._read_list()
        super().reload()

    @property
    def threads(self) -> ThreadList:
        """Return the list."""
        return self.query_one(ThreadList)

    def select(self, thread: int) -> None:
        """Show another thread."""
        if thread == self.selected:
            return
        self.selected = thread
        self.purpose = Purpose.CONVERSATION
        self._message_count = PAGE_SIZE
        self._opened = None
        self._is_opening = False
        self._read_conversation()

    def open(self, thread: int) -> None:
        """Show a thread, mark it as read and begin to answer."""
        self.select(thread)
        self._opened = thread
        self._look_at(thread)
        if self.conversation is not None and self.conversation.thread.id == thread:
            self.focus_answer(self.conversation)
            return
        # What is typed before the thread is read must not go to the one that was shown, nor be taken for commands.
        self._is_opening = True
        self.conversation = None
        self.box.composer.has_swallowed = False
        self.box.composer.focus()

    def remember_release(self, thread: int | None) -> None:
        """Keep a released thread shown, also where it leaves the list, so that its release can be taken back."""
        super().remember_release(thread)
        if self.selected is not None:
            self.threads.stand_on(self.selected, stays=thread is not None)

    def open_from_elsewhere(self, thread: int) -> None:
        """Open a thread that was not chosen in the list, which marks it where it has it."""
        self.threads.stand_on(thread)
        self.open(thread)

    def focus_answer(self, conversation: Conversation) -> None:
        """Go to the box, or where nothing may be written to the conversation, whose keys then count."""
        if conversation.is_locked:
            self.query_one(ConversationLines).focus()
        else:
            self.box.composer.focus()

    def action_reply(self) -> None:
        """Jump to the compose box, also to a locked one: what an agent then types must never be taken for commands."""
        if self.selected is not None:
            self.open(self.selected)
            self._is_opening = False
            self.box.composer.focus()

    def action_mark_unread(self) -> None:
        """Mark the thread as unread, and do not count it as looked at any more."""
        self._opened = None
        super().action_mark_unread()

    def action_filter(self, name: str) -> None:
        """Show the threads of another filter."""
        self.shown = ThreadFilter(name)

    @on(CardPane.Left)
    def action_toggle_card(self) -> None:
        """Show the card over the list, or fold it away."""
        if not (self.has_class("-narrow") or self.has_class("-folded")):
            self.toggle_class("-no-card")
            return
        self.toggle_class("-card")
        card = self.query_one(ConsentCardPane)
        self.call_after_refresh((card if self.has_class("-card") else self.threads).focus)

    def watch_shown(self) -> None:
        """Begin another list at its top."""
        if self.is_mounted:
            self.threads.reset()
            self._stretch = (0, FIRST_PAGE)
            self._read_list()

    def watch_page(self, page: ListPage | None) -> None:
        """Teach something where there is nothing to show."""
        if page is None:
            return
        is_empty = page.counts.of(page.shown) == 0
        self.set_class(is_empty, "-nothing")
        self.set_class(page.counts.every == 0, "-welcome")
        self.query_one(Welcome).people = page.people
        if is_empty:
            self.query_one("#nothing", Static).update(EMPTY[page.shown])
            if not self._is_answering() and not self.threads.may_stray:
                self.selected = self._opened = self.conversation = None
                self.refresh_bindings()

    @on(ThreadWanted)
    def open_wanted(self, wanted: ThreadWanted) -> None:
        """Open a thread that was asked for on another screen."""
        self.open_from_elsewhere(wanted.thread)

    @on(VirtualList.PageWanted)
    def read_stretch(self, wish: VirtualList.PageWanted) -> None:
        """Read what has come into view."""
        self._stretch = (wish.offset, wish.limit)
        self._read_list()

    @on(VirtualList.Moved)
    def preview(self, moved: VirtualList.Moved[ThreadRow]) -> None:
        """Show the thread under the cursor."""
        self.select(moved.row.id)

    @on(VirtualList.Vanished)
    def go_on(self, vanished: VirtualList.Vanished[ThreadRow]) -> None:
        """Show the next thread, unless somebody is in the middle of an answer."""
        if not self._is_answering():
            self.select(vanished.row.id)

    @on(VirtualList.Chosen)
    def open_chosen(self, chosen: VirtualList.Chosen[ThreadRow]) -> None:
        """Open the thread under the cursor."""
        self.open(chosen.row.id)

    @on(VirtualList.StrayChosen)
    def open_shown(self) -> None:
        """Open the thread that is shown although the list does not mark it."""
        if self.selected is not None:
            self.open(self.selected)

    @on(VirtualList.Strayed)
    def name_guest(self, strayed: VirtualList.Strayed) -> None:
        """Name the shown thread above the list while the list does not mark it."""
        self.set_class(strayed.is_astray, "-guest")

    @on(FilterBar.Clicked)
    def filter_clicked(self, clicked: FilterBar.Clicked) -> None:
        """Show the threads of the filter that was clicked."""
        self.shown = clicked.shown

    @on(Scrollback.OlderWanted)
    def read_older(self) -> None:
        """Read an older stretch as well."""
        self._message_count += PAGE_SIZE
        self._read_conversation()

    @on(Composer.Left)
    @on(ConversationLines.Left)
    def back_to_list(self) -> None:
        """Go back to the list; the draft is kept."""
        self.threads.focus()

    @on(ComposeBox.PurposeClicked)
    def purpose_clicked(self) -> None:
        """Change why one writes."""
        self.action_next_purpose()

    @on(ComposeBox.Typing)
    def tell_typing(self, typing: ComposeBox.Typing) -> None:
        """Tell others that somebody types here."""
        self._is_typing = typing.is_typing
        self._be_seen()

    @on(ListRead)
    def show_list(self, read: ListRead) -> None:
        """Show what was read, unless something newer is shown already."""
        if read.page.shown is self.shown and self._is_newest("list", read.ticket):
            self.page = read.page

    @on(ConversationRead)
    def show_conversation(self, read: ConversationRead) -> None:
        """Show what was read, unless something newer is shown already."""
        if read.thread != self.selected or not self._is_newest("conversation", read.ticket):
            return
        before, after = self.conversation, read.conversation
        was_typed = self.box.composer.has_swallowed
        self.conversation = after
        if after is not None and self._is_opening:
            self._is_opening = False
            if not was_typed:
                self.focus_answer(after)
        if after is not None and self._opened == read.thread and after.thread.unread:
            self._look_at(read.thread)
        if _offered(before) != _offered(after):
            self.refresh_bindings()

    def _is_answering(self) -> bool:
        """Tell whether somebody is in the middle of an answer, which nothing may take from under their hands."""
        return self.focused is self.box.composer or self.box.has_draft

    def _is_newest(self, what: str, ticket: int) -> bool:
        """Tell whether a reading began after the one that is shown; threads may finish in another order."""
        if ticket < self._shown_tickets[what]:
            return False
        self._shown_tickets[what] = ticket
        return True

    def _next_ticket(self) -> int:
        self._ticket += 1
        return self._ticket

    def _read_list(self) -> None:
        self._load_list(self.shown, *self._stretch, self.selected, self._next_ticket())

    def _read_conversation(self) -> None:
        if self.selected is not None:
            self._load_conversation(self.selected, self.purpose, self._message_count, self._next_ticket())

    def _be_seen(self) -> None:
        if self._opened is not None:
            self._note_presence(self._opened, is_typing=self._is_typing)

    def _look_at(self, thread: int) -> None:
        self._mark_read(thread, is_typing=self._is_typing)

    @work(thread=True, exclusive=True, group="list")
    def _load_list(
        self, shown: ThreadFilter, offset: int, limit: int, selected: int | None, ticket: int
    ) -> None:
        try:
            page = read_list(self.desk, shown, offset, limit, selected)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
        else:
            post(self, self.ListRead(page, ticket))

    @work(thread=True, exclusive=True, group="conversation")
    def _load_conversation(self, thread: int, purpose: Purpose, message_count: int, ticket: int) -> None:
        try:
            conversation = read_conversation(self.desk, thread, purpose, message_count)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
        else:
            post(self, self.ConversationRead(thread, conversation, ticket))

    @work(thread=True, exclusive=True, group="seen")
    def _mark_read(self, thread: int, *, is_typing: bool) -> None:
        try:
            self.desk.workspace.threads.mark_read(thread)
            self.desk.workspace.presence.see(self.desk.agent, self.desk.name, thread, is_typing=is_typing)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))

    @work(thread=True, exclusive=True, group="presence")
    def _note_presence(self, thread: int, *, is_typing: bool) -> None:
        try:
            self.desk.workspace.presence.see(self.desk.agent, self.desk.name, thread, is_typing=is_typing)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))


def _offered(conversation: Conversation | None) -> tuple[bool, ...]:
    """Return what decides which keys are offered: whether there is a thread, a hold, a lock, something scheduled, a question."""
    if conversation is None:
        return ()
    return (
        conversation.hold is not None, conversation.is_locked, bool(conversation.scheduled), conversation.may_ask,
    )  # fmt: skip
