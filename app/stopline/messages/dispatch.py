"""Carries claimed messages to a gateway: claim, ask the gate again, send, settle.

What is handed over may hold a link by which its reader alone may decide; it is put in here, and stands in no table and on no
screen. A message is sent at most once. Where the gateway certainly did not take it, it goes back into the queue; where nobody can
know, it becomes `uncertain` and waits for the gateway's own record or for a person.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from stopline.address import Address
from stopline.clock import Clock
from stopline.consent.events import CONTACT, ConsentEvent, EventKind, Evidence, Method
from stopline.consent.gate import Purpose
from stopline.consent.ledger import Ledger
from stopline.consent.refusal import Refusal
from stopline.consent.send_block import SendBlock
from stopline.errors import GatewayDownError, GatewayNonsenseError, StoplineError
from stopline.gateways.base import Accepted, Gateway, Rejected
from stopline.messages.message import Message
from stopline.messages.outbox import Outbox
from stopline.store.engine import Engine

BEFORE_MARKETING = (Purpose.COMPLIANCE, Purpose.CONVERSATION, Purpose.NOTICE)
"""What leaves first, and what leaves even when it is not known whether somebody has just said stop."""


class Dispatch:
    """Hands the queue of one workspace to its gateways.

    Args:
        engine: the workspace's database.
        clock: tells when.
        ledger: takes the stops that gateways tell of.
        outbox: the queue.
        send_block: the gate.
        holder: names the worker.
        fill: puts into a text what only the one who gets it may read.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        ledger: Ledger,
        outbox: Outbox,
        send_block: SendBlock,
        holder: str,
        fill: Callable[[str, Address], str] = lambda text, _: text,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._ledger = ledger
        self._outbox = outbox
        self._send_block = send_block
        self._holder = holder
        self._fill = fill

    def send_one(self, gateway: Gateway, purposes: Sequence[Purpose]) -> bool:
        """Send the next message that is due; return whether there was one.

        Args:
            gateway: what carries it.
            purposes: what may leave now, the most urgent first.

        Raises:
            GatewayDownError: the gateway did not take it; the message is back in the queue.
            GatewayNonsenseError: nobody knows whether it took it; the message is uncertain.
        """
        message = self._outbox.claim(sorted(gateway.channels), purposes, self._holder, gateway.name)
        if message is None:
            return False
        self._send(gateway, message)
        return True

    def recover(self) -> int:
        """Mark what was left half-done as uncertain; return how many.

        Only the holder of the lease calls this, before it sends anything itself. What another worker is still handing over,
        because it was so slow that it lost the lease, is settled by that worker in the end.
        """
        left = self._outbox.under_way()
        for message in left:
            self._outbox.settle_uncertain(message, "the worker stopped while it was being sent")
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
        try:
            text = self._fill(message.text, message.address)
        except StoplineError as error:
            self._outbox.settle_failed(message, f"its link could not be made: {error}")
            return
        permit = self._send_block.ask(replace(message.draft(), text=text))
        if isinstance(permit, Refusal):
            self._keep_back(message, permit)
            return
        try:
            outcome = gateway.send(permit)
        except GatewayDownError:
            self._outbox.put_back(message)
            raise
        except GatewayNonsenseError as error:
            self._outbox.settle_uncertain(message, str(error))
            raise
        match outcome:
            case Accepted(provider_id):
                self._outbox.settle_sent(message, provider_id)
            case Rejected(reason, has_opted_out):
                with self._engine.transaction():
                    self._outbox.settle_failed(message, reason)
                    if has_opted_out:
                        self._ledger.record(carrier_stop(message, reason, self._clock))

    def _keep_back(self, message: Message, refusal: Refusal) -> None:
        """Refuse a message, or put it off where nothing but the hour stands against it: it is not lost."""
        if refusal.opens_at is not None:
            self._outbox.put_off(message, refusal.opens_at)
        else:
            self._outbox.refuse(message, refusal)


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
