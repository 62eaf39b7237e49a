"""Pure: when somebody may be written to, in their own time, wherever they may be.

A place is every zone a person may be in and every rule that may count for them. What is permitted must be permitted by each
rule in each zone: what is not known narrows the window and never widens it. Its values are NamedTuples, because making the
class of a frozen dataclass takes a millisecond, and `stopline check` would pay for each.
"""

import functools
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from stopline.days import named_day

if TYPE_CHECKING:  # three milliseconds that only messages which keep hours should cost
    from zoneinfo import ZoneInfo

MINUTES_A_DAY = 24 * 60
SEARCHED_FOR = timedelta(days=14)
"""How far ahead an opening is looked for; no rule keeps silent for longer."""


class Window(NamedTuple):
    """A stretch of a day, in minutes after midnight; the end does not belong to it."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{_clock(self.start)}–{_clock(self.end)}"


class Holiday(NamedTuple):
    """A public holiday: a day of a month, a weekday of a month, or so many days after Easter Sunday."""

    month: int = 0
    day: int = 0
    after_easter: int | None = None
    weekday: int = 0
    """Monday is 0."""
    nth: int = 0
    """Which such weekday of the month, -1 the last; 0 where `day` counts."""

    def falls_on(self, year: int) -> date:
        """Return its day in a year."""
        if self.after_easter is not None:
            return easter_sunday(year) + timedelta(days=self.after_easter)
        if not self.nth:
            return date(year, self.month, self.day)
        if self.nth > 0:
            first = date(year, self.month, 1)
            return first + timedelta(days=(self.weekday - first.weekday()) % 7 + 7 * (self.nth - 1))
        following = date(year + self.month // 12, self.month % 12 + 1, 1)
        last = following - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - self.weekday) % 7)


class HoursRule(NamedTuple):
    """What one place's law, or the team itself, says about when to write."""

    code: str
    """`US-FL`, `FR`, `US` for a place in the United States that is not known, empty for one that is not known at all, `own`."""
    week: tuple[Window | None, ...]
    """Seven days, Monday first; none where nothing may be sent."""
    holidays: tuple[Holiday, ...] = ()
    """Days on which nothing may be sent."""
    daily_maximum: int | None = None
    """How many messages in 24 hours."""
    source: str = ""
    confidence: str = ""

    def window_on(self, day: date) -> Window | None:
        """Return the window of a day, or None where nothing may be sent."""
        window = self.week[day.weekday()]
        is_holiday = bool(self.holidays) and day in _days_of(self.holidays, day.year)
        return None if is_holiday else window


class Place(NamedTuple):
    """Where somebody may be, and what may count for them."""

    zones: tuple[str, ...] = ()
    """Every IANA zone they may be in; none where nothing is known."""
    rules: tuple[HoursRule, ...] = ()
    """Every rule that may count."""
    countries: tuple[str, ...] = ("",)
    """Every country whose law may count; the empty one is a country that is not known."""
    known_by: tuple[str, ...] = ()
    """How we know, in a few words each: `number`, `area code of FL`, `stored country GB`, `stored state TX`, `stored postcode of TX`, `stored zone America/Chicago`."""

    @property
    def daily_maximum(self) -> int | None:
        """Return the smallest number of messages in 24 hours that a rule allows, or None where no rule counts them."""
        return min(
            (rule.daily_maximum for rule in self.rules if rule.daily_maximum is not None), default=None
        )


SOMEWHERE = Place()
"""The place of somebody of whom nothing is known."""


def is_open(place: Place, instant: datetime) -> bool:
    """Tell whether every rule permits an instant in every zone; where no zone is known, nothing is permitted."""
    if not place.zones or not place.rules:
        return False
    for zone in place.zones:
        local = instant.astimezone(_zone(zone))
        minute = local.hour * 60 + local.minute
        for rule in place.rules:
            window = rule.window_on(local.date())
            if window is None or not window.start <= minute < window.end:
                return False
    return True


@functools.lru_cache(maxsize=512)
def next_open(place: Place, now: datetime) -> datetime | None:
    """Return the first permitted instant from now on, or None where none comes within two weeks."""
    if is_open(place, now):
        return now
    return next((edge for edge in _edges(place, now, SEARCHED_FOR) if is_open(place, edge)), None)


def closes_at(place: Place, opened: datetime) -> datetime | None:
    """Return when the stretch ends that is open at an instant, or None where it does not end within two weeks."""
    return next((edge for edge in _edges(place, opened, SEARCHED_FOR) if not is_open(place, edge)), None)


def opened_at(place: Place, now: datetime) -> datetime:
    """Return when the stretch began that is open now."""
    start = now
    for edge in reversed(list(_edges(place, now - timedelta(days=2), timedelta(days=2)))):
        if not is_open(place, edge):
            break
        start = edge
    return start


def local_times(place: Place, instant: datetime) -> str:
    """Return what the clocks there show: `09:00`, or `09:00 to 12:00` where it is not known which of several."""
    behind, ahead = furthest_apart(place, instant)
    first, last = clock_in(behind, instant), clock_in(ahead, instant)
    return first if first == last else f"{first} to {last}"


def furthest_apart(place: Place, instant: datetime) -> tuple[str, str]:
    """Return the zones in which it is earliest and latest; across midnight that is not what sorted clocks would say."""
    local = {zone: instant.astimezone(_zone(zone)).replace(tzinfo=None) for zone in place.zones}
    return min(local, key=lambda zone: local[zone]), max(local, key=lambda zone: local[zone])


def clock_in(zone: str, instant: datetime) -> str:
    """Return what a clock shows in a zone: `09:00`."""
    return f"{instant.astimezone(_zone(zone)):%H:%M}"


def next_holidays(rule: HoursRule, today: date, count: int) -> list[date]:
    """Return the next days on which a rule permits nothing because they are public holidays, today among them."""
    days = {day for year in (today.year, today.year + 1) for day in _days_of(rule.holidays, year)}
    return sorted(day for day in days if day >= today)[:count]


def hours_there(place: Place, instant: datetime) -> Window | None:
    """Return the hours that all rules permit on the day it is there, or None where that day has none."""
    windows = [rule.window_on(local_day(place, instant)) for rule in place.rules]
    known = [window for window in windows if window is not None]
    if not known or len(known) < len(windows):
        return None
    shared = Window(max(each.start for each in known), min(each.end for each in known))
    return shared if shared.start < shared.end else None


def local_day(place: Place, instant: datetime) -> date:
    """Return the day it is there; the first of the zones stands for all."""
    return instant.astimezone(_zone(place.zones[0])).date()


def opens_there(place: Place, now: datetime, opens_at: datetime) -> str:
    """Return when it opens in their time, with the day where it is not today's: `09:00`, `Wed 18 Nov 09:00`."""
    times, day, today = local_times(place, opens_at), local_day(place, opens_at), local_day(place, now)
    return times if day == today else f"{named_day(day, today)} {times}"


def local_weekday_time(place: Place, instant: datetime) -> str:
    """Return weekday and time there, in few letters: `Wed 09:00`; where it is not known which of several, the last to come."""
    latest = max(instant.astimezone(_zone(zone)).replace(tzinfo=None) for zone in place.zones)
    return f"{latest:%a %H:%M}"


def easter_sunday(year: int) -> date:
    """Return the Sunday of Easter in the Gregorian calendar."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@functools.lru_cache(maxsize=64)
def _days_of(holidays: tuple[Holiday, ...], year: int) -> frozenset[date]:
    return frozenset(holiday.falls_on(year) for holiday in holidays)


def _edges(place: Place, after: datetime, length: timedelta) -> Iterator[datetime]:
    """Yield every instant at which a window begins or ends somewhere, in order, later than `after`."""
    found: set[datetime] = set()
    until = after + length
    for name in place.zones:
        zone = _zone(name)
        first, last = after.astimezone(zone).date(), until.astimezone(zone).date()
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            for rule in place.rules:
                window = rule.window_on(day)
                if window is not None:
                    found |= {_instant(day, window.start, zone), _instant(day, window.end, zone)}
    yield from sorted(edge for edge in found if after < edge <= until)


def _instant(day: date, minute: int, zone: "ZoneInfo") -> datetime:
    whole_days, left = divmod(minute, MINUTES_A_DAY)
    at = time(left // 60, left % 60)
    return datetime.combine(day + timedelta(days=whole_days), at, zone).astimezone(UTC)


def _zone(name: str) -> "ZoneInfo":
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - see above

    return ZoneInfo(name)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
