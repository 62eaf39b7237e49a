"""A spike is more opt-outs than chance explains; few of anything are never one."""

import math
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stopline.analytics.periods import Period
from stopline.analytics.series import DayFigures, OptOutSeries
from stopline.analytics.spikes import spike_of, upper_tail

LAST = date(2026, 11, 17)


def series(*days: tuple[int, int]) -> OptOutSeries:
    """Return the days, each with opt-outs and people reached; the last is today."""
    first = LAST - timedelta(days=len(days) - 1)
    figures = (
        DayFigures(first + timedelta(days=place), optouts, reached)
        for place, (optouts, reached) in enumerate(days)
    )
    return OptOutSeries(Period(first, LAST), tuple(figures))


def exact_tail(at_least: int, of: int, rate: Fraction) -> Fraction:
    return sum(
        (
            math.comb(of, count) * rate**count * (1 - rate) ** (of - count)
            for count in range(at_least, of + 1)
        ),
        Fraction(0),
    )


@given(
    st.integers(0, 60),
    st.integers(1, 60),
    st.fractions(Fraction(1, 1000), Fraction(999, 1000), max_denominator=1000),
)
def test_the_chance_is_exact(at_least: int, of: int, rate: Fraction) -> None:
    assert math.isclose(
        upper_tail(at_least, of, float(rate)), float(exact_tail(at_least, of, rate)), rel_tol=1e-9, abs_tol=1e-300
    )  # fmt: skip


def test_a_chance_is_found_where_thousands_were_reached() -> None:
    assert 0 < upper_tail(200, 20_000, 0.005) < 1e-15
    assert upper_tail(0, 10, 0.1) == 1.0
    assert upper_tail(3, 10, 0.0) == 0.0


def test_many_more_than_usual_are_a_spike_with_its_chance() -> None:
    spike = spike_of(series(*[(3, 500)] * 28, (26, 530)))

    assert spike is not None
    assert (spike.day, spike.optouts, spike.reached) == (LAST, 26, 530)
    assert spike.expected == pytest.approx(3.18)
    assert spike.chance < 1e-10


@pytest.mark.parametrize(
    "days",
    [
        pytest.param([(3, 500)] * 28 + [(6, 530)], id="a few more are chance"),
        pytest.param([(0, 20)] * 28 + [(4, 20)], id="four never count"),
        pytest.param([(0, 0)] * 28 + [(9, 30)], id="nothing usual is known"),
        pytest.param([(1, 100)] * 6 + [(9, 30)], id="too few days are known"),
        pytest.param([(0, 300), (9, 300)] * 14 + [(9, 300)], id="every other day is like this"),
        pytest.param([(3, 500)] * 28 + [(0, 0)], id="nobody left"),
    ],
)
def test_what_is_no_spike(days: list[tuple[int, int]]) -> None:
    assert spike_of(series(*days)) is None


def test_many_who_left_without_being_reached_are_a_spike_too() -> None:
    spike = spike_of(series(*[(1, 400)] * 28, (12, 3)))

    assert spike is not None


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 300)), min_size=8, max_size=30), st.integers(5, 50)
)
def test_more_opt_outs_are_never_less_of_a_spike(days: list[tuple[int, int]], more: int) -> None:
    *before, (optouts, reached) = days
    one, other = (spike_of(series(*before, (count, reached))) for count in (optouts, optouts + more))

    assert one is None or (other is not None and other.chance <= one.chance)
