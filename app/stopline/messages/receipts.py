"""Takes in what became of messages: delivered, failed, or refused because the person opted out at the carrier."""

from stopline.clock import Clock
from stopline.consent.ledger import Ledger
from stopline.gateways.base import Receipt, ReceiptState
from stopline.messages.dispatch import carrier_stop
from stopline.messages.message import MessageState
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
        if is_news and receipt.has_opted_out:
            self._ledger.record(carrier_stop(message, receipt.reason, self._clock))
        return is_news
