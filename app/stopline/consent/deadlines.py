"""Pure: how long the law gives to act on a request, in business days.

Public holidays are counted as business days, so that a deadline found here is never later than the lawful one.
"""

from datetime import datetime, timedelta

_SATURDAY = 5


def business_days_after(instant: datetime, days: int) -> datetime:
    """Return the instant that many business days later, at the same time of day; Saturdays and Sundays do not count."""
    deadline = instant
    remaining = days
    while remaining > 0:
        deadline += timedelta(days=1)
        if deadline.weekday() < _SATURDAY:
            remaining -= 1
    return deadline


def business_days_left(now: datetime, deadline: datetime) -> int:
    """Return how many whole business days are left, 0 once the deadline has passed."""
    left, day = 0, now
    while day + timedelta(days=1) <= deadline:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY:
            left += 1
    return left
