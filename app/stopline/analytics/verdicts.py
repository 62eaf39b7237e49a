"""Pure: what a stretch of days was like: each day judged, the spikes among them, what is only chance, and slow drift."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from stopline.analytics.bands import Band, band_of
from stopline.analytics.baseline import TRAILING_DAYS, Baseline, Day, baseline_of
from stopline.analytics.periods import Period
from stopline.analytics.series import DayFigures, OptOutSeries
from stopline.analytics.spikes import PROMISE, Drift, Judgement, Verdict, drift_of, judged, limit_count
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
        return band_of(self.figures.optouts, self.figures.reached)

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

    @property
    def spikes(self) -> tuple[JudgedDay, ...]:
        """The days that are more than chance."""
        return self._of(Verdict.SPIKE)

    @property
    def chances(self) -> tuple[JudgedDay, ...]:
        """The days that look bad and are only chance."""
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
        spikes, chances = len(self.spikes), len(self.chances)
        parts = [
            _counted(spikes, "day is", "days are", "more than chance"),
            _counted(chances, "looks", "look", "bad and may well be chance"),
            "and there is a slow drift" if self.drift else "and there is no slow drift",
        ]
        return f"Of {counted(len(self.days), 'day')} " + ", ".join(parts) + "."

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
    return Verdicts(series.period, judged_days, _moved(drift, skipped), whole)


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
    return Drift(
        drift.first + by,
        drift.last + by,
        drift.optouts,
        drift.people,
        drift.expected,
        drift.score,
        drift.limit,
    )


def _counted(count: int, one: str, several: str, rest: str) -> str:
    return f"{count or 'none'} {one if count in (0, 1) else several} {rest}"
