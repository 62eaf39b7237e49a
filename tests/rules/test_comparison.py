"""Two sides are compared exactly, soberly where few left, and rarely wrongly where they are alike."""

import math
import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stopline.analytics.baseline import Day
from stopline.analytics.chance import beta_binomial_tail, once_in_comparisons, shared_tails
from stopline.analytics.comparison import LEVEL, Side, compared, spread_of

SIDES = st.tuples(st.integers(1, 400), st.integers(0, 400)).map(
    lambda pair: (max(pair), min(pair), 0.0),
)


@given(one=SIDES, other=SIDES)
def test_without_spread_the_tails_are_those_of_fishers_exact_test(
    one: tuple[int, int, float], other: tuple[int, int, float]
) -> None:
    people, left, _ = one
    others, others_left, _ = other
    together = left + others_left
    whole = math.comb(people + others, together)
    ways = {
        count: math.comb(people, count) * math.comb(others, together - count)
        for count in range(max(0, together - others), min(people, together) + 1)
    }
    fewer = float(Fraction(sum(way for count, way in ways.items() if count <= left), whole))
    more = float(Fraction(sum(way for count, way in ways.items() if count >= left), whole))

    assert shared_tails(one, other) == pytest.approx((fewer, more), rel=1e-9, abs=1e-300)


def test_with_spread_the_tails_are_those_of_two_beta_binomials() -> None:
    spread = 0.01
    weight, rate = 1 / spread - 1, 12 / 140

    def exactly(people: int, count: int) -> float:
        left, stayed = rate * weight, (1 - rate) * weight
        return beta_binomial_tail(people, count, left, stayed) - beta_binomial_tail(
            people, count + 1, left, stayed
        )

    ways = [exactly(60, count) * exactly(80, 12 - count) for count in range(13)]

    fewer, more = shared_tails((60, 9, spread), (80, 3, spread))

    assert fewer == pytest.approx(sum(ways[:10]) / sum(ways))
    assert more == pytest.approx(sum(ways[9:]) / sum(ways))


@given(one=SIDES, other=SIDES, spread=st.floats(0, 0.2))
def test_it_does_not_matter_which_side_is_named_first(
    one: tuple[int, int, float], other: tuple[int, int, float], spread: float
) -> None:
    there = compared(Side("a", one[1], one[0], spread), Side("b", other[1], other[0], spread))
    back = compared(Side("b", other[1], other[0], spread), Side("a", one[1], one[0], spread))

    assert there.probability == pytest.approx(back.probability, rel=1e-6)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low), abs=1e-12)
    assert there.is_more_than_chance is back.is_more_than_chance
    assert there.low <= there.difference <= there.high
    assert there.is_more_than_chance is not (there.low <= 0 <= there.high)


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        pytest.param(
            Side("A", 2, 9), Side("B", 0, 9),
            "A: 2 of 9 left (22 %). B: 0 of 9 left (0 %). +22.2 points (−11.7 to +54.7); this difference would come by chance "
            "as often as not: too few left to tell anything.",
            id="two of nine",
        ),
        pytest.param(
            Side("A", 6, 100), Side("B", 3, 100),
            "A: 6 of 100 left (6 %). B: 3 of 100 left (3 %). +3.0 points (−3.3 to +9.8); this difference would come by chance "
            "as often as not: it may well be chance.",
            id="twice as many of few",
        ),
        pytest.param(
            Side("A", 60, 1000), Side("B", 30, 1000),
            "A: 60 of 1,000 left (6 %). B: 30 of 1,000 left (3 %). +3.0 points (+1.2 to +4.9); this difference would come by "
            "chance about once in 620 comparisons: more than chance.",
            id="twice as many of many",
        ),
        pytest.param(
            Side("A", 0, 50), Side("B", 0, 60),
            "A: 0 of 50 left (0 %). B: 0 of 60 left (0 %). Nobody left on either side.",
            id="nobody left",
        ),
        pytest.param(
            Side("A", 3, 50), Side("B", 0, 0),
            "A: 3 of 50 left (6 %). B: 0 of 0 left. “B” reached nobody, so there is nothing to compare.",
            id="nobody reached",
        ),
    ],
)  # fmt: skip
def test_a_comparison_says_what_it_knows(one: Side, other: Side, words: str) -> None:
    assert compared(one, other).words == words


def test_where_days_differ_by_themselves_the_same_difference_tells_less() -> None:
    calm = compared(Side("A", 60, 1000), Side("B", 30, 1000))
    restless = compared(Side("A", 60, 1000, 0.004), Side("B", 30, 1000, 0.004))

    assert calm.is_more_than_chance
    assert not restless.is_more_than_chance
    assert restless.probability > 10 * calm.probability


def test_more_days_even_out_and_a_single_one_keeps_its_spread() -> None:
    day = Day(3, 200)

    assert spread_of([day], 200, 0.01) == pytest.approx(0.01)
    assert spread_of([day] * 10, 2000, 0.01) == pytest.approx(0.001, rel=0.01)
    assert spread_of([], 0, 0.01) == 0.01


def test_how_often_is_said_in_comparisons() -> None:
    assert once_in_comparisons(0.34) == "about once in 3 comparisons"
    assert once_in_comparisons(0.0012) == "about once in 830 comparisons"
    assert once_in_comparisons(0.7) == "as often as not"
    assert once_in_comparisons(1e-9) == "practically never"


@pytest.mark.parametrize(
    ("people", "others", "rate", "spread"),
    [
        pytest.param(40, 60, 0.05, 0.0, id="few, alike"),
        pytest.param(300, 900, 0.01, 0.0, id="many, alike"),
        pytest.param(400, 400, 0.02, 0.002, id="days differ"),
        pytest.param(2000, 1000, 0.02, 0.005, id="days differ much"),
    ],
)
def test_two_sides_that_are_alike_are_rarely_told_apart(
    people: int, others: int, rate: float, spread: float
) -> None:
    luck, rounds = random.Random(7), 2_000
    false_alarms = sum(
        compared(
            Side("A", _drawn(luck, people, rate, spread), people, spread),
            Side("B", _drawn(luck, others, rate, spread), others, spread),
        ).is_more_than_chance
        for _ in range(rounds)
    )

    assert false_alarms <= (LEVEL + 0.01) * rounds


@pytest.mark.parametrize(("rate", "spread"), [(0.06, 0.0), (0.06, 0.002), (0.2, 0.0)])
def test_the_interval_holds_the_true_difference_as_often_as_it_says(rate: float, spread: float) -> None:
    luck, rounds, held = random.Random(11), 2_000, 0
    for _ in range(rounds):
        found = compared(
            Side("A", _drawn(luck, 500, rate, spread), 500, spread),
            Side("B", _drawn(luck, 800, 0.02, spread), 800, spread),
        )
        held += found.low <= rate - 0.02 <= found.high

    assert held >= 0.93 * rounds


def _drawn(luck: random.Random, people: int, rate: float, spread: float) -> int:
    """Return how many leave, where the share itself is drawn first."""
    share = luck.betavariate(rate * (1 / spread - 1), (1 - rate) * (1 / spread - 1)) if spread else rate
    return sum(luck.random() < share for _ in range(people))
