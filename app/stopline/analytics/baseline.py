"""Pure: what is usual for a team: the share that leaves, and by how much days differ beyond what coin tosses would.

It is measured from the team's own last weeks. The two highest days are left out, so that a spike does not hide the next one; what
that takes from a quiet month is given back by two factors. As four weeks cannot tell the spread of days exactly, it is taken
at the upper end of what they allow: a manager forgives a missed small spike sooner than the fifth false alarm.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

TRAILING_DAYS = 28
"""Days before a day that say what is usual for it."""
HIGHEST_LEFT_OUT = 2
FEWEST_DAYS_FOR_SPREAD = 7
"""Days with people reached that it takes to measure the spread."""
PRIOR_PEOPLE = 100.0
"""A team that knows nothing of itself is taken to have seen one person in two hundred leave, among so many."""
PRIOR_LEFT = 0.5
UNKNOWN_SPREAD = 0.005
"""The spread of a team that has not seen enough days to measure it."""
PRIOR_SPREAD = 0.001
PRIOR_PAIRS = 1_000_000.0
"""A spread of so much, seen among so many pairs of people, is what teams in general are like."""
_MEAN_GIVEN_BACK = 0.14
"""What leaving out the two highest of 28 days takes from their mean, in standard deviations."""
_VARIANCE_GIVEN_BACK = 1.27
"""By what it divides their variance."""
_CAUTION = 1.85
"""The upper end of the variance that about 26 days allow."""
_Counts = tuple[int, int]
"""How many left, among how many people."""


@dataclass(frozen=True, slots=True)
class Day:
    """How many left, of how many reached."""

    optouts: int
    reached: int

    @property
    def people(self) -> int:
        """Among how many the opt-outs are counted: whoever leaves unreached belongs to them as well."""
        return max(self.reached, self.optouts)


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is usual."""

    rate: float
    """The share that leaves."""
    spread: float
    """How much that share varies from day to day, what is not known of it included: 0 for coin tosses."""
    dispersion: float
    """How many times the variance of coin tosses the days have."""
    people: int
    """Person-days it rests on."""
    days: int

    def expected(self, people: int) -> float:
        """Return how many of some people usually leave."""
        return self.rate * people

    def as_json(self) -> dict[str, float | int]:
        """Return it as programs read it."""
        return {
            "rate": round(self.rate, 6),
            "spread": round(self.spread, 6),
            "dispersion": round(self.dispersion, 3),
            "people": self.people,
            "days": self.days,
        }


def baseline_of(days: Iterable[Day]) -> Baseline:
    """Return what some days, at best the 28 before, say is usual."""
    lived = [(day.optouts, people) for day in days if (people := day.people)]
    kept = _without_highest(lived)
    left, people = _together(kept)
    rate = (left + PRIOR_LEFT) / (people + PRIOR_PEOPLE)
    if len(kept) < FEWEST_DAYS_FOR_SPREAD:
        unsure = 1.0 / (people + PRIOR_PEOPLE)
        return Baseline(rate, UNKNOWN_SPREAD + unsure, 1.0, people, len(kept))
    is_trimmed = len(kept) < len(lived)
    spread = _spread(kept, rate, _CAUTION * (_VARIANCE_GIVEN_BACK if is_trimmed else 1.0))
    usual_size = sum(size * size for _, size in kept) / people
    dispersion = 1.0 + spread * (usual_size - 1.0)
    if is_trimmed:
        deviation = math.sqrt(dispersion * rate * (1.0 - rate) / (people / len(kept)))
        rate = min(rate + _MEAN_GIVEN_BACK * deviation, 0.5)
    unsure = dispersion / (people + PRIOR_PEOPLE)
    return Baseline(rate, min(spread + unsure, 0.5), dispersion, people, len(kept))


def _without_highest(days: list[_Counts]) -> list[_Counts]:
    """Return days without the two on which most left beyond what was to be expected of all of them."""
    if len(days) <= FEWEST_DAYS_FOR_SPREAD:
        return days
    left, people = _together(days)
    rate = left / people
    return sorted(days, key=lambda day: day[0] - rate * day[1])[: len(days) - HIGHEST_LEFT_OUT]


def _together(days: list[_Counts]) -> _Counts:
    return sum([left for left, _ in days]), sum([people for _, people in days])


def _spread(days: list[_Counts], rate: float, factor: float) -> float:
    """Return how much the share varies, from how far days lie from it beyond coin tosses.

    Days of a few people say nothing of it: what they do say is weighed, in pairs of people, against what is known of teams in general.
    """
    each = factor / (rate * (1.0 - rate))
    beyond = sum([each * (left - people * rate) ** 2 - people for left, people in days])
    pairs = sum([people * (people - 1) for _, people in days])
    return max(beyond + PRIOR_SPREAD * PRIOR_PAIRS, 0.0) / (pairs + PRIOR_PAIRS)
