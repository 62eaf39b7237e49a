"""Verdicts on a period that grows are the same whether everything is judged again or what still holds is taken over."""

from datetime import date

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
