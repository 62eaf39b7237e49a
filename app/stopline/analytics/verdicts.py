"""Pure: what a stretch of days was like: each day judged, the spikes among them, what is only chance, and slow drift."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from stopline.analytics.bands import Band, Whole, band_of
from stopline.analytics.baseline import TRAILING_DAYS, Baseline, Day, baseline_of
from stopline.analytics.periods import Period
from stopline.analytics.series import DayFigures, OptOutSeries
from stopline.analytics.spikes import (
    PROMISE,
    Drift,
    Judgement,
    Verdict,
    can_tell_drift,
    drift_of,
    judged,
    limit_count,
)
from stopline.plural import counted


@dataclass(frozen=True, slots=True)
class JudgedDay:
    """One day with what is to be said of it."""

    figures: DayFigures
    usual: Baseline
    judgement: Judgement

    @property
    def day(self) -> date:
        """Which day it is."""
        return self.figures.day

    @property
    def limit(self) -> int:
        """How many would have had to leave for a spike."""
        return limit_count(self.judgement.people, self.usual, self.judgement.windows)

    @property
    def band(self) -> Band | None:
        """The vendors' band its share crosses."""
        return band_of(self.figures.optouts, self.figures.reached, Whole.DAY)

    def as_json(self) -> dict[str, object]:
        """Return it as programs read it."""
        band = self.band
        return {
            "day": self.day.isoformat(),
            **self.judgement.as_json(),
            "limit": self.limit,
            "band": band.words if band else None,
        }


@dataclass(frozen=True, slots=True)
class Verdicts:
    """A period with each of its days judged."""

    period: Period
    days: tuple[JudgedDay, ...]
    drift: Drift | None
    learnt_from: tuple[Day, ...] = ()
    """The days before it and its own, which everything was judged by."""
    can_tell_drift: bool = True
    """Whether there are days enough that no drift means there is none."""

    @property
    def spikes(self) -> tuple[JudgedDay, ...]:
        """The days that are more than chance."""
        return self._of(Verdict.SPIKE)

    @property
    def chances(self) -> tuple[JudgedDay, ...]:
        """The days that look bad and are no spikes: chance may bring them."""
        return self._of(Verdict.CHANCE)

    @property
    def drift_period(self) -> Period | None:
        """The days of slow drift."""
        if self.drift is None:
            return None
        return Period(self.days[self.drift.first].day, self.days[self.drift.last].day)

    @property
    def words(self) -> str:
        """What a manager is told first."""
        if len(self.days) == 1:
            return f"The day {_ALONE[self.days[0].judgement.verdict]}, and {self._drift_words}."
        unusual = sum(each.judgement.is_unusual for each in self.chances)
        parts = [
            _counted(len(self.spikes), "is", "are", "more than chance"),
            *([_counted(unusual, "is", "are", "unusual, not yet certain")] if unusual else []),
            _counted(len(self.chances) - unusual, "looks", "look", "bad and may well be chance"),
            f"and {self._drift_words}",
        ]
        return f"Of {counted(len(self.days), 'day')} " + ", ".join(parts) + "."

    @property
    def drift_answer(self) -> str:
        """Whether there is a slow drift, in the fewest words."""
        if self.drift is None and not self.can_tell_drift:
            return "too short to tell"
        return "yes" if self.drift else "no"

    @property
    def _drift_words(self) -> str:
        if self.drift is None and not self.can_tell_drift:
            return "it is too short to tell a slow drift"
        return "there is a slow drift" if self.drift else "there is no slow drift"

    def on(self, day: date) -> JudgedDay:
        """Return what is to be said of one of its days."""
        return self.days[(day - self.period.first).days]

    def as_json(self) -> dict[str, object]:
        """Return it as programs read it: what stands out, not every quiet day."""
        drift = self.drift_period
        return {
            "since": self.period.first.isoformat(),
            "until": self.period.last.isoformat(),
            "promise": PROMISE,
            "words": self.words,
            "can_tell_drift": self.can_tell_drift,
            "spikes": [each.as_json() for each in self.spikes],
            "chances": [each.as_json() for each in self.chances],
            "drift": {
                "since": drift.first.isoformat(),
                "until": drift.last.isoformat(),
                **self.drift.as_json(),
            }
            if drift and self.drift
            else None,
        }

    def _of(self, verdict: Verdict) -> tuple[JudgedDay, ...]:
        return tuple(each for each in self.days if each.judgement.verdict is verdict)


def verdicts_of(before: OptOutSeries | None, series: OptOutSeries, known: Verdicts | None = None) -> Verdicts:
    """Return the verdicts on a period.

    Args:
        before: the days before it, from which the first of its days learn what is usual.
        series: the period itself.
        known: earlier verdicts; what still holds of them is taken over, which is nearly all while only today grows.
    """
    earlier = before.counts if before else ()
    own = series.counts
    whole = earlier + own
    # Days before the first message or opt-out there ever was say nothing of what is usual.
    first = next((place for place, day in enumerate(whole) if day.people), 0)
    holding = _still_holding(known, series.period, whole) if known else {}
    judged_days = tuple(
        holding.get(place) or _judged(figures, whole[max(place - TRAILING_DAYS, first) : place], len(own))
        for place, figures in enumerate(series.days, start=len(earlier))
    )
    skipped = max(first - len(earlier), 0)
    drift = drift_of(earlier[first:], own[skipped:])
    can_tell = can_tell_drift(earlier[first:], own[skipped:])
    return Verdicts(series.period, judged_days, _moved(drift, skipped), whole, can_tell)


def _still_holding(known: Verdicts, period: Period, whole: Sequence[Day]) -> dict[int, JudgedDay]:
    """Return the earlier verdicts that hold as they are, by place: neither the day nor one it learns from has changed."""
    if known.period != period or len(known.learnt_from) != len(whole):
        return {}
    holding, earlier = {}, len(whole) - len(known.days)
    unchanged = 0
    for place, (day, learnt) in enumerate(zip(whole, known.learnt_from, strict=True)):
        unchanged = unchanged + 1 if day == learnt else 0
        if place >= earlier and unchanged > min(place, TRAILING_DAYS):
            holding[place] = known.days[place - earlier]
    return holding


def _judged(figures: DayFigures, trailing: Sequence[Day], windows: int) -> JudgedDay:
    usual = baseline_of(trailing)
    return JudgedDay(figures, usual, judged(figures.counts, usual, windows))


def _moved(drift: Drift | None, by: int) -> Drift | None:
    """Return a drift whose places are counted from an earlier day."""
    if drift is None or not by:
        return drift
    return replace(drift, first=drift.first + by, last=drift.last + by)


_ALONE: Mapping[Verdict, str] = {
    Verdict.SPIKE: "is more than chance",
    Verdict.CHANCE: "looks bad and is not certain",
    Verdict.ORDINARY: "is nothing unusual",
}


def _counted(count: int, one: str, several: str, rest: str) -> str:
    return f"{count or 'none'} {one if count in (0, 1) else several} {rest}"
