"""Pure: whether opt-outs are more than chance: single days, slow drift, and a campaign that is still running.

A day is judged by the beta-binomial upper tail, with rate and spread of the 28 days before it. Whoever looks at ninety days sees the
rarest of ninety, so the level a day must reach is divided among the days looked at; a campaign that is asked again and again
while it runs divides its level among the looks. All windows of one look together give a false alarm at most as often as `PROMISE` says.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from stopline.analytics.baseline import TRAILING_DAYS, Baseline, Day, baseline_of
from stopline.analytics.chance import in_one_campaign_of, is_rare, once_in, tail
from stopline.analytics.series import of_reached
from stopline.plural import counted

PROMISE = 0.05
"""How probable a false alarm is, at most, in all the windows that are looked at together."""
BRAKE_PROMISE = 0.02
"""How probable it is, at most, that a campaign nobody minds is paused, however often it is asked."""
LEAST_OPTOUTS = 5
"""Fewer than these are never called a spike: two of nine is a fifth, and tells nothing."""
NOTABLE_RATE = 0.02
"""From here on a day looks bad, also where it is only chance; the least of the vendors' bands."""
DRIFT_TIMES = 2.0
"""What slow drift is looked for: twice as many as usual, day after day."""
FEWEST_DAYS_OF_DRIFT = 7
"""Days it takes to say that there is no slow drift."""
_LOOK_STEP = 1.25
"""A campaign's looks are told apart by a quarter more people sent to."""
_FIRST_LOOK = 20
_LOOKS = 40
"""So many stretches, up to some 150,000 people, share four fifths of the promise alike; what is sent beyond shares the rest."""


class Verdict(StrEnum):
    """What a day's opt-outs are taken for."""

    SPIKE = "spike"
    """More than chance brings, all days looked at considered."""
    CHANCE = "chance"
    """It looks bad, and chance alone brings it often enough."""
    ORDINARY = "ordinary"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is to be said of one window: a day, or a campaign."""

    verdict: Verdict
    optouts: int
    people: int
    expected: float
    probability: float
    """That chance alone brings as many or more in one such window."""
    windows: int
    """How many windows were looked at together."""
    reached: int
    """People reached; `people` counts those who left unreached as well."""

    @property
    def excess(self) -> float:
        """How many more left than usual."""
        return max(self.optouts - self.expected, 0.0)

    @property
    def probability_of_any(self) -> float:
        """That chance alone brings as much in any of the windows looked at."""
        return 1.0 if self.probability >= 1.0 else -math.expm1(self.windows * math.log1p(-self.probability))

    @property
    def is_unusual(self) -> bool:
        """Tell whether it is rare by itself, and only the number of windows looked at keeps it from being a spike."""
        is_rare_alone = self.probability <= PROMISE and self.probability_of_any < 0.5
        return self.verdict is Verdict.CHANCE and is_rare_alone

    @property
    def doubt(self) -> str:
        """What is said of a window that looks bad and is no spike."""
        if not self.is_unusual:
            return "could well be chance"
        return "unusual, not yet certain" if self.optouts >= LEAST_OPTOUTS else "too few to be certain"

    @property
    def counts(self) -> str:
        """How many left of how many, and how many usually do."""
        return f"{of_reached(self.optouts, self.reached)}, where {_usually(self.expected)} usual"

    @property
    def words(self) -> str:
        """What a manager is told."""
        often = f"would happen by chance {once_in(self.probability)}"
        counted = self.counts
        if self.verdict is Verdict.SPIKE:
            return f"{counted}: {often}"
        if self.verdict is Verdict.CHANCE and self.optouts < LEAST_OPTOUTS:
            return f"{counted}: too few to tell anything; it {often}"
        if self.is_unusual:
            return f"{counted}: unusual, not yet certain; {often}, and {self.windows:,} were looked at"
        if self.verdict is Verdict.CHANCE:
            return f"{counted}: {often}, which is no surprise among {self.windows:,} looked at"
        return f"{counted}: nothing unusual"

    def as_json(self) -> dict[str, str | int | float]:
        """Return it as programs read it."""
        return {
            "verdict": self.verdict.value,
            "optouts": self.optouts,
            "reached": self.reached,
            "expected": round(self.expected, 2),
            "excess": round(self.excess, 2),
            "probability": _rounded(self.probability),
            "probability_of_any": _rounded(self.probability_of_any),
            "windows": self.windows,
            "words": self.words,
        }


@dataclass(frozen=True, slots=True)
class Drift:
    """A stretch of days in which more left than usual, though no day alone need stand out."""

    first: int
    """The place of the first of them among the days looked at."""
    last: int
    optouts: int
    people: int
    expected: float
    score: float
    """How far the sum went; `limit` is where it is called drift."""
    limit: float
    left_out: int = 0
    """Days among them that are spikes by themselves, which its counts leave out."""

    @property
    def times(self) -> float:
        """How many times as many as usual left."""
        return self.optouts / self.expected if self.expected else math.inf

    @property
    def words(self) -> str:
        """What a manager is told."""
        return (
            f"{self.optouts:,} left in {counted(self.last - self.first + 1, 'day')} where {_usually(self.expected)} usual, "
            f"{self.times:.1f} times as many, though no day need stand out by itself{self._without}"
        )

    @property
    def _without(self) -> str:
        if not self.left_out:
            return ""
        return f"; {counted(self.left_out, 'day')} of a spike {'is' if self.left_out == 1 else 'are'} left out of it"

    def as_json(self) -> dict[str, str | int | float]:
        """Return it as programs read it."""
        return {
            "days": self.last - self.first + 1,
            "optouts": self.optouts,
            "reached": self.people,
            "expected": round(self.expected, 2),
            "times": round(self.times, 2),
            "score": round(self.score, 2),
            "limit": round(self.limit, 2),
            "spikes_left_out": self.left_out,
            "words": self.words,
        }


@dataclass(frozen=True, slots=True)
class Braking:
    """Whether a running campaign should stop and ask."""

    must_pause: bool
    judgement: Judgement
    """Its probability is of the whole campaign, all looks at it considered; that of a day would be another."""

    @property
    def words(self) -> str:
        """What a manager is told."""
        judgement = self.judgement
        if not self.must_pause:
            return judgement.words
        return f"{judgement.counts}: would happen by chance {in_one_campaign_of(judgement.probability)}"

    def as_json(self) -> dict[str, object]:
        """Return it as programs read it."""
        return {"must_pause": self.must_pause, **self.judgement.as_json(), "words": self.words}


def judged(day: Day, usual: Baseline, windows: int = 1, promise: float = PROMISE) -> Judgement:
    """Return what is to be said of one day, or one campaign.

    Args:
        day: how many left of how many reached.
        usual: what is usual.
        windows: how many days, or campaigns, are looked at together.
        promise: how probable a false alarm in any of them may be.
    """
    people, expected = day.people, usual.expected(day.people)
    if day.optouts <= expected:
        return Judgement(Verdict.ORDINARY, day.optouts, people, expected, 1.0, windows, day.reached)
    probability = tail(people, day.optouts, usual.rate, usual.spread)
    if day.optouts >= LEAST_OPTOUTS and probability <= level_of(windows, promise):
        verdict = Verdict.SPIKE
    elif day.optouts >= 2 and people and day.optouts / people >= NOTABLE_RATE and day.optouts >= 2 * expected:
        verdict = Verdict.CHANCE
    else:
        verdict = Verdict.ORDINARY
    return Judgement(verdict, day.optouts, people, expected, probability, windows, day.reached)


def judged_days(before: Sequence[Day], days: Sequence[Day], windows: int | None = None) -> list[Judgement]:
    """Return what is to be said of each of some days, each against the 28 days with people reached before it.

    Args:
        before: the days before the first of them, oldest first.
        days: the days to judge, oldest first.
        windows: how many are looked at together; all of `days` where nothing else is said.
    """
    whole = [*before, *days]
    judgements = []
    for place, day in enumerate(days, start=len(before)):
        usual = baseline_of(whole[max(place - TRAILING_DAYS, 0) : place])
        judgements.append(judged(day, usual, windows or len(days)))
    return judgements


def level_of(windows: int, promise: float = PROMISE) -> float:
    """Return how improbable one of some windows must be, so that all together keep the promise."""
    return -math.expm1(math.log1p(-promise) / max(windows, 1))


def limit_count(people: int, usual: Baseline, windows: int) -> int:
    """Return how many would have to leave for a spike, for the limit line of a chart."""
    level = level_of(windows)
    low, high = LEAST_OPTOUTS, max(people, LEAST_OPTOUTS) + 1
    while low < high:
        middle = (low + high) // 2
        if is_rare(level, people, middle, usual.rate, usual.spread):
            high = middle
        else:
            low = middle + 1
    return low


def drift_of(before: Sequence[Day], days: Sequence[Day], promise: float = PROMISE) -> Drift | None:
    """Return the slow drift in some days, None where there is none: a one-sided sum of what is above usual (CUSUM).

    What is usual is taken from the first 28 days there are, before the drift can have coloured them. Days that are spikes by themselves
    do not count: one bad campaign is no drift. The sum is of log-likelihoods, so that the chance of a false alarm in all days is at
    most that of the promise.

    Args:
        before: days before those looked at, oldest first.
        days: the days looked at.
        promise: how probable a false alarm in all of them may be.
    """
    reference, followed = _reference_and_followed(before, days)
    if not followed or not _is_enough(reference):
        return None
    begin = len(before) + len(days) - len(followed)
    usual = baseline_of(reference)
    # Not knowing the usual rate exactly must not pass for drift.
    cautious = usual.rate * (1.0 + math.sqrt(usual.dispersion / max(usual.rate * usual.people, 1.0)))
    return _excursion(followed, begin - len(before), usual, cautious, promise)


def can_tell_drift(before: Sequence[Day], days: Sequence[Day]) -> bool:
    """Tell whether there are days enough, before and in a period, that no drift means there is none."""
    reference, followed = _reference_and_followed(before, days)
    return len(followed) >= FEWEST_DAYS_OF_DRIFT and _is_enough(reference)


def brake(sent: int, opted_out: int, usual: Baseline, promise: float = BRAKE_PROMISE) -> Braking:
    """Return whether a running campaign should pause; may be asked after every message.

    Its looks are gathered into stretches of a quarter more people each. Opt-outs never become fewer, so the chance that any look of a
    stretch sees as many is at most that its end does; the promise is divided among the stretches.

    Args:
        sent: people the campaign has reached so far.
        opted_out: how many of them left.
        usual: what is usual.
        promise: how probable it may be that a campaign nobody minds is ever paused.
    """
    stretch = max(0, math.ceil(math.log(max(sent, 1) / _FIRST_LOOK, _LOOK_STEP)))
    end = max(math.floor(_FIRST_LOOK * _LOOK_STEP**stretch), sent, opted_out)
    beyond = max(0, stretch - _LOOKS)
    share = 0.8 / (_LOOKS + 1) if not beyond else 0.2 / (beyond * (beyond + 1))
    probability = tail(end, opted_out, usual.rate, usual.spread)
    must_pause = opted_out >= LEAST_OPTOUTS and probability <= promise * share
    corrected = min(1.0, probability / share)
    verdict = Verdict.SPIKE if must_pause else Verdict.ORDINARY
    expected = usual.expected(sent)
    people = max(sent, opted_out)
    return Braking(must_pause, Judgement(verdict, opted_out, people, expected, corrected, 1, sent))


def _reference_and_followed(before: Sequence[Day], days: Sequence[Day]) -> tuple[list[Day], list[Day]]:
    """Return the 28 days that say what is usual, and the days that are held against them."""
    whole = [*before, *days]
    begin = max(TRAILING_DAYS, len(before))
    return whole[:begin][-TRAILING_DAYS:], whole[begin:]


def _is_enough(reference: Sequence[Day]) -> bool:
    return sum(day.people > 0 for day in reference) >= TRAILING_DAYS // 4


def _is_spike(day: Day, usual: Baseline, level: float) -> bool:
    """Tell what `judged` would call a spike, without saying how rare it is."""
    is_notable = day.optouts >= LEAST_OPTOUTS and day.optouts > usual.expected(day.people)
    return is_notable and is_rare(level, day.people, day.optouts, usual.rate, usual.spread)


def _excursion(days: Sequence[Day], shift: int, usual: Baseline, rate: float, promise: float) -> Drift | None:
    """Return the highest stretch of the sum, if it goes beyond the limit."""
    gain, cost = math.log(DRIFT_TIMES), (DRIFT_TIMES - 1.0) * rate
    limit = math.log(len(days) / promise)
    # A day that is a spike by itself is told as one.
    level = level_of(len(days), promise)
    counted = [not _is_spike(day, usual, level) for day in days]
    score = best = 0.0
    start = best_start = best_end = 0
    for place, day in enumerate(days):
        step = (day.optouts * gain - day.people * cost) / usual.dispersion if counted[place] else 0.0
        if score + step <= 0.0:
            score, start = 0.0, place + 1
            continue
        score += step
        if score > best:
            best, best_start, best_end = score, start, place
    if best < limit:
        return None
    stretch = [days[place] for place in range(best_start, best_end + 1) if counted[place]]
    people, optouts = sum(day.people for day in stretch), sum(day.optouts for day in stretch)
    left_out = best_end + 1 - best_start - len(stretch)
    return Drift(
        best_start + shift, best_end + shift, optouts, people, usual.expected(people), best, limit, left_out
    )


def _rounded(probability: float) -> float:
    return float(f"{probability:.3g}")


def _usually(expected: float) -> str:
    """Return how many are expected, with the verb; what is more than nothing is never told as nothing."""
    if not expected:
        return "none are"
    return f"{expected:.1f} are" if expected >= 0.05 else "fewer than 0.1 are"
