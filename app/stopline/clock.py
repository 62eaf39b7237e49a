"""Time as a port: the only module that reads the system's clock or sleeps.

Instants are aware datetimes in UTC everywhere. Their stored form is fixed-width text
(`2026-11-22T10:05:00.000Z`), which sorts like time in every database and can be read by people.
"""

import threading
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol

from stopline.errors import BadInstantError


class Clock(Protocol):
    """What tells the time and waits."""

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""

    def wait(self, seconds: float, until: threading.Event) -> bool:
        """Wait at most `seconds`, less if `until` is set; return whether it is set."""


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place that reads the system's clock

    def wait(self, seconds: float, until: threading.Event) -> bool:
        """Wait at most `seconds`, less if `until` is set; return whether it is set."""
        return until.wait(seconds)


class ManualClock:
    """A clock that stands still until it is moved: for tests, and for playing history faster than it happened."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """Return the instant the clock was moved to."""
        with self._lock:
            return self._now

    def wait(self, seconds: float, until: threading.Event) -> bool:
        """Move on by `seconds` without waiting; return whether `until` is set."""
        self.advance(timedelta(seconds=seconds))
        return until.is_set()

    def advance(self, by: timedelta) -> None:
        """Move the clock by a duration, which may be negative."""
        with self._lock:
            self._now += by

    def move_to(self, instant: datetime) -> None:
        """Move the clock to an instant."""
        with self._lock:
            self._now = instant.astimezone(UTC)


def to_text(instant: datetime) -> str:
    """Return the stored form of an instant: UTC, milliseconds, fixed width."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def from_text(text: str) -> datetime:
    """Return the instant whose stored form is given.

    Raises:
        BadInstantError: the text is not the stored form of an instant.
    """
    try:
        instant = datetime.fromisoformat(text)
        return instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    except ValueError as error:
        raise BadInstantError(
            f"“{text}” is not a point in time; write it like 2026-11-22T10:05:00Z"
        ) from error


def parse_instant(text: str, zone: tzinfo) -> datetime:
    """Return the instant a person wrote, in `zone` where they named none; a bare day is its first moment.

    Raises:
        BadInstantError: the text is not a day or a point in time.
    """
    try:
        written = datetime.fromisoformat(text.strip())
        return (written if written.tzinfo else written.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadInstantError(f"“{text}” is not a point in time; write it like 2026-11-22T10:05") from error
