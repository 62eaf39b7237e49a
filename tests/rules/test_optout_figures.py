"""The head of the opt-outs says numbers a manager can trust, and rates only where they tell something."""

from dataclasses import replace
from datetime import date

import pytest

from stopline.analytics.periods import last_days
from stopline.analytics.series import DayFigures, OptOutSeries, Overview, People
from stopline.tui.panes.optout_figures import figures_of

TODAY = date(2026, 11, 17)
PEOPLE = People(51, {}, {}, subscribed=30, joined=11, left=31)


def overview(*figures: tuple[int, int]) -> Overview:
    """Return what days of (opt-outs, people reached) up to today look like, after days on which nobody left."""
    period = last_days(len(figures), TODAY)
    days = tuple(DayFigures(day, *each) for day, each in zip(period.days(), figures, strict=True))
    before = tuple(DayFigures(day, 0, 0) for day in period.previous().days())
    series = OptOutSeries(period, days)
    return Overview(series, OptOutSeries(period.previous(), before), series, days[-1], 1, {}, {})


def test_what_is_usual_today_does_not_depend_on_the_period_that_is_shown() -> None:
    week, month = overview(*[(9, 100)] * 7, (5, 100)), overview(*[(1, 100)] * 27, (5, 100))

    shown = replace(week, trailing=month.trailing)

    assert figures_of(shown, PEOPLE)[0][2] == figures_of(month, PEOPLE)[0][2] == "usual 1 %"


def test_the_numbers_of_few_people_stand_without_a_rate() -> None:
    today, *_ = figures_of(overview(*[(1, 3)] * 7, (5, 5)), PEOPLE)

    assert today == ("TODAY", "5 of 5 left", "usual 1")


def test_a_rate_stands_beside_what_is_usual() -> None:
    today, *_ = figures_of(overview(*[(1, 100)] * 7, (5, 100)), PEOPLE)

    assert today == ("TODAY", "5 of 100 left (5 %)", "usual 1 %")


def test_what_is_usual_is_not_made_up() -> None:
    today, *_ = figures_of(overview((5, 100)), PEOPLE)

    assert today[2] == "what is usual is not known yet"


@pytest.mark.parametrize(
    ("reached", "words"),
    [(51, "43 left for each 100"), (9, ""), (21, "")],
    ids=["enough", "few", "fewer than left"],
)
def test_the_rate_of_a_period_is_of_different_people_and_in_words(reached: int, words: str) -> None:
    figures = figures_of(overview((22, 100)), replace(PEOPLE, reached=reached))

    assert figures[2:4] == [("1 DAY", "22 left", "none before"), ("PEOPLE REACHED", str(reached), words)]


def test_people_who_were_not_counted_yet_are_not_guessed() -> None:
    assert figures_of(overview((22, 100)), None)[3] == ("PEOPLE REACHED", "…", "")


def test_subscribers_stand_with_who_joined_and_left_and_their_net() -> None:
    assert figures_of(overview((5, 100)), PEOPLE)[4] == ("SUBSCRIBERS", "30 (−20)", "11 joined, 31 left")
