"""Pure: how long the law gives to act on a request, in business days.

Public holidays are counted as business days, so that a deadline found here is never later than the lawful one.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from stopline.plural import counted

_SATURDAY = 5
AT_ONCE = "at once"
"""How long something takes that nobody has to wait for."""


def business_days_after(instant: datetime, days: int, zones: Iterable[str] = ()) -> datetime:
    """Return the instant that many business days later, at the same time of day; Saturdays and Sundays do not count.

    Args:
        instant: when it was asked.
        days: how many.
        zones: where the person may be; the earliest deadline of any of them counts, and days are those of UTC where none is known.
    """
    places: list[tzinfo] = [ZoneInfo(zone) for zone in zones] or [UTC]
    return min(_days_in(place, instant, days) for place in places)


def _days_in(place: tzinfo, instant: datetime, days: int) -> datetime:
    deadline = instant
    remaining = days
    while remaining > 0:
        deadline += timedelta(days=1)
        if deadline.astimezone(place).weekday() < _SATURDAY:
            remaining -= 1
    return deadline


def took_words(took: timedelta) -> str:
    """Return how long something took, as people say it: `at once`, `0.4 s`, `12 s`, `3 min`, `5 h`, `2 days`."""
    seconds = took.total_seconds()
    if seconds < 0.05:
        return AT_ONCE
    if seconds < 10:
        return f"{seconds:.1f} s"
    for length, unit in ((86_400 * 2, ""), (3_600, "h"), (60, "min"), (1, "s")):
        if seconds >= length:
            return counted(took.days, "day") if not unit else f"{int(seconds // length)} {unit}"
    return f"{seconds:.1f} s"


def business_days_left(now: datetime, deadline: datetime) -> int:
    """Return how many whole business days are left, 0 once the deadline has passed."""
    left, day = 0, now
    while day + timedelta(days=1) <= deadline:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY:
            left += 1
    return left
