"""Pure: what somebody wants to send and why, and the right to send it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stopline.address import Address
from stopline.consent.events import Channel, Scope


class Purpose(StrEnum):
    """Why we write."""

    CONVERSATION = "conversation"
    """A reply to somebody who wrote."""
    NOTICE = "notice"
    """News about something the person ordered or asked for."""
    MARKETING = "marketing"
    COMPLIANCE = "compliance"
    """The one confirmation of a stop, an answer to HELP."""


SCOPE_OF_PURPOSE: Mapping[Purpose, Scope] = {
    Purpose.CONVERSATION: Scope.ALL,
    Purpose.NOTICE: Scope.NOTICE,
    Purpose.MARKETING: Scope.MARKETING,
    Purpose.COMPLIANCE: Scope.ALL,
}
"""Which consent each purpose needs."""


class Ask(StrEnum):
    """What kind of request for consent a message is; every kind keeps to hours, and none reaches who stopped or is held."""

    FIRST = "first"
    """Asks somebody who has not agreed; once, and not again for a time."""
    CONFIRM = "confirm"
    """The question of a double opt-in; somebody who asks to join once more gets it once more."""
    REMINDER = "reminder"
    """Repeats an unanswered question, once."""
    RECONFIRM = "reconfirm"
    """Asks whether an old or vague consent still stands; once, and not again for a time."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to send."""

    address: Address
    channel: Channel
    purpose: Purpose
    text: str = ""
    message: int = 0
    """Our number of the message, 0 before it has one; a gateway carries it so that a send can be found again."""
    asks_consent: Ask | None = None
    """Whether it asks for the consent its purpose needs, and how."""


@dataclass(frozen=True, slots=True)
class Permit:
    """The right to send one draft. Only `gate.decide` makes permits, and a gateway sends nothing else."""

    draft: Draft
    decided_on: int
    """The ledger event the decision rests on; 0 where it rests on the person's own message alone."""
    decided_at: datetime
