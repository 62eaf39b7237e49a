"""One conversation: both directions, consent events and notes in between, and who else is there."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from stopline.address import written_out
from stopline.consent.events import RecordedEvent
from stopline.consent.gate import Purpose
from stopline.consent.refusal import Refusal
from stopline.consent.status import Status
from stopline.inbox.asking import Question
from stopline.inbox.asks import AskedQuestion
from stopline.inbox.card import ConsentCard
from stopline.inbox.decisions import Hold
from stopline.inbox.presence import Companion
from stopline.inbox.threads import ThreadRow, ThreadStatus
from stopline.inbox.timeline import Entry, Place
from stopline.inert import one_line
from stopline.messages.message import Message as SentMessage
from stopline.messages.message import MessageState
from stopline.tui.keys import Where, bindings
from stopline.tui.panes.conversation_blocks import ConversationBlock, blocks_of
from stopline.tui.text import moment
from stopline.tui.widgets.scrollback import Scrollback
from stopline.tui.widgets.words import Words


@dataclass(frozen=True, slots=True)
class Conversation:
    """One thread as a whole: what was said, what may be said, who the person is and who else is there."""

    thread: ThreadRow
    entries: tuple[Entry, ...]
    earlier: Place | None
    """Where the next older stretch ends, or None at the beginning of the thread."""
    card: ConsentCard
    status: Status
    """The consent that counts for what the agent wants to write."""
    made_by: RecordedEvent | None
    """The event that status rests on."""
    hold: Hold | None
    """A doubtful reply that waits for a decision."""
    purpose: Purpose
    refusal: Refusal | None
    """Why the agent may not write, or None."""
    others: tuple[Companion, ...]
    siblings: tuple[tuple[ThreadRow, bool], ...]
    """The person's threads on other channels, and whether one may write there."""
    zone: tzinfo
    asked: AskedQuestion | None = None
    """The question for consent that waits for an answer here."""
    asking: Question | Refusal | None = None
    """Where consent is lacking: the question that may be asked, or why it may not."""
    link: str = ""
    """Something as long as the link to the person's own page; empty where there are no pages."""

    @property
    def refusal_codes(self) -> tuple[str, ...]:
        """Return why the agent may not write, as stable names."""
        return self.refusal.codes if self.refusal is not None else ()

    @property
    def may_ask(self) -> bool:
        """Tell whether the agent may ask for the consent that is lacking."""
        return isinstance(self.asking, Question)

    @property
    def is_locked(self) -> bool:
        """Tell whether the agent may not write, and waiting alone does not help."""
        return self.refusal is not None and self.refusal.opens_at is None

    @property
    def opens_at(self) -> datetime | None:
        """Return when what the agent writes may leave, where it only has to wait for the hour."""
        return self.refusal.opens_at if self.refusal is not None else None

    @property
    def scheduled(self) -> tuple[SentMessage, ...]:
        """Return what waits for its time in this thread, the next to leave first."""
        waiting = [
            (entry.not_before, entry.id, entry)
            for entry in self.entries
            if isinstance(entry, SentMessage)
            and entry.state is MessageState.QUEUED
            and entry.not_before is not None
        ]
        return tuple(entry for _, _, entry in sorted(waiting, key=lambda each: each[:2]))

    @property
    def name(self) -> str:
        """Return the person's name, or their address; inert."""
        return one_line(self.thread.name, 60) or self.card.address


class ConversationLines(Scrollback[ConversationBlock]):
    """What was said."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.CONVERSATION)]

    class Left(Message):
        """The agent wants back to the list."""

    def action_leave(self) -> None:
        """Go back to the list."""
        self.post_message(self.Left())


class ConversationPane(Vertical):
    """Shows one conversation."""

    conversation: reactive[Conversation | None] = reactive(None)
    now: reactive[datetime | None] = reactive(None)

    def compose(self) -> ComposeResult:
        """Put who it is above what was said."""
        yield Words(id="who")
        yield ConversationLines(id="said")

    def watch_conversation(self, before: Conversation | None, conversation: Conversation | None) -> None:
        """Show a conversation, or how it has gone on."""
        lines = self.query_one(ConversationLines)
        if conversation is None:
            self.query_one("#who", Words).say(Content())
            lines.show([], is_another=True)
            return
        is_another = before is None or before.thread.id != conversation.thread.id
        self.query_one("#who", Words).say(heading_of(conversation, max(self.size.width - 1, 10)))
        lines.has_older = conversation.earlier is not None
        if is_another or before is None or before.entries != conversation.entries:
            self._show_entries(conversation, is_another=is_another)

    def watch_now(self, before: datetime | None, now: datetime | None) -> None:
        """Head the days anew after midnight."""
        conversation = self.conversation
        if conversation is None or before is None or now is None:
            return
        if before.astimezone(conversation.zone).date() != now.astimezone(conversation.zone).date():
            self._show_entries(conversation, is_another=False)

    def on_resize(self) -> None:
        """Word the heading for the new width."""
        if self.conversation is not None:
            heading = heading_of(self.conversation, max(self.size.width - 1, 10))
            self.query_one("#who", Words).say(heading)

    def _show_entries(self, conversation: Conversation, *, is_another: bool) -> None:
        now = self.now or conversation.thread.last_at
        blocks = blocks_of(conversation.entries, now, conversation.zone)
        self.query_one(ConversationLines).show(blocks, is_another=is_another)


def heading_of(conversation: Conversation, width: int) -> Content:
    """Return who it is, on which channel, whose thread it is, and who else is there; always two lines."""
    thread = conversation.thread
    address = "" if not thread.name else f" · {written_out(thread.address)}"
    first = Content.assemble((f" {conversation.name}", "bold"), (f"{address} · {thread.channel}", "$quiet"))
    parts = [_whose(thread, conversation.zone)]
    if conversation.others:
        who = ", ".join(
            one_line(each.agent, 20) + (" (typing)" if each.is_typing else "") for each in conversation.others
        )
        parts.append(Content.styled(f"also here: {who}", "$accent"))
    second = Content(" ") + Content.styled(" · ", "$faint").join(parts)
    return Content("\n").join([first.truncate(width, ellipsis=True), second.truncate(width, ellipsis=True)])


def _whose(thread: ThreadRow, zone: tzinfo) -> Content:
    whose = f"assigned {one_line(thread.assignee, 20)}" if thread.assignee else "nobody’s yet"
    if thread.status is ThreadStatus.CLOSED:
        whose += " · closed"
    elif thread.status is ThreadStatus.SNOOZED and thread.snoozed_until is not None:
        whose += f" · snoozed until {moment(thread.snoozed_until, zone)}"
    return Content.styled(whose, "$quiet")
