"""Rates are of people, and what is usual is said only where enough days speak."""

from datetime import date, timedelta

import pytest

from stopline.analytics.periods import Period
from stopline.analytics.series import (
    NONE,
    By,
    DayFigures,
    OptOutSeries,
    People,
    Share,
    Usual,
    rate_of,
    share_name,
    usual,
)

MONDAY = date(2026, 11, 16)


def series(*figures: tuple[int, int]) -> OptOutSeries:
    """Return days of (opt-outs, people reached) from Monday on."""
    days = [DayFigures(MONDAY + timedelta(days=place), *each) for place, each in enumerate(figures)]
    return OptOutSeries(Period(days[0].day, days[-1].day), tuple(days))


def test_a_day_on_which_nobody_was_reached_has_no_rate() -> None:
    assert series((2, 0)).days[0].rate is None
    assert series((0, 10)).days[0].rate == 0


def test_days_on_which_few_were_reached_have_no_telling_rate_and_are_not_what_is_usual() -> None:
    days = series(*[(1, 100)] * 7, *[(1, 1)] * 20)

    assert days.days[-1].rate is None
    assert days.usual_rate(without=MONDAY - timedelta(days=1)) == Usual(0.01, 0.01, 0.01)


def test_where_more_left_than_were_reached_there_is_no_rate() -> None:
    assert rate_of(2, 1) is None
    assert rate_of(2, 2) == 1


def test_a_day_outside_the_period_has_no_figures() -> None:
    assert series((1, 10)).on(MONDAY - timedelta(days=1)) == DayFigures(MONDAY - timedelta(days=1), 0, 0)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param([1.0] * 6, None, id="six days are too few"),
        pytest.param([4.0, 1.0, 2.0, 3.0, 5.0, 6.0, 7.0], Usual(2.5, 4.0, 5.5), id="seven days speak"),
        pytest.param([0.0] * 30 + [26.0], Usual(0.0, 0.0, 0.0), id="one bad day is not usual"),
    ],
)
def test_what_is_usual_is_the_middle_half_of_the_days(values: list[float], expected: Usual | None) -> None:
    assert usual(values) == expected


def test_the_day_that_is_not_over_yet_does_not_speak_of_what_is_usual() -> None:
    week = series(*[(1, 100)] * 7, (9, 100))

    assert week.usual_rate(without=week.period.last) == Usual(0.01, 0.01, 0.01)
    assert week.usual_count(without=week.period.first) == Usual(1, 1, 1)


def test_only_what_people_can_be_reached_by_has_a_rate() -> None:
    people = People(90, {"sms": 80}, {"Winter sale": 40}, subscribed=20, joined=1, left=3)

    assert people.counted(By.CHANNEL, [Share("sms", 20)])[0].rate == 20 / 80
    assert [each.rate for each in people.counted(By.CAMPAIGN, [Share("Winter sale", 20), Share("", 1)])] == [
        0.5,
        None,
    ]
    assert people.counted(By.KEYWORD, [Share("STOP", 3)]) == (Share("STOP", 3),)


@pytest.mark.parametrize(
    ("by", "key", "name"),
    [
        (By.KEYWORD, "STOP", "STOP"),
        (By.KEYWORD, "sentence:en:told-to-stop", "sentence: told to stop (en)"),
        (By.KEYWORD, "sentence:no-more-sms", "sentence: no more sms"),
        (By.KEYWORD, "model:fr", "sentence, as learnt (fr)"),
        (By.KEYWORD, "agent", "(recorded by an agent)"),
        (By.KEYWORD, "carrier", "(told by the carrier)"),
        (By.TEMPLATE, NONE, "(no template)"),
        (By.AGENT, NONE, "(no agent)"),
    ],
)
def test_a_share_is_called_in_words(by: By, key: str, name: str) -> None:
    assert share_name(by, key) == name
