"""Pure: lengths of time as people write them in settings and options: `30min`, `2h`, `1d`, `2w`, and `12m` or `2y` of a calendar."""

import re
from calendar import monthrange
from datetime import datetime, timedelta

from stopline.errors import BadInputError
from stopline.plural import counted

_LENGTH = re.compile(r"(\d{1,5})\s*(min|h|d|w)")
_AGE = re.compile(r"(\d{1,4})\s*(d|w|m|y)")
_UNITS = {
    "min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1),
}  # fmt: skip
_MONTHS = {"m": 1, "y": 12}


def parse_length(text: str) -> timedelta:
    """Return a length of time.

    Raises:
        BadInputError: it is none; the message shows what to write instead.
    """
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        raise BadInputError(f"“{text}” is not a length of time; write it like 30min, 2h, 1d or 2w")
    return int(found[1]) * _UNITS[found[2]]


def as_written(length: timedelta) -> str:
    """Return a length of time as a person would write it: `30d`."""
    name, unit = next(
        (
            (name, unit)
            for name, unit in reversed(_UNITS.items())
            if length >= unit and length % unit == timedelta()
        ),
        ("min", _UNITS["min"]),
    )
    return f"{length // unit}{name}"


def instant_before(age: str, now: datetime) -> datetime:
    """Return the instant that lies an age such as `12m` (months), `90d` or `2y` before the present.

    Raises:
        BadInputError: it is no age; the message shows what to write instead.
    """
    found = _AGE.fullmatch(age.strip())
    if found is None:
        raise BadInputError(f"“{age}” is not an age; write it like 90d, 8w, 12m (months) or 2y")
    count, unit = int(found[1]), found[2]
    if unit in _UNITS:
        return now - count * _UNITS[unit]
    number = now.year * 12 + now.month - 1 - count * _MONTHS[unit]
    year, month = number // 12, number % 12 + 1
    if year < 1:
        raise BadInputError(f"“{age}” is longer ago than anybody texts")
    return now.replace(year=year, month=month, day=min(now.day, monthrange(year, month)[1]))


def in_words(length: timedelta) -> str:
    """Return a length of time as a sentence says it: `2 hours`, `1 day`."""
    for unit, name in (
        (timedelta(days=1), "day"),
        (timedelta(hours=1), "hour"),
        (timedelta(minutes=1), "minute"),
    ):
        if length >= unit and length % unit == timedelta():
            return counted(length // unit, name)
    return counted(length // timedelta(minutes=1), "minute")


def every(length: timedelta) -> str:
    """Return how often something is done as a sentence says it: `every day`, `every 2 hours`."""
    return f"every {in_words(length).removeprefix('1 ')}"
