"""Carries claimed messages to a gateway: claim, ask the gate again, send, settle.

A message is sent at most once. Where the gateway certainly did not take it, it goes back into the queue; where nobody can
know, it becomes `uncertain` and waits for the gateway's own record or for a person.
"""

from collections.abc import Sequence
from datetime import timedelta

from stopline.clock import Clock
from stopline.consent.events import CONTACT, ConsentEvent, EventKind, Evidence, Method
from stopline.consent.gate import Purpose
from stopline.consent.ledger import Ledger
from stopline.consent.refusal import Refusal
from stopline.consent.send_block import SendBlock
from stopline.errors import GatewayDownError, GatewayNonsenseError
from stopline.gateways.base import Accepted, Gateway, Rejected
from stopline.messages.message import Message
from stopline.messages.outbox import Outbox

RETRY_AFTER = timedelta(seconds=5)
"""How long a message waits after a gateway did not take it; the gateway's own back-off comes on top."""
BEFORE_MARKETING = (Purpose.COMPLIANCE, Purpose.CONVERSATION, Purpose.NOTICE)
"""What leaves first, and what leaves even when it is not known whether somebody has just said stop."""


class Dispatch:
    """Hands the queue of one workspace to its gateways."""

    def __init__(
        self, clock: Clock, ledger: Ledger, outbox: Outbox, send_block: SendBlock, holder: str
    ) -> None:
        self._clock = clock
        self._ledger = ledger
        self._outbox = outbox
        self._send_block = send_block
        self._holder = holder

    def send_one(self, gateway: Gateway, *, may_send_marketing: bool) -> bool:
        """Send the next message that is due; return whether there was one.

        Args:
            gateway: what carries it.
            may_send_marketing: whether the last collect is recent enough to know who has said stop.

        Raises:
            GatewayDownError: the gateway did not take it; the message is back in the queue.
        """
        purposes: Sequence[Purpose] = BEFORE_MARKETING
        if may_send_marketing:
            purposes = (*BEFORE_MARKETING, Purpose.MARKETING)
        message = self._outbox.claim(sorted(gateway.channels), purposes, self._holder, gateway.name)
        if message is None:
            return False
        self._send(gateway, message)
        return True

    def recover(self, gateways: Sequence[Gateway]) -> int:
        """Settle what a worker that went away left half-done, by the gateway's own record where there is one; return how many."""
        left = self._outbox.left_sending(self._holder)
        for message in left:
            self._outbox.settle_uncertain(message, "the worker stopped while it was being sent")
        self.reconcile(gateways)
        return len(left)

    def reconcile(self, gateways: Sequence[Gateway]) -> int:
        """Ask the gateways about uncertain messages; return how many they knew."""
        known_count = 0
        for message in self._outbox.uncertain():
            for gateway in gateways:
                if message.channel not in gateway.channels:
                    continue
                try:
                    accepted = gateway.trace(message.id)
                except (GatewayDownError, GatewayNonsenseError):
                    continue
                if accepted is not None:
                    self._outbox.settle_sent(message, accepted.provider_id)
                    known_count += 1
                    break
        return known_count

    def _send(self, gateway: Gateway, message: Message) -> None:
        permit = self._send_block.ask(message.draft())
        if isinstance(permit, Refusal):
            self._outbox.refuse(message, permit)
            return
        try:
            outcome = gateway.send(permit)
        except GatewayDownError:
            self._outbox.release(message, self._clock.now() + RETRY_AFTER)
            raise
        except GatewayNonsenseError as error:
            self._outbox.settle_uncertain(message, str(error))
            return
        match outcome:
            case Accepted(provider_id):
                self._outbox.settle_sent(message, provider_id)
            case Rejected(reason, has_opted_out):
                self._outbox.settle_failed(message, reason)
                if has_opted_out:
                    self._ledger.record(carrier_stop(message, reason, self._clock))


def carrier_stop(message: Message, reason: str, clock: Clock) -> ConsentEvent:
    """Return the event of a person who opted out at the carrier, as learned from a refused message."""
    return ConsentEvent(
        address=message.address,
        channel=message.channel,
        kind=EventKind.WITHDRAWN,
        method=Method.CARRIER,
        actor=CONTACT,
        occurred_at=clock.now(),
        evidence=Evidence(words=reason, source="carrier", message=message.id, keyword="carrier"),
    )
