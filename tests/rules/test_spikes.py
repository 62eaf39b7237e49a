"""What is called a spike is more than chance, and false alarms are as rare as promised; checked against simulated months."""

import math
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from stopline.analytics.baseline import TRAILING_DAYS, Baseline, Day, baseline_of
from stopline.analytics.spikes import (
    BRAKE_PROMISE,
    LEAST_OPTOUTS,
    PROMISE,
    Verdict,
    brake,
    drift_of,
    judged,
    judged_days,
    level_of,
    limit_count,
)

MONTH = 30
RATE = 0.006
TEAMS = {"tiny": (4, 15), "small": (40, 120), "middle": (200, 900), "large": (3_000, 6_000)}
"""People reached a day, from and to."""
PRECISIONS = {"none": None, "some": 800, "much": 300}
"""How much the usual rate itself differs from day to day: the precision of a beta distribution; none for coin tosses."""


def left(chance: Random, people: int, rate: float, precision: int | None) -> int:
    """Return how many leave: by coin tosses of a rate that, where days differ, is drawn first."""
    if precision is not None:
        rate = chance.betavariate(rate * precision, (1 - rate) * precision)
    rate = min(max(rate, 1e-12), 0.95)
    luck, term, count = chance.random(), math.exp(people * math.log1p(-rate)), 0
    while luck > term and count < people:
        luck -= term
        term *= (people - count) / (count + 1) * rate / (1 - rate)
        count += 1
    return count


def months(count: int, team: tuple[int, int], precision: int | None, seed: int = 1) -> Iterator[list[Day]]:
    """Yield quiet months, each with the four weeks before it."""
    chance = Random(seed)
    for _ in range(count):
        size = chance.uniform(*team)
        people = [max(1, round(size * chance.uniform(0.6, 1.4))) for _ in range(TRAILING_DAYS + MONTH)]
        yield [Day(left(chance, each, RATE, precision), each) for each in people]


def is_alarmed(days: list[Day]) -> bool:
    """Tell whether any day of a month is called a spike; what cannot be one is not looked at, which saves nine tenths of the time."""
    return any(
        judged(day, baseline_of(days[place : place + TRAILING_DAYS]), MONTH).verdict is Verdict.SPIKE
        for place, day in enumerate(days[TRAILING_DAYS:])
        if day.optouts >= LEAST_OPTOUTS and day.optouts > RATE * day.people
    )


def share_alarmed(count: int, team: tuple[int, int], precision: int | None) -> float:
    return sum(map(is_alarmed, months(count, team, precision))) / count


def share_drifting(count: int, team: tuple[int, int], precision: int | None) -> float:
    return sum(
        drift_of(days[:TRAILING_DAYS], days[TRAILING_DAYS:]) is not None for days in months(count, team, precision)
    ) / count  # fmt: skip


def share_found(team: tuple[int, int], precision: int | None, times: float, count: int = 300) -> float:
    """Return how often a day on which the rate was so many times the usual one is found, among a month of days."""
    chance, found = Random(5), 0
    for days in months(count, team, precision, seed=9):
        people = days[TRAILING_DAYS].people
        spiked = Day(left(chance, people, RATE * times, precision), people)
        found += judged(spiked, baseline_of(days[:TRAILING_DAYS]), MONTH).verdict is Verdict.SPIKE
    return found / count


def share_above(band: float, team: tuple[int, int], precision: int | None, count: int = 300) -> float:
    """Return in how many quiet months a fixed band is crossed."""
    return sum(
        any(day.optouts / day.people >= band for day in days[TRAILING_DAYS:]) for days in months(count, team, precision)
    ) / count  # fmt: skip


@pytest.mark.parametrize("precision", PRECISIONS.values(), ids=PRECISIONS.keys())
@pytest.mark.parametrize("team", TEAMS.values(), ids=TEAMS.keys())
def test_quiet_months_are_left_alone_as_often_as_promised(
    team: tuple[int, int], precision: int | None
) -> None:
    # 120 months with a true share of one in twenty show more than eleven of them less than once in 50 runs.
    assert share_alarmed(120, team, precision) <= PROMISE + 0.042
    assert share_drifting(120, team, precision) <= PROMISE


@pytest.mark.minute
@pytest.mark.timeout(900)
@pytest.mark.parametrize("precision", PRECISIONS.values(), ids=PRECISIONS.keys())
@pytest.mark.parametrize("team", TEAMS.values(), ids=TEAMS.keys())
def test_ten_thousand_quiet_months_keep_the_promise(team: tuple[int, int], precision: int | None) -> None:
    assert share_alarmed(10_000, team, precision) <= PROMISE
    assert share_drifting(1_000, team, precision) <= PROMISE


@pytest.mark.minute
@pytest.mark.timeout(900)
def test_what_is_found_and_what_fixed_bands_would_have_cried(snapshot: SnapshotAssertion) -> None:
    table = [
        {
            "team": team,
            "days differ": name,
            "twice": round(share_found(people, precision, 2), 2),
            "three times": round(share_found(people, precision, 3), 2),
            "five times": round(share_found(people, precision, 5), 2),
            "ten times": round(share_found(people, precision, 10), 2),
            "false alarms": round(share_alarmed(2_000, people, precision), 3),
            "above 2 %": round(share_above(0.02, people, precision), 2),
            "above 3 %": round(share_above(0.03, people, precision), 2),
        }
        for team, people in TEAMS.items()
        for name, precision in PRECISIONS.items()
    ]

    assert table == snapshot(extension_class=JSONSnapshotExtension)


def quiet(days: int = 60, people: int = 400, optouts: int = 2) -> list[Day]:
    return [Day(optouts + place % 3 - 1, people + place % 7) for place in range(days)]


def test_two_of_nine_is_judged_soberly() -> None:
    judgement = judged(Day(2, 9), baseline_of(quiet()), 90)

    assert judgement.verdict is Verdict.CHANCE
    assert judgement.words.startswith("2 of 9, where 0.0 are usual: too few to tell anything")


def test_a_spike_says_how_rare_it_is_and_how_many_too_many_left() -> None:
    judgement = judged(Day(19, 400), baseline_of(quiet()), 90)

    assert judgement.verdict is Verdict.SPIKE
    assert judgement.excess == pytest.approx(19 - judgement.expected)
    assert "19 of 400" in judgement.words
    assert "would happen by chance about once in" in judgement.words or "practically never" in judgement.words


def test_the_more_days_are_looked_at_the_rarer_a_day_must_be() -> None:
    usual = baseline_of(quiet())
    limits = [limit_count(400, usual, windows) for windows in (1, 30, 90, 730)]

    assert limits == sorted(limits)
    assert limits[0] < limits[-1]
    assert level_of(90) == pytest.approx(PROMISE / 90, rel=0.05)


def test_the_limit_is_the_least_that_is_called_a_spike() -> None:
    usual = baseline_of(quiet())
    limit = limit_count(400, usual, 90)

    assert judged(Day(limit, 400), usual, 90).verdict is Verdict.SPIKE
    assert judged(Day(limit - 1, 400), usual, 90).verdict is not Verdict.SPIKE


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 500)), max_size=40),
    st.integers(0, 60),
    st.integers(0, 500),
)
def test_any_history_gives_a_verdict(history: list[tuple[int, int]], optouts: int, reached: int) -> None:
    days = [Day(*each) for each in history]

    (judgement,) = judged_days(days, [Day(optouts, reached)])

    assert 0.0 <= judgement.probability <= 1.0
    assert 0.0 <= judgement.probability_of_any <= 1.0
    assert judgement.verdict is not Verdict.SPIKE or optouts >= LEAST_OPTOUTS


def test_a_spike_does_not_hide_the_next_one() -> None:
    days = [*quiet(40), Day(40, 400), Day(2, 400), Day(30, 400)]

    verdicts = [each.verdict for each in judged_days(days[:30], days[30:])]

    assert verdicts[-3:] == [Verdict.SPIKE, Verdict.ORDINARY, Verdict.SPIKE]


def test_more_leaving_day_after_day_is_drift_though_no_day_stands_out() -> None:
    before, days = quiet(28), [*quiet(20), *(Day(6, 400) for _ in range(25))]

    drift = drift_of(before, days)

    assert {each.verdict for each in judged_days(before, days)} == {Verdict.ORDINARY}
    assert drift is not None
    assert 18 <= drift.first <= 22
    assert drift.last == 44
    assert drift.times > 2
    assert "times as many" in drift.words


def test_one_bad_campaign_is_no_drift() -> None:
    assert drift_of(quiet(28), [*quiet(20), Day(60, 400), *quiet(20)]) is None


def test_too_few_days_to_know_what_is_usual_tell_no_drift() -> None:
    assert drift_of([], [Day(5, 50)] * 20) is None


def test_a_campaign_that_harms_is_braked_and_a_quiet_one_is_not() -> None:
    usual = baseline_of(quiet())

    assert brake(500, 30, usual).must_pause
    assert not brake(500, 3, usual).must_pause
    assert not brake(9, 2, usual).must_pause


@pytest.mark.parametrize("spread", [0.0, 0.003], ids=["coin tosses", "campaigns differ"])
def test_a_campaign_nobody_minds_is_braked_as_rarely_as_promised_however_often_it_asks(spread: float) -> None:
    usual = Baseline(0.01, spread, 1.0, 10_000, 28)
    precision = None if not spread else round(1 / spread - 1)
    chance, paused, campaigns = Random(3), 0, 150
    for _ in range(campaigns):
        rate = (
            usual.rate
            if precision is None
            else chance.betavariate(usual.rate * precision, (1 - usual.rate) * precision)
        )
        optouts = 0
        for sent in range(20, 1_500, 20):
            optouts += sum(chance.random() < rate for _ in range(20))
            if optouts >= LEAST_OPTOUTS and brake(sent, optouts, usual).must_pause:
                paused += 1
                break

    # A true share of one in a hundred shows six or more of 150 less than once in two hundred runs.
    assert paused <= campaigns * BRAKE_PROMISE + 4
