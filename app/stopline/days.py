"""Pure: how a day is worded for people: without its year only where no other can be meant."""

from datetime import date, datetime, timedelta, tzinfo

from stopline.clock import from_text
from stopline.errors import BadInstantError
from stopline.inert import one_line

NEAR = timedelta(days=300)
"""How far ahead a day is clear without its year."""


def full_day(day: date) -> str:
    """Return a day with its year: `3 Sep 2026`."""
    return f"{day.day} {day:%b %Y}"


def short_day(day: date, today: date) -> str:
    """Return a day: `3 Sep`, `3 Sep 2025` where it is not of this year."""
    return f"{day.day} {day:%b}" if day.year == today.year else full_day(day)


def named_day(day: date, today: date) -> str:
    """Return a day with its name in the week: `Tue 17 Nov`, `Tue 17 Nov 2025`."""
    return f"{day:%a} {short_day(day, today)}"


def day_in_words(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Return the day an instant lies on in a zone: `3 Sep`, `3 Sep 2025`."""
    return short_day(at.astimezone(zone), now.astimezone(zone))


def listed_day(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Return the same for the lines of a list, where days stand one above the other: `03 Sep`, `03 Sep 2025`."""
    local = at.astimezone(zone)
    return f"{local:%d %b}" if local.year == now.astimezone(zone).year else f"{local:%d %b %Y}"


def coming_day(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Return a day that is still to come, for the lines of a list: `03 Jan`; with its year only where it is so far that another is meant."""
    return f"{at.astimezone(zone):%d %b}" if timedelta(0) <= at - now < NEAR else listed_day(at, now, zone)


def listed_moment(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Return day and time for the lines of a list, in the room of either: `03 Sep 10:12`, `03 Sep 2025`."""
    local = at.astimezone(zone)
    return f"{local:%d %b %H:%M}" if local.year == now.astimezone(zone).year else f"{local:%d %b %Y}"


def moment(instant: datetime, zone: tzinfo) -> str:
    """Return an instant in full, in a zone: `Thu 03 Sep 2026 10:12`."""
    return f"{instant.astimezone(zone):%a %d %b %Y %H:%M}"


def read_moment(written: str, zone: tzinfo) -> str:
    """Return an instant that a file tells, in full; what is none is returned as it stands there, inert."""
    try:
        return moment(from_text(written), zone)
    except BadInstantError:
        return one_line(written)
