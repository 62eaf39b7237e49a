"""Pure: a message and the states it can be in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stopline.address import Address
from stopline.consent.events import Channel
from stopline.consent.gate import Ask, Draft, Purpose
from stopline.store.engine import Row


class Direction(StrEnum):
    """Which way a message went."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class MessageState(StrEnum):
    """Where a message is on its way."""

    RECEIVED = "received"
    """Came in."""
    QUEUED = "queued"
    """Waits for the worker."""
    SENDING = "sending"
    """Claimed by a worker that is handing it to the gateway now."""
    SENT = "sent"
    """The gateway took it."""
    DELIVERED = "delivered"
    FAILED = "failed"
    REFUSED = "refused"
    """The send block kept it back."""
    UNCERTAIN = "uncertain"
    """A worker died while handing it over, or the gateway answered nonsense; never sent again by itself."""


CANCELLED = "cancelled"
"""How the reason of a message begins that somebody took back; that of a whole campaign follows `campaign`."""
_NEXT = {
    MessageState.QUEUED: {MessageState.SENDING, MessageState.REFUSED},
    MessageState.SENDING: {
        MessageState.SENT, MessageState.FAILED, MessageState.REFUSED, MessageState.UNCERTAIN, MessageState.QUEUED,
    },
    MessageState.SENT: {MessageState.DELIVERED, MessageState.FAILED},
    MessageState.UNCERTAIN: {MessageState.SENT, MessageState.DELIVERED, MessageState.FAILED, MessageState.REFUSED},
}  # fmt: skip


def may_become(state: MessageState, following: MessageState) -> bool:
    """Tell whether a message in one state may come into another; states that are not listed are final."""
    return following in _NEXT.get(state, set())


@dataclass(frozen=True, slots=True)
class Message:
    """One text of a thread, inbound or outbound."""

    id: int
    thread: int
    direction: Direction
    state: MessageState
    purpose: Purpose
    text: str
    at: datetime
    channel: Channel
    address: Address
    agent: str | None
    campaign: str | None
    decided_on: int | None
    reason: str | None
    """Why it failed or was refused."""
    asks_consent: Ask | None = None
    not_before: datetime | None = None
    """When it may leave at the earliest, where it was scheduled or put off."""
    template: str | None = None
    gateway: str | None = None
    """What carried it, or carries it now."""
    is_resting: bool = False
    """Whether it waits because its campaign is paused, whatever its time."""

    @classmethod
    def from_row(cls, row: Row) -> "Message":
        """Return the message of a row with a column for each field."""
        return cls(
            id=row.number("id"),
            thread=row.number("thread"),
            direction=Direction(row.text("direction")),
            state=MessageState(row.text("state")),
            purpose=Purpose(row.text("purpose")),
            text=row.text("text"),
            at=row.instant("at"),
            channel=Channel(row.text("channel")),
            address=Address(row.text("address")),
            agent=row.text_or_none("agent"),
            campaign=row.text_or_none("campaign"),
            decided_on=row.number_or_none("decided_on"),
            reason=row.text_or_none("reason"),
            asks_consent=Ask(asks) if (asks := row.text_or_none("asks")) else None,
            not_before=row.instant("not_before") if row.text("not_before") else None,
            template=row.text_or_none("template"),
            gateway=row.text_or_none("gateway"),
            is_resting=bool(row.number("paused")),
        )

    @property
    def shown_at(self) -> datetime:
        """Return where it stands in a conversation: what waits for a time to come stands there."""
        if self.state is MessageState.QUEUED and self.not_before is not None:
            return max(self.at, self.not_before)
        return self.at

    @property
    def is_cancelled(self) -> bool:
        """Tell whether somebody took it back, alone or with its campaign; no rule kept it back then."""
        words = (CANCELLED, f"campaign {CANCELLED}")
        return self.state is MessageState.REFUSED and (self.reason or "").startswith(words)

    def draft(self) -> Draft:
        """Return what the gate is asked about this message."""
        return Draft(self.address, self.channel, self.purpose, self.text, self.id, self.asks_consent)


def waits_unseen(
    asks: Ask | None, agent: str | None, not_before: datetime | None, now: datetime | None
) -> bool:
    """Tell whether a message is the last word of its thread only once it has left: it waits for a time, or asks by itself."""
    is_timed = not_before is not None and (now is None or not_before > now)
    return is_timed or (asks is not None and agent is None)
