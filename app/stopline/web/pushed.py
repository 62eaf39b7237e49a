"""What gateways push, read into the texts and receipts it tells of.

Each reader takes what a gateway documents and ignores the rest; what makes no sense as a whole is refused, so that the gateway
shows it as failed instead of losing it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stopline.consent.events import Channel
from stopline.errors import BadInputError
from stopline.gateways.base import InboundText, Receipt, ReceiptState

Item = InboundText | Receipt
LONGEST_TEXT = 40_000


_SHORT_CODE = 6
"""Digits of the longest short code."""


class _Pushed(BaseModel):
    """Part of a push; gateways may add what they like."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)


_PushT = TypeVar("_PushT", bound=_Pushed)


class PushedText(_Pushed):
    """One text of a generic push."""

    id: str = Field(min_length=1, max_length=200)
    sender: str = Field(alias="from", min_length=1, max_length=320)
    text: str = Field(max_length=LONGEST_TEXT)
    recipient: str = Field(alias="to", default="", max_length=320)
    channel: Channel = Channel.SMS
    at: datetime | None = None
    answered_by_carrier: bool = False


class PushedReceipt(_Pushed):
    """One receipt of a generic push."""

    id: str = Field(min_length=1, max_length=200)
    state: ReceiptState
    at: datetime | None = None
    reason: str = Field(default="", max_length=400)
    opted_out: bool = False


class GenericPush(_Pushed):
    """A generic push: one text in the open, or several texts and receipts in lists."""

    texts: tuple[PushedText, ...] = Field(default=(), max_length=200)
    receipts: tuple[PushedReceipt, ...] = Field(default=(), max_length=200)


def generic_items(value: Mapping[str, object]) -> list[Item]:
    """Return what a generic push tells of.

    Raises:
        BadInputError: it is not such a push; the message says where.
    """
    is_list = "texts" in value or "receipts" in value
    push = _read(GenericPush, value) if is_list else GenericPush(texts=(_read(PushedText, value),))
    texts = [
        InboundText(
            each.sender, each.text, each.channel, each.id, _aware(each.at), each.recipient,
            is_answered_by_carrier=each.answered_by_carrier,
        )
        for each in push.texts
    ]  # fmt: skip
    receipts = [
        Receipt(each.id, each.state, _aware(each.at), each.reason, each.opted_out) for each in push.receipts
    ]
    return [*texts, *receipts]


_TWILIO_STATES = {
    "sent": ReceiptState.SENT,
    "delivered": ReceiptState.DELIVERED,
    "read": ReceiptState.DELIVERED,
    "undelivered": ReceiptState.FAILED,
    "failed": ReceiptState.FAILED,
}
_TWILIO_OPTED_OUT = frozenset({"21610", "63014"})
"""Twilio's error codes that mean the person has opted out at the carrier or at WhatsApp."""


def twilio_items(fields: Mapping[str, str]) -> list[Item]:
    """Return what a form of Twilio tells of: a text, or the status of a message; a status that is no news tells of nothing.

    Raises:
        BadInputError: it is neither.
    """
    sid = fields.get("MessageSid") or fields.get("SmsSid") or fields.get("SmsMessageSid", "")
    if not sid:
        raise BadInputError("MessageSid: there is none")
    status = fields.get("MessageStatus", "")
    if status:
        state = _TWILIO_STATES.get(status)
        code = fields.get("ErrorCode", "")
        reason = f"Twilio {code}" if code and code != "0" else ""
        return [] if state is None else [Receipt(sid, state, None, reason, code in _TWILIO_OPTED_OUT)]
    if "From" not in fields or "Body" not in fields:
        raise BadInputError("From, Body: a text has both")
    sender, channel = _without_channel(fields["From"])
    return [
        InboundText(
            sender, fields["Body"][:LONGEST_TEXT], channel, sid, None, _without_channel(fields.get("To", ""))[0],
            # With its own opt-out management Twilio confirms a STOP itself, and says so in this field.
            is_answered_by_carrier=fields.get("OptOutType", "") in {"STOP", "START", "HELP"},
        )
    ]  # fmt: skip


class _SinchText(_Pushed):
    text: str = ""


class _SinchContactMessage(_Pushed):
    text_message: _SinchText | None = None


class _SinchIdentity(_Pushed):
    channel: str = "SMS"
    identity: str


class _SinchMessage(_Pushed):
    id: str
    channel_identity: _SinchIdentity
    contact_message: _SinchContactMessage
    accept_time: datetime | None = None


class _SinchPush(_Pushed):
    message: _SinchMessage | None = None


def sinch_items(value: Mapping[str, object]) -> list[Item]:
    """Return what a push of Sinch's Conversation API tells of: a text; other events tell of nothing.

    Raises:
        BadInputError: it is not such a push; the message says where.
    """
    message = _read(_SinchPush, value).message
    if message is None or message.contact_message.text_message is None:
        return []
    identity = message.channel_identity
    sender = _with_plus(identity.identity)
    channel = Channel.WHATSAPP if identity.channel == "WHATSAPP" else Channel.SMS
    text = message.contact_message.text_message.text[:LONGEST_TEXT]
    return [InboundText(sender, text, channel, message.id, _aware(message.accept_time))]


class _VonagePush(_Pushed):
    message_uuid: str = Field(min_length=1, max_length=200)
    channel: str = "sms"
    sender: str = Field(alias="from", default="", max_length=320)
    recipient: str = Field(alias="to", default="", max_length=320)
    text: str | None = None
    status: str = ""
    timestamp: datetime | None = None


_VONAGE_STATES = {
    "submitted": ReceiptState.SENT,
    "delivered": ReceiptState.DELIVERED,
    "read": ReceiptState.DELIVERED,
    "rejected": ReceiptState.FAILED,
    "undeliverable": ReceiptState.FAILED,
}


def vonage_items(value: Mapping[str, object]) -> list[Item]:
    """Return what a push of Vonage's Messages API tells of: a text, or the status of a message; others tell of nothing.

    Raises:
        BadInputError: it is not such a push; the message says where.
    """
    push = _read(_VonagePush, value)
    if push.status:
        state = _VONAGE_STATES.get(push.status)
        return [] if state is None else [Receipt(push.message_uuid, state, _aware(push.timestamp))]
    if push.text is None or not push.sender:
        return []
    channel = Channel.WHATSAPP if push.channel == "whatsapp" else Channel.SMS
    return [
        InboundText(
            _with_plus(push.sender),
            push.text[:LONGEST_TEXT],
            channel,
            push.message_uuid,
            _aware(push.timestamp),
            push.recipient,
        )
    ]


def _read(model: type[_PushT], value: Mapping[str, object]) -> _PushT:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise BadInputError(f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from error


def _with_plus(sender: str) -> str:
    """Return a number that was written without its plus with it; a short code or a name stays as it is."""
    return f"+{sender}" if sender.isascii() and sender.isdecimal() and len(sender) > _SHORT_CODE else sender


def _without_channel(address: str) -> tuple[str, Channel]:
    bare = address.removeprefix("whatsapp:")
    return bare, Channel.SMS if bare == address else Channel.WHATSAPP


def _aware(at: datetime | None) -> datetime | None:
    """Return an instant that names no zone as one in UTC."""
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)
