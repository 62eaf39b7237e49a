"""Questions for consent that wait for an answer: which, since when, until when, and what came of them.

Ledger and outbox tell them of everything: a question's time begins when it leaves, and it is closed by whatever answers it, on
whichever way that comes in. What still waits of it in the queue is then taken back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from stopline.address import Address
from stopline.clock import Clock, to_text
from stopline.consent.events import Channel, EventKind, Scope
from stopline.consent.gate import Ask
from stopline.consent.ledger import Change
from stopline.consent.status import YES, State
from stopline.errors import StoreError
from stopline.messages.message import Message, MessageState
from stopline.store.engine import Engine, Row
from stopline.store.queries import load_queries

_LEFT = frozenset({MessageState.SENT, MessageState.DELIVERED, MessageState.SENDING, MessageState.UNCERTAIN})
_DEAD = frozenset({MessageState.FAILED, MessageState.REFUSED})


class Outcome(StrEnum):
    """What came of a question."""

    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REPLACED = "replaced"
    """It never arrived; it may be asked again."""


@dataclass(frozen=True, slots=True)
class Wait:
    """How long a question waits for its answer, and when it is repeated once."""

    answer_within: timedelta
    remind_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """One question that was queued."""

    thread: int
    scope: Scope
    kind: Ask
    keyword: str
    """The word of ours that the person joined by; empty for none."""
    language: str
    event: int
    """The ledger event that says they were asked."""
    message: int


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question that was asked."""

    id: int
    thread: int
    address: Address
    channel: Channel
    name: str
    scope: Scope
    kind: Ask
    keyword: str
    """The word of ours that the person joined by; empty for none."""
    language: str
    event: int
    """The ledger event that says they were asked."""
    message: int
    text: str
    state: MessageState
    """Where the question is on its way."""
    reminder: int | None
    asked_at: datetime
    remind_at: datetime | None
    expires_at: datetime
    is_open: bool
    reason: str
    """Why it never arrives, where it does not."""

    @classmethod
    def from_row(cls, row: Row) -> "AskedQuestion":
        """Return the question of a row with a column for each field."""
        return cls(
            id=row.number("id"),
            thread=row.number("thread"),
            address=Address(row.text("address")),
            channel=Channel(row.text("channel")),
            name=row.text("name"),
            scope=Scope(row.text("scope")),
            kind=Ask(row.text("kind")),
            keyword=row.text("keyword"),
            language=row.text("language"),
            event=row.number("event"),
            message=row.number("message"),
            text=row.text("text"),
            state=MessageState(row.text("state")),
            reminder=row.number_or_none("reminder"),
            asked_at=row.instant("asked_at"),
            remind_at=row.instant_or_none("remind_at"),
            expires_at=row.instant("expires_at"),
            is_open=row.text_or_none("closed_at") is None,
            reason=row.text_or_none("reason") or "",
        )

    @property
    def has_left(self) -> bool:
        """Tell whether the person may have seen it, so that a yes may be an answer to it."""
        return self.state in _LEFT

    @property
    def is_dead(self) -> bool:
        """Tell whether it never reaches the person."""
        return self.state in _DEAD

    def is_over(self, at: datetime) -> bool:
        """Tell whether the time for an answer was over at an instant; that of a question that has not left has not begun."""
        return at > self.expires_at and self.state not in (MessageState.QUEUED, MessageState.SENDING)


class Asks:
    """The questions for consent of one workspace."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._sql = load_queries("stopline.inbox", "asks.sql")

    def at(self, address: Address, channel: Channel, at: datetime | None = None) -> AskedQuestion | None:
        """Return the question that somebody at an address may be answering.

        Args:
            address: who was asked.
            channel: on which channel.
            at: when they answer, if not now; an answer that was only collected late still counts.
        """
        row = self._engine.one(
            self._sql["ask_at"], address=address, channel=channel, at=to_text(at or self._clock.now())
        )
        return AskedQuestion.from_row(row) if row else None

    def open_at(self, address: Address, channel: Channel) -> AskedQuestion | None:
        """Return the question of an address that still waits for its answer."""
        found = self.at(address, channel)
        return found if found is not None and found.is_open else None

    def was_refused(self, address: Address, channel: Channel, since: datetime) -> bool:
        """Tell whether somebody said stop to a question of ours, at an instant or later."""
        row = self._engine.one(
            self._sql["ask_refused"], address=address, channel=channel, since=to_text(since)
        )
        return row is not None

    def waiting(self) -> list[AskedQuestion]:
        """Return every question that waits for its answer, the oldest first."""
        return [AskedQuestion.from_row(row) for row in self._engine.all(self._sql["asks_open"])]

    def overdue(self, limit: int) -> list[AskedQuestion]:
        """Return questions whose time is over."""
        now = to_text(self._clock.now())
        return [
            AskedQuestion.from_row(row)
            for row in self._engine.all(self._sql["asks_overdue"], now=now, limit=limit)
        ]

    def to_remind(self, limit: int) -> list[AskedQuestion]:
        """Return questions whose one reminder is due."""
        now = to_text(self._clock.now())
        return [
            AskedQuestion.from_row(row)
            for row in self._engine.all(self._sql["asks_to_remind"], now=now, limit=limit)
        ]

    def add(self, question: NewQuestion, leaves_at: datetime, wait: Wait) -> None:
        """Note a question that was queued; its time begins when it is to leave, and anew when it does."""
        remind_at = leaves_at + wait.remind_after if wait.remind_after is not None else None
        row = self._engine.one(
            self._sql["add_ask"],
            thread=question.thread, scope=question.scope, kind=question.kind, keyword=question.keyword,
            language=question.language, event=question.event, message=question.message,
            asked_at=to_text(leaves_at), remind_at=to_text(remind_at) if remind_at else None,
            expires_at=to_text(leaves_at + wait.answer_within),
        )  # fmt: skip
        if row is None:
            raise StoreError("the question was not stored")

    def note_reminder(self, question: AskedQuestion, message: int | None) -> None:
        """Note the message that reminds of a question, or that none will."""
        self._engine.run(self._sql["ask_is_reminded"], id=question.id, reminder=message)

    def close(self, question: AskedQuestion, outcome: Outcome) -> None:
        """Note what came of a question; what still waits of it is not sent any more."""
        now = to_text(self._clock.now())
        if self._engine.run(self._sql["close_ask"], id=question.id, now=now, outcome=outcome):
            self._engine.run(
                self._sql["take_back_question"],
                message=question.message, reminder=question.reminder, reason=f"question {outcome}", now=now,
            )  # fmt: skip

    def consent_changed(self, change: Change) -> None:
        """Close the question that an event answers; the ledger tells of every event."""
        event = change.recorded.event
        if event.kind is EventKind.REQUESTED:
            return
        question = self.open_at(event.address, event.channel)
        if question is None:
            return
        if event.kind is EventKind.RELEASED and question.is_dead:
            # A hold kept it from leaving, and nobody will answer it: its time is over.
            self._engine.run(self._sql["ask_is_over"], id=question.id, now=to_text(self._clock.now()))
        outcome = _outcome(change, question)
        if outcome is not None:
            self.close(question, outcome)

    def message_left(self, message: Message, at: datetime) -> None:
        """Begin the time of a question when it leaves; the outbox tells of every message."""
        if message.asks_consent is None:
            return
        row = self._engine.one(self._sql["ask_of_message"], message=message.id)
        if row is None:
            return
        delay = at - row.instant("asked_at")
        remind_at = row.instant_or_none("remind_at")
        self._engine.run(
            self._sql["ask_has_left"],
            id=row.number("id"), asked_at=to_text(at), expires_at=to_text(row.instant("expires_at") + delay),
            remind_at=to_text(remind_at + delay) if remind_at else None,
        )  # fmt: skip


def _outcome(change: Change, question: AskedQuestion) -> Outcome | None:
    """Return what an event says of a question, if it is about what was asked for."""
    event = change.recorded.event
    if event.scope not in (Scope.ALL, question.scope):
        return None
    if change.after.within(question.scope).state is State.STOPPED:
        return Outcome.WITHDRAWN
    if event.kind in YES:
        return Outcome.CONFIRMED
    return Outcome.EXPIRED if event.kind is EventKind.EXPIRED else None
