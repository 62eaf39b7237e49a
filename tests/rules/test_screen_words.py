"""How times and amounts are worded on the screen."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from stopline.tui.text import LONGEST_SHOWN, ago, ago_in_words, day_heading, shortened
from stopline.tui.waking import waking_times

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 17, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "listed", "said"),
    [
        (timedelta(seconds=-5), "now", "just now"),
        (timedelta(seconds=3), "now", "just now"),
        (timedelta(seconds=40), "now", "40 seconds ago"),
        (timedelta(minutes=1), "1m", "1 minute ago"),
        (timedelta(minutes=59), "59m", "59 minutes ago"),
        (timedelta(hours=3), "3h", "3 hours ago"),
        (timedelta(days=2), "Sun", "2 days ago"),
        (timedelta(days=40), "8 Oct", "40 days ago"),
        (timedelta(days=400), "Oct 2025", "400 days ago"),
    ],
)
def test_how_long_ago(before: timedelta, listed: str, said: str) -> None:
    assert ago(NOW - before, NOW, NEW_YORK) == listed
    assert ago_in_words(NOW - before, NOW) == said


def test_days_are_headed_as_people_say_them_where_the_team_is() -> None:
    assert day_heading(NOW, NOW, NEW_YORK) == "Today"
    assert day_heading(NOW - timedelta(hours=10), NOW, NEW_YORK) == "Yesterday"
    assert day_heading(NOW - timedelta(days=5), NOW, NEW_YORK) == "Thu 12 Nov"
    assert day_heading(NOW - timedelta(days=365), NOW, NEW_YORK) == "Mon 17 Nov 2025"


def test_a_text_nobody_would_read_to_the_end_is_cut_and_says_so() -> None:
    text = "x" * (LONGEST_SHOWN + 1_000)

    assert shortened(text).endswith("\n… and 1,000 more characters")


def test_a_thread_is_put_away_until_a_time_to_come_and_mornings_are_the_teams() -> None:
    times = dict(waking_times(NOW, NEW_YORK))

    assert all(until > NOW for until in times.values())
    assert times["tomorrow morning"] == datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
    assert times["Monday morning"] == datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def test_on_a_monday_the_next_monday_is_meant() -> None:
    monday = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)

    assert dict(waking_times(monday, NEW_YORK))["Monday morning"].day == 23
