"""Pure: how a day is worded for people: without its year only where that is the present one."""

from datetime import date, datetime, tzinfo


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


def listed_moment(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Return day and time for the lines of a list, in the room of either: `03 Sep 10:12`, `03 Sep 2025`."""
    local = at.astimezone(zone)
    return f"{local:%d %b %H:%M}" if local.year == now.astimezone(zone).year else f"{local:%d %b %Y}"


def long_moment(at: datetime, zone: tzinfo) -> str:
    """Return day and time in full, with the name of the day: `Thu 03 Sep 2026 10:12`."""
    return f"{at.astimezone(zone):%a %d %b %Y %H:%M}"
