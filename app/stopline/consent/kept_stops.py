"""Whose the stops of an address are, read from its events: a stop that no colleague may lift outlives the one a colleague recorded."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stopline.address import Address
from stopline.consent.authority import has_agreed_since, kept_stop_at, own_stop_at, stop_that_counts, was_told
from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.status import Standing, State
from stopline.store.engine import Engine, Row
from stopline.store.queries import load_queries


class News(StrEnum):
    """What a consent or a stop that somebody brings along is beside what is known here."""

    NEW = "new"
    KNOWN = "known"
    """It stands here already; a stop, so that no colleague may lift it."""
    AGAIN = "again"
    """Such a stop stands here, and this one was said later: a yes has to be newer than it."""
    TOLD = "told"
    """Exactly this stop was recorded already, and what they asked for since is recorded, too."""
    OVERTAKEN = "overtaken"
    """They agreed again here since, in their own words."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an address stopped and said yes to on one channel, oldest first; a yes without its words."""

    events: dict[int, ConsentEvent]
    """By their place in the ledger."""

    def stop_that_counts(self, scope: Scope, made_by: int) -> ConsentEvent | None:
        """Return the stop that tells who may lift what is stopped; see `authority.stop_that_counts`."""
        return stop_that_counts(self.events, scope, made_by)

    def own_stop_at(self, scope: Scope) -> datetime | None:
        """Return when they last said a stop themselves that covers a scope and stands; None where they have not."""
        return own_stop_at(self.events.values(), scope)

    def stopped_last(self, scope: Scope) -> datetime | None:
        """Return when a stop that covers a scope was last said, by whomever; None where none was."""
        stops = [
            each.occurred_at
            for each in self.events.values()
            if each.kind is EventKind.WITHDRAWN and each.scope in (Scope.ALL, scope)
        ]
        return max(stops, default=None)


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
    ) -> News:
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
            return News.NEW
        events = self.said(address, channel).events.values()
        last = kept_stop_at(events, scope)
        if standing.within(scope).state is State.STOPPED and last is not None:
            return News.AGAIN if at is not None and at > last else News.KNOWN
        if at is not None and has_agreed_since(events, scope, at):
            return News.OVERTAKEN
        # A file that comes every week undoes nothing of what they asked for since it brought this very stop.
        return News.TOLD if at is not None and was_told(events, scope, at) else News.NEW


def _said(address: Address, channel: Channel, row: Row) -> ConsentEvent:
    return ConsentEvent(
        address, channel, EventKind(row.text("kind")), Method(row.text("method")), row.text("actor"),
        row.instant("occurred_at"), Scope(row.text("scope")), Evidence.from_content(row.text_or_none("content")),
    )  # fmt: skip
