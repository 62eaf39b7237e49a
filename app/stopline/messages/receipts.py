"""Takes in what became of messages: delivered, failed, or refused because the person opted out at the carrier."""

from stopline.clock import Clock
from stopline.consent.events import Method
from stopline.consent.ledger import Ledger
from stopline.gateways.base import Receipt, ReceiptState
from stopline.messages.dispatch import carrier_stop
from stopline.messages.message import Message, MessageState
from stopline.messages.outbox import Outbox

_STATES = {
    ReceiptState.SENT: MessageState.SENT,
    ReceiptState.DELIVERED: MessageState.DELIVERED,
    ReceiptState.FAILED: MessageState.FAILED,
}


class Receipts:
    """The receipts of one workspace's messages."""

    def __init__(self, clock: Clock, ledger: Ledger, outbox: Outbox) -> None:
        self._clock = clock
        self._ledger = ledger
        self._outbox = outbox

    def take(self, gateway: str, receipt: Receipt) -> bool:
        """Note a receipt; return whether it was news about a message of ours. The caller holds the transaction."""
        message = self._outbox.by_receipt(gateway, receipt.provider_id)
        if message is None:
            return False
        is_news = self._outbox.take_receipt(message, _STATES[receipt.state], receipt.reason or None)
        # A message may count as failed or delivered before its gateway tells of the opt-out; the same news twice is one event.
        if receipt.has_opted_out and not self._has_told(message):
            self._ledger.record(carrier_stop(message, receipt.reason, self._clock))
            return True
        return is_news

    def _has_told(self, message: Message) -> bool:
        """Tell whether the carrier's stop that came of a message is in the ledger."""
        return any(
            recorded.event.method is Method.CARRIER and recorded.event.evidence.message == message.id
            for recorded in self._ledger.events_of(message.address)
        )
