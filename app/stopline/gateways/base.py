"""The protocol of a gateway, and the values that pass through it.

A gateway is polled by cursor and never pushes; every poll is bounded; nothing is lost while we are down, because the cursor
moves in the transaction that stores the text.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable

from stopline.address import Address
from stopline.clock import Clock
from stopline.consent.events import Channel
from stopline.consent.gate import Permit


@dataclass(frozen=True, slots=True)
class InboundText:
    """One text somebody sent us, as the gateway tells it."""

    sender: str
    """As the gateway writes it: a number in any form, a short code, a name."""
    text: str
    channel: Channel = Channel.SMS
    provider_id: str | None = None
    """The gateway's own name of the text; the same name twice is the same text."""
    sent_at: datetime | None = None
    recipient: str = ""
    """Which of our numbers it was sent to, where the gateway tells."""
    cursor: str | None = None
    """How far the gateway has been read once this text is stored."""
    is_answered_by_carrier: bool = False
    """Whether the carrier has confirmed a STOP itself, so that our confirmation would be the second."""
    has_opted_out: bool = False
    """Whether the carrier took it for a stop and has put the sender on its own list, whatever the words say to us."""
    is_handed_in: bool = False
    """Whether a program handed it in, so that nobody here could know of it before it came."""


class ReceiptState(StrEnum):
    """What became of a message we sent."""

    SENT = "sent"
    """It left the gateway."""
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Receipt:
    """News about a message we sent."""

    provider_id: str
    state: ReceiptState
    at: datetime | None = None
    reason: str = ""
    has_opted_out: bool = False
    """Whether the failure says that the person has opted out at the carrier."""
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one poll brought, in order."""

    items: tuple[InboundText | Receipt, ...] = ()
    cursor: str | None = None
    """How far the gateway has been read once every item is stored."""
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """The gateway took a message."""

    provider_id: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """The gateway refused a message for good; trying again would not help."""

    reason: str
    has_opted_out: bool = False
    """Whether it refused because the person has opted out at the carrier."""


class Gateway(Protocol):
    """Something that carries texts.

    Every method raises GatewayDownError when the gateway cannot be reached and GatewayNonsenseError when its answer makes
    no sense. GatewayDownError from `send` promises that the message did not leave; in doubt it is GatewayNonsenseError.
    """

    @property
    def name(self) -> str:
        """Return the name it has in the settings."""

    @property
    def channels(self) -> frozenset[Channel]:
        """Return the channels it carries."""

    def fetch(self, cursor: str | None, limit: int) -> Batch:
        """Return at most `limit` texts and receipts that came after `cursor` (None: from the beginning)."""

    def send(self, permit: Permit) -> Accepted | Rejected:
        """Hand over the message a permit allows."""

    def trace(self, message: int) -> Accepted | None:
        """Return what the gateway knows of our message of that number, or None if it never took it."""

    def close(self) -> None:
        """Let go of files and connections."""


@dataclass(frozen=True, slots=True)
class ListedOptOut:
    """Somebody whom a gateway sends nothing any more, as its own list says."""

    sender: str
    """As the gateway writes it."""
    channel: Channel
    at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OptOutPage:
    """A part of a gateway's list of opt-outs."""

    entries: tuple[ListedOptOut, ...]
    cursor: str | None = None
    """Where the next part begins; None at the end of the list."""


@runtime_checkable
class ListsOptOuts(Protocol):
    """What a gateway can do besides that keeps a list of its own of those who have opted out at the carrier."""

    def opted_out(self, cursor: str | None, limit: int) -> OptOutPage:
        """Return at most `limit` entries of the list from `cursor` on (None: from the beginning)."""


@runtime_checkable
class Forgets(Protocol):
    """What a gateway can do besides whose record of what it carried is ours."""

    def forget(self, address: Address) -> None:
        """Erase an address, and every text to and from it."""


@dataclass(frozen=True, slots=True)
class GatewayConfig:
    """What a gateway is built with."""

    name: str
    """The name it has in the settings."""
    options: Mapping[str, str | int | float | bool]
    """What the settings say about it; each kind checks its own options."""
    folder: Path
    """The folder of the workspace, to which paths in the options are relative."""
    clock: Clock


GatewayFactory = Callable[[GatewayConfig], Gateway]
"""What an entry point of the group `stopline.gateways` names.

Raises SettingsError when an option cannot be used. It opens nothing: a gateway that is down when a worker starts is reported by
its first `fetch`.
"""
