"""Pure: whether more left on one side than on another, periods or campaigns, or whether chance explains the difference.

The test is exact and has two sides: of all who left, how improbable is it that so few or so many of them fall to one side, if both are
alike? As shares differ from day to day beyond what coin tosses would, both sides are beta-binomial with the spread the team's
own weeks show; without spread it is Fisher's exact test. The interval is Newcombe's, of as many people as the spread leaves.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from stopline.analytics.baseline import Day
from stopline.analytics.chance import once_in_comparisons, shared_tails
from stopline.analytics.spikes import LEAST_OPTOUTS
from stopline.percent import percent

LEVEL = 0.05
"""How probable a difference may be by chance alone to be called more than chance."""
_Z = 1.959964
"""The normal quantile that belongs to it."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of two that are compared."""

    name: str
    optouts: int
    reached: int
    spread: float = 0.0
    """How much its share would vary if it were drawn again: 0 for coin tosses."""

    @property
    def people(self) -> int:
        """Among how many the opt-outs are counted: whoever leaves unreached belongs to them as well."""
        return max(self.reached, self.optouts)

    @property
    def rate(self) -> float:
        """Opt-outs for each of them."""
        return self.optouts / self.people if self.people else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Between what the share lies (Wilson), of as many people as the spread leaves."""
        if not self.people:
            return 0.0, 1.0
        people = self.people / (1.0 + self.spread * (self.people - 1))
        middle = (self.rate + _Z**2 / (2 * people)) / (1 + _Z**2 / people)
        variance = self.rate * (1 - self.rate) / people + _Z**2 / (4 * people**2)
        half = _Z / (1 + _Z**2 / people) * math.sqrt(variance)
        return max(middle - half, 0.0), min(middle + half, 1.0)

    @property
    def words(self) -> str:
        """What a manager is told of it."""
        return f"{self.optouts:,} of {self.people:,} left" + (
            f" ({percent(self.rate)})" if self.people else ""
        )

    @property
    def between(self) -> str:
        """Between what the share lies, in words."""
        low, high = self.interval
        return f"{percent(low)} and {percent(high)}" if self.people else "–"

    def as_json(self) -> dict[str, str | int | float]:
        """Return it as programs read it."""
        low, high = self.interval
        return {
            "name": self.name,
            "optouts": self.optouts,
            "reached": self.reached,
            "rate": round(self.rate, 6),
            "low": round(low, 6),
            "high": round(high, 6),
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides, and what is to be said of the difference."""

    one: Side
    other: Side
    probability: float
    """That chance alone brings a difference as large or larger, in either direction."""
    low: float
    """Between this and `high` lies the difference, in nineteen of twenty comparisons."""
    high: float
    is_more_than_chance: bool

    @property
    def difference(self) -> float:
        """How much larger the share of the first side is."""
        return self.one.rate - self.other.rate

    @property
    def can_tell(self) -> bool:
        """Tell whether there are people and opt-outs to compare."""
        return bool(self.one.people and self.other.people and self.one.optouts + self.other.optouts)

    @property
    def words(self) -> str:
        """What a manager is told, sides first."""
        return f"{self.one.name}: {self.one.words}. {self.other.name}: {self.other.words}. {self.finding}."

    @property
    def finding(self) -> str:
        """What is to be said of the difference."""
        empty = next((side for side in (self.one, self.other) if not side.people), None)
        if empty is not None:
            return f"“{empty.name}” reached nobody, so there is nothing to compare"
        if not self.can_tell:
            return "Nobody left on either side"
        return f"{self.size}; this difference would come by chance {self.often}"

    @property
    def points(self) -> str:
        """The difference in percentage points: `−4.2`."""
        return _points(self.difference)

    @property
    def size(self) -> str:
        """How large the difference is: `+4.2 points (−1.0 to +9.3)`."""
        return f"{self.points} points ({_points(self.low)} to {_points(self.high)})"

    @property
    def often(self) -> str:
        """How often chance brings it, and what follows."""
        often = once_in_comparisons(self.probability)
        if self.one.optouts + self.other.optouts < LEAST_OPTOUTS:
            return f"{often}: too few left to tell anything"
        return f"{often}: more than chance" if self.is_more_than_chance else f"{often}: it may well be chance"

    def as_json(self) -> dict[str, object]:
        """Return it as programs read it."""
        return {
            "one": self.one.as_json(),
            "other": self.other.as_json(),
            "difference": round(self.difference, 6),
            "low": round(self.low, 6),
            "high": round(self.high, 6),
            "probability": float(f"{self.probability:.3g}"),
            "is_more_than_chance": self.is_more_than_chance,
            "words": self.words,
        }


def compared(one: Side, other: Side) -> Comparison:
    """Return what is to be said of the difference between two sides."""
    fewer, more = shared_tails(
        (one.people, one.optouts, one.spread), (other.people, other.optouts, other.spread)
    )
    probability = min(1.0, 2.0 * min(fewer, more))
    low, high = _newcombe(one, other)
    is_apart = low > 0.0 or high < 0.0
    is_told = is_apart and probability <= LEVEL and one.optouts + other.optouts >= LEAST_OPTOUTS
    if not is_told:
        # Test and interval must not contradict each other: what may be chance may be no difference at all.
        low, high = min(low, 0.0), max(high, 0.0)
    return Comparison(one, other, probability, low, high, is_told)


def spread_of(days: Sequence[Day], people: int, spread: float) -> float:
    """Return how much the share of a stretch of days varies: the more days it has, the more they even out.

    Args:
        days: the days.
        people: the different people among whom the opt-outs of all of them are counted.
        spread: how much the share of a single day varies.
    """
    person_days = sum(day.people for day in days)
    if people < 2 or not person_days:
        return spread
    pairs = sum(day.people * (day.people - 1) for day in days)
    return min(spread * pairs / (person_days * (people - 1)), 0.5)


def _newcombe(one: Side, other: Side) -> tuple[float, float]:
    (one_low, one_high), (other_low, other_high) = one.interval, other.interval
    difference = one.rate - other.rate
    low = difference - math.hypot(one.rate - one_low, other_high - other.rate)
    high = difference + math.hypot(one_high - one.rate, other.rate - other_low)
    return max(low, -1.0), min(high, 1.0)


def _points(difference: float) -> str:
    """Return a difference of shares in percentage points, with its sign."""
    return f"{difference * 100:+.1f}".replace("-", "−").replace("+0.0", "0.0").replace("−0.0", "0.0")
