"""How often chance alone brings so many: exact to nine figures, and said in words nobody misreads."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stopline.analytics.chance import beta_binomial_tail, in_one_campaign_of, is_rare, once_in, tail


def exact_binomial(people: int, least: int, rate: Fraction) -> Fraction:
    return sum(
        (
            math.comb(people, count) * rate**count * (1 - rate) ** (people - count)
            for count in range(least, people + 1)
        ),
        Fraction(0),
    )


def rising(start: int, factors: int, step: int) -> int:
    return math.prod(range(start, start + factors * step, step))


def exact_beta_binomial(people: int, least: int, left: int, stayed: int, parts: int = 1) -> Fraction:
    """Return the tail for weights given in so many parts of one, in whole numbers throughout."""
    terms = (
        math.comb(people, count) * rising(left, count, parts) * rising(stayed, people - count, parts)
        for count in range(least, people + 1)
    )
    return Fraction(sum(terms), rising(left + stayed, people, parts))


PEOPLE = st.integers(1, 60)


@settings(max_examples=300, deadline=None)
@given(PEOPLE, st.data(), st.integers(1, 999))
def test_the_binomial_tail_is_exact_to_nine_figures(people: int, data: st.DataObject, rate: int) -> None:
    least = data.draw(st.integers(0, people))
    exact = exact_binomial(people, least, Fraction(rate, 1000))

    assert tail(people, least, rate / 1000) == pytest.approx(float(exact), rel=1e-9)


@settings(max_examples=300, deadline=None)
@given(PEOPLE, st.data(), st.integers(1, 4_000), st.integers(1, 400_000))
def test_the_beta_binomial_tail_is_exact_to_nine_figures(
    people: int, data: st.DataObject, left: int, stayed: int
) -> None:
    least = data.draw(st.integers(0, people))
    exact = exact_beta_binomial(people, least, left, stayed, 64)

    assert beta_binomial_tail(people, least, left / 64, stayed / 64) == pytest.approx(float(exact), rel=1e-9)


@pytest.mark.parametrize(
    ("people", "least", "left", "stayed"),
    [(400, 12, 3, 500), (700, 30, 5, 900), (300, 260, 40, 7), (1000, 9, 1, 199)],
    ids=["above the mean", "far above it", "nearly all", "a quiet day"],
)
def test_the_tail_stays_exact_where_log_gammas_take_over(
    people: int, least: int, left: int, stayed: int
) -> None:
    exact = exact_beta_binomial(people, least, left, stayed)

    assert beta_binomial_tail(people, least, left, stayed) == pytest.approx(float(exact), rel=1e-9)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 5_000), st.data(), st.floats(0.0005, 0.5), st.floats(0, 0.2))
def test_more_is_never_more_probable_than_fewer(
    people: int, data: st.DataObject, rate: float, spread: float
) -> None:
    least = data.draw(st.integers(0, people))

    more, fewer = tail(people, least + 1, rate, spread), tail(people, least, rate, spread)

    assert 0.0 <= more <= fewer * (1 + 1e-9) <= 1.0 + 1e-9


@settings(max_examples=300, deadline=None)
@given(
    st.integers(1, 3_000), st.data(), st.floats(0, 1), st.floats(0, 0.2), st.sampled_from([1e-4, 1e-3, 0.05])
)
def test_what_is_rare_follows_from_its_tail(
    people: int, data: st.DataObject, rate: float, spread: float, level: float
) -> None:
    least = data.draw(st.integers(0, people + 1))

    assert is_rare(level, people, least, rate, spread) == (tail(people, least, rate, spread) <= level)


def test_days_that_differ_make_extremes_more_probable() -> None:
    assert tail(500, 12, 0.006, 0.003) > 20 * tail(500, 12, 0.006)


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.7, "on every other day or more often"),
        (0.05, "about once in 20 days"),
        (1 / 400, "about once in 400 days"),
        (1 / 404, "about once in 400 days"),
        (1 / 1_500, "about once in 4 years"),
        (1e-6, "about once in 2,700 years"),
        (1e-12, "practically never"),
        (0.0, "practically never"),
    ],
)
def test_a_chance_is_said_in_days_and_years(probability: float, words: str) -> None:
    assert once_in(probability) == words


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.6, "in every second campaign or more often"),
        (1 / 203, "in about one campaign of 200"),
        (1 / 21_300, "in about one campaign of 21,000"),
        (1e-9, "practically never"),
    ],
)
def test_the_chance_of_a_whole_campaign_is_said_in_campaigns_and_not_in_days(
    probability: float, words: str
) -> None:
    assert in_one_campaign_of(probability) == words
