"""Pure: how often chance alone brings as many opt-outs as there were: upper tails of the binomial and the beta-binomial.

A tail is the probability of `least` or more among `people`. Where days differ more than coin tosses would (`spread` above
nothing), the binomial calls ordinary days spikes; the beta-binomial, whose chance of leaving itself varies from day to day, does not.
"""

import math

SHORT = 32
"""Up to so many factors a rising factorial is multiplied out."""
LARGE = 1_000.0
"""From here on two log-gammas are so large that their difference drowns in rounding; Stirling's series gives it directly."""
SMALLEST_SPREAD = 1e-7
"""Below it days are as alike as coin tosses, and the log-gammas of the beta-binomial would drown the answer in rounding."""
_NEGLIGIBLE = 1e-18
DAYS_OF_A_YEAR = 365.25
_NEVER_YEARS = 10_000
_NEVER_IN_COMPARISONS = 1e-6


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
    if spread < SMALLEST_SPREAD:
        return _summed(
            people, least, rate * people, _binomial_log(people, least, rate), _BinomialSteps(people, rate)
        )
    weight = 1.0 / spread - 1.0
    left, stayed = rate * weight, (1.0 - rate) * weight
    return beta_binomial_tail(people, least, left, stayed)


def beta_binomial_tail(people: int, least: int, left: float, stayed: float) -> float:
    """Return the probability of `least` or more where the chance of leaving follows a beta distribution with these weights."""
    if least <= 0:
        return 1.0
    if least > people:
        return 0.0
    start = (
        _choose_log(people, least)
        + _rising_log(left, least)
        + _rising_log(stayed, people - least)
        - _rising_log(left + stayed, people)
    )
    middle = people * left / (left + stayed)
    return _summed(people, least, middle, start, _BetaBinomialSteps(people, left, stayed))


def once_in(probability: float) -> str:
    """Return how often something of such a chance a day happens, in words: `about once in 400 days`."""
    if probability >= 0.5:
        return "on every other day or more often"
    if probability <= 1.0 / (_NEVER_YEARS * DAYS_OF_A_YEAR):
        return "practically never"
    days = 1.0 / probability
    if days < 2 * DAYS_OF_A_YEAR:
        return f"about once in {_rounded(days):,} days"
    return f"about once in {_rounded(days / DAYS_OF_A_YEAR):,} years"


def once_in_comparisons(probability: float) -> str:
    """Return how often chance brings a difference, in words: `about once in 3 comparisons`."""
    if probability >= 0.4:
        return "in every other comparison or more often"
    if probability <= _NEVER_IN_COMPARISONS:
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
    steps, back = _steps(one[0], rate, one[2]), _steps(other[0], rate, other[2])
    middle = min(max(round(rate * people), least), most)
    weights = {middle: 1.0}
    for count in range(middle, most):
        weights[count + 1] = weights[count] * steps.up(count) / back.up(together - count - 1)
    for count in range(middle, least, -1):
        weights[count - 1] = weights[count] * back.up(together - count) / steps.up(count - 1)
    whole = math.fsum(weights.values())
    fewer = math.fsum(weight for count, weight in weights.items() if count <= optouts)
    more = math.fsum(weight for count, weight in weights.items() if count >= optouts)
    return fewer / whole, more / whole


def _steps(people: int, rate: float, spread: float) -> "_BinomialSteps | _BetaBinomialSteps":
    if spread < SMALLEST_SPREAD:
        return _BinomialSteps(people, rate)
    weight = 1.0 / spread - 1.0
    return _BetaBinomialSteps(people, rate * weight, (1.0 - rate) * weight)


def _rounded(number: float) -> int:
    """Return a number with two figures that count; more would promise a precision nobody has."""
    digits = max(0, math.floor(math.log10(number)) - 1)
    return int(round(number, -digits))


class _BinomialSteps:
    """How each probability of a binomial follows from the one beneath it."""

    def __init__(self, people: int, rate: float) -> None:
        self._people = people
        self._odds = rate / (1.0 - rate)

    def up(self, count: int) -> float:
        """Return the probability of one more, as a multiple of that of `count`."""
        return (self._people - count) / (count + 1) * self._odds


class _BetaBinomialSteps:
    """How each probability of a beta-binomial follows from the one beneath it."""

    def __init__(self, people: int, left: float, stayed: float) -> None:
        self._people = people
        self._left = left
        self._stayed = stayed

    def up(self, count: int) -> float:
        """Return the probability of one more, as a multiple of that of `count`."""
        remaining = self._people - count
        return remaining / (count + 1) * (self._left + count) / (self._stayed + remaining - 1)


def _summed(
    people: int, least: int, middle: float, start_log: float, steps: _BinomialSteps | _BetaBinomialSteps
) -> float:
    """Return the sum of all probabilities from `least` on; where they are the greater part, 1 less the sum of the others."""
    first = math.exp(start_log)
    if least > middle:
        return min(1.0, first * _relative_sum_above(people, least, steps))
    below, term, count = 0.0, first, least
    while count > 0:
        count -= 1
        term /= steps.up(count)
        below += term
        if term < below * _NEGLIGIBLE:
            break
    return max(0.0, 1.0 - below)


def _relative_sum_above(people: int, least: int, steps: _BinomialSteps | _BetaBinomialSteps) -> float:
    """Return the sum of all probabilities from `least` on, as a multiple of the first of them."""
    whole = term = 1.0
    for count in range(least, people):
        term *= steps.up(count)
        whole += term
        if term < whole * _NEGLIGIBLE:
            break
    return whole


def _binomial_log(people: int, count: int, rate: float) -> float:
    return _choose_log(people, count) + count * math.log(rate) + (people - count) * math.log1p(-rate)


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
