"""Pushes of Plivo, read into the texts and receipts they tell of.

Its documentation calls them “Handling incoming SMS/MMS/WhatsApp” and “Message status callbacks”. Plivo keeps people who opted out from
being written to, and leaves the one answer to their stop to us.
"""

from collections.abc import Mapping

from stopline.consent.events import Channel
from stopline.errors import BadInputError
from stopline.gateways.base import InboundText, Receipt, ReceiptState
from stopline.gateways.carrier_codes import CodeMeaning, meaning_of
from stopline.web.pushed_base import LONGEST_TEXT, Item, named, with_plus

_STATES = {
    "sent": ReceiptState.SENT,
    "delivered": ReceiptState.DELIVERED,
    "read": ReceiptState.DELIVERED,
    "undelivered": ReceiptState.FAILED,
    "failed": ReceiptState.FAILED,
}
"""What a status means; the others are no news."""
_WELL = frozenset({"", "0", "000"})


def plivo_items(fields: Mapping[str, str]) -> list[Item]:
    """Return what a form of Plivo tells of: a text, or the status of a message; a status that is no news tells of nothing.

    Raises:
        BadInputError: it is neither.
    """
    uuid = fields.get("MessageUUID", "")
    # The words of an SMS stand in Text, those of MMS and WhatsApp in Body; a picture alone has none, and somebody is to see that.
    words = fields.get("Text") or fields.get("Body", "")
    if not uuid and not words:
        raise BadInputError("MessageUUID: there is none")
    if not words and "Status" in fields:
        return _receipts(uuid, fields)
    if not fields.get("From"):
        raise BadInputError("From: a text has a sender")
    channel = Channel.WHATSAPP if fields.get("Type", "").lower() == "whatsapp" else Channel.SMS
    recipient = with_plus(fields.get("To", ""))
    text = InboundText(
        with_plus(fields["From"]), words[:LONGEST_TEXT], channel, uuid or None, None, recipient
    )
    return [named(text, "MessageUUID")]


def _receipts(uuid: str, fields: Mapping[str, str]) -> list[Item]:
    state = _STATES.get(fields["Status"].lower())
    if state is None:
        return []
    code = fields.get("ErrorCode", "")
    reason = "" if code in _WELL else f"Plivo {code}"[:400]
    return [Receipt(uuid, state, None, reason, meaning_of("plivo", code) is CodeMeaning.OPTED_OUT)]
