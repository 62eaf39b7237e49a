"""Asks people for consent: the question in their language, queued under the gate, with the event that says they were asked.

Everything that asks goes through here: the second question of a double opt-in, an agent who may not write, a run that asks for
old consents again. Nobody has two questions to answer at once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo

from stopline.address import Address, region_of
from stopline.clock import Clock
from stopline.consent.draft import SCOPE_OF_PURPOSE
from stopline.consent.events import (
    ASKED_BY_MESSAGE,
    CONTACT,
    Channel,
    ConsentEvent,
    EventKind,
    Evidence,
    Method,
    Scope,
)
from stopline.consent.gate import Ask, Draft, Permit, Purpose
from stopline.consent.ledger import Ledger
from stopline.consent.refusal import Reason, Refusal
from stopline.consent.send_block import SendBlock, Standings
from stopline.consent.status import State, advance
from stopline.days import full_day
from stopline.errors import StoreError
from stopline.inbox.asks import AskedQuestion, Asks, NewQuestion, Outcome, Wait
from stopline.inbox.contacts import Contacts
from stopline.inbox.languages import language_in, language_of
from stopline.inbox.program import Program, Wording
from stopline.inbox.threads import Threads
from stopline.messages.outbox import Origin, Outbox, Queued
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

PURPOSE_OF_SCOPE = {
    SCOPE_OF_PURPOSE[purpose]: purpose
    for purpose in (Purpose.CONVERSATION, Purpose.NOTICE, Purpose.MARKETING)
}
"""The purpose a question for each consent has: what it asks for."""
WORDING_OF = {Ask.FIRST: Wording.ASK, Ask.CONFIRM: Wording.QUESTION, Ask.RECONFIRM: Wording.RECONFIRM}
WORDS_LOOKED_AT = 3
"""How many of somebody's last texts tell their language."""


@dataclass(frozen=True, slots=True)
class AlreadyAsked:
    """A question of this person still waits for its answer; nothing was sent."""

    question: AskedQuestion
    again_at: datetime
    """From when they may be asked again, should they not answer."""
    zone: tzinfo = UTC
    """Whose days are told: the team's."""
    now: datetime | None = None
    """When it is told; None for while there is time to answer."""

    def __str__(self) -> str:
        asked = self.question
        if not asked.has_left:
            is_later = self.now is not None and asked.asked_at > self.now
            when = f", on {self._day(asked.asked_at)} at the earliest" if is_later else ""
            return f"A question to this person waits to leave{when}."
        if self._is_over:
            return f"This person was asked on {self._day(asked.asked_at)} and did not answer until {self._day(asked.expires_at)}."
        return f"This person was asked on {self._day(asked.asked_at)} and has until {self._day(asked.expires_at)} to answer."

    def refusal(self) -> Refusal:
        """Return it as a no of the rules."""
        again = f"they may be asked again from {self._day(self.again_at)}."
        if not self.question.has_left:
            remedy = (
                f"Let it leave, or take it back (x in the inbox, `stopline cancel {self.question.message}`)."
            )
        elif self._is_over:
            remedy = f"A yes to it counts no more; {again}"
        else:
            remedy = f"Wait for their answer; it shows in their thread. Without one, {again}"
        return Refusal((Reason("already_asked", str(self), remedy),))

    @property
    def _is_over(self) -> bool:
        return self.now is not None and self.question.is_over(self.now)

    def _day(self, at: datetime) -> str:
        return full_day(at.astimezone(self.zone))


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it would be sent."""

    address: Address
    channel: Channel
    scope: Scope
    kind: Ask
    language: str
    text: str
    leaves_at: datetime | None = None
    """When it would leave at the earliest, where the hour keeps it; None for at once."""
    is_vague: bool = False
    """Whether the consent it asks about is too vague to rest on meanwhile."""
    wording: Wording | None = None
    """How it is worded, where not as its kind is."""

    def draft(self) -> Draft:
        """Return what the gate is asked about it."""
        return Draft(
            self.address, self.channel, PURPOSE_OF_SCOPE[self.scope], self.text, asks_consent=self.kind
        )


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why somebody is asked, for the event that says so."""

    actor: str
    method: Method
    evidence: Evidence = field(default_factory=Evidence)
    keyword: str = ""
    event: int | None = None
    """The `requested` event, where it is in the ledger already."""


Speaks = Callable[[str], str]
"""Tells the language of a text, empty where it cannot."""


class Asking:
    """What asks the people of one workspace for consent.

    Args:
        speaks: tells the language of what somebody wrote.
        waits: how long each kind of question waits.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        ledger: Ledger,
        standings: Standings,
        send_block: SendBlock,
        outbox: Outbox,
        contacts: Contacts,
        threads: Threads,
        asks: Asks,
        program: Program,
        speaks: Speaks,
        waits: dict[Ask, Wait],
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._ledger = ledger
        self._standings = standings
        self._send_block = send_block
        self._outbox = outbox
        self._contacts = contacts
        self._threads = threads
        self._asks = asks
        self._program = program
        self._speaks = speaks
        self._waits = waits
        self._sql = load_queries("stopline.inbox", "asking.sql")

    def language_for(self, address: Address, rule: str = "") -> str:
        """Return the language in which somebody is written to.

        Args:
            address: whom to write to.
            rule: what recognised their wish just now, which tells the language of most wishes.
        """
        contact = self._contacts.at(address)
        attributes = self._contacts.contact(contact).attributes if contact is not None else ()
        written = language_in(rule) or self._language_written(address)
        return language_of(attributes, written, region_of(address) or "", self._program.questions)

    def question(
        self,
        address: Address,
        channel: Channel,
        scope: Scope,
        kind: Ask,
        language: str = "",
        *,
        is_vague: bool = False,
        wording: Wording | None = None,
    ) -> Question | AlreadyAsked | Refusal:
        """Return the question as it would be sent, or why nobody may ask; nothing is changed.

        Args:
            address: whom to ask.
            channel: on which channel.
            scope: for what.
            kind: which question.
            language: in which language; theirs, where none is given.
            is_vague: whether the consent that is asked about is too vague to rest on meanwhile.
            wording: how it is worded, where not as its kind is.
        """
        waiting = self._asks.open_at(address, channel)
        if waiting is not None and not waiting.is_dead:
            again_at = waiting.asked_at + self._send_block.policy.ask_again_after
            zone, now = self._send_block.policy.zone(), self._clock.now()
            return AlreadyAsked(waiting, max(again_at, waiting.expires_at), zone, now)
        standing = self._standings.of(address, channel)
        if kind is Ask.FIRST and standing.within(scope).state is State.SUBSCRIBED:
            decision = self._send_block.ask(Draft(address, channel, PURPOSE_OF_SCOPE[scope]))
            if isinstance(decision, Permit) or decision.opens_at is not None:
                return Refusal((_AGREED,))
        language = language or self.language_for(address)
        text = self._program.question(wording or WORDING_OF[kind], language, scope, self._days(kind))
        question = Question(address, channel, scope, kind, language, text, is_vague=is_vague, wording=wording)
        # The gate is asked again when the question leaves, and the person is pending then.
        for event in _recorded_with(question, Occasion(CONTACT, Method.API), self._clock.now()):
            standing = advance(standing, 1, event)
        decision = self._send_block.ask(question.draft(), standing=standing)
        if isinstance(decision, Permit):
            return question
        if decision.opens_at is None:
            return decision
        later = self._send_block.ask(question.draft(), decision.opens_at, standing)
        return later if isinstance(later, Refusal) else replace(question, leaves_at=decision.opens_at)

    def answer_was_due(self, kind: Ask, said_at: datetime) -> datetime | None:
        """Return by when a question that belonged to words of theirs had to be answered; None while it still may be."""
        due_at = said_at + self._waits[kind].answer_within
        return due_at if due_at <= self._clock.now() else None

    def ask(self, question: Question, occasion: Occasion) -> Queued | AlreadyAsked | Refusal:
        """Queue a question and record that it was asked; all of it or nothing."""
        with self._engine.transaction():
            # The world may have gone on since the question was looked at.
            now = self.question(
                question.address, question.channel, question.scope, question.kind, question.language,
                is_vague=question.is_vague, wording=question.wording,
            )  # fmt: skip
            if not isinstance(now, Question):
                return now
            dead = self._asks.open_at(now.address, now.channel)
            if dead is not None:
                self._asks.close(dead, Outcome.REPLACED)
            contact = self._contacts.ensure(now.address, source=occasion.evidence.source or "ask")
            thread = self._threads.ensure(contact, now.address, now.channel, self._clock.now())
            return self._queue(thread, now, occasion)

    def ask_as(self, question: Question, agent: str) -> Queued | AlreadyAsked | Refusal:
        """Queue a question that an agent asks."""
        return self.ask(question, Occasion(agent, Method.AGENT, Evidence(source=ASKED_BY_MESSAGE)))

    def _queue(self, thread: int, question: Question, occasion: Occasion) -> Queued | Refusal:
        event = occasion.event
        for each in _recorded_with(question, occasion, self._clock.now()):
            recorded = self._ledger.record(each)
            if isinstance(recorded, Refusal):
                return recorded
            event = recorded.recorded.seq
        if event is None:
            raise StoreError("the question has no event to rest on; nothing was sent")
        agent = occasion.actor if occasion.method is Method.AGENT and question.kind is Ask.FIRST else None
        queued = self._outbox.queue(
            thread, question.draft(), Origin(agent=agent), not_before=question.leaves_at
        )
        if isinstance(queued, Queued):
            leaves_at = question.leaves_at or self._clock.now()
            asked = NewQuestion(
                thread,
                question.scope,
                question.kind,
                occasion.keyword,
                question.language,
                event,
                queued.message,
            )
            self._asks.add(asked, leaves_at, self._waits[question.kind])
        return queued

    def _days(self, kind: Ask) -> int:
        return max(self._waits[kind].answer_within // timedelta(days=1), 1)

    def _language_written(self, address: Address) -> str:
        rows = self._engine.all(self._sql["last_written"], address=address, limit=WORDS_LOOKED_AT)
        written = " ".join(row.text("text") for row in rows)
        return self._speaks(written) if written.strip() else ""


def _recorded_with(question: Question, occasion: Occasion, now: datetime) -> Iterator[ConsentEvent]:
    """Return what is recorded when a question is asked: a vague consent ends, and the person was asked."""
    if occasion.event is not None:
        return
    evidence = occasion.evidence
    asked = ConsentEvent(
        question.address, question.channel, EventKind.REQUESTED, occasion.method, occasion.actor, now, question.scope,
        evidence if evidence.disclosure else replace(evidence, disclosure=question.text),
    )  # fmt: skip
    if question.is_vague:
        yield replace(
            asked, kind=EventKind.EXPIRED, evidence=Evidence(note=f"too vague to rest on: {evidence.note}")
        )
    yield asked


_AGREED = Reason(
    "agreed_already",
    "This person has agreed to that already, so there is nothing to ask.",
    "Write to them; where their consent is old or vague, `stopline consent reconfirm` asks whether it still stands.",
)
