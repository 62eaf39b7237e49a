"""What gateways push, read into the texts and receipts it tells of.

Each reader takes what a gateway documents and ignores the rest; what makes no sense as a whole is refused, so that the gateway
shows it as failed instead of losing it.
"""

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from stopline.consent.events import Channel
from stopline.errors import BadInputError
from stopline.gateways.base import InboundText, Receipt, ReceiptState
from stopline.gateways.carrier_codes import CodeMeaning, meaning_of
from stopline.web.pushed_base import LONGEST_TEXT, Item, Pushed, aware, read, with_plus


class PushedText(Pushed):
    """One text of a generic push."""

    id: str = Field(min_length=1, max_length=200)
    sender: str = Field(alias="from", min_length=1, max_length=320)
    text: str = Field(max_length=LONGEST_TEXT)
    recipient: str = Field(alias="to", default="", max_length=320)
    channel: Channel = Channel.SMS
    at: datetime | None = None
    answered_by_carrier: bool = False
    opted_out: bool = False


class PushedReceipt(Pushed):
    """One receipt of a generic push."""

    id: str = Field(min_length=1, max_length=200)
    state: ReceiptState
    at: datetime | None = None
    reason: str = Field(default="", max_length=400)
    opted_out: bool = False


class GenericPush(Pushed):
    """A generic push: one text in the open, or several texts and receipts in lists."""

    texts: tuple[PushedText, ...] = Field(default=(), max_length=200)
    receipts: tuple[PushedReceipt, ...] = Field(default=(), max_length=200)


def generic_items(value: Mapping[str, object]) -> list[Item]:
    """Return what a generic push tells of.

    Raises:
        BadInputError: it is not such a push; the message says where.
    """
    is_list = "texts" in value or "receipts" in value
    push = read(GenericPush, value) if is_list else GenericPush(texts=(read(PushedText, value),))
    texts = [
        InboundText(
            each.sender, each.text, each.channel, each.id, aware(each.at), each.recipient,
            is_answered_by_carrier=each.answered_by_carrier, has_opted_out=each.opted_out,
        )
        for each in push.texts
    ]  # fmt: skip
    receipts = [
        Receipt(each.id, each.state, aware(each.at), each.reason, each.opted_out) for each in push.receipts
    ]
    return [*texts, *receipts]


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
    if not sid:
        raise BadInputError("MessageSid: there is none")
    status = fields.get("MessageStatus", "")
    if status:
        state = _TWILIO_STATES.get(status)
        code = fields.get("ErrorCode", "")
        reason = f"Twilio {code}" if code and code != "0" else ""
        has_opted_out = meaning_of("twilio", code) is CodeMeaning.OPTED_OUT
        return [] if state is None else [Receipt(sid, state, None, reason, has_opted_out)]
    if "From" not in fields or "Body" not in fields:
        raise BadInputError("From, Body: a text has both")
    sender, channel = _without_channel(fields["From"])
    # With its own opt-out management Twilio answers such words itself, the team's own in its console too, and says so in this field.
    taken_as = fields.get("OptOutType", "")
    return [
        InboundText(
            sender, fields["Body"][:LONGEST_TEXT], channel, sid, None, _without_channel(fields.get("To", ""))[0],
            is_answered_by_carrier=taken_as in {"STOP", "START", "HELP"}, has_opted_out=taken_as == "STOP",
        )
    ]  # fmt: skip


class _SinchText(Pushed):
    text: str = ""


class _SinchContactMessage(Pushed):
    text_message: _SinchText | None = None


class _SinchIdentity(Pushed):
    channel: str = "SMS"
    identity: str


class _SinchMessage(Pushed):
    id: str
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
    return [InboundText(sender, text, channel, message.id, aware(message.accept_time))]


class _VonagePush(Pushed):
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
    push = read(_VonagePush, value)
    if push.status:
        state = _VONAGE_STATES.get(push.status)
        return [] if state is None else [Receipt(push.message_uuid, state, aware(push.timestamp))]
    if push.text is None or not push.sender:
        return []
    channel = Channel.WHATSAPP if push.channel == "whatsapp" else Channel.SMS
    return [
        InboundText(
            with_plus(push.sender),
            push.text[:LONGEST_TEXT],
            channel,
            push.message_uuid,
            aware(push.timestamp),
            push.recipient,
        )
    ]


def _without_channel(address: str) -> tuple[str, Channel]:
    bare = address.removeprefix("whatsapp:")
    return bare, Channel.SMS if bare == address else Channel.WHATSAPP
