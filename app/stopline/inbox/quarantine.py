"""What came in and could not be taken in: kept as it came, so that nothing is lost and nothing waits behind it.

A text in quarantine may be somebody's stop. Its sender is therefore held until a person decides, wherever that can be told.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from stopline.address import parse_sender
from stopline.clock import Clock, to_text
from stopline.consent.events import AUTOMATIC, Channel, ConsentEvent, EventKind, Evidence, Method
from stopline.consent.ledger import Ledger
from stopline.errors import StoplineError, StoreBusyError, StoreDamagedError, StoreFullError
from stopline.gateways.base import InboundText, Receipt, ReceiptState
from stopline.inert import one_line
from stopline.store.engine import Engine, Row
from stopline.store.queries import load_queries

ACTOR = AUTOMATIC
"""Who holds a sender whose text could not be taken in."""
NOT_THE_ITEMS_FAULT = (StoreBusyError, StoreFullError, StoreDamagedError)
"""What keeps any item from being taken in: it is read again later, and is no case for quarantine."""


@dataclass(frozen=True, slots=True)
class Case:
    """One item in quarantine."""

    id: int
    gateway: str
    item: InboundText | Receipt
    reason: str
    at: datetime


class Quarantine:
    """What one workspace could not take in."""

    def __init__(self, engine: Engine, clock: Clock, ledger: Ledger, region: str) -> None:
        self._engine = engine
        self._clock = clock
        self._ledger = ledger
        self._region = region
        self._sql = load_queries("stopline.inbox", "quarantine.sql")

    def put(self, gateway: str, item: InboundText | Receipt, reason: str) -> None:
        """Keep an item that cannot be taken in, and hold its sender: it may be a stop."""
        with self._engine.transaction():
            self._engine.run(
                self._sql["put"],
                gateway=gateway, kind="text" if isinstance(item, InboundText) else "receipt", content=_content(item),
                reason=one_line(reason), now=to_text(self._clock.now()),
            )  # fmt: skip
            if isinstance(item, InboundText):
                self._hold(item, one_line(reason))

    def cases(self) -> list[Case]:
        """Return everything in quarantine, oldest first."""
        return [_case(row) for row in self._engine.all(self._sql["cases"])]

    def count(self) -> int:
        """Return how many items are in quarantine."""
        row = self._engine.one(self._sql["count"])
        return row.number("items") if row else 0

    def remove(self, case: int) -> None:
        """Let an item go that has been taken in after all."""
        self._engine.run(self._sql["remove"], id=case)

    def _hold(self, text: InboundText, reason: str) -> None:
        try:
            self._ledger.record(
                ConsentEvent(
                    address=parse_sender(text.sender, self._region),
                    channel=text.channel,
                    kind=EventKind.HELD,
                    method=Method.API,
                    actor=ACTOR,
                    occurred_at=self._clock.now(),
                    evidence=Evidence(rule="quarantine", source=text.sender[:64], note=reason),
                )
            )
        except (StoplineError, ValueError, TypeError, AttributeError):
            # The sender itself is what cannot be stored; then nothing can be sent there either.
            return


def _content(item: InboundText | Receipt) -> str:
    return json.dumps(asdict(item), ensure_ascii=True, default=datetime.isoformat)


def _case(row: Row) -> Case:
    fields = json.loads(row.text("content"))
    item = _text(fields) if row.text("kind") == "text" else _receipt(fields)
    return Case(row.number("id"), row.text("gateway"), item, row.text("reason"), row.instant("at"))


def _text(fields: dict[str, Any]) -> InboundText:
    """Return a text as it came, however wrong: what is missing is not made up."""
    return InboundText(
        sender=fields["sender"],
        text=fields["text"],
        channel=Channel(str(fields["channel"])),
        provider_id=fields["provider_id"],
        sent_at=_instant_or_none(fields["sent_at"]),
        recipient=fields["recipient"],
        is_answered_by_carrier=fields["is_answered_by_carrier"],
        has_opted_out=fields.get("has_opted_out", False),
    )


def _receipt(fields: dict[str, Any]) -> Receipt:
    return Receipt(
        provider_id=fields["provider_id"],
        state=ReceiptState(str(fields["state"])),
        at=_instant_or_none(fields["at"]),
        reason=fields["reason"],
        has_opted_out=fields["has_opted_out"],
    )


def _instant_or_none(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)
