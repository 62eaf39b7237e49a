"""Pure: stops that a file brought along, worded with where they come from: nobody said them to us, and not now."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from stopline.consent.events import Method, RecordedEvent
from stopline.days import full_day
from stopline.inert import one_line

_UNDATED = timedelta(minutes=1)
"""A stop without a day of its own carries the moment it was taken in."""
_LONGEST_SOURCE = 40


@dataclass(frozen=True, slots=True)
class BroughtAlong:
    """Which file brought a stop along, and when."""

    source: str
    stopped_at: datetime
    taken_in_at: datetime

    @property
    def is_dated(self) -> bool:
        """Tell whether the file says when they stopped."""
        return self.taken_in_at - self.stopped_at > _UNDATED

    def on(self, zone: tzinfo | None = None) -> str:
        """Return when they stopped, where that is known: ` on 12 May 2024`."""
        return f" on {_day(self.stopped_at, zone)}" if self.is_dated else ""

    def whence(self, zone: tzinfo | None = None) -> str:
        """Return the source with its day: `from old-list.csv, taken in on 26 Nov 2026`."""
        source = one_line(self.source.removeprefix("import of "), _LONGEST_SOURCE)
        return f"from {source}, taken in on {_day(self.taken_in_at, zone)}"


def brought_along(recorded: RecordedEvent) -> BroughtAlong | None:
    """Return which file brought an event along, or None where it was said or recorded here."""
    event = recorded.event
    if event.method is not Method.IMPORT:
        return None
    return BroughtAlong(event.actor, event.occurred_at, recorded.recorded_at)


def _day(at: datetime, zone: tzinfo | None) -> str:
    local = at.astimezone(zone) if zone is not None else at
    return full_day(local)
