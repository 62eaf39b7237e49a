"""Whether the events of one person hold, without walking everybody's: each by itself, and linked on both sides."""

from dataclasses import dataclass

from stopline.address import Address
from stopline.consent.chain import GENESIS, Break, BreakKind, break_of
from stopline.consent.events import Channel
from stopline.consent.keys import LedgerKeys
from stopline.consent.ledger import Ledger
from stopline.consent.send_block import Standings
from stopline.consent.status import UNTOUCHED, Standing, advance
from stopline.consent.verification import stored_link
from stopline.store.engine import Engine, Row
from stopline.store.queries import load_queries


@dataclass(frozen=True, slots=True)
class OwnCheck:
    """What looking at one person's events found; it says nothing of what was never there, or of a tail cut off."""

    event_count: int
    first_break: Break | None
    status_differences: int
    """Scopes in which they stand elsewhere than follows from their events."""

    @property
    def is_intact(self) -> bool:
        """Tell whether their events and what was derived from them hold."""
        return self.first_break is None and self.status_differences == 0


class OwnEvents:
    """Looks at the events of single persons of one workspace."""

    def __init__(self, engine: Engine, standings: Standings, ledger: Ledger) -> None:
        self._engine = engine
        self._standings = standings
        self._ledger = ledger
        self._sql = load_queries("stopline.consent", "verification.sql")

    def check(self, address: Address) -> OwnCheck:
        """Look at every event of an address."""
        with self._engine.snapshot():
            first_tag = self._engine.one(self._sql["first_tag"])
            keyed_from = first_tag.number_or_none("seq") if first_tag else None
            rows = self._engine.all(self._sql["links_of"], address=address)
            breaks = (_break_of(row, keyed_from, self._ledger.keys) for row in rows)
            broken = next((each for each in breaks if each is not None), None)
            broken = broken or self._missing(address, len(rows))
            differences = 0 if broken else self._differences(address)
        return OwnCheck(len(rows), broken, differences)

    def _missing(self, address: Address, event_count: int) -> Break | None:
        """Return that a status stands which events made, and that none of them belongs to this address any more."""
        standings = self._standings.on_every_channel(address).values()
        made_by = [status.event_seq for standing in standings for status in standing.scopes().values()]
        is_missing = made_by and not event_count
        return Break(min(made_by), BreakKind.PERSON_MISSING) if is_missing else None

    def _differences(self, address: Address) -> int:
        folded: dict[Channel, Standing] = {}
        for recorded in self._ledger.events_of(address):
            channel = recorded.event.channel
            folded[channel] = advance(folded.get(channel, UNTOUCHED), recorded.seq, recorded.event)
        found = self._standings.on_every_channel(address)
        return sum(
            folded.get(channel, UNTOUCHED).scopes() != found.get(channel, UNTOUCHED).scopes()
            for channel in folded.keys() | found.keys()
        )


def _break_of(row: Row, keyed_from: int | None, keys: LedgerKeys) -> Break | None:
    *values, _, linked_by = row
    stored = stored_link(values)
    seq = stored.link.seq
    broken = break_of(stored, GENESIS if seq == 1 else row.text_or_none("hash_before"), keys)
    if broken is not None:
        return broken
    if stored.tag is None and keyed_from is not None and seq > keyed_from:
        return Break(seq, BreakKind.TAG_MISSING)
    return Break(seq + 1, BreakKind.UNLINKED) if linked_by not in (None, stored.hash) else None
