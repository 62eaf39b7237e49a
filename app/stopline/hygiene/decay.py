"""Consent decay: consents that have grown old or weak are asked for again or retired, many at once.

A retired consent is an `expired` event of its own for each scope; nothing is taken away from the evidence. Before each event the
present is read again in the transaction that records it: who has stopped, is held, or has answered meanwhile is left alone.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from stopline.address import Address
from stopline.clock import Clock
from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.ledger import Ledger
from stopline.consent.refusal import Refusal
from stopline.consent.send_block import Standings
from stopline.consent.status import BLOCKING, State
from stopline.errors import BadInputError
from stopline.hygiene.doctor import Doctor
from stopline.hygiene.findings import FADING, Affected, Kind, Limits
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

AT_ONCE = 100
"""People in one transaction, so that a text that comes in never waits long."""
_FADES = frozenset({State.SUBSCRIBED, State.PENDING})
_REASONS: Mapping[Kind, str] = {
    Kind.QUIET: "no answer for long",
    Kind.STALE: "not used by either side for long",
    Kind.UNPROVEN: "not proven",
    Kind.PENDING: "asked, and not answered",
    Kind.UNREACHABLE: "messages do not arrive",
}


class Reconfirmations(Protocol):
    """Asks people again whether they want our messages."""

    def queue(self, addresses: Sequence[tuple[Address, Channel]], agent: str) -> int:
        """Queue the question for each of the addresses that may be asked; return for how many."""


@dataclass(frozen=True, slots=True)
class Fading:
    """Whose consents a run is about."""

    kind: Kind
    people: tuple[Affected, ...]
    since: datetime
    """Who has written since is not among them any more."""

    @property
    def by_channel(self) -> dict[str, int]:
        """Return how many there are on each channel."""
        return dict(Counter(str(person.channel) for person in self.people))


@dataclass(frozen=True, slots=True)
class Retired:
    """What a run did."""

    count: int
    left_alone: int
    """People who stopped, answered or were decided on meanwhile."""


class Decay:
    """The fading consents of one workspace.

    Args:
        engine: the workspace's database.
        clock: tells the time.
        ledger: takes the events.
        standings: tells the present.
        doctor: finds whose consents have faded.
        limits: what is usual.
        reconfirmations: asks people again.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        ledger: Ledger,
        standings: Standings,
        doctor: Doctor,
        limits: Limits,
        reconfirmations: Reconfirmations,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._ledger = ledger
        self._standings = standings
        self._doctor = doctor
        self._limits = limits
        self._reconfirmations = reconfirmations
        self._sql = load_queries("stopline.hygiene", "hygiene.sql")

    def preview(
        self, kind: Kind = Kind.QUIET, limits: Limits | None = None, tag: str | None = None
    ) -> Fading:
        """Return whose consents would be asked for again or retired; nothing is changed.

        Args:
            kind: which of the fading consents.
            limits: other limits than usual.
            tag: only people who carry it.

        Raises:
            BadInputError: consents of that kind do not fade.
        """
        if kind not in FADING:
            raise BadInputError(f"only these fade: {', '.join(FADING)}")
        now = self._clock.now()
        people = self._doctor.people(kind, limits or self._limits)
        if tag is not None:
            tagged = {row.text("address") for row in self._engine.all(self._sql["tagged"], tag=tag)}
            people = tuple(person for person in people if person.address in tagged)
        return Fading(kind, people, now)

    def retire(self, fading: Fading, agent: str) -> Retired:
        """Let the consents of a preview expire; marketing and notices need a fresh yes afterwards."""
        places = list(_places(fading.people))
        count = 0
        for start in range(0, len(places), AT_ONCE):
            with self._engine.transaction():
                some = places[start : start + AT_ONCE]
                count += sum(self._retire(fading, address, channel, agent) for address, channel in some)
        return Retired(count, len(places) - count)

    def reconfirm(self, fading: Fading, agent: str) -> int:
        """Ask the people of a preview again; return how many are asked."""
        return self._reconfirmations.queue(list(_places(fading.people)), agent)

    def _retire(self, fading: Fading, address: Address, channel: Channel, agent: str) -> bool:
        """Let the consents of one address expire, unless it is another case by now; return whether that was so."""
        last_inbound_at = self._standings.last_inbound_at(address, channel)
        if last_inbound_at is not None and last_inbound_at >= fading.since:
            return False
        standing = self._standings.of(address, channel)
        is_held = any(status.state is State.HELD for status in standing.scopes().values())
        if is_held or standing.everything.state in BLOCKING:
            return False
        scopes = [scope for scope, status in standing.scopes().items() if status.state in _FADES]
        outcomes = [
            self._ledger.record(self._expiry(fading, address, channel, scope, agent)) for scope in scopes
        ]
        return any(not isinstance(outcome, Refusal) for outcome in outcomes)

    def _expiry(
        self, fading: Fading, address: Address, channel: Channel, scope: Scope, agent: str
    ) -> ConsentEvent:
        evidence = Evidence(source="hygiene", note=f"{_REASONS[fading.kind]}; retired by {agent}")
        return ConsentEvent(
            address, channel, EventKind.EXPIRED, Method.AGENT, agent, self._clock.now(), scope, evidence
        )


def _places(people: Collection[Affected]) -> Iterator[tuple[Address, Channel]]:
    """Yield where the people are written to, each once."""
    seen: set[tuple[Address, Channel]] = set()
    for person in people:
        if person.address is None or person.channel is None:
            continue
        place = (person.address, person.channel)
        if place not in seen:
            seen.add(place)
            yield place
