"""What is called a spike is more than chance, drift is told from it, and a campaign that harms is braked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stopline.analytics.baseline import Day, baseline_of
from stopline.analytics.spikes import (
    LEAST_OPTOUTS,
    PROMISE,
    Verdict,
    brake,
    can_tell_drift,
    drift_of,
    judged,
    judged_days,
    level_of,
    limit_count,
)


def quiet(days: int = 60, people: int = 400, optouts: int = 2) -> list[Day]:
    return [Day(optouts + place % 3 - 1, people + place % 7) for place in range(days)]


def test_two_of_nine_is_judged_soberly() -> None:
    judgement = judged(Day(2, 9), baseline_of(quiet()), 90)

    assert judgement.verdict is Verdict.CHANCE
    assert judgement.words.startswith("2 of 9, where fewer than 0.1 are usual: too few to tell anything")


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


def test_what_the_brake_says_is_of_the_campaign_and_not_of_a_day() -> None:
    usual = baseline_of(quiet())

    braking = brake(18, 7, usual)
    day = judged(Day(7, 18), usual)

    assert braking.must_pause
    assert braking.words.startswith("7 of 18, where 0.1 are usual: would happen by chance ")
    assert "day" not in braking.words
    assert "year" not in braking.words
    assert braking.as_json()["words"] == braking.words
    assert braking.judgement.probability > day.probability


def test_who_left_unreached_is_never_among_the_reached() -> None:
    judgement = judged(Day(35, 22), baseline_of(quiet()), 90)

    assert judgement.words.startswith("35 left, 22 reached, where 0.2 are usual")
    assert judgement.as_json()["reached"] == 22


def test_a_drift_says_that_days_of_spikes_are_left_out_of_its_count() -> None:
    before = quiet(28)
    days = [*(Day(6, 400) for _ in range(12)), Day(60, 400), *(Day(6, 400) for _ in range(12))]

    drift = drift_of(before, days)

    assert drift is not None
    assert drift.left_out == 1
    assert drift.optouts == 6 * (drift.last - drift.first)
    assert drift.words.endswith("; 1 day of a spike is left out of it")


def test_no_drift_in_a_few_days_or_after_none_says_nothing() -> None:
    assert can_tell_drift(quiet(28), quiet(7))
    assert not can_tell_drift(quiet(28), quiet(6))
    assert not can_tell_drift([], quiet(28))
    assert not can_tell_drift([Day(0, 0)] * 28, quiet(60))


def test_what_is_rare_by_itself_is_called_unusual_and_not_chance() -> None:
    usual = baseline_of(quiet())
    limit = limit_count(400, usual, 90)

    near, ordinary = judged(Day(limit - 1, 400), usual, 90), judged(Day(8, 400), usual, 1_000)

    assert (near.verdict, near.doubt) == (Verdict.CHANCE, "unusual, not yet certain")
    assert near.words.endswith("and 90 were looked at")
    assert (ordinary.verdict, ordinary.doubt) == (Verdict.CHANCE, "could well be chance")
    assert "no surprise among 1,000 looked at" in ordinary.words
