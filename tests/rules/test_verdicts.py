"""Verdicts on a period that grows are the same whether everything is judged again or what still holds is taken over."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from stopline.analytics.figures import DRIFT_DAYS
from stopline.analytics.periods import Period, last_days
from stopline.analytics.series import DayFigures, OptOutSeries
from stopline.analytics.verdicts import Verdicts, verdicts_of

LAST = date(2026, 11, 17)
DAYS = 40
Counts = list[tuple[int, int]]
counts = st.lists(
    st.one_of(st.just((0, 0)), st.tuples(st.integers(0, 30), st.integers(0, 900))),
    min_size=DRIFT_DAYS + DAYS,
    max_size=DRIFT_DAYS + DAYS,
)
changes = st.dictionaries(
    st.integers(0, DRIFT_DAYS + DAYS - 1), st.tuples(st.integers(0, 30), st.integers(0, 900)), max_size=3
)


def judged(figures: Counts, last: date = LAST, known: Verdicts | None = None) -> Verdicts:
    whole = last_days(DRIFT_DAYS + DAYS, last)
    days = tuple(DayFigures(day, *each) for day, each in zip(whole.days(), figures, strict=True))
    earlier, own = days[:DRIFT_DAYS], days[DRIFT_DAYS:]
    before = OptOutSeries(Period(whole.first, earlier[-1].day), earlier)
    return verdicts_of(before, OptOutSeries(Period(own[0].day, last), own), known)


@given(counts, changes)
def test_what_is_taken_over_is_what_would_be_judged_again(
    figures: Counts, changed: dict[int, tuple[int, int]]
) -> None:
    later = [changed.get(place, each) for place, each in enumerate(figures)]

    assert judged(later, known=judged(figures)) == judged(later)


def test_while_only_today_grows_only_today_is_judged_again() -> None:
    known = judged([(2, 400)] * (DRIFT_DAYS + DAYS))

    grown = judged([(2, 400)] * (DRIFT_DAYS + DAYS - 1) + [(20, 400)], known=known)

    assert [new is old for new, old in zip(grown.days, known.days, strict=True)] == [True] * (DAYS - 1) + [
        False
    ]


def test_on_the_next_day_everything_is_judged_again() -> None:
    known = judged([(2, 400)] * (DRIFT_DAYS + DAYS))
    tomorrow = date(2026, 11, 18)

    assert judged([(2, 400)] * (DRIFT_DAYS + DAYS), tomorrow, known) == judged(
        [(2, 400)] * (DRIFT_DAYS + DAYS), tomorrow
    )


def one_day(optouts: int, quiet_days: int = DRIFT_DAYS) -> Verdicts:
    period = last_days(1, LAST)
    earlier = last_days(quiet_days, period.first - timedelta(days=1))
    before = OptOutSeries(earlier, tuple(DayFigures(day, 2, 400) for day in earlier.days()))
    return verdicts_of(before, OptOutSeries(period, (DayFigures(LAST, optouts, 400),)))


def test_a_single_day_is_told_in_plain_words_and_is_too_short_for_a_drift() -> None:
    too_short = "it is too short to tell a slow drift."

    assert one_day(60).words == f"The day is more than chance, and {too_short}"
    assert one_day(2).words == f"The day is nothing unusual, and {too_short}"
    assert one_day(2).drift_answer == "too short to tell"
    assert one_day(2).as_json()["can_tell_drift"] is False


def test_several_days_are_told_by_what_they_are() -> None:
    quiet = [(2, 400)] * (DRIFT_DAYS + DAYS)

    assert judged(quiet).words == (
        "Of 40 days none is more than chance, none looks bad and may well be chance, and there is no slow drift."
    )
    assert judged([*quiet[:-1], (8, 400)]).words.startswith(
        "Of 40 days none is more than chance, 1 is unusual, not yet certain, none looks bad"
    )
