"""Threads: the shared list, its filters and figures, and what agents do with a thread."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stopline.address import Address
from stopline.clock import Clock, to_text
from stopline.consent.events import Channel
from stopline.consent.status import State
from stopline.errors import BadInputError, NotFoundError, StoreError
from stopline.inert import storable
from stopline.store.engine import Engine, Row, SqlValue
from stopline.store.queries import load_queries


class ThreadStatus(StrEnum):
    """Whether a thread wants attention."""

    OPEN = "open"
    SNOOZED = "snoozed"
    CLOSED = "closed"


class ThreadFilter(StrEnum):
    """Which threads a list shows."""

    OPEN = "open"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    HELD = "held"
    """A doubtful reply waits for a decision."""
    STOPPED = "stopped"
    CLOSED = "closed"
    """Closed or snoozed."""
    DUE = "due"
    """A request with a deadline by law is still to be done; the longest waiting first."""
    PENDING = "pending"
    """Asked for consent, and the answer is awaited."""
    EVERY = "every"


class NoteKind(StrEnum):
    """What a note tells."""

    NOTE = "note"
    ASSIGNED = "assigned"
    CLOSED = "closed"
    REOPENED = "reopened"
    SNOOZED = "snoozed"


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """One thread as the list shows it."""

    id: int
    contact: int
    address: Address
    name: str
    channel: Channel
    status: ThreadStatus
    unread: int
    """Texts nobody has looked at."""
    assignee: str
    """An agent, or empty."""
    consent: State
    last_at: datetime
    last_text: str
    """The beginning of the last text, as it came; not inert."""
    last_direction: str
    """`inbound`, `outbound`, or empty where nothing was said."""
    last_inbound_at: datetime | None
    snoozed_until: datetime | None
    asks_how_to_stop: bool
    """Somebody asked how to stop, and nobody has looked since."""

    @classmethod
    def from_row(cls, row: Row) -> "ThreadRow":
        """Return the thread of a row with a column for each field."""
        return cls(
            id=row.number("id"),
            contact=row.number("contact"),
            address=Address(row.text("address")),
            name=row.text("name"),
            channel=Channel(row.text("channel")),
            status=ThreadStatus(row.text("status")),
            unread=row.number("unread"),
            assignee=row.text("assignee"),
            consent=State(row.text("consent")),
            last_at=row.instant("last_at"),
            last_text=row.text("last_text"),
            last_direction=row.text("last_direction"),
            last_inbound_at=row.instant_or_none("last_inbound_at"),
            snoozed_until=row.instant_or_none("snoozed_until"),
            asks_how_to_stop=bool(row.number("asks_how_to_stop")),
        )


@dataclass(frozen=True, slots=True)
class ThreadCounts:
    """How many threads each filter shows."""

    open: int = 0
    mine: int = 0
    unassigned: int = 0
    held: int = 0
    stopped: int = 0
    closed: int = 0
    pending: int = 0
    every: int = 0
    due: int = 0

    def of(self, shown: ThreadFilter) -> int:
        """Return the figure of one filter."""
        return {
            ThreadFilter.OPEN: self.open,
            ThreadFilter.MINE: self.mine,
            ThreadFilter.UNASSIGNED: self.unassigned,
            ThreadFilter.HELD: self.held,
            ThreadFilter.STOPPED: self.stopped,
            ThreadFilter.CLOSED: self.closed,
            ThreadFilter.PENDING: self.pending,
            ThreadFilter.EVERY: self.every,
            ThreadFilter.DUE: self.due,
        }[shown]


class Threads:
    """The threads of one workspace."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._sql = load_queries("stopline.inbox", "threads.sql")

    def ensure(self, contact: int, address: Address, channel: Channel, at: datetime) -> int:
        """Return the number of the thread of an address on a channel, beginning one where there is none."""
        known = self.at(address, channel)
        if known is not None:
            return known
        row = self._engine.one(
            self._sql["add_thread"], contact=contact, address=address, channel=channel, at=to_text(at)
        )
        if row is None:
            raise StoreError("the thread was not stored")
        return row.number("id")

    def at(self, address: Address, channel: Channel) -> int | None:
        """Return the number of the thread of an address on a channel."""
        row = self._engine.one(self._sql["thread_at"], address=address, channel=channel)
        return row.number("id") if row else None

    def thread(self, id: int) -> ThreadRow:  # noqa: A002 - the field's own name
        """Return one thread.

        Raises:
            NotFoundError: there is none of that number.
        """
        row = self._engine.one(self._sql["thread"], thread=id)
        if row is None:
            raise NotFoundError(f"there is no thread {id}; `stopline threads` lists them")
        return ThreadRow.from_row(row)

    def page(self, shown: ThreadFilter, agent: str, offset: int, limit: int) -> list[ThreadRow]:
        """Return the threads of a filter from a place in its list, the latest first."""
        values: dict[str, SqlValue] = {"offset": offset, "limit": limit}
        if shown is ThreadFilter.MINE:
            values["agent"] = agent
        return [ThreadRow.from_row(row) for row in self._engine.all(self._sql[f"page_{shown}"], **values)]

    def of_contact(self, contact: int) -> list[ThreadRow]:
        """Return the threads of one person, on every channel and address."""
        return [
            ThreadRow.from_row(row)
            for row in self._engine.all(self._sql["threads_of_contact"], contact=contact)
        ]

    def counts(self, agent: str) -> ThreadCounts:
        """Return how many threads each filter shows to an agent."""
        groups = [
            (row.text("status"), row.text("assignee"), row.text("consent"), row.number("threads"))
            for row in self._engine.all(self._sql["counts"])
        ]
        opened = [group for group in groups if group[0] == ThreadStatus.OPEN]
        return ThreadCounts(
            open=sum(group[3] for group in opened),
            mine=sum(group[3] for group in opened if group[1] == agent),
            unassigned=sum(group[3] for group in opened if not group[1]),
            held=sum(group[3] for group in groups if group[2] == State.HELD),
            stopped=sum(group[3] for group in groups if group[2] == State.STOPPED),
            closed=sum(group[3] for group in groups if group[0] != ThreadStatus.OPEN),
            pending=sum(group[3] for group in groups if group[2] == State.PENDING),
            every=sum(group[3] for group in groups),
            due=due.number("threads") if (due := self._engine.one(self._sql["count_due"])) else 0,
        )

    def agents(self) -> list[str]:
        """Return every agent a thread belongs to, by name."""
        return [row.text("assignee") for row in self._engine.all(self._sql["agents"])]

    def assign(self, thread: int, assignee: str, agent: str) -> None:
        """Give a thread to an agent, or to nobody (empty), and note who did."""
        with self._engine.transaction():
            if self._engine.run(self._sql["assign"], thread=thread, assignee=assignee):
                self._note(thread, NoteKind.ASSIGNED, agent, assignee)

    def close(self, thread: int, agent: str) -> None:
        """Close a thread; the next text of the person opens it again."""
        with self._engine.transaction():
            self._engine.run(
                self._sql["set_status"], thread=thread, status=ThreadStatus.CLOSED, snoozed_until=None
            )
            self._engine.run(self._sql["mark_read"], thread=thread)
            self._note(thread, NoteKind.CLOSED, agent, "")

    def reopen(self, thread: int, agent: str) -> None:
        """Open a closed or snoozed thread."""
        with self._engine.transaction():
            self._engine.run(
                self._sql["set_status"], thread=thread, status=ThreadStatus.OPEN, snoozed_until=None
            )
            self._note(thread, NoteKind.REOPENED, agent, "")

    def snooze(self, thread: int, until: datetime, agent: str) -> None:
        """Put a thread away until an instant or the person's next text, whichever comes first.

        Raises:
            BadInputError: the instant has passed.
        """
        if until <= self._clock.now():
            raise BadInputError("a thread is snoozed until a time to come")
        with self._engine.transaction():
            self._engine.run(
                self._sql["set_status"],
                thread=thread,
                status=ThreadStatus.SNOOZED,
                snoozed_until=to_text(until),
            )
            self._note(thread, NoteKind.SNOOZED, agent, to_text(until))

    def wake(self) -> int:
        """Open every thread that was snoozed until now; return how many."""
        return self._engine.run(self._sql["wake"], now=to_text(self._clock.now()))

    def mark_read(self, thread: int) -> None:
        """Note that somebody has looked at everything in a thread."""
        self._engine.run(self._sql["mark_read"], thread=thread)

    def mark_unread(self, thread: int) -> None:
        """Show a thread as unread again."""
        self._engine.run(self._sql["mark_unread"], thread=thread)

    def note(self, thread: int, agent: str, text: str) -> None:
        """Add an internal note; it is never sent.

        Raises:
            BadInputError: the note is empty.
        """
        if not text.strip():
            raise BadInputError("a note needs words")
        self._note(thread, NoteKind.NOTE, agent, storable(text))

    def take_inbound(self, thread: int, text: str, at: datetime, gateway: str | None) -> None:
        """Show a text that came in as the thread's last, count it as unread and open the thread."""
        self._engine.run(self._sql["take_inbound"], thread=thread, text=text, at=to_text(at), gateway=gateway)

    def _note(self, thread: int, kind: NoteKind, agent: str, text: str) -> None:
        self._engine.run(
            self._sql["add_note"],
            thread=thread, kind=kind, agent=agent, text=text, at=to_text(self._clock.now()),
        )  # fmt: skip
