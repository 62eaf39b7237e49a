"""Asks the gate with what the store knows: the one way to learn whether a draft may be sent now."""

from datetime import datetime

from stopline.address import Address
from stopline.clock import Clock
from stopline.consent.events import Channel, Scope
from stopline.consent.gate import Draft, Permit, Policy, decide, rests_on_last_text
from stopline.consent.refusal import Refusal
from stopline.consent.status import NOTHING_KNOWN, UNTOUCHED, Standing, State, Status
from stopline.consent.suppressions import Suppression, Suppressions
from stopline.store.engine import Engine, Row
from stopline.store.queries import load_queries


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

    def __init__(self, clock: Clock, standings: Standings, policy: Policy) -> None:
        self._clock = clock
        self._standings = standings
        self._policy = policy

    def ask(self, draft: Draft, at: datetime | None = None) -> Permit | Refusal:
        """Return the gate's decision on a draft, now or at another instant."""
        standing = self._standings.of(draft.address, draft.channel)
        last_inbound_at = (
            self._standings.last_inbound_at(draft.address, draft.channel)
            if rests_on_last_text(draft, standing)
            else None
        )
        return decide(draft, standing, last_inbound_at, at or self._clock.now(), self._policy)


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
    before_hold = row.text_or_none("before_hold")
    return Status(
        State(row.text("state")),
        row.instant("since"),
        row.number("event_seq"),
        State(before_hold) if before_hold else None,
    )
