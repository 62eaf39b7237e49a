"""Days and hours are those of the team's zone, and no event falls between them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stopline.analytics.periods import (
    Period,
    first_instant,
    last_days,
    local_day,
    local_hour,
    week_hour,
    week_of,
)
from stopline.errors import BadInputError

ZONES = ["America/New_York", "Europe/Lisbon", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - bounds take their zone from `timezones`


@pytest.mark.parametrize(
    ("zone", "instant", "hour"),
    [
        pytest.param("America/New_York", "2026-03-08T06:59", "2026-03-08T01", id="before the skipped hour"),
        pytest.param("America/New_York", "2026-03-08T07:00", "2026-03-08T03", id="after the skipped hour"),
        pytest.param("America/New_York", "2026-11-01T05:30", "2026-11-01T01", id="the hour the first time"),
        pytest.param("America/New_York", "2026-11-01T06:30", "2026-11-01T01", id="the hour the second time"),
        pytest.param(
            "America/New_York", "2026-11-02T04:59", "2026-11-01T23", id="the long day's last minute"
        ),
        pytest.param(
            "Europe/Lisbon", "2026-07-01T23:10", "2026-07-02T00", id="Lisbon's summer day begins early"
        ),
        pytest.param("Europe/Lisbon", "2026-12-01T23:10", "2026-12-01T23", id="Lisbon's winter day is UTC's"),
        pytest.param("Asia/Kolkata", "2026-11-17T18:29", "2026-11-17T23", id="half an hour before"),
        pytest.param("Asia/Kolkata", "2026-11-17T18:30", "2026-11-18T00", id="half an hour after"),
    ],
)
def test_an_instant_falls_into_the_hour_the_clock_on_the_wall_shows(
    zone: str, instant: str, hour: str
) -> None:
    at = datetime.fromisoformat(instant).replace(tzinfo=UTC)

    assert local_hour(at, ZoneInfo(zone)) == hour


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        pytest.param("America/New_York", "2026-03-08", 23, id="New York springs forward"),
        pytest.param("America/New_York", "2026-11-01", 25, id="New York falls back"),
        pytest.param("Europe/Lisbon", "2026-03-29", 23, id="Lisbon springs forward"),
        pytest.param("Europe/Lisbon", "2026-10-25", 25, id="Lisbon falls back"),
        pytest.param("Asia/Kolkata", "2026-03-29", 24, id="Kolkata keeps its time"),
        pytest.param("Australia/Lord_Howe", "2026-04-05", 24.5, id="Lord Howe moves by half an hour"),
    ],
)
def test_a_day_is_as_long_as_the_clocks_make_it(zone: str, day: str, hours: float) -> None:
    begins = date.fromisoformat(day)

    length = first_instant(begins + timedelta(days=1), ZoneInfo(zone)) - first_instant(begins, ZoneInfo(zone))

    assert length == timedelta(hours=hours)


def test_where_clocks_skip_midnight_the_day_begins_right_after() -> None:
    beirut = ZoneInfo("Asia/Beirut")

    begins = first_instant(date(2022, 3, 27), beirut)

    assert begins.astimezone(beirut).isoformat() == "2022-03-27T01:00:00+03:00"


@given(INSTANTS, st.sampled_from(ZONES))
def test_an_hour_begins_with_its_day_and_lies_in_its_hour_of_the_week(instant: datetime, zone: str) -> None:
    tz = ZoneInfo(zone)
    day, hour = local_day(instant, tz), local_hour(instant, tz)

    assert hour[:10] == day.isoformat()
    assert week_hour(instant, tz) == f"{day.isoweekday()}{hour[10:]}"


@given(INSTANTS, st.sampled_from(ZONES), st.integers(1, 100), st.dates(date(2024, 1, 1), date(2027, 12, 31)))
def test_an_hour_lies_between_the_ends_of_a_period_exactly_if_its_day_does(
    instant: datetime, zone: str, day_count: int, today: date
) -> None:
    period = last_days(day_count, today)

    hour = local_hour(instant, ZoneInfo(zone))

    is_between = period.first_hour <= hour < period.end_hour
    assert is_between == (period.first <= local_day(instant, ZoneInfo(zone)) <= period.last)


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(1, 800))
def test_the_period_before_is_as_long_and_ends_the_day_before(today: date, day_count: int) -> None:
    period = last_days(day_count, today)

    before = period.previous()

    assert before.day_count == period.day_count == day_count == len(period.days())
    assert before.last + timedelta(days=1) == period.first


def test_the_week_begins_on_monday() -> None:
    assert week_of(date(2026, 11, 17)) == Period(date(2026, 11, 16), date(2026, 11, 17))
    assert week_of(date(2026, 11, 16)).day_count == 1


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BadInputError, match="is before"):
        Period(date(2026, 11, 17), date(2026, 11, 16))
