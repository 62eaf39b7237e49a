"""Reads the events of the ledger as the store keeps them."""

from stopline.address import Address
from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method, RecordedEvent, Scope
from stopline.store.engine import Row


def recorded_of(row: Row) -> RecordedEvent:
    """Return the event of a row, with its words as far as they are not erased."""
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
