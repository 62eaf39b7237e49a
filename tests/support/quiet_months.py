"""Months in which nothing happens, drawn as teams of every size live them, and what is said of them: by chance reckoned, and by fixed bands."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from stopline.analytics.baseline import TRAILING_DAYS, Day, baseline_of
from stopline.analytics.spikes import LEAST_OPTOUTS, Verdict, drift_of, judged

MONTH = 30
RATE = 0.006
TEAMS = {"tiny": (4, 15), "small": (40, 120), "middle": (200, 900), "large": (3_000, 6_000)}
"""People reached a day, from and to."""
PRECISIONS = {"none": None, "some": 800, "much": 300}
"""How much the usual rate itself differs from day to day: the precision of a beta distribution; none for coin tosses."""
JUMPS = {"twice": 2, "three times": 3, "five times": 5, "ten times": 10}
"""How many times the usual rate a day may have that should be found."""
BANDS = {"above 2 %": 0.02, "above 3 %": 0.03}


@dataclass(frozen=True, slots=True)
class Seen:
    """What was said of some months; each figure is a share of them."""

    alarmed: float
    """A day was called a spike."""
    drifting: float
    found: dict[str, float]
    """The day after the four weeks, had its rate been so many times the usual one, was called a spike."""
    crossed: dict[str, float]
    """A day was beyond a fixed band."""

    def as_json(self) -> dict[str, float]:
        return {
            "false alarms": round(self.alarmed, 4),
            "false drifts": round(self.drifting, 4),
            **{name: round(share, 3) for name, share in (*self.found.items(), *self.crossed.items())},
        }


def seen_in(count: int, team: tuple[int, int], precision: int | None) -> Seen:
    """Return what is said of so many months, all of it of the same ones."""
    luck = Random(5)
    alarmed = drifting = 0
    found, crossed = dict.fromkeys(JUMPS, 0), dict.fromkeys(BANDS, 0)
    for days in months(count, team, precision):
        before, month = days[:TRAILING_DAYS], days[TRAILING_DAYS:]
        alarmed += is_alarmed(days)
        drifting += drift_of(before, month) is not None
        usual, people = baseline_of(before), month[0].people
        for name, times in JUMPS.items():
            jumped = Day(left(luck, people, RATE * times, precision), people)
            found[name] += judged(jumped, usual, MONTH).verdict is Verdict.SPIKE
        highest = max(day.optouts / day.people for day in month)
        for name, band in BANDS.items():
            crossed[name] += highest >= band
    return Seen(
        alarmed / count,
        drifting / count,
        {name: each / count for name, each in found.items()},
        {name: each / count for name, each in crossed.items()},
    )


def months(count: int, team: tuple[int, int], precision: int | None, seed: int = 1) -> Iterator[list[Day]]:
    """Yield quiet months, each with the four weeks before it."""
    chance = Random(seed)
    for _ in range(count):
        size = chance.uniform(*team)
        people = [max(1, round(size * chance.uniform(0.6, 1.4))) for _ in range(TRAILING_DAYS + MONTH)]
        yield [Day(left(chance, each, RATE, precision), each) for each in people]


def left(chance: Random, people: int, rate: float, precision: int | None) -> int:
    """Return how many leave: by coin tosses of a rate that, where days differ, is drawn first."""
    if precision is not None:
        rate = chance.betavariate(rate * precision, (1 - rate) * precision)
    rate = min(max(rate, 1e-12), 0.95)
    luck, term, count = chance.random(), math.exp(people * math.log1p(-rate)), 0
    while luck > term and count < people:
        luck -= term
        term *= (people - count) / (count + 1) * rate / (1 - rate)
        count += 1
    return count


def is_alarmed(days: list[Day]) -> bool:
    """Tell whether any day of a month is called a spike; what cannot be one is not looked at, which saves nine tenths of the time."""
    return any(
        judged(day, baseline_of(days[place : place + TRAILING_DAYS]), MONTH).verdict is Verdict.SPIKE
        for place, day in enumerate(days[TRAILING_DAYS:])
        if day.optouts >= LEAST_OPTOUTS and day.optouts > RATE * day.people
    )
