"""Pure: what the rows of gammu-smsd's tables mean: texts, long ones joined from their parts, and receipts.

A long text comes as one row for each part. Parts are held back until the last one is there, or until waiting longer would be
worse than a gap that shows. What is held back is part of the cursor, so other texts do not wait for it.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from stopline.clock import parse_instant
from stopline.errors import BadInstantError, GatewayNonsenseError
from stopline.gateways.base import InboundText, Receipt, ReceiptState
from stopline.gateways.udh import PartHeader, read_header
from stopline.store.engine import Row

NO_WORDS = "[a message without words, such as a picture, which this gateway cannot carry]"


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the tables have been read."""

    inbox: int = 0
    """The highest inbox number seen."""
    received_at: str = ""
    """When the text of that number came: another text under the same number means another database."""
    held: tuple[int, ...] = ()
    """Numbers up to there that wait for the other parts of their text."""
    changed_at: str = ""
    sent: int = 0
    part: int = 0
    """The last change of a sent part that was seen: when, and of which part of which outbox number."""

    @classmethod
    def from_text(cls, text: str | None) -> "Cursor":
        """Return the cursor a text describes; None is the beginning.

        Raises:
            GatewayNonsenseError: the text was not written by this gateway.
        """
        if text is None:
            return cls()
        try:
            inbox, received_at, held, changed_at, sent, part = json.loads(text)
            return cls(
                int(inbox), str(received_at), tuple(map(int, held)), str(changed_at), int(sent), int(part)
            )
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            raise GatewayNonsenseError(
                f"the place up to which this gateway was read, “{text[:80]}”, is not one of a gammu gateway; "
                "give it a name in settings.toml that no other kind of gateway has had"
            ) from error

    def to_text(self) -> str:
        """Return the stored form."""
        return json.dumps(
            [self.inbox, self.received_at, list(self.held), self.changed_at, self.sent, self.part]
        )


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One row of the inbox: a short text, or a part of a long one."""

    id: int
    received_at: str
    stored_at: str
    sender: str
    recipient: str
    encoded: str
    """The text as hexadecimal UTF-16, in which a pair of surrogates may be divided between two parts."""
    decoded: str
    header: PartHeader | None

    @classmethod
    def from_row(cls, row: Row) -> "InboxRow":
        """Return a row of the query `inbox_after`."""
        is_words = row.text("coding") != "8bit"
        return cls(
            id=row.number("id"),
            received_at=row.text("received_at"),
            stored_at=row.text("stored_at"),
            sender=row.text("sender"),
            recipient=row.text("recipient"),
            encoded=row.text("encoded") if is_words else "",
            decoded=row.text("decoded") if is_words else NO_WORDS,
            header=read_header(row.text("udh")),
        )


def texts_of(
    rows: Sequence[InboxRow], cursor: Cursor, held_since: str | None, limit: int
) -> tuple[list[InboundText], Cursor]:
    """Return the texts of inbox rows in the order in which they became complete, and how far the inbox is then read.

    Args:
        rows: what was held back and what came after the cursor, by number.
        cursor: how far the inbox was read before.
        held_since: parts that were stored before this instant wait no longer; None if there are more rows to read first.
        limit: how many texts there may be.
    """
    joining = _Joining(cursor)
    for row in rows:
        joining.take(row)
    if held_since is not None:
        joining.give_up_before(held_since, limit)
    return joining.texts, joining.cursor


def receipts_of(rows: Iterable[Row], cursor: Cursor) -> tuple[list[Receipt], Cursor]:
    """Return what became of messages, from rows of the query `sent_after`, and how far the changes are then read."""
    receipts: list[Receipt] = []
    told: set[tuple[str, ReceiptState]] = set()
    for row in rows:
        cursor = replace(
            cursor,
            changed_at=row.text("changed_at"),
            sent=row.number("id"),
            part=row.number("position"),
        )
        state = _state_of(row)
        if state is None or (row.text("creator"), state) in told:
            continue
        told.add((row.text("creator"), state))
        reason = _reason_of(row) if state is ReceiptState.FAILED else ""
        at = instant_of(row.text_or_none("happened_at") or "")
        receipts.append(Receipt(row.text("creator"), state, at, reason, cursor=cursor.to_text()))
    return receipts, cursor


def instant_of(text: str) -> datetime | None:
    """Return the instant of a column, or None where there is none; the daemon runs in UTC."""
    try:
        return parse_instant(text, UTC)
    except BadInstantError:
        return None


class _Joining:
    """The texts of one poll in the making."""

    def __init__(self, cursor: Cursor) -> None:
        self.texts: list[InboundText] = []
        self.cursor = cursor
        self._waiting: dict[tuple[str, str, int, int], dict[int, InboxRow]] = {}

    def take(self, row: InboxRow) -> None:
        """Add the next row."""
        if row.id > self.cursor.inbox:
            self.cursor = replace(self.cursor, inbox=row.id, received_at=row.received_at)
        if row.header is None:
            self._tell([row], None)
            return
        key = (row.sender, row.recipient, row.header.reference, row.header.total)
        parts = self._waiting.setdefault(key, {})
        known = parts.get(row.header.position)
        if known is not None and known.encoded != row.encoded:
            # The sender has begun to use the same reference for another text.
            self._tell(list(parts.values()), row.header.total)
            parts.clear()
        elif known is not None:
            # A daemon that was killed before it emptied its modem stores the same parts again.
            self._release([row.id])
            return
        parts[row.header.position] = row
        if len(parts) == row.header.total:
            del self._waiting[key]
            self._tell(list(parts.values()), row.header.total)
        else:
            self.cursor = replace(self.cursor, held=tuple(sorted({*self.cursor.held, row.id})))

    def give_up_before(self, instant: str, limit: int) -> None:
        """Hand over texts with gaps whose last part was stored before an instant, until there are `limit` texts."""
        for (_, _, _, total), parts in self._waiting.items():
            has_waited = max(row.stored_at for row in parts.values()) < instant
            if has_waited and len(self.texts) < limit:
                self._tell(list(parts.values()), total)

    def _tell(self, rows: list[InboxRow], total: int | None) -> None:
        self._release([row.id for row in rows])
        first = rows[0]
        self.texts.append(
            InboundText(
                sender=first.sender,
                text=_words_of(first) if total is None else _joined(rows, total),
                provider_id=f"{first.id} {first.received_at}",
                sent_at=instant_of(first.received_at),
                recipient=first.recipient,
                cursor=self.cursor.to_text(),
            )
        )

    def _release(self, ids: list[int]) -> None:
        self.cursor = replace(self.cursor, held=tuple(held for held in self.cursor.held if held not in ids))


def _words_of(row: InboxRow) -> str:
    return _decoded(row.encoded) or row.decoded


def _joined(rows: list[InboxRow], total: int) -> str:
    """Return the words of parts in their order, with a note for each that is missing."""
    parts = {row.header.position: row for row in rows if row.header is not None}
    if len(parts) == total and all(row.encoded for row in rows):
        words = _decoded("".join(parts[position].encoded for position in range(1, total + 1)))
        if words:
            return words
    return "".join(
        _words_of(parts[position]) if position in parts else f"[part {position} of {total} is missing]"
        for position in range(1, total + 1)
    )


def _decoded(encoded: str) -> str:
    """Return the text of hexadecimal UTF-16, or nothing where it is none."""
    try:
        return bytes.fromhex(encoded).decode("utf-16-be", "surrogatepass")
    except ValueError:
        return ""


def _state_of(row: Row) -> ReceiptState | None:
    """Return how a whole message does, or None while parts of it have not been sent."""
    header = read_header(row.text_or_none("udh") or "")
    total = header.total if header else 1
    if row.number("failed_parts"):
        return ReceiptState.FAILED
    if row.number("delivered_parts") == total:
        return ReceiptState.DELIVERED
    return ReceiptState.SENT if row.number("parts") == total else None


def _reason_of(row: Row) -> str:
    if row.text("status") == "DeliveryFailed":
        return f"the network could not deliver it (status {row.number('network_status')})"
    if row.text("status") == "SendingError":
        return f"the modem could not send it (error {row.number('modem_error')})"
    return "gammu-smsd could not send all of it; its log says why"
