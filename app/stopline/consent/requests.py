"""What people asked of us that has a deadline: stops, doubtful replies, and what they may ask of their data.

Stops and holds are in the ledger and only read here. Requests about data are kept by this module; doing what they ask for is not its
business.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from stopline.address import NOBODY, Address, is_forgotten
from stopline.clock import Clock, to_text
from stopline.consent.deadlines import business_days_after
from stopline.consent.events import Channel, Evidence
from stopline.consent.gate import Policy, months_after
from stopline.consent.policy_values import DEFAULT_COUNTRY
from stopline.errors import BadInputError, NotFoundError, StoreError
from stopline.inert import storable
from stopline.store.engine import Engine, Row
from stopline.store.queries import load_queries


class RequestKind(StrEnum):
    """What was asked."""

    STOP = "stop"
    HOLD = "hold"
    """A reply that may mean stop and waits for a decision."""
    FORGET = "forget"
    """To be forgotten."""
    EXPORT = "export"
    """A copy of everything we know."""

    @property
    def asked_for(self) -> str:
        """Return what the law calls it, where it is about data: `access`, `erasure`."""
        return {RequestKind.EXPORT: "access", RequestKind.FORGET: "erasure"}.get(self, self.value)


RIGHTS = frozenset({RequestKind.FORGET, RequestKind.EXPORT})


@dataclass(frozen=True, slots=True)
class Request:
    """One thing somebody asked for, and when it must be done."""

    kind: RequestKind
    number: int
    """Of the ledger's event for a stop or a hold, else the request's own."""
    address: Address
    channel: Channel | None
    """None where it is about all their data."""
    asked_at: datetime
    deadline: datetime
    done_at: datetime | None
    words: str = ""
    arrived_at: datetime | None = None
    """When words reached us that another system had kept until then: their time runs from here."""

    @property
    def took(self) -> timedelta | None:
        """Return how long it took to honour, or None where it is still open."""
        known_at = self.arrived_at or self.asked_at
        return max(self.done_at - known_at, timedelta()) if self.done_at is not None else None

    @property
    def was_late(self) -> bool:
        """Tell whether it was honoured after its deadline."""
        return self.done_at is not None and self.done_at > self.deadline

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether it should have been honoured by now."""
        return self.done_at is None and now > self.deadline


class Requests:
    """The requests of one workspace."""

    def __init__(self, engine: Engine, clock: Clock, policy: Policy) -> None:
        self._engine = engine
        self._clock = clock
        self._policy = policy
        self._sql = load_queries("stopline.consent", "requests.sql")

    @property
    def zone(self) -> tzinfo:
        """Return the zone in which their days are told: the team's."""
        return self._policy.zone()

    def waiting(self) -> list[Request]:
        """Return everything that is still to be done, the nearest deadline first."""
        holds = [self._hold(row) for row in self._engine.all(self._sql["held_requests"])]
        rights = [self._right(row) for row in self._engine.all(self._sql["open_rights"])]
        return sorted([*holds, *rights], key=lambda each: (each.deadline, each.number))

    def overdue(self) -> list[Request]:
        """Return what should have been done by now, the longest overdue first."""
        now = self._clock.now()
        return [each for each in self.waiting() if each.is_overdue(now)]

    def honoured(self, limit: int = 100) -> list[Request]:
        """Return what was done, the latest first."""
        stops = [self._stop(row) for row in self._engine.all(self._sql["honoured_stops"], limit=limit)]
        rights = [self._right(row) for row in self._engine.all(self._sql["done_rights"], limit=limit)]
        return sorted(
            [*stops, *rights], key=lambda each: (each.done_at or each.asked_at, each.number), reverse=True
        )[:limit]

    def open(
        self,
        kind: RequestKind,
        address: Address,
        agent: str,
        asked_at: datetime | None = None,
        note: str = "",
    ) -> Request:
        """Note what somebody asks of their data.

        Args:
            kind: what they ask for.
            address: whose data it is.
            agent: who heard it.
            asked_at: when they asked, if not now.
            note: how they asked.

        Raises:
            BadInputError: stops and holds are recorded in the ledger, not here; or they ask for what they have asked for already.
            NotFoundError: nothing is held about that address, so that there is nothing to do, and its number is not kept for it.
        """
        if kind not in RIGHTS:
            raise BadInputError("a stop or a hold is recorded in the ledger")
        now = self._clock.now()
        with self._engine.transaction():
            if self._engine.one(self._sql["is_held"], address=address) is None:
                raise NotFoundError(
                    f"nothing is held about {address}: tell them so; there is nothing to give out or to erase"
                )
            known = next((each for each in self.of((address,)) if each.kind is kind), None)
            if known is not None:
                raise BadInputError(f"request {known.number} of theirs asks for that and is still open")
            row = self._engine.one(
                self._sql["add_request"],
                kind=kind, address=address, asked_at=to_text(asked_at or now), now=to_text(now), agent=agent, note=storable(note),
            )  # fmt: skip
            if row is None:
                raise StoreError("the request was not stored")
            return self._required(row.number("id"))

    def of(self, addresses: Iterable[Address]) -> list[Request]:
        """Return what is still to be done with the data of whoever has these addresses, the nearest deadline first."""
        rows = [
            row
            for address in addresses
            for row in self._engine.all(self._sql["open_rights_of"], address=address)
        ]
        return sorted(map(self._right, rows), key=lambda each: (each.deadline, each.number))

    def finish(self, number: int, agent: str, note: str = "") -> Request:
        """Note that what somebody asked of their data is done, and how.

        Raises:
            NotFoundError: there is no such request that is still open.
        """
        now = to_text(self._clock.now())
        if not self._engine.run(
            self._sql["finish_request"], id=number, agent=agent, now=now, note=storable(note)
        ):
            raise NotFoundError(f"there is no open request {number}; `stopline requests --open` lists them")
        return self._required(number)

    def finish_access(self, addresses: Iterable[Address], agent: str) -> list[int]:
        """Note that everything was given out to whoever has these addresses; return the requests that this has done."""
        with self._engine.transaction():
            asked = [each.number for each in self.of(addresses) if each.kind is RequestKind.EXPORT]
            for number in asked:
                self.finish(number, agent)
        return asked

    def deadline_of(
        self, kind: RequestKind, country: str | None, asked_at: datetime, zones: Iterable[str] = ()
    ) -> datetime:
        """Return when something asked in a country, by somebody who may be in one of those zones, must be done."""
        rules = self._policy.country(country or DEFAULT_COUNTRY)
        if kind in RIGHTS:
            return months_after(asked_at, rules.rights_months)
        return business_days_after(asked_at, rules.stop_business_days, zones)

    def _required(self, number: int) -> Request:
        row = self._engine.one(self._sql["request"], id=number)
        if row is None:
            raise NotFoundError(f"there is no request {number}")
        return self._right(row)

    def _hold(self, row: Row) -> Request:
        return self._request(row, RequestKind.HOLD, row.instant("since"), None)

    def _stop(self, row: Row) -> Request:
        return self._request(row, RequestKind.STOP, row.instant("occurred_at"), row.instant("recorded_at"))

    def _request(self, row: Row, kind: RequestKind, asked_at: datetime, done_at: datetime | None) -> Request:
        evidence = Evidence.from_content(row.text_or_none("content"))
        known_at, zones = evidence.arrived_at or asked_at, (row.text_or_none("zones") or "").split()
        return Request(
            kind,
            row.number("seq"),
            Address(row.text("address")),
            Channel(row.text("channel")),
            asked_at,
            self.deadline_of(kind, row.text_or_none("region"), known_at, zones),
            done_at,
            evidence.words,
            evidence.arrived_at,
        )

    def _right(self, row: Row) -> Request:
        kind, asked_at = RequestKind(row.text("kind")), row.instant("asked_at")
        address = Address(row.text("address"))
        return Request(
            kind,
            row.number("id"),
            NOBODY if is_forgotten(address) else address,
            None,
            asked_at,
            self.deadline_of(kind, row.text_or_none("region"), asked_at),
            row.instant_or_none("done_at"),
            row.text("note"),
        )
