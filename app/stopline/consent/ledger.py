"""The consent ledger: appends evidence and keeps the status in step, in one transaction.

`Ledger.record` is the only function that writes consent. It does not decide what a text means (`recognise`) nor what may be
sent (`gate`).
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from stopline.address import Address, masked
from stopline.clock import Clock, to_text
from stopline.consent.authority import objection, stop_that_counts, stopping_event
from stopline.consent.chain import GENESIS, Link, digest, subject_of
from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method, RecordedEvent, Scope
from stopline.consent.kept_stops import KeptStops, News
from stopline.consent.keys import NO_KEYS, LedgerKeys, tagged_text
from stopline.consent.refusal import Refusal
from stopline.consent.send_block import Standings
from stopline.consent.status import (
    BLOCKING,
    NOTHING_KNOWN,
    Standing,
    State,
    Status,
    advance,
    is_weaker,
    with_repeats,
)
from stopline.consent.stored_events import recorded_of
from stopline.consent.suppressions import Suppression, Suppressions, channels_of
from stopline.consent.verification import LedgerWalk, Verification
from stopline.errors import LedgerBrokenError, SettingsError, WeakerStatusError
from stopline.store.engine import Engine
from stopline.store.queries import load_queries


@dataclass(frozen=True, slots=True)
class Change:
    """What one recorded event did."""

    recorded: RecordedEvent
    before: Standing
    after: Standing
    refused_count: int
    """How many queued messages were refused with it."""

    @property
    def is_new_stop(self) -> bool:
        """Tell whether this event stopped what was not stopped before."""
        scope = self.recorded.event.scope
        return (
            self.after.within(scope).state is State.STOPPED
            and self.before.within(scope).state is not State.STOPPED
        )


_MARKED = frozenset({EventKind.WITHDRAWN, EventKind.HELD, EventKind.ERASED})
"""What keeps messages from somebody: a database that lacks it would write to them."""


class Witness(Protocol):
    """What is told of every recorded event, inside its transaction."""

    def consent_changed(self, change: Change) -> None:
        """Take note of a change."""


def fresh_salt() -> str:
    """Return 128 random bits as text."""
    return secrets.token_hex(16)


class Ledger:
    """The ledger of one workspace.

    Args:
        engine: the workspace's database.
        clock: tells when an event is recorded.
        witnesses: told of every change, inside the transaction that makes it.
        salt: makes the random part of digests.
        keys: tag what is recorded, and check what was tagged.
        suppressions: what was kept of people who were forgotten; without it, nobody was.
        mark: told when something was committed that must not be lost.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        witnesses: Sequence[Witness] = (),
        salt: Callable[[], str] = fresh_salt,
        keys: LedgerKeys = NO_KEYS,
        suppressions: Suppressions | None = None,
        mark: Callable[[], None] | None = None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._witnesses = witnesses
        self._salt = salt
        self.keys = keys
        self._suppressions = suppressions
        self._mark = mark
        self._standings = Standings(engine)
        self._stops = KeptStops(engine)
        self._sql = load_queries("stopline.consent", "ledger.sql")

    def record(self, event: ConsentEvent) -> Change | Refusal:
        """Append an event, advance the status and refuse what is queued against it; all of it or nothing.

        Returns a refusal where the one who brings the event has no authority over the present status.
        """
        with self._engine.transaction():
            self.meet(event.address)
            before = self._standings.of(event.address, event.channel)
            said = self._said_over_a_stop(before, event)
            stopped_by = stop_that_counts(said, event.scope, stopping_event(before, event.scope))
            refusal = objection(before, stopped_by, event)
            if refusal is not None:
                return refusal
            before = with_repeats(before, said) if said else before
            recorded = self._append(event)
            after = advance(before, recorded.seq, event)
            self._project(event.address, event.channel, before, after)
            state = after.within(event.scope).state
            refused_count = (
                self._refuse_queued(event.address, event.channel, event.scope, state)
                if state in BLOCKING
                else 0
            )
            change = Change(recorded, before, after, refused_count)
            for witness in self._witnesses:
                witness.consent_changed(change)
            return change

    def subject_of(self, address: Address) -> str:
        """Return the salted digest that stands for an address in events and in links, making it where the address is new."""
        with self._engine.transaction():
            self.meet(address)
            return self._subject(address)

    def meet(self, address: Address) -> bool:
        """Record the stops kept of an address whose person was forgotten, where it comes again; return whether there were any.

        Everything that takes in an address which may be new calls this, so that gate, claim and trigger find the stop in the
        projection before anything can be sent there.
        """
        if self._suppressions is None or self._subject_known(address) is not None:
            return False
        with self._engine.transaction():
            kept = self._suppressions.of(address)
            if kept:
                self._subject(address)
            for each in kept:
                self.record(each.event(address))
        return bool(kept)

    def meet_everyone(self) -> int:
        """Take what only the list beside the database holds, and record it; return how many addresses it stopped."""
        if self._suppressions is None:
            return 0
        with self._engine.transaction():
            if self._suppressions.has_news():
                self._suppressions.take_news()
            if self._suppressions.is_empty():
                return 0
            return sum(self._stop_again(address) for address in self._addresses("known_addresses"))

    def erase(self, address: Address, actor: str) -> RecordedEvent:
        """Forget whose events these are, and every word in them; the chain keeps holding, and says that somebody was forgotten.

        The caller holds the transaction in which the stop is kept as a suppression.
        """
        event = ConsentEvent(
            address, channels_of(address)[0], EventKind.ERASED, Method.AGENT, actor, self._clock.now(),
            evidence=Evidence(note="person and words erased; what was stopped stays stopped"),
        )  # fmt: skip
        self._engine.run(self._sql["erase_evidence"], address=address)
        recorded = self._append(event)
        self._engine.run(self._sql["erase_statuses"], address=address)
        self._engine.run(self._sql["erase_subject"], address=address)
        return recorded

    def events_of(self, address: Address) -> list[RecordedEvent]:
        """Return every event of an address, oldest first."""
        return [recorded_of(row) for row in self._engine.all(self._sql["events_of"], address=address)]

    def event(self, seq: int) -> RecordedEvent | None:
        """Return one event, or None where there is none or its person was erased."""
        row = self._engine.one(self._sql["event"], seq=seq)
        return recorded_of(row) if row else None

    def walk(self) -> LedgerWalk:
        """Begin to verify, page by page, for whoever wants to tell how far it has come."""
        return LedgerWalk(self._engine, self.keys)

    def verify(self) -> Verification:
        """Walk the whole ledger and compare the projection with it; nobody who writes waits meanwhile."""
        found = self.walk().finish()
        # A key that is lost is no fault of the chain, which holds or not without it.
        if fault := self._suppressions.fault() if self._suppressions is not None else "":
            return replace(found, suppression_fault=fault)
        return replace(found, status_differences=found.status_differences + len(self._unmet()))

    def rebuild(self, *, may_weaken: bool = False) -> int:
        """Make the projection again from the ledger; return how many rows had to change.

        What follows from the ledger is worked out before the right to write is taken; inside, only what is wrong or was
        touched meanwhile is looked at again. A stop or hold that does not follow stays, unless somebody answers for lifting it.

        Raises:
            LedgerBrokenError: the chain does not hold, so nothing follows from it.
            WeakerStatusError: everything else was made again, and these stay as they are.
        """
        walk = self.walk()
        while walk.step():
            pass
        wrong = {(address, channel) for address, channel, _ in walk.differences()}
        with self._engine.transaction():
            walk.touched.clear()
            met_count = self.meet_everyone()
            while walk.step():
                pass
            if walk.broken is not None:
                raise LedgerBrokenError(
                    f"the ledger does not verify ({walk.broken.named}), so no status was made from it. {walk.broken.remedy}"
                )
            differences = walk.differences_at(wrong | walk.touched)
            weaker = (
                [] if may_weaken else [key for key in differences if self._weakens(*key, differences[key])]
            )
            for key in weaker:
                del differences[key]
            for (address, channel, scope), status in differences.items():
                self._set_status(address, channel, scope, status)
                if status.state in BLOCKING:
                    self._refuse_queued(address, channel, scope, status.state)
        changed_count = len(differences) + met_count
        if weaker:
            raise WeakerStatusError(changed_count, sorted({masked(address) for address, _, _ in weaker}))
        return changed_count

    def hash_at(self, seq: int) -> str | None:
        """Return the hash of one event, or None where there is none."""
        row = self._engine.one(self._sql["hash_at"], seq=seq)
        return row.text("hash") if row else None

    def vouch(self, agent: str) -> int:
        """Tag the events that lack a tag among those that have one, as somebody who answers for them; return how many.

        Raises:
            LedgerBrokenError: something else is wrong with the chain; nobody can answer for that.
            SettingsError: there is no key to tag with.
        """
        key = self.keys.signing
        if key is None:
            raise SettingsError(
                "there is no ledger key to tag with; `stopline consent key` tells where one is looked for"
            )
        walk = LedgerWalk(self._engine, self.keys, may_lack_tags=True)
        while walk.step():
            pass
        if walk.broken is not None:
            raise LedgerBrokenError(
                f"the ledger does not verify ({walk.broken}), so nobody can answer for it"
            )
        with self._engine.transaction():
            at = to_text(self._clock.now())
            untagged = self._engine.all(self._sql["untagged"], seq=walk.seq)
            for row in untagged:
                tag = key.tag(tagged_text(row.text("hash"), agent, at))
                self._tag(row.number("seq"), key.id, tag, vouched_by=agent, vouched_at=at)
        return len(untagged)

    def _weakens(self, address: Address, channel: Channel, scope: Scope, status: Status) -> bool:
        return is_weaker(status, self._standings.of(address, channel).narrow(scope))

    def _append(self, event: ConsentEvent) -> RecordedEvent:
        head = self._engine.one(self._sql["head"])
        seq, previous_hash = (head.number("seq") + 1, head.text("hash")) if head else (1, GENESIS)
        content = replace(event.evidence, nonce=self._salt()).content()
        recorded_at = self._clock.now()
        link = Link(
            seq=seq,
            subject=self._subject(event.address),
            channel=event.channel.value,
            scope=event.scope.value,
            kind=event.kind.value,
            method=event.method.value,
            actor=event.actor,
            evidence_digest=digest(content),
            occurred_at=to_text(event.occurred_at),
            recorded_at=to_text(recorded_at),
            previous_hash=previous_hash,
        )
        self._engine.run(self._sql["add_evidence"], digest=link.evidence_digest, content=content)
        hashed = link.hash()
        self._engine.run(
            self._sql["add_event"],
            seq=seq, subject=link.subject, channel=link.channel, scope=link.scope, kind=link.kind, method=link.method,
            actor=link.actor, evidence_digest=link.evidence_digest, occurred_at=link.occurred_at,
            recorded_at=link.recorded_at, previous_hash=previous_hash, hash=hashed,
        )  # fmt: skip
        if (key := self.keys.signing) is not None:
            self._tag(seq, key.id, key.tag(tagged_text(hashed)))
        if self._mark is not None and event.kind in _MARKED:
            self._engine.after_commit(self._mark)
        return RecordedEvent(seq, event, recorded_at, hashed)

    def _tag(
        self, seq: int, key_id: str, tag: str, vouched_by: str | None = None, vouched_at: str | None = None
    ) -> None:
        self._engine.run(
            self._sql["add_tag"],
            seq=seq,
            key_id=key_id,
            tag=tag,
            vouched_by=vouched_by,
            vouched_at=vouched_at,
        )

    def _subject(self, address: Address) -> str:
        """Return what events carry for an address, making it at the address's first event."""
        known = self._subject_known(address)
        if known is not None:
            return known
        salt = self._salt()
        subject = subject_of(address, salt)
        self._engine.run(self._sql["add_subject"], subject=subject, address=address, salt=salt)
        return subject

    def _subject_known(self, address: Address) -> str | None:
        row = self._engine.one(self._sql["subject_of"], address=address)
        return row.text("subject") if row else None

    def _stop_again(self, address: Address) -> bool:
        """Record what is suppressed of an address later than anything it is known to have said; return whether there was any."""
        if self._suppressions is None:
            return False
        is_news = False
        for kept in self._suppressions.of(address):
            if self._is_news(address, kept):
                self.record(kept.event(address))
                is_news = True
        return is_news

    def _is_news(self, address: Address, kept: Suppression) -> bool:
        standing = self._standings.of(address, kept.channel)
        news = self._stops.news_of(address, kept.channel, kept.scope, kept.since, standing)
        return news in (News.NEW, News.AGAIN)

    def _unmet(self) -> list[Address]:
        """Return addresses that came in past the ledger and are suppressed."""
        if self._suppressions is None or self._suppressions.is_empty():
            return []
        strangers = self._addresses("addresses_without_events")
        return [address for address in strangers if self._suppressions.of(address)]

    def _addresses(self, query: str) -> list[Address]:
        return [Address(row.text("address")) for row in self._engine.all(self._sql[query])]

    def _said_over_a_stop(self, standing: Standing, event: ConsentEvent) -> dict[int, ConsentEvent]:
        """Return what was recorded of an address, where an event may lift a stop of it; else nothing, for only then does it matter."""
        is_stopped = any(status.state is State.STOPPED for status in standing.scopes().values())
        if not is_stopped or event.kind is EventKind.WITHDRAWN:
            return {}
        of_channel = (each for each in self.events_of(event.address) if each.event.channel is event.channel)
        return {each.seq: each.event for each in of_channel}

    def _project(self, address: Address, channel: Channel, before: Standing, after: Standing) -> None:
        old, new = before.scopes(), after.scopes()
        for scope in old.keys() | new.keys():
            if old.get(scope) != new.get(scope):
                self._set_status(address, channel, scope, new.get(scope, NOTHING_KNOWN))

    def _set_status(self, address: Address, channel: Channel, scope: Scope, status: Status) -> None:
        """Write one row of the projection; a scope nothing is known of has none."""
        if status.since is None:
            self._engine.run(self._sql["clear_status"], address=address, channel=channel, scope=scope)
            return
        self._engine.run(
            self._sql["set_status"],
            address=address, channel=channel, scope=scope, state=status.state, since=to_text(status.since),
            event_seq=status.event_seq, before_hold=status.before_hold, basis=status.basis,
            agreed_at=to_text(status.agreed_at) if status.agreed_at else None,
        )  # fmt: skip

    def _refuse_queued(self, address: Address, channel: Channel, scope: Scope, state: State) -> int:
        return self._engine.run(
            self._sql["refuse_queued"],
            address=address, channel=channel, scope=scope, reason=state, now=to_text(self._clock.now()),
        )  # fmt: skip
