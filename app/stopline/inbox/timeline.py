"""One conversation in order of time: messages both ways, consent events, internal notes."""

from dataclasses import dataclass
from datetime import UTC, datetime

from stopline.clock import to_text
from stopline.consent.events import TAKEN_BACK, EventKind, Evidence, Method, Scope
from stopline.inbox.threads import NoteKind, ThreadRow
from stopline.messages.message import Direction, Message
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

PAGE_SIZE = 60
"""Messages read at once."""
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
_END = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """A consent event as the conversation shows it."""

    seq: int
    at: datetime
    kind: EventKind
    method: Method
    actor: str
    scope: Scope
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """A note, or what an agent did with the thread."""

    id: int
    at: datetime
    kind: NoteKind
    agent: str
    text: str
    """The note; for `assigned` the new assignee, for `snoozed` until when."""


@dataclass(frozen=True, slots=True)
class QuestionEntry:
    """A text that asks how to stop: it was answered like HELP, and nothing was held."""

    message: int
    at: datetime
    span: tuple[int, int]
    """Where in the text the words are that ask."""


Entry = Message | ConsentEntry | NoteEntry | QuestionEntry
"""What a conversation is made of; each has `at`."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a thread: everything before it is older."""

    at: datetime = _END
    message: int = 0


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """A stretch of a conversation, oldest first."""

    entries: tuple[Entry, ...]
    earlier: Place | None
    """Where the next older stretch ends, or None at the beginning of the thread."""


class Timeline:
    """The conversations of one workspace."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sql = load_queries("stopline.inbox", "timeline.sql")

    def page(self, thread: ThreadRow, before: Place = Place(), limit: int = PAGE_SIZE) -> TimelinePage:
        """Return the last stretch of a thread before a place, with at most `limit` messages and all that happened among them."""
        rows = self._engine.all(
            self._sql["messages_before"],
            thread=thread.id,
            at=to_text(before.at),
            id=before.message,
            limit=limit,
        )
        messages = [Message.from_row(row) for row in rows]
        is_complete = len(messages) < limit
        since = _BEGINNING if is_complete else messages[-1].at
        entries: list[Entry] = [
            *messages,
            *self._notes(thread, since, before),
            *self._events(thread, since, before),
            *self._questions(thread, since, before),
        ]
        entries.sort(key=_order)
        earlier = None if is_complete else Place(messages[-1].at, messages[-1].id)
        return TimelinePage(tuple(entries), earlier)

    def _notes(self, thread: ThreadRow, since: datetime, before: Place) -> list[NoteEntry]:
        rows = self._engine.all(
            self._sql["notes_between"], thread=thread.id, since=to_text(since), before=to_text(before.at)
        )
        return [
            NoteEntry(
                row.number("id"),
                row.instant("at"),
                NoteKind(row.text("kind")),
                row.text("agent"),
                row.text("text"),
            )
            for row in rows
        ]

    def _questions(self, thread: ThreadRow, since: datetime, before: Place) -> list[QuestionEntry]:
        rows = self._engine.all(
            self._sql["questions_between"], thread=thread.id, since=to_text(since), before=to_text(before.at)
        )
        return [
            QuestionEntry(
                row.number("message"), row.instant("at"), (row.number("start_at"), row.number("end_at"))
            )
            for row in rows
        ]

    def _events(self, thread: ThreadRow, since: datetime, before: Place) -> list[ConsentEntry]:
        rows = self._engine.all(
            self._sql["events_between"],
            address=thread.address, channel=thread.channel, taken_back=TAKEN_BACK, since=to_text(since), before=to_text(before.at),
        )  # fmt: skip
        return [
            ConsentEntry(
                seq=row.number("seq"),
                at=row.instant("told_at"),
                kind=EventKind(row.text("kind")),
                method=Method(row.text("method")),
                actor=row.text("actor"),
                scope=Scope(row.text("scope")),
                evidence=Evidence.from_content(row.text_or_none("content")),
            )
            for row in rows
        ]


def _order(entry: Entry) -> tuple[datetime, int, int]:
    """Sort by time; at the same instant come what a person wrote, what it meant, and what was answered."""
    match entry:
        case Message(direction=Direction.INBOUND):
            return (entry.at, 0, entry.id)
        case ConsentEntry():
            return (entry.at, 1, entry.seq)
        case QuestionEntry():
            return (entry.at, 1, entry.message)
        case Message():
            return (entry.shown_at, 2, entry.id)
        case NoteEntry():
            return (entry.at, 3, entry.id)
