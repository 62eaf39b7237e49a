"""Pure: when each message of a campaign leaves, so many a minute at most."""

from collections.abc import Mapping
from datetime import datetime, timedelta

A_MINUTE = timedelta(minutes=1)


class Slots:
    """The minutes of a campaign, and how many messages leave in each.

    Args:
        per_minute: how many may leave in a minute; 0 for as many as the gateway takes.
        taken: how many leave in a minute already, by its beginning.
    """

    def __init__(self, per_minute: int, taken: Mapping[datetime, int] | None = None) -> None:
        self._per_minute = per_minute
        self._taken = dict(taken or {})
        self._onwards: dict[datetime, datetime] = {}
        """For a minute that is full, a later one that may not be."""

    def free_from(self, earliest: datetime) -> datetime:
        """Return the first instant from one on at which another message may leave."""
        if not self._per_minute:
            return earliest
        minute = self._free_minute(_minute_of(earliest))
        place = A_MINUTE * self._taken.get(minute, 0) / self._per_minute
        return max(earliest, minute + place)

    def take(self, instant: datetime) -> None:
        """Let a message leave at an instant."""
        if self._per_minute:
            minute = _minute_of(instant)
            self._taken[minute] = self._taken.get(minute, 0) + 1

    def _free_minute(self, minute: datetime) -> datetime:
        passed = []
        while self._taken.get(minute, 0) >= self._per_minute:
            passed.append(minute)
            minute = self._onwards.get(minute, minute + A_MINUTE)
        # Whoever asks from any of these minutes again goes straight on.
        for each in passed:
            self._onwards[each] = minute
        return minute


def _minute_of(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)
