"""Pure: going back by calendar months, as people reckon how old a consent is."""

import calendar
from datetime import datetime

_MONTHS = 12


def months_before(instant: datetime, months: int) -> datetime:
    """Return the same day and time so many months earlier; a day that month lacks is its last one."""
    place = instant.year * _MONTHS + instant.month - 1 - months
    year, month = divmod(place, _MONTHS)
    day = min(instant.day, calendar.monthrange(year, month + 1)[1])
    return instant.replace(year=year, month=month + 1, day=day)
