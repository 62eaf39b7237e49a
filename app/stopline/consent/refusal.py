"""Pure: a no of Stopline's rules, as a value: what, why in a sentence, and what would unlock it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why something is refused."""

    code: str
    """A stable name for programs, such as `stopped`."""
    sentence: str
    """Why, in words an agent understands."""
    remedy: str
    """What would unlock it."""
    until: datetime | None = None
    """When it ends by itself, where that is known: waiting is enough."""


_IN_SHORT = {
    "ask_not_allowed": "asking is not allowed",
    "asked_already": "asked already",
    "consent_expired": "their consent ran out",
    "daily_maximum": "the most for a day",
    "held_back": "sending is held back here",
    "late_confirmation": "the stop was said too long ago",
    "never_wrote": "they never wrote",
    "no_address": "no number to answer",
    "no_consent": "no consent",
    "no_hours": "no permitted hour",
    "nothing_asked": "no open question",
    "out_of_hours": "outside their hours",
    "settings_at_fault": "a mistake in the settings",
    "weak_consent": "their consent is too weak",
    "window_closed": "their text is too old",
}
"""Reasons whose code is no word, as briefly as a list has room for."""


def in_short(codes: str) -> str:
    """Return in a few words why a message was kept back, from the codes it is stored with; other words stay as they are."""
    return ", ".join(_IN_SHORT.get(code, code) for code in codes.split(", "))


@dataclass(frozen=True, slots=True)
class Refusal:
    """A no, with every reason for it."""

    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        return " ".join(f"{reason.sentence} {reason.remedy}" for reason in self.reasons)

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the stable names of the reasons."""
        return tuple(reason.code for reason in self.reasons)

    @property
    def opens_at(self) -> datetime | None:
        """Return when waiting is all it takes, or None where something else stands against it."""
        instants = [reason.until for reason in self.reasons]
        ends = [instant for instant in instants if instant is not None]
        return max(ends) if ends and len(ends) == len(instants) else None
