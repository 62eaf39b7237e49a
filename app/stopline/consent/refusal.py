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
