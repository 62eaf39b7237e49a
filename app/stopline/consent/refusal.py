"""Pure: a no of Stopline's rules, as a value: what, why in a sentence, and what would unlock it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why something is refused."""

    code: str
    """A stable name for programs, such as `stopped`."""
    sentence: str
    """Why, in words an agent understands."""
    remedy: str
    """What would unlock it."""


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
