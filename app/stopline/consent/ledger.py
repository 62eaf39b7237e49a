"""The consent ledger: appends evidence and keeps the status in step, in one transaction.

`Ledger.record` is the only function that writes consent. It does not decide what a text means (`recognise`) nor what may be
sent (`gate`).
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from stopline.address import Address
from stopline.clock import Clock, to_text
from stopline.consent.authority import objection
from stopline.consent.chain import GENESIS, Break, Link, StoredLink, digest, first_break, subject_of
from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method, RecordedEvent, Scope
from stopline.consent.refusal import Refusal
from stopline.consent.send_block import Standings, status_of
from stopline.consent.status import BLOCKING, NOTHING_KNOWN, UNTOUCHED, Standing, State, Status, advance
from stopline.consent.suppressions import Suppressions, channels_of
from stopline.store.engine import Engine, Row
from stopline.store.queries import load_queries

_PAGE = 5_000
"""Events read at once when the whole ledger is walked."""
_STATUS_KEY = tuple[Address, Channel, Scope]


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


@dataclass(frozen=True, slots=True)
class Verification:
    """What walking the whole ledger found."""

    event_count: int
    head: str
    """The hash of the last event; kept elsewhere, it shows a tail that was cut off."""
    first_break: Break | None
    status_differences: int
    """Rows of the projection that do not follow from the ledger."""

    @property
    def is_intact(self) -> bool:
        """Tell whether chain and projection both hold."""
        return self.first_break is None and self.status_differences == 0


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
        suppressions: what was kept of people who were forgotten; without it, nobody was.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        witnesses: Sequence[Witness] = (),
        salt: Callable[[], str] = fresh_salt,
        suppressions: Suppressions | None = None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._witnesses = witnesses
        self._salt = salt
        self._suppressions = suppressions
        self._standings = Standings(engine)
        self._sql = load_queries("stopline.consent", "ledger.sql")

    def record(self, event: ConsentEvent) -> Change | Refusal:
        """Append an event, advance the status and refuse what is queued against it; all of it or nothing.

        Returns a refusal where the one who brings the event has no authority over the present status.
        """
        with self._engine.transaction():
            self.meet(event.address)
            before = self._standings.of(event.address, event.channel)
            refusal = objection(before, self._maker_of(before, event.scope), event)
            if refusal is not None:
                return refusal
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
        return [_recorded(row) for row in self._engine.all(self._sql["events_of"], address=address)]

    def event(self, seq: int) -> RecordedEvent | None:
        """Return one event, or None where there is none or its person was erased."""
        row = self._engine.one(self._sql["event"], seq=seq)
        return _recorded(row) if row else None

    def verify(self) -> Verification:
        """Walk the whole ledger and compare the projection with it."""
        with self._engine.snapshot():
            broken = first_break(self._stored_links())
            head = self._engine.one(self._sql["head"])
            differences = len(self._differences()) + len(self._unmet())
        count, head_hash = (head.number("seq"), head.text("hash")) if head else (0, GENESIS)
        return Verification(count, head_hash, broken, differences)

    def rebuild(self) -> int:
        """Make the projection again from the ledger; return how many rows had to change."""
        with self._engine.transaction():
            met_count = self.meet_everyone()
            differences = self._differences()
            for (address, channel, scope), status in differences.items():
                self._set_status(address, channel, scope, status)
                if status.state in BLOCKING:
                    self._refuse_queued(address, channel, scope, status.state)
        return len(differences) + met_count

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
        return RecordedEvent(seq, event, recorded_at, hashed)

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
            before = self._standings.of(address, kept.channel).within(kept.scope)
            if before.since is None or (before.state is not State.STOPPED and before.since < kept.since):
                self.record(kept.event(address))
                is_news = True
        return is_news

    def _unmet(self) -> list[Address]:
        """Return addresses that came in past the ledger and are suppressed."""
        if self._suppressions is None or self._suppressions.is_empty():
            return []
        strangers = self._addresses("addresses_without_events")
        return [address for address in strangers if self._suppressions.of(address)]

    def _addresses(self, query: str) -> list[Address]:
        return [Address(row.text("address")) for row in self._engine.all(self._sql[query])]

    def _maker_of(self, standing: Standing, scope: Scope) -> ConsentEvent | None:
        """Return the event that made the stop an event would meet, if there is a stop."""
        stops = [
            status
            for status in (standing.within(scope), *standing.scopes().values())
            if status.state is State.STOPPED
        ]
        recorded = self.event(stops[0].event_seq) if stops else None
        return recorded.event if recorded else None

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
            event_seq=status.event_seq, before_hold=status.before_hold,
        )  # fmt: skip

    def _refuse_queued(self, address: Address, channel: Channel, scope: Scope, state: State) -> int:
        return self._engine.run(
            self._sql["refuse_queued"],
            address=address, channel=channel, scope=scope, reason=state, now=to_text(self._clock.now()),
        )  # fmt: skip

    def _stored_links(self) -> Iterator[StoredLink]:
        for row in self._pages("links_after"):
            yield StoredLink(
                Link(
                    row.number("seq"), row.text("subject"), row.text("channel"), row.text("scope"), row.text("kind"),
                    row.text("method"), row.text("actor"), row.text("evidence_digest"), row.text("occurred_at"),
                    row.text("recorded_at"), row.text("previous_hash"),
                ),
                row.text("hash"),
                row.text_or_none("content"),
                row.text_or_none("address"),
                row.text_or_none("salt"),
            )  # fmt: skip

    def _differences(self) -> dict[_STATUS_KEY, Status]:
        """Return what the projection should hold wherever it holds something else."""
        folded: dict[tuple[Address, Channel], Standing] = {}
        for row in self._pages("replay_after"):
            recorded = _recorded(row)
            key = (recorded.event.address, recorded.event.channel)
            folded[key] = advance(folded.get(key, UNTOUCHED), recorded.seq, recorded.event)
        wanted = {
            (address, channel, scope): status
            for (address, channel), standing in folded.items()
            for scope, status in standing.scopes().items()
        }
        found = {
            (Address(row.text("address")), Channel(row.text("channel")), Scope(row.text("scope"))): status_of(
                row
            )
            for row in self._engine.all(self._sql["every_status"])
        }
        keys = wanted.keys() | found.keys()
        return {key: wanted.get(key, NOTHING_KNOWN) for key in keys if wanted.get(key) != found.get(key)}

    def _pages(self, query: str) -> Iterator[Row]:
        seq = 0
        while rows := self._engine.all(self._sql[query], seq=seq, limit=_PAGE):
            yield from rows
            seq = rows[-1].number("seq")


def _recorded(row: Row) -> RecordedEvent:
    event = ConsentEvent(
        address=Address(row.text("address")),
        channel=Channel(row.text("channel")),
        kind=EventKind(row.text("kind")),
        method=Method(row.text("method")),
        actor=row.text("actor"),
        occurred_at=row.instant("occurred_at"),
        scope=Scope(row.text("scope")),
        evidence=Evidence.from_content(row.text_or_none("content")),
    )
    return RecordedEvent(row.number("seq"), event, row.instant("recorded_at"), row.text("hash"))
