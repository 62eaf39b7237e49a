"""Pure: days and hours as a team lives them, and the stretches of days that figures are asked for.

Counts are kept by local hour (`2026-11-17T14`), because a zone half an hour off cannot be cut out of UTC hours. When clocks go
back, the hour that happens twice is one hour here; when they go forward, the hour that is skipped stays empty. No event is lost either way.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from stopline.errors import BadInputError

LONGEST_PERIOD = 3660
"""Days a report may ask for: ten years."""
WEEKS_OF_A_YEAR = timedelta(weeks=52)
"""So many weeks back, weekdays are the same: people are written to on some and not on others."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of whole days of the team's zone, both ends included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadInputError(
                f"a period ends on or after its first day; {self.last} is before {self.first}"
            )
        if self.day_count > LONGEST_PERIOD:
            raise BadInputError(f"a report covers at most {LONGEST_PERIOD} days")

    @property
    def day_count(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def bounds(self) -> dict[str, str]:
        """Its first and its last day, as queries ask for them."""
        return {"first": self.first.isoformat(), "last": self.last.isoformat()}

    @property
    def first_hour(self) -> str:
        """The first hour that belongs to it."""
        return f"{self.first}T00"

    @property
    def end_hour(self) -> str:
        """Sorts after its last hour and before the first hour that does not belong to it any more."""
        return f"{self.last}U"

    @property
    def words(self) -> str:
        """What it is called: `1 Nov to 17 Nov 2026`."""
        first = f"{self.first:%-d %b}" if self.first.year == self.last.year else f"{self.first:%-d %b %Y}"
        return f"{self.last:%-d %b %Y}" if self.first == self.last else f"{first} to {self.last:%-d %b %Y}"

    def days(self) -> list[date]:
        """Return its days in order."""
        return [self.first + timedelta(days=number) for number in range(self.day_count)]

    def previous(self) -> "Period":
        """Return the stretch of the same length that ends the day before."""
        before = self.first - timedelta(days=1)
        return Period(before - (self.last - self.first), before)

    def year_before(self) -> "Period":
        """Return the same weeks a year before, on the same weekdays."""
        return Period(self.first - WEEKS_OF_A_YEAR, self.last - WEEKS_OF_A_YEAR)


def local_day(instant: datetime, zone: tzinfo) -> date:
    """Return the day it is in a zone."""
    return instant.astimezone(zone).date()


def local_hour(instant: datetime, zone: tzinfo) -> str:
    """Return the hour it is in a zone, in the form counts are kept by."""
    return f"{instant.astimezone(zone):%Y-%m-%dT%H}"


def first_instant(day: date, zone: tzinfo) -> datetime:
    """Return the instant at which a day begins in a zone; where clocks skip midnight, the first one after."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def last_days(count: int, today: date) -> Period:
    """Return the stretch of `count` days that ends today."""
    return Period(today - timedelta(days=count - 1), today)


def week_of(today: date) -> Period:
    """Return the week so far: from Monday to today."""
    return Period(today - timedelta(days=today.weekday()), today)


def week_hour(instant: datetime, zone: tzinfo) -> str:
    """Return weekday and hour it is in a zone, Monday first: `1T09`."""
    local = instant.astimezone(zone)
    return f"{local.isoweekday()}T{local:%H}"


def as_stored(instant: datetime) -> datetime:
    """Return an instant as precisely as it is stored, so that what is reckoned from it is the same when it is read back."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)
