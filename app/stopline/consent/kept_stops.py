"""Whose the stops of an address are, read from its events: a stop that no colleague may lift outlives the one a colleague recorded."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stopline.address import Address
from stopline.consent.authority import has_agreed_since, has_own_stop, kept_since, kept_stop
from stopline.consent.events import Channel, ConsentEvent, EventKind, Method, Scope
from stopline.consent.status import Standing, State
from stopline.store.engine import Engine, Row
from stopline.store.queries import load_queries


class StopNews(StrEnum):
    """What a stop that somebody brings along is beside what is known here."""

    NEW = "new"
    KNOWN = "known"
    """A stop of at least as much stands here, and no colleague may lift it."""
    AGAIN = "again"
    """Such a stop stands here, and this one was said later: a yes has to be newer than it."""
    OVERTAKEN = "overtaken"
    """They agreed again here since, in their own words."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an address stopped and said yes to on one channel, oldest first, without its words."""

    events: dict[int, ConsentEvent]
    """By their place in the ledger."""

    def kept_stop(self, scope: Scope, made_by: int) -> ConsentEvent | None:
        """Return the stop that no colleague may lift where there is one, else the one that made the status."""
        return kept_stop(self.events.values(), scope) or self.events.get(made_by)

    def has_own_stop(self, scope: Scope) -> bool:
        """Tell whether a stop that they said themselves covers a scope."""
        return has_own_stop(self.events.values(), scope)


class KeptStops:
    """Reads whose stops stand in one workspace; it writes nothing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sql = load_queries("stopline.consent", "standings.sql")

    def said(self, address: Address, channel: Channel) -> Said:
        """Return what an address stopped and said yes to on a channel."""
        rows = self._engine.all(self._sql["stops_and_yeses"], address=address, channel=channel)
        return Said({row.number("seq"): _said(address, channel, row) for row in rows})

    def news_of(
        self, address: Address, channel: Channel, scope: Scope, at: datetime | None, standing: Standing
    ) -> StopNews:
        """Return what a stop is that a file or a list brings along.

        Where a colleague has stopped them, the stop is news all the same: a colleague may lift the one and not the other.

        Args:
            address: whose it is.
            channel: what it is about.
            scope: what it covers.
            at: when it was said; None where nobody knows, and nothing is newer.
            standing: where the address stands.
        """
        if not standing.scopes():
            return StopNews.NEW
        events = self.said(address, channel).events.values()
        since = kept_since(events, scope)
        if standing.within(scope).state is State.STOPPED and since is not None:
            return StopNews.AGAIN if at is not None and at > since else StopNews.KNOWN
        is_overtaken = at is not None and has_agreed_since(events, scope, at)
        return StopNews.OVERTAKEN if is_overtaken else StopNews.NEW


def _said(address: Address, channel: Channel, row: Row) -> ConsentEvent:
    return ConsentEvent(
        address, channel, EventKind(row.text("kind")), Method(row.text("method")), row.text("actor"),
        row.instant("occurred_at"), Scope(row.text("scope")),
    )  # fmt: skip
