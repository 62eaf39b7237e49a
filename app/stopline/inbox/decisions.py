"""Decisions on held threads: a doubtful reply is confirmed as a stop, released, or decides itself when its time is up.

A hold freezes sending from the moment the text came in. Whatever is decided becomes an event with the words that were in
doubt; a confirmed stop is dated to the text, not to the decision.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from stopline.address import Address
from stopline.clock import Clock, to_text
from stopline.consent.deadlines import business_days_after, business_days_left
from stopline.consent.events import (
    AFTER_A_RELEASE,
    AUTOMATIC,
    CONTACT,
    DECIDED_BY,
    TAKEN_BACK,
    Channel,
    ConsentEvent,
    EventKind,
    Evidence,
    Method,
    Scope,
)
from stopline.consent.gate import Draft, Policy, Purpose
from stopline.consent.ledger import Change, Ledger
from stopline.consent.refusal import Refusal
from stopline.errors import BadInputError, NotFoundError
from stopline.inbox.answers import Answers
from stopline.inbox.contacts import Contacts
from stopline.inbox.threads import Threads
from stopline.messages.outbox import Outbox
from stopline.store.engine import Engine, Row
from stopline.store.queries import load_queries


@dataclass(frozen=True, slots=True)
class Hold:
    """A doubtful reply that waits for a decision."""

    address: Address
    channel: Channel
    scope: Scope
    held_at: datetime
    """When the text came in."""
    evidence: Evidence
    """The words, and which of them are in doubt."""
    deadline: datetime
    """When it must be decided at the latest."""
    decides_at: datetime
    """When it counts as a stop by itself: soon enough before the deadline that a worker honours it in time."""
    days_left: int
    """Whole business days until the deadline."""


class Decisions:
    """The holds of one workspace, and what is decided about them."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        ledger: Ledger,
        outbox: Outbox,
        contacts: Contacts,
        threads: Threads,
        answers: Answers,
        policy: Policy,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._ledger = ledger
        self._outbox = outbox
        self._contacts = contacts
        self._threads = threads
        self._answers = answers
        self._policy = policy
        self._sql = load_queries("stopline.inbox", "decisions.sql")

    def hold_of(self, address: Address, channel: Channel) -> Hold | None:
        """Return what is held of an address on a channel."""
        row = self._engine.one(self._sql["held_of"], address=address, channel=channel)
        return self._hold(row) if row else None

    def holds(self) -> list[Hold]:
        """Return everything held, the oldest first."""
        return [self._hold(row) for row in self._engine.all(self._sql["held"])]

    def confirm(self, address: Address, channel: Channel, agent: str, scope: Scope = Scope.ALL) -> Change:
        """Decide that a held reply meant stop, dated to the text; its one confirmation leaves only while it is timely.

        Args:
            address: whose reply it is.
            channel: where it came in.
            agent: who decides.
            scope: what it meant to stop; with a narrower scope, the hold of the rest is released.

        Raises:
            NotFoundError: nothing is held there.
        """
        with self._engine.transaction():
            hold = self._required(address, channel)
            if scope is not hold.scope:
                self._record(
                    hold, EventKind.RELEASED, hold.scope, agent, "only a part was meant", self._clock.now()
                )
            change = self._record(hold, EventKind.WITHDRAWN, scope, agent, "", hold.held_at)
            self._confirm_to_contact(hold, change)
            return change

    def release(self, address: Address, channel: Channel, agent: str, why: str) -> Change:
        """Decide that a held reply meant something else; sending opens again.

        Raises:
            BadInputError: no reason is given; the ledger needs one.
            NotFoundError: nothing is held there.
        """
        if not why.strip():
            raise BadInputError("a release needs a reason: what did they mean?")
        with self._engine.transaction():
            hold = self._required(address, channel)
            return self._record(hold, EventKind.RELEASED, hold.scope, agent, why, self._clock.now())

    def wrong_number(self, address: Address, channel: Channel, agent: str) -> Change:
        """Decide that the number belongs to somebody else: a stop, and the person we meant loses the number.

        Raises:
            NotFoundError: nothing is held there.
        """
        with self._engine.transaction():
            hold = self._required(address, channel)
            change = self._record(hold, EventKind.WITHDRAWN, Scope.ALL, agent, "wrong number", hold.held_at)
            self._contacts.detach(address)
            self._confirm_to_contact(hold, change)
            return change

    def hold_again(
        self, address: Address, channel: Channel, agent: str, release: int | None = None
    ) -> Change:
        """Take back a release that was a mistake: the same words are held again, and their time has run on since they came in.

        Args:
            address: whose reply it is.
            channel: where it came in.
            agent: who takes it back.
            release: which event of the ledger that release is, where only that one is meant.

        Raises:
            NotFoundError: the last thing recorded there is not a release, or not the one that is meant.
        """
        with self._engine.transaction():
            recorded = [each for each in self._ledger.events_of(address) if each.event.channel is channel]
            events = [each.event for each in recorded]
            if not events or events[-1].kind is not EventKind.RELEASED:
                raise NotFoundError(
                    "nothing of this person was released last, so there is nothing to hold again"
                )
            if release not in (None, recorded[-1].seq):
                raise NotFoundError(
                    "somebody else has decided about this person since your release, so it stays as they left it"
                )
            scope = events[-1].scope
            held = next(
                each for each in reversed(events) if each.kind is EventKind.HELD and each.scope is scope
            )
            again = replace(
                held, actor=agent, evidence=replace(held.evidence, note=f"{TAKEN_BACK} by {agent}", nonce="")
            )
            return self._required_change(self._ledger.record(again))

    def let_time_decide(self) -> int:
        """Make a stop of every hold whose time is up; return how many."""
        now = self._clock.now()
        # A deadline in business days is never earlier than one in days, so only older holds need a look.
        shortest = timedelta(days=self._policy.shortest_hold_days) - self._policy.hold_decides_before
        old = [
            self._hold(row)
            for row in self._engine.all(self._sql["held_before"], before=to_text(now - shortest))
        ]
        ripe = [hold for hold in old if hold.decides_at <= now]
        for hold in ripe:
            self._record(
                hold, EventKind.WITHDRAWN, hold.scope, AUTOMATIC, "nobody decided in time", hold.held_at
            )
        return len(ripe)

    def _hold(self, row: Row) -> Hold:
        recorded = self._ledger.event(row.number("event_seq"))
        held_at = row.instant("since")
        evidence = recorded.event.evidence if recorded else Evidence()
        deadline = business_days_after(
            evidence.arrived_at or held_at,
            self._policy.hold_days(row.text_or_none("region")),
            (row.text_or_none("zones") or "").split(),
        )
        return Hold(
            address=Address(row.text("address")),
            channel=Channel(row.text("channel")),
            scope=Scope(row.text("scope")),
            held_at=held_at,
            evidence=evidence,
            deadline=deadline,
            decides_at=deadline - self._policy.hold_decides_before,
            days_left=business_days_left(self._clock.now(), deadline),
        )

    def _required(self, address: Address, channel: Channel) -> Hold:
        hold = self.hold_of(address, channel)
        if hold is None:
            raise NotFoundError("nothing of this person waits for a decision")
        return hold

    def _record(
        self, hold: Hold, kind: EventKind, scope: Scope, agent: str, note: str, occurred_at: datetime
    ) -> Change:
        again = AFTER_A_RELEASE if hold.evidence.note.startswith(TAKEN_BACK) else ""
        evidence = Evidence(
            words=hold.evidence.words,
            keyword=hold.evidence.keyword,
            rule=hold.evidence.rule,
            span=hold.evidence.span,
            score=hold.evidence.score,
            message=hold.evidence.message,
            arrived_at=hold.evidence.arrived_at,
            note=f"{DECIDED_BY}{agent}" + (f": {note}" if note else "") + again,
        )
        # The words are the contact's own: a stop that an agent only confirmed is theirs, and nobody else can undo it.
        actor = CONTACT if kind is EventKind.WITHDRAWN else agent
        event = ConsentEvent(
            hold.address, hold.channel, kind, Method.SENTENCE, actor, occurred_at, scope, evidence
        )
        return self._required_change(self._ledger.record(event))

    def _required_change(self, outcome: Change | Refusal) -> Change:
        if isinstance(outcome, Refusal):
            raise BadInputError(str(outcome))
        return outcome

    def _confirm_to_contact(self, hold: Hold, change: Change) -> None:
        is_timely = self._clock.now() - hold.held_at <= self._policy.confirmation_window
        thread = self._threads.at(hold.address, hold.channel)
        if is_timely and thread is not None:
            text = self._answers.in_language_of(hold.evidence.rule).ending(change.recorded.event.scope)
            draft = Draft(hold.address, hold.channel, Purpose.COMPLIANCE, text)
            self._outbox.queue(thread, draft, answers_event=change.recorded.seq)
