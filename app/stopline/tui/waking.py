"""Pure: until when a thread may be put away."""

from datetime import datetime, time, timedelta, tzinfo

MORNING = time(9)
"""When a team's day begins."""


def waking_times(now: datetime, zone: tzinfo) -> list[tuple[str, datetime]]:
    """Return the times a thread is usually put away until, soonest first."""
    today = now.astimezone(zone).date()
    tomorrow = datetime.combine(today + timedelta(days=1), MORNING, zone)
    to_monday = (7 - today.weekday()) or 7
    return [
        ("in an hour", now + timedelta(hours=1)),
        ("in three hours", now + timedelta(hours=3)),
        ("tomorrow morning", tomorrow),
        ("Monday morning", datetime.combine(today + timedelta(days=to_monday), MORNING, zone)),
        ("in a month", now + timedelta(days=30)),
    ]
