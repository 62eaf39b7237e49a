"""A day is told without its year only where that is the present one."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import stopline
from stopline.consent.hours import Place, opens_there
from stopline.consent.objections import daily_maximum_reached
from stopline.days import day_in_words, full_day, listed_day, listed_moment, named_day, short_day

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 1, 1, 3, tzinfo=UTC)
"""Three in the morning of the new year in UTC, and still the old one in New York."""
SOURCES = Path(stopline.__file__).parent
DAY_WITHOUT_YEAR = re.compile(r"%-?d %b(?!( %Y|.*%Y))|\.day\} \{[a-z_.]+:%b(?! %Y)")
CHARTS = ("analytics/", "tui/panes/optout_bars.py", "tui/panes/optout_chart.py", "tui/text.py", "days.py")
"""Beneath a chart, whose heading names the years of its period."""


@pytest.mark.parametrize(
    ("at", "zone", "said"),
    [
        (datetime(2026, 1, 1, 1, tzinfo=UTC), NEW_YORK, "31 Dec"),
        (datetime(2026, 1, 1, 1, tzinfo=UTC), UTC, "1 Jan"),
        (datetime(2025, 12, 31, 12, tzinfo=UTC), UTC, "31 Dec 2025"),
        (datetime(2024, 12, 31, 12, tzinfo=UTC), NEW_YORK, "31 Dec 2024"),
        (datetime(2026, 1, 1, 12, tzinfo=UTC), NEW_YORK, "1 Jan 2026"),
    ],
)
def test_the_present_year_is_that_of_the_zone(at: datetime, zone: ZoneInfo, said: str) -> None:
    assert day_in_words(at, NOW, zone) == said


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_a_day_is_told_with_its_year_exactly_where_it_is_another_one(day: date, today: date) -> None:
    has_year = str(day.year) in short_day(day, today)

    assert has_year is (day.year != today.year)
    assert named_day(day, today).endswith(short_day(day, today))
    assert full_day(day).startswith(f"{day.day} ")


def test_days_of_a_list_stand_one_above_the_other() -> None:
    lately, long_ago = datetime(2026, 3, 3, 10, 12, tzinfo=UTC), datetime(2025, 3, 3, 10, 12, tzinfo=UTC)
    now = datetime(2026, 11, 17, tzinfo=UTC)

    assert (listed_day(lately, now, UTC), listed_day(long_ago, now, UTC)) == ("03 Mar", "03 Mar 2025")
    assert (listed_moment(lately, now, UTC), listed_moment(long_ago, now, UTC)) == (
        "03 Mar 10:12",
        "03 Mar 2025",
    )


def test_hours_that_open_in_the_next_year_say_so() -> None:
    place = Place(zones=("America/New_York",), countries=("US",))
    now, opens_at = datetime(2025, 12, 31, 23, tzinfo=UTC), datetime(2026, 1, 1, 14, tzinfo=UTC)

    assert opens_there(place, now, opens_at) == "Thu 1 Jan 2026 09:00"
    assert "until Thu 1 Jan 2026 09:00 their time" in daily_maximum_reached(1, place, now, opens_at).remedy


def test_no_text_words_a_day_by_itself() -> None:
    found = [
        f"{path.relative_to(SOURCES)}:{number}"
        for path in SOURCES.rglob("*.py")
        if not str(path.relative_to(SOURCES)).startswith(CHARTS)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if DAY_WITHOUT_YEAR.search(line)
    ]

    assert found == []
