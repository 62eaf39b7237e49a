"""Asks the gate with what the store knows: the one way to learn whether a draft may be sent now."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from stopline.address import Address, calling_region_of, region_of, zones_of
from stopline.clock import Clock, to_text
from stopline.consent.authority import Whose, whose
from stopline.consent.brought_along import BroughtAlong
from stopline.consent.events import Basis, Channel, Scope
from stopline.consent.gate import (
    A_DAY,
    NOTHING_ELSE,
    SCOPE_OF_PURPOSE,
    Ask,
    Asked,
    Circumstances,
    Draft,
    Permit,
    Policy,
    Purpose,
    decide,
    rests_on_last_text,
    rests_on_place,
)
from stopline.consent.hours import SOMEWHERE, Place
from stopline.consent.kept_stops import KeptStops
from stopline.consent.refusal import Reason, Refusal
from stopline.consent.status import NOTHING_KNOWN, UNTOUCHED, Standing, State, Status
from stopline.consent.suppressions import Suppression, Suppressions
from stopline.store.engine import Engine, Row
from stopline.store.queries import load_queries

if TYPE_CHECKING:  # the rules of every place are read when the first message that keeps hours is asked about
    from stopline.consent.places import Atlas


class Standings:
    """Reads the present consent of addresses; it writes nothing.

    Args:
        engine: the workspace's database.
        suppressions: what was kept of people who were forgotten: an address nothing else is known of may be stopped.
    """

    def __init__(self, engine: Engine, suppressions: Suppressions | None = None) -> None:
        self._engine = engine
        self._suppressions = suppressions
        self._sql = load_queries("stopline.consent", "standings.sql")

    def of(self, address: Address, channel: Channel) -> Standing:
        """Return where an address stands on a channel."""
        rows = self._engine.all(self._sql["statuses_on"], address=address, channel=channel)
        return standing_of(rows) if rows else self._suppressed(address).get(channel, UNTOUCHED)

    def on_every_channel(self, address: Address) -> dict[Channel, Standing]:
        """Return where an address stands on every channel something is known of."""
        rows: dict[str, list[Row]] = {}
        for row in self._engine.all(self._sql["statuses_of"], address=address):
            rows.setdefault(row.text("channel"), []).append(row)
        if not rows:
            return self._suppressed(address)
        return {channel: standing_of(rows[channel]) for channel in Channel if channel in rows}

    def last_inbound_at(self, address: Address, channel: Channel) -> datetime | None:
        """Return when the person at an address last wrote on a channel."""
        row = self._engine.one(self._sql["last_inbound"], address=address, channel=channel)
        return row.instant_or_none("last_inbound_at") if row else None

    def _suppressed(self, address: Address) -> dict[Channel, Standing]:
        """Return where an address stands that nothing is known of but what was kept when its person was forgotten."""
        if self._suppressions is None:
            return {}
        kept = self._suppressions.of(address)
        return {each.channel: _stopped([one for one in kept if one.channel is each.channel]) for each in kept}


class SendBlock:
    """The gate of one workspace."""

    def __init__(self, engine: Engine, clock: Clock, standings: Standings, policy: Policy) -> None:
        self._engine = engine
        self._clock = clock
        self._standings = standings
        self._policy = policy
        self._stops = KeptStops(engine)
        self._sql = load_queries("stopline.consent", "standings.sql")

    @property
    def policy(self) -> Policy:
        """Return the values it decides by."""
        return self._policy

    def ask(
        self, draft: Draft, at: datetime | None = None, standing: Standing | None = None
    ) -> Permit | Refusal:
        """Return the gate's decision on a draft, now or at another instant, as the person stands or would stand."""
        now = at or self._clock.now()
        standing = standing or self._standings.of(draft.address, draft.channel)
        if rests_on_place(draft, standing):
            known = self._circumstances(draft, standing, now)
        elif rests_on_last_text(draft, standing):
            known = Circumstances(self._standings.last_inbound_at(draft.address, draft.channel))
        else:
            known = self._stop(draft, standing)
        return decide(draft, standing, known, now, self._policy)

    def place_of(self, address: Address) -> Place:
        """Return where the person at an address may be, by the number and by what is stored of them."""
        rows = self._engine.all(self._sql["where_lives"], address=address)
        attributes = [(row.text_or_none("name"), row.text_or_none("value")) for row in rows]
        country = rows[0].text_or_none("region") if rows else region_of(address)
        zones = rows[0].text_or_none("zones") if rows else None
        stored = [(name, value) for name, value in attributes if name and value]
        return self.place_from(address, country, zones, stored)

    def place_from(
        self, address: Address, country: str | None, zones: str | None, attributes: Iterable[tuple[str, str]]
    ) -> Place:
        """Return where the person at an address may be, by what somebody has read of them already."""
        from stopline.consent.places import Residence  # noqa: PLC0415 - see above

        residence = Residence.from_attributes(attributes)
        return self._atlas.place_of(
            address,
            country or calling_region_of(address),
            zones_of(address) if zones is None else zones.split(),
            residence,
            self._policy.own_hours,
        )

    @cached_property
    def _atlas(self) -> "Atlas":
        from stopline.consent.places import shipped_atlas  # noqa: PLC0415 - see above

        return shipped_atlas()

    def _circumstances(self, draft: Draft, standing: Standing, now: datetime) -> Circumstances:
        """Return everything a decision on a draft rests on that nobody waits for in an answer."""
        whose = {"address": draft.address, "channel": draft.channel}
        left_at: tuple[datetime, ...] = ()
        asked = Asked()
        place = self.place_of(draft.address)
        if place.daily_maximum is not None:
            since = to_text(now - A_DAY)
            left_at = tuple(
                row.instant("left_at")
                for row in self._engine.all(self._sql["marketing_left"], since=since, **whose)
            )
        if draft.asks_consent is not None:
            row = self._engine.one(self._sql["last_asked"], message=draft.message, **whose)
            asked = Asked(row.instant("at"), row.text("asks") == Ask.REMINDER) if row else asked
        last_inbound_at = (
            self._standings.last_inbound_at(draft.address, draft.channel)
            if rests_on_last_text(draft, standing)
            else None
        )
        return Circumstances(last_inbound_at, place, left_at, asked)

    def _stop(self, draft: Draft, standing: Standing) -> Circumstances:
        """Return whose the stop is that stands against a draft, if one does, and which file brought it along."""
        scope = SCOPE_OF_PURPOSE[draft.purpose]
        status = standing.within(scope)
        if draft.purpose is Purpose.COMPLIANCE or status.state is not State.STOPPED:
            return NOTHING_ELSE
        row = self._engine.one(self._sql["brought_along"], seq=status.event_seq)
        along = (
            BroughtAlong(row.text("actor"), row.instant("occurred_at"), row.instant("recorded_at"))
            if row is not None
            else None
        )
        return Circumstances(stop=along, whose_stop=self._whose_stop(draft, status.event_seq, scope))

    def _whose_stop(self, draft: Draft, made_by: int, scope: Scope) -> Whose:
        """Return whose a stop is: what the person said themselves, or a file brought along, counts before what a colleague recorded."""
        if not made_by:
            # No event made it: it follows from the suppressions alone.
            return Whose.FORGOTTEN
        stopped_by = self._stops.said(draft.address, draft.channel).stop_that_counts(scope, made_by)
        return whose(stopped_by) if stopped_by is not None else Whose.THEIRS

    def reasons_then(
        self, draft: Draft, standing: Standing, last_inbound_at: datetime | None, at: datetime
    ) -> tuple[Reason, ...]:
        """Return what the gate has against a draft as things stood at an instant; it permits nothing."""
        place = self.place_of(draft.address) if rests_on_place(draft, standing) else SOMEWHERE
        known = self._stop(draft, standing)._replace(last_inbound_at=last_inbound_at, place=place)
        decision = decide(draft, standing, known, at, self._policy)
        return decision.reasons if isinstance(decision, Refusal) else ()


def _stopped(kept: list[Suppression]) -> Standing:
    scopes = {each.scope: Status(State.STOPPED, each.since) for each in kept}
    return Standing(
        scopes.get(Scope.ALL, NOTHING_KNOWN), scopes.get(Scope.MARKETING), scopes.get(Scope.NOTICE)
    )


def standing_of(rows: list[Row]) -> Standing:
    """Return the standing that rows of the projection describe, one for each scope."""
    if not rows:
        return UNTOUCHED
    everything, marketing, notice = NOTHING_KNOWN, None, None
    for row in rows:
        match row.text("scope"):
            case Scope.ALL:
                everything = status_of(row)
            case Scope.MARKETING:
                marketing = status_of(row)
            case Scope.NOTICE:
                notice = status_of(row)
    return Standing(everything, marketing, notice)


def status_of(row: Row) -> Status:
    """Return the status that one row of the projection describes."""
    before_hold, basis = row.text_or_none("before_hold"), row.text_or_none("basis")
    return Status(
        State(row.text("state")),
        row.instant("since"),
        row.number("event_seq"),
        State(before_hold) if before_hold else None,
        Basis(basis) if basis else None,
        row.instant_or_none("agreed_at"),
    )
