"""What gateways push, read into the texts and receipts it tells of.

Each reader takes what a gateway documents and ignores the rest. What makes no sense as a whole is refused, so that the gateway
shows it as failed instead of losing it; one item that cannot be read loses none beside it.
"""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from stopline.address import Address, is_email
from stopline.consent.events import Channel
from stopline.errors import BadInputError
from stopline.gateways.base import InboundText, Receipt, ReceiptState
from stopline.gateways.carrier_codes import CodeMeaning, meaning_of
from stopline.web.pushed_base import (
    LONGEST_TEXT,
    Item,
    Pushed,
    Unreadable,
    Words,
    aware,
    named,
    read,
    readable,
    with_plus,
)

_log = logging.getLogger(__name__)


MOST_ITEMS = 200
"""Texts, and receipts, of one generic push."""


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _yes(value: object) -> object:
    return False if value is None else value


_Told = Annotated[bool, BeforeValidator(_yes)]


class PushedText(Pushed):
    """What can be read of one text of a generic push; it needs an id, a sender and words."""

    id: str = Field(default="", max_length=200)
    sender: str = Field(alias="from", default="", max_length=320)
    text: Words | None = None
    recipient: str = Field(alias="to", default="", max_length=320)
    channel: Annotated[Channel | None, BeforeValidator(_lower)] = None
    at: datetime | None = None
    answered_by_carrier: _Told = False
    opted_out: _Told = False


class PushedReceipt(Pushed):
    """What can be read of one receipt of a generic push; it needs an id and a state."""

    id: str = Field(default="", max_length=200)
    state: Annotated[ReceiptState | None, BeforeValidator(_lower)] = None
    at: datetime | None = None
    reason: str = ""
    opted_out: _Told = False


_MISSING = "it is missing; a text has id, from and text, and may have to, channel, at, answered_by_carrier and opted_out"
_DECIDE = ("id", "text", "channel", "opted_out")
"""Fields of a text that are not left out for it to be taken in: what it means, and for whom, depends on them."""


def generic_items(value: Mapping[str, object]) -> list[Item]:
    """Return what a generic push tells of, every text and receipt read by itself.

    Raises:
        BadInputError: it holds more than is taken at once.
    """
    if "texts" not in value and "receipts" not in value:
        return [_generic_text(value, "")]
    items: list[Item] = []
    for name, reader in (("texts", _generic_text), ("receipts", _generic_receipt)):
        listed = value.get(name) or []
        several = listed if isinstance(listed, list) else [listed]
        if len(several) > MOST_ITEMS:
            raise BadInputError(f"{name}: it may have {MOST_ITEMS} entries at most")
        for number, each in enumerate(several):
            place = f"{name}.{number}" if several is listed else name
            if isinstance(each, Mapping):
                items.append(reader(each, f"{place}."))
            else:
                items.append(Unreadable(f"{place}: it has to be a table of names and values"))
    return items


def _generic_text(value: Mapping[str, object], place: str) -> Item:
    each, faults = readable(PushedText, value)
    if not each.sender:
        return Unreadable(f"{place}from: {faults.get('from', _MISSING)}")
    # Whom the carrier has stopped is stopped, whatever their words were.
    if each.text is None and not each.opted_out:
        return Unreadable(f"{place}text: {_MISSING}")
    if isinstance(value.get("text"), list | Mapping | bool):
        faults["text"] = "it has to be text, in quotes"
    if not each.id:
        faults.setdefault("id", "it is missing")
    channel = each.channel or (Channel.EMAIL if is_email(Address(each.sender)) else Channel.SMS)
    text = InboundText(
        each.sender, (each.text or "")[:LONGEST_TEXT], channel, each.id or None, aware(each.at), each.recipient,
        is_answered_by_carrier=each.answered_by_carrier, has_opted_out=each.opted_out,
    )  # fmt: skip
    at_fault = next((name for name in _DECIDE if name in faults), None)
    if at_fault is not None:
        return Unreadable(f"{place}{at_fault}: {faults[at_fault]}", text)
    _tell(faults, place)
    return text


def _generic_receipt(value: Mapping[str, object], place: str) -> Item:
    each, faults = readable(PushedReceipt, value)
    if not each.id:
        return Unreadable(f"{place}id: {faults.get('id', 'it is missing')}")
    # Whatever became of the message: that the person has opted out at the carrier is a stop.
    state = ReceiptState.FAILED if each.state is None and each.opted_out else each.state
    if state is None:
        return Unreadable(
            f"{place}state: {faults.get('state', 'it is missing; a receipt has id and state, and may have at, reason and opted_out')}"
        )
    _tell(faults, place)
    return Receipt(each.id, state, aware(each.at), each.reason[:400], each.opted_out)


def _tell(faults: Mapping[str, str], place: str) -> None:
    for name, fault in faults.items():
        _log.warning("a push holds what cannot be read, and it is left out: %s%s: %s", place, name, fault)


_TWILIO_STATES = {
    "sent": ReceiptState.SENT,
    "delivered": ReceiptState.DELIVERED,
    "read": ReceiptState.DELIVERED,
    "undelivered": ReceiptState.FAILED,
    "failed": ReceiptState.FAILED,
}


def twilio_items(fields: Mapping[str, str]) -> list[Item]:
    """Return what a form of Twilio tells of: a text, or the status of a message; a status that is no news tells of nothing.

    Raises:
        BadInputError: it is neither.
    """
    sid = fields.get("MessageSid") or fields.get("SmsSid") or fields.get("SmsMessageSid", "")
    status = fields.get("MessageStatus", "")
    if status and (status in _TWILIO_STATES or "Body" not in fields):
        if not sid:
            raise BadInputError("MessageSid: there is none")
        state = _TWILIO_STATES.get(status)
        code = fields.get("ErrorCode", "")
        reason = f"Twilio {code}" if code and code != "0" else ""
        has_opted_out = meaning_of("twilio", code) is CodeMeaning.OPTED_OUT
        return [] if state is None else [Receipt(sid, state, None, reason, has_opted_out)]
    if not fields.get("From") or "Body" not in fields:
        raise BadInputError("From, Body: a text has both")
    sender, channel = _without_channel(fields["From"])
    # With its own opt-out management Twilio answers such words itself, the team's own in its console too, and says so in this field.
    taken_as = fields.get("OptOutType", "")
    text = InboundText(
        sender, fields["Body"][:LONGEST_TEXT], channel, sid or None, None, _without_channel(fields.get("To", ""))[0],
        is_answered_by_carrier=taken_as in {"STOP", "START", "HELP"}, has_opted_out=taken_as == "STOP",
    )  # fmt: skip
    return [named(text, "MessageSid")]


class _SinchText(Pushed):
    text: Words = ""


class _SinchContactMessage(Pushed):
    text_message: _SinchText | None = None


class _SinchIdentity(Pushed):
    channel: str = "SMS"
    identity: str


class _SinchMessage(Pushed):
    id: str = Field(default="", max_length=200)
    channel_identity: _SinchIdentity
    contact_message: _SinchContactMessage
    accept_time: datetime | None = None


class _SinchPush(Pushed):
    message: _SinchMessage | None = None


def sinch_items(value: Mapping[str, object]) -> list[Item]:
    """Return what a push of Sinch's Conversation API tells of: a text; other events tell of nothing.

    Raises:
        BadInputError: it is not such a push; the message says where.
    """
    message = read(_SinchPush, value).message
    if message is None or message.contact_message.text_message is None:
        return []
    identity = message.channel_identity
    sender = with_plus(identity.identity)
    channel = Channel.WHATSAPP if identity.channel == "WHATSAPP" else Channel.SMS
    text = message.contact_message.text_message.text[:LONGEST_TEXT]
    pushed = InboundText(sender, text, channel, message.id or None, aware(message.accept_time))
    return [named(pushed, "message.id")]


class _VonagePush(Pushed):
    message_uuid: str = Field(default="", max_length=200)
    channel: str = "sms"
    sender: str = Field(alias="from", default="", max_length=320)
    recipient: str = Field(alias="to", default="", max_length=320)
    text: Words | None = None
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
    push = read(_VonagePush, value)
    state = _VONAGE_STATES.get(push.status)
    if push.text is None or state is not None:
        if not push.message_uuid:
            raise BadInputError("message_uuid: it is missing")
        return [] if state is None else [Receipt(push.message_uuid, state, aware(push.timestamp))]
    if not push.sender:
        raise BadInputError("from: a text has a sender")
    channel = Channel.WHATSAPP if push.channel == "whatsapp" else Channel.SMS
    text = InboundText(
        with_plus(push.sender), push.text[:LONGEST_TEXT], channel, push.message_uuid or None,
        aware(push.timestamp), push.recipient,
    )  # fmt: skip
    return [named(text, "message_uuid")]


def _without_channel(address: str) -> tuple[str, Channel]:
    bare = address.removeprefix("whatsapp:")
    return bare, Channel.SMS if bare == address else Channel.WHATSAPP
