"""Consent decay: consents that have grown old or weak are asked for again or retired, many at once.

A retired consent is an `expired` event of its own for each scope; nothing is taken away from the evidence. Before each event the
present is read again in the transaction that records it: who has stopped, is held, or has answered meanwhile is left alone.

Asking again and retiring would get in each other's way: whoever was asked has the time they were told to answer in, so until it
is over they are left out of both, and counted. When it is over without an answer, their consent runs out by itself.
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
from stopline.inbox.asks import Asks
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

AT_ONCE = 100
"""People in one transaction, so that a text that comes in never waits long."""
_Place = tuple[Address | None, Channel | None]
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
class StillAsked:
    """Somebody who was asked and still has time to answer."""

    person: Affected
    until: datetime


@dataclass(frozen=True, slots=True)
class Fading:
    """Whose consents a run is about."""

    kind: Kind
    people: tuple[Affected, ...]
    since: datetime
    """Who has written since is not among them any more."""
    still_asked: tuple[StillAsked, ...] = ()
    """Who would be among them, but was asked and still has time to answer."""
    takes_asked: bool = False
    """Whether these are among the people all the same."""

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
        asks: knows who was asked and has not answered yet.
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
        asks: Asks,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._ledger = ledger
        self._standings = standings
        self._doctor = doctor
        self._limits = limits
        self._reconfirmations = reconfirmations
        self._asks = asks
        self._sql = load_queries("stopline.hygiene", "hygiene.sql")

    def preview(
        self,
        kind: Kind = Kind.QUIET,
        limits: Limits | None = None,
        tag: str | None = None,
        *,
        takes_asked: bool = False,
    ) -> Fading:
        """Return whose consents would be asked for again or retired; nothing is changed.

        Args:
            kind: which of the fading consents.
            limits: other limits than usual.
            tag: only people who carry it.
            takes_asked: whether to take in who was asked and still has time to answer.

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
        until = self._asked_until(now)
        still_asked = tuple(
            StillAsked(person, until[place]) for person in people if (place := _place(person)) in until
        )
        if not takes_asked:
            people = tuple(person for person in people if _place(person) not in until)
        return Fading(kind, people, now, still_asked, takes_asked)

    def retire(self, fading: Fading, agent: str) -> Retired:
        """Let the consents of a preview expire; marketing and notices need a fresh yes afterwards."""
        places = list(_places(fading.people))
        count = 0
        for start in range(0, len(places), AT_ONCE):
            with self._engine.transaction():
                some = places[start : start + AT_ONCE]
                count += sum(self._retire(fading, address, channel, agent) for address, channel in some)
            self._engine.give_way()
        return Retired(count, len(places) - count)

    def reconfirm(self, fading: Fading, agent: str) -> int:
        """Ask the people of a preview again; return how many are asked."""
        return self._reconfirmations.queue(list(_places(fading.people)), agent)

    def _asked_until(self, now: datetime) -> dict[_Place, datetime]:
        """Return who was asked and still has time to answer, and until when."""
        return {
            (each.address, each.channel): each.expires_at
            for each in self._asks.waiting()
            if not each.is_dead and each.expires_at > now
        }

    def _is_still_asked(self, address: Address, channel: Channel) -> bool:
        asked = self._asks.open_at(address, channel)
        return asked is not None and not asked.is_dead and asked.expires_at > self._clock.now()

    def _retire(self, fading: Fading, address: Address, channel: Channel, agent: str) -> bool:
        """Let the consents of one address expire, unless it is another case by now; return whether that was so."""
        last_inbound_at = self._standings.last_inbound_at(address, channel)
        if last_inbound_at is not None and last_inbound_at >= fading.since:
            return False
        if not fading.takes_asked and self._is_still_asked(address, channel):
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


def _place(person: Affected) -> _Place:
    return person.address, person.channel


def _places(people: Collection[Affected]) -> Iterator[tuple[Address, Channel]]:
    """Yield where the people are written to, each once."""
    for address, channel in dict.fromkeys(map(_place, people)):
        if address is not None and channel is not None:
            yield address, channel
