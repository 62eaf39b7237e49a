"""Pure: what a spike is made of: campaigns, templates, hours, agents, gateways, countries and words, those that tell most first.

A cause is judged like a day: by how many of the people it reached left, against what is usual for as many. Where people reached cannot be
told apart (nobody is reached by a keyword), it is judged by how often it usually comes up. What is the same for nearly everybody that day
explains nothing and comes last; not so a campaign or a template, which people get because somebody decided so for that day.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stopline.analytics.baseline import Baseline, Day
from stopline.analytics.chance import once_in, tail
from stopline.analytics.series import NONE, By, is_campaign, share_name
from stopline.analytics.spikes import judged
from stopline.percent import percent

DIMENSIONS = (By.CAMPAIGN, By.TEMPLATE, By.SENT, By.AGENT, By.GATEWAY, By.COUNTRY, By.CHANNEL, By.KEYWORD)
"""What causes are looked for in, the most telling first where they are equally surprising."""
NEARLY_ALL = 0.9
"""What so large a share of the people of a day got is the same for nearly everybody."""
SAME_FOR_ALL = "same for nearly all"
ORDER = (
    "By how rare each is by chance, weighed with its share of those who left; campaign and template come first where that is alike, "
    "and last what was the same for nearly everybody. One and the same cause shows from several sides."
)
"""In which order causes stand, for whoever reads them."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of one dimension on a day, and in the weeks before."""

    by: By
    optouts: Mapping[str, int]
    reached: Mapping[str, int]
    """Empty where people reached cannot be told apart."""
    usual_optouts: Mapping[str, int]
    """In the weeks before."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Something many who left have in common."""

    by: By
    key: str
    optouts: int
    share: float
    """Of all who left that day."""
    reached: int | None
    expected: float
    probability: float
    """That chance alone brings as many."""
    is_everybodys: bool = False
    """Whether it was the same for nearly everybody that day, so that it does not tell why some left."""

    @property
    def often(self) -> str:
        """How often chance brings it, in words; empty where that is no news."""
        if self.is_everybodys:
            return SAME_FOR_ALL
        return "" if self.probability >= 0.5 else once_in(self.probability)

    @property
    def name(self) -> str:
        """What it is called."""
        return share_name(self.by, self.key)

    @property
    def excess(self) -> float:
        """How many more left than usual."""
        return max(self.optouts - self.expected, 0.0)

    @property
    def words(self) -> str:
        """What a manager is told."""
        is_part = self.reached is not None and self.optouts <= self.reached
        of = (
            (f" of the {self.reached:,} reached" if is_part else f" left, {self.reached:,} reached")
            if self.reached
            else ""
        )
        often = f", {'' if self.is_everybodys else 'by chance '}{self.often}" if self.often else ""
        return f"{self.optouts:,}{of} ({percent(self.share)} of the day), {self.expected:.1f} usual{often}"

    def as_json(self) -> dict[str, str | int | float | None]:
        """Return it as programs read it."""
        return {
            "by": self.by.value,
            "key": self.name,
            "optouts": self.optouts,
            "share": round(self.share, 6),
            "reached": self.reached,
            "expected": round(self.expected, 2),
            "excess": round(self.excess, 2),
            "probability": float(f"{self.probability:.3g}"),
            "is_everybodys": self.is_everybodys,
            "words": self.words,
        }


def ranked(day: Day, usual: Baseline, usual_day: Day, seen: Iterable[Seen]) -> tuple[Cause, ...]:
    """Return what the opt-outs of a day have in common, in the order that `ORDER` tells.

    Args:
        day: all who left and were reached that day.
        usual: what is usual for the team.
        usual_day: all who left and were reached in the weeks before.
        seen: the same by each dimension.
    """
    causes = [
        _cause(day, usual, usual_day, each, key, count)
        for each in seen
        for key, count in each.optouts.items()
        if count
    ]
    order = {by: place for place, by in enumerate(DIMENSIONS)}
    return tuple(
        sorted(
            causes,
            key=lambda each: (each.is_everybodys, _surprise(each), order[each.by], -each.excess, each.key),
        )
    )


def named(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """Return causes without those that name nothing: no message before, no template, an unknown country."""
    return tuple(cause for cause in causes if cause.key not in ("", NONE))


def unattributed(causes: Iterable[Cause]) -> Cause | None:
    """Return those who left after no message of ours, which no other cause shows; None where there were none."""
    return next((cause for cause in causes if cause.by is By.CAMPAIGN and not cause.key), None)


def unattributed_words(causes: Iterable[Cause]) -> str:
    """Return how many left after no message of ours, in words; empty where nobody did."""
    nothing = unattributed(causes)
    if nothing is None:
        return ""
    return f"{nothing.optouts:,} ({percent(nothing.share)}) left after no message of ours"


def lines_of(causes: tuple[Cause, ...], most: int) -> list[str]:
    """Return the first causes in words, a line each, and who left after no message beneath them."""
    lines = [f"{cause.by.value}: {cause.name}: {cause.words}" for cause in named(causes)[:most]]
    nothing = unattributed_words(causes)
    return [*lines, nothing] if nothing else lines


def _cause(day: Day, usual: Baseline, usual_day: Day, seen: Seen, key: str, count: int) -> Cause:
    reached = seen.reached.get(key) if key else None
    if reached:
        judgement = judged(Day(count, reached), usual)
        expected, probability = judgement.expected, judgement.probability
    else:
        # As often as it came up before, or half a time where it never did.
        rate = (seen.usual_optouts.get(key, 0) + 0.5) / (usual_day.people + 100.0)
        expected = rate * day.people
        probability = 1.0 if count <= expected else tail(day.people, count, rate, usual.spread)
    share = count / day.optouts if day.optouts else 0.0
    is_everybodys = _is_everybodys(day, seen, key)
    return Cause(seen.by, key, count, share, reached, expected, probability, is_everybodys)


def _is_everybodys(day: Day, seen: Seen, key: str) -> bool:
    """Tell whether something was the same for nearly everybody that day, and was not decided for that day."""
    if not key or (seen.by is By.CAMPAIGN and is_campaign(key)) or (seen.by is By.TEMPLATE and key != NONE):
        return False
    kinds = {each for each in (*seen.optouts, *seen.reached) if each}
    return len(kinds) == 1 or seen.reached.get(key, 0) >= NEARLY_ALL * max(day.reached, 1)


def _surprise(cause: Cause) -> float:
    """Return how much a cause explains, the least for the most: how small its chance is, weighed with its share of all who left.

    It is so rough that the same people seen from two sides are as surprising.
    """
    return round(math.log10(max(cause.probability, 1e-300)) * cause.share)
