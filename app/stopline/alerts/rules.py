"""Pure: what somebody wants to be told of, when it is told, how often it is tried again, and when it is given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=1)
"""How long an alert is tried; what nobody took by then is shown by `stopline doctor` and `stopline alerts`."""


class FactKind(StrEnum):
    """What can be told."""

    OPT_OUT = "opt-out"
    HOLD = "hold"
    """A doubtful reply waits for a decision."""
    SPIKE = "spike"
    """More people left today than chance explains."""
    GATEWAY = "gateway"
    """A gateway does not work."""
    CHAIN = "chain"
    """The ledger does not verify."""
    OVERDUE = "overdue"
    """A request is about to run out of the time the law gives."""
    BRAKE = "brake"
    """A campaign paused itself."""
    UPKEEP = "upkeep"
    """Something the worker does by itself fails: a backup, an anchor, a comparison, a verification."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A part of the day in which nobody wants to be told; it may go over midnight."""

    begins: time
    ends: time

    def left_at(self, instant: datetime, zone: tzinfo) -> datetime:
        """Return the instant itself, or when the quiet hours it lies in are over."""
        local = instant.astimezone(zone)
        now = local.time().replace(tzinfo=None)
        is_over_midnight = self.ends <= self.begins
        is_quiet = (
            now >= self.begins or now < self.ends if is_over_midnight else self.begins <= now < self.ends
        )
        if not is_quiet:
            return instant
        day = local.date() + timedelta(days=1 if is_over_midnight and now >= self.begins else 0)
        return datetime.combine(day, self.ends, zone).astimezone(instant.tzinfo)


@dataclass(frozen=True, slots=True)
class AlertRule:
    """Who is told what, and how."""

    name: str
    on: frozenset[FactKind]
    to: str
    """The environment variable that holds the address; the address itself is a secret."""
    batch_for: timedelta = timedelta(seconds=60)
    """How long facts are gathered into one alert."""
    at_least: int = 1
    """How many facts make an alert; fewer within the time are not told."""
    is_masked: bool = True
    """Whether numbers are hidden, and names and texts left out."""
    quiet: QuietHours | None = None

    def due_at(self, now: datetime, zone: tzinfo) -> datetime:
        """Return when what happens now is told."""
        due = now + self.batch_for
        return self.quiet.left_at(due, zone) if self.quiet is not None else due


def kinds_wanted(rules: Sequence[AlertRule]) -> frozenset[FactKind]:
    """Return what any of the rules asks for; nothing else need be looked for."""
    return frozenset(kind for rule in rules for kind in rule.on)


def pause_after(attempt_count: int) -> timedelta:
    """Return how long to wait after so many attempts: doubling, up to an hour."""
    return min(FIRST_PAUSE * (1 << min(max(attempt_count - 1, 0), 10)), LONGEST_PAUSE)


def is_given_up(tried_at: datetime, now: datetime) -> bool:
    """Tell whether an alert first tried at an instant is tried no more."""
    return now - tried_at >= GIVEN_UP_AFTER
