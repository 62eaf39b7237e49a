"""Pure: how often chance alone brings as many opt-outs as there were: upper tails of the binomial and the beta-binomial.

A tail is the probability of `least` or more among `people`. Where days differ more than coin tosses would (`spread` above
nothing), the binomial calls ordinary days spikes; the beta-binomial, whose chance of leaving itself varies from day to day, does not.
"""

import math
from typing import NamedTuple

from stopline.plural import counted

SHORT = 32
"""Up to so many factors a rising factorial is multiplied out."""
LARGE = 1_000.0
"""From here on two log-gammas are so large that their difference drowns in rounding; Stirling's series gives it directly."""
SMALLEST_SPREAD = 1e-7
"""Below it days are as alike as coin tosses, and the log-gammas of the beta-binomial would drown the answer in rounding."""
_NEGLIGIBLE = 1e-18
DAYS_OF_A_YEAR = 365.25
_NEVER_YEARS = 10_000
_NEVER_IN_A_MILLION = 1e-6


def tail(people: int, least: int, rate: float, spread: float = 0.0) -> float:
    """Return the probability that `least` or more of some people leave.

    Args:
        people: how many were reached.
        least: how many left.
        rate: the share that usually leaves.
        spread: how much the share itself varies: the correlation between two people of one day, 0 where there is none.
    """
    if least <= 0:
        return 1.0
    if least > people or rate <= 0.0:
        return 0.0
    if rate >= 1.0:
        return 1.0
    return _summed(people, least, _urn_of(rate, spread))


def is_rare(level: float, people: int, least: int, rate: float, spread: float = 0.0) -> bool:
    """Tell whether a tail is at most a level; mostly its first probability alone is more, and nothing need be summed."""
    if 0 < least <= people and 0.0 < rate < 1.0 and _first(people, least, _urn_of(rate, spread)) > level:
        return False
    return tail(people, least, rate, spread) <= level


def beta_binomial_tail(people: int, least: int, left: float, stayed: float) -> float:
    """Return the probability of `least` or more where the chance of leaving follows a beta distribution with these weights."""
    if least <= 0:
        return 1.0
    if least > people:
        return 0.0
    return _summed(people, least, _Urn(left, stayed, 1.0))


def once_in(probability: float) -> str:
    """Return how often something of such a chance a day happens, in words: `about once in 400 days`."""
    if probability >= 0.5:
        return "on every other day or more often"
    if probability <= 1.0 / (_NEVER_YEARS * DAYS_OF_A_YEAR):
        return "practically never"
    days = 1.0 / probability
    if days < 2 * DAYS_OF_A_YEAR:
        return f"about once in {counted(_rounded(days), 'day')}"
    return f"about once in {counted(_rounded(days / DAYS_OF_A_YEAR), 'year')}"


def in_one_campaign_of(probability: float) -> str:
    """Return in how many campaigns something of such a chance for each happens, in words: `in about one campaign of 200`.

    It is for chances that hold for a whole campaign, however often it is looked at, and not for a day.
    """
    if probability >= 0.5:
        return "in every second campaign or more often"
    if probability <= _NEVER_IN_A_MILLION:
        return "practically never"
    return f"in about one campaign of {_rounded(1.0 / probability):,}"


def once_in_comparisons(probability: float) -> str:
    """Return how often chance brings a difference, in words: `about once in 3 comparisons`."""
    if probability >= 0.4:
        return "as often as not"
    if probability <= _NEVER_IN_A_MILLION:
        return "practically never"
    return f"about once in {_rounded(1.0 / probability):,} comparisons"


def shared_tails(one: tuple[int, int, float], other: tuple[int, int, float]) -> tuple[float, float]:
    """Return the probabilities that so many or fewer, and so many or more, of all who left are on the first of two equal sides.

    Both are beta-binomial with the share of both together; without spread, the answer does not depend on it and is Fisher's.

    Args:
        one: people, how many of them left, and the spread of that side.
        other: the same of the other side.
    """
    (people, optouts, _), (others, others_left, _) = one, other
    together = optouts + others_left
    least, most = max(0, together - others), min(people, together)
    if least >= most:
        return 1.0, 1.0
    rate = together / (people + others)
    urn, urn_of_others = _urn_of(rate, one[2]), _urn_of(rate, other[2])

    def ratio(count: int) -> float:
        return _ratio(people, count, urn) / _ratio(others, together - count - 1, urn_of_others)

    middle = min(max(round(rate * people), least), most)
    weights = {middle: 1.0}
    for count in range(middle, most):
        weights[count + 1] = weights[count] * ratio(count)
    for count in range(middle, least, -1):
        weights[count - 1] = weights[count] / ratio(count - 1)
    whole = math.fsum(weights.values())
    fewer = math.fsum(weight for count, weight in weights.items() if count <= optouts)
    more = math.fsum(weight for count, weight in weights.items() if count >= optouts)
    return fewer / whole, more / whole


def _rounded(number: float) -> int:
    """Return a number with two figures that count; more would promise a precision nobody has."""
    digits = max(0, math.floor(math.log10(number)) - 1)
    return int(round(number, -digits))


class _Urn(NamedTuple):
    """What decides who leaves: an urn that, after each draw, gets so much more of what was drawn; nothing where all toss the same coin."""

    left: float
    stayed: float
    more: float


def _urn_of(rate: float, spread: float) -> _Urn:
    if spread < SMALLEST_SPREAD:
        return _Urn(rate, 1.0 - rate, 0.0)
    weight = 1.0 / spread - 1.0
    return _Urn(rate * weight, (1.0 - rate) * weight, 1.0)


def _ratio(people: int, count: int, urn: _Urn) -> float:
    """Return how much more probable it is that one more leaves than that exactly `count` do."""
    left, stayed = urn.left + urn.more * count, urn.stayed + urn.more * (people - count - 1)
    return (people - count) * left / ((count + 1) * stayed)


def _summed(people: int, least: int, urn: _Urn) -> float:
    """Return the sum of all probabilities from `least` on; where they are the greater part, 1 less the sum of the others."""
    first = _first(people, least, urn)
    if least > people * urn.left / (urn.left + urn.stayed):
        return min(1.0, first * _relative_sum_from(people, least, urn))
    return max(0.0, 1.0 - first * _relative_sum_beneath(people, least, urn))


def _relative_sum_from(people: int, least: int, urn: _Urn) -> float:
    """Return the sum of all probabilities from `least` on, as a multiple of the first of them."""
    more = urn.more
    # Floats only: this is where the time goes, and Python is slow at mixing them with whole numbers.
    count, others = least + 1.0, float(people - least)
    left, stayed = urn.left + more * least, urn.stayed + more * (others - 1.0)
    whole = term = 1.0
    while others > 0.0 and term >= whole * _NEGLIGIBLE:
        term *= others * left / (count * stayed)
        whole += term
        count, others, left, stayed = count + 1.0, others - 1.0, left + more, stayed - more
    return whole


def _relative_sum_beneath(people: int, least: int, urn: _Urn) -> float:
    """Return the sum of all probabilities beneath `least`, as a multiple of that of `least`."""
    mirrored = _Urn(urn.stayed, urn.left, urn.more)
    return _relative_sum_from(people, people - least, mirrored) - 1.0


def _first(people: int, count: int, urn: _Urn) -> float:
    """Return the probability that exactly so many leave."""
    left, stayed, more = urn
    if more:
        whole = _rising_log(left + stayed, people)
        drawn = _rising_log(left, count) + _rising_log(stayed, people - count) - whole
    else:
        drawn = count * math.log(left) + (people - count) * math.log1p(-left)
    return math.exp(_choose_log(people, count) + drawn)


def _choose_log(people: int, count: int) -> float:
    if people <= 8 * SHORT:
        return math.log(math.comb(people, count))
    return math.lgamma(people + 1) - math.lgamma(count + 1) - math.lgamma(people - count + 1)


def _rising_log(start: float, factors: int) -> float:
    """Return the logarithm of start × (start + 1) × … with so many factors."""
    if factors <= SHORT:
        return math.fsum(math.log(start + number) for number in range(factors))
    end = start + factors
    if start < LARGE:
        return math.lgamma(end) - math.lgamma(start)
    main = (end - 0.5) * math.log1p(factors / start) + factors * math.log(start) - factors
    return main + (1 / end - 1 / start) / 12 - (1 / end**3 - 1 / start**3) / 360
