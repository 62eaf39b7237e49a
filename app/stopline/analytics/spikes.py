"""Pure: whether more people left today than chance explains, from the counts of the days before.

The question is a one-sided exact binomial test: if each of those reached today left as often as people usually do, how likely are so many
opt-outs or more? It is asked conservatively: the usual rate is the higher of the mean and the upper quartile, a few opt-outs never count,
and the limit allows for the same day being looked at many times.
"""

import math
from dataclasses import dataclass
from datetime import date

from stopline.analytics.series import OptOutSeries

FEWEST_OPTOUTS = 5
"""Opt-outs of a day that can be a spike at all."""
FEWEST_USUAL_DAYS = 7
"""Days with somebody reached that it takes to know what is usual."""
CHANCE = 0.0005
"""How unlikely a day must be."""


@dataclass(frozen=True, slots=True)
class Spike:
    """A day on which more people left than chance explains."""

    day: date
    optouts: int
    reached: int
    expected: float
    """Opt-outs of as many people on a usual day."""
    chance: float
    """How likely so many or more are by luck."""


def spike_of(series: OptOutSeries) -> Spike | None:
    """Return whether the last day of a series is a spike beside the days before it."""
    *before, last = series.days
    usual_days = [day for day in before if day.reached]
    if last.optouts < FEWEST_OPTOUTS or len(usual_days) < FEWEST_USUAL_DAYS:
        return None
    reached = sum(day.reached for day in usual_days)
    mean = sum(min(day.optouts, day.reached) for day in usual_days) / reached
    rates = sorted(min(day.optouts / day.reached, 1.0) for day in usual_days)
    # One opt-out among all those reached is the least that can be called usual: nobody is known to leave never.
    rate = max(mean, rates[(len(rates) * 3) // 4], 1 / reached)
    # Who left without having been reached that day counts as reached.
    people = max(last.reached, last.optouts)
    chance = upper_tail(last.optouts, people, min(rate, 1.0))
    return Spike(last.day, last.optouts, last.reached, people * rate, chance) if chance <= CHANCE else None


def upper_tail(at_least: int, of: int, rate: float) -> float:
    """Return the exact chance of so many successes or more among independent tries of one rate."""
    if at_least <= 0 or rate >= 1:
        return 1.0
    if rate <= 0:
        return 0.0
    logs = [_log_chance(count, of, rate) for count in range(at_least, of + 1)]
    return min(math.fsum(math.exp(each) for each in logs), 1.0)


def _log_chance(count: int, of: int, rate: float) -> float:
    ways = math.lgamma(of + 1) - math.lgamma(count + 1) - math.lgamma(of - count + 1)
    return ways + count * math.log(rate) + (of - count) * math.log1p(-rate)
