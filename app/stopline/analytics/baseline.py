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
UNKNOWN_SPREAD = 0.01
"""The spread of a team that has not seen enough days to measure it."""
_MEAN_GIVEN_BACK = 0.14
"""What leaving out the two highest of 28 days takes from their mean, in standard deviations."""
_VARIANCE_GIVEN_BACK = 1.27
"""By what it divides their variance."""
_CAUTION = 1.75
"""The upper end of the variance that about 26 days allow."""


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
    lived = sorted(
        (day for day in days if day.people), key=lambda day: (day.optouts / day.people, day.optouts)
    )
    kept = lived[: len(lived) - HIGHEST_LEFT_OUT] if len(lived) > FEWEST_DAYS_FOR_SPREAD else lived
    people = sum(day.people for day in kept)
    left = sum(day.optouts for day in kept)
    rate = (left + PRIOR_LEFT) / (people + PRIOR_PEOPLE)
    if len(kept) < FEWEST_DAYS_FOR_SPREAD:
        return Baseline(
            rate, min(UNKNOWN_SPREAD + 1.0 / (people + PRIOR_PEOPLE), 0.5), 1.0, people, len(kept)
        )
    is_trimmed = len(kept) < len(lived)
    usual_size = people / len(kept)
    variance = _pearson(kept, rate)
    if is_trimmed:
        deviation = math.sqrt(max(variance, 1.0) * usual_size * rate * (1.0 - rate))
        rate = min(rate + _MEAN_GIVEN_BACK * deviation / usual_size, 0.5)
        variance *= _VARIANCE_GIVEN_BACK
    dispersion = max(variance * _CAUTION, 1.0)
    beyond = (dispersion - 1.0) / _room(kept, people) if people > len(kept) else 0.0
    unsure = dispersion / (people + PRIOR_PEOPLE)
    return Baseline(rate, min(beyond + unsure, 0.5), dispersion, people, len(kept))


def _pearson(days: list[Day], rate: float) -> float:
    """Return how many times the variance of coin tosses the days have."""
    found = sum((day.optouts - day.people * rate) ** 2 / (day.people * rate * (1.0 - rate)) for day in days)
    return found / (len(days) - 1)


def _room(days: list[Day], people: int) -> float:
    """Return how much of the dispersion a spread of 1 would make, which depends on how many were reached a day."""
    return max(sum((day.people - 1) * (1.0 - day.people / people) for day in days) / (len(days) - 1), 1e-9)
