"""Pushes of Telnyx, read into the texts and receipts they tell of (Telnyx's documentation, “Receiving webhooks for messaging”).

Telnyx answers the usual words itself, as the messaging profile says, and tells so in `autoresponse_type`. What a text of WhatsApp looks
like is not documented as fully as that of SMS: its words are looked for wherever they may stand, and without any it comes in empty, so
that somebody sees it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from stopline.consent.events import Channel
from stopline.errors import BadInputError
from stopline.gateways.base import InboundText, Receipt, ReceiptState
from stopline.gateways.carrier_codes import CodeMeaning, meaning_of
from stopline.web.pushed_base import LONGEST_TEXT, Item, Pushed, Words, aware, named, read, with_plus

_STATES = {
    "sent": ReceiptState.SENT,
    "delivered": ReceiptState.DELIVERED,
    "sending_failed": ReceiptState.FAILED,
    "delivery_failed": ReceiptState.FAILED,
}
"""What the states of a recipient mean; the others are no news."""
_OF_OURS = frozenset({"message.sent", "message.finalized"})


def _as_end(value: object) -> object:
    """Return a person's number as the table it stands in elsewhere: some events give it bare."""
    return {"phone_number": value} if isinstance(value, str) else value or {}


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value or []


class _End(Pushed):
    phone_number: str = Field(default="", max_length=320)
    status: str = ""


_AnEnd = Annotated[_End, BeforeValidator(_as_end)]


class _Fault(Pushed):
    code: str = ""
    title: str = ""


class _Message(Pushed):
    id: str = Field(default="", max_length=200)
    type: str = "SMS"
    sender: _AnEnd = Field(alias="from", default=_End())
    recipients: Annotated[tuple[_AnEnd, ...], BeforeValidator(_as_list)] = Field(
        alias="to", default=(), max_length=200
    )
    text: Words | None = None
    body: Mapping[str, object] | None = None
    """The words of a text that is no SMS."""
    autoresponse_type: str | None = None
    received_at: datetime | None = None
    completed_at: datetime | None = None
    errors: Annotated[tuple[_Fault, ...], BeforeValidator(_as_list)] = ()

    @property
    def words(self) -> str:
        """Return what was written, wherever it stands."""
        if self.text is not None:
            return self.text
        written = (self.body or {}).get("text")
        if isinstance(written, Mapping):
            written = written.get("body")
        return written if isinstance(written, str) else ""


class _Event(Pushed):
    event_type: str
    occurred_at: datetime | None = None
    payload: _Message


class _Envelope(Pushed):
    event_type: str


class _Kind(Pushed):
    data: _Envelope


class _Push(Pushed):
    data: _Event


def telnyx_items(value: Mapping[str, object]) -> list[Item]:
    """Return what a push of Telnyx tells of: a text, or the state of a message; other events tell of nothing.

    Raises:
        BadInputError: it is not such a push; the message says where.
    """
    kind = read(_Kind, value).data.event_type
    if kind != "message.received" and kind not in _OF_OURS:
        return []
    event = read(_Push, value).data
    return [_text(event)] if kind == "message.received" else _receipts(event)


def _text(event: _Event) -> Item:
    message = event.payload
    if not message.sender.phone_number:
        raise BadInputError("data.payload.from: a text has a sender")
    channel = Channel.WHATSAPP if message.type.upper() == "WHATSAPP" else Channel.SMS
    text = InboundText(
        with_plus(message.sender.phone_number), message.words[:LONGEST_TEXT], channel, message.id or None,
        aware(message.received_at or event.occurred_at),
        message.recipients[0].phone_number if message.recipients else "",
        is_answered_by_carrier=bool(message.autoresponse_type),
        has_opted_out=(message.autoresponse_type or "").upper() == "STOP",
    )  # fmt: skip
    return named(text, "data.payload.id")


def _receipts(event: _Event) -> list[Item]:
    message = event.payload
    if not message.id:
        raise BadInputError("data.payload.id: it is missing")
    state = _STATES.get(message.recipients[0].status) if message.recipients else None
    if state is None:
        return []
    at = aware(message.completed_at or event.occurred_at)
    if state is not ReceiptState.FAILED:
        return [Receipt(message.id, state, at)]
    codes = [fault.code for fault in message.errors if fault.code]
    has_opted_out = any(meaning_of("telnyx", code) is CodeMeaning.OPTED_OUT for code in codes)
    reason = f"Telnyx {', '.join(codes)}" if codes else ""
    return [Receipt(message.id, state, at, reason[:400], has_opted_out)]
