"""Pure: whether more people leave after a campaign that is still running than chance explains.

It may be asked after every message: the looks are gathered into stretches of a quarter more people each, every look is judged as if its stretch
were over, and the chance of a false alarm is divided among the stretches.
"""

import math

from stopline.analytics.series import OptOutSeries
from stopline.analytics.spikes import FEWEST_OPTOUTS, upper_tail

PROMISE = 0.02
"""How probable it is, at most, that a campaign nobody minds is ever paused."""
FIRST_LOOK = 20
STEP = 1.25
STRETCHES = 40
"""Some 150,000 people."""
UNKNOWN_RATE = 0.005
"""The share that leaves where a team knows nothing of itself: one in two hundred, as if seen among a hundred people."""
UNKNOWN_PEOPLE = 100


def must_pause(series: OptOutSeries, sent: int, optouts: int) -> str | None:
    """Return why a campaign must pause, in words; None where it may go on.

    Args:
        series: the days before today, and today, which is not counted: the campaign itself is in it.
        sent: people the campaign has reached so far.
        optouts: how many of them left.
    """
    if optouts < FEWEST_OPTOUTS:
        return None
    rate = usual_rate(series)
    people = max(sent, optouts)
    stretch = max(0, math.ceil(math.log(people / FIRST_LOOK, STEP)))
    end = max(math.floor(FIRST_LOOK * STEP**stretch), people)
    chance = upper_tail(optouts, end, rate)
    if chance > PROMISE / STRETCHES:
        return None
    often = f"1 in {round(1 / chance):,}" if chance > 1e-9 else "less than 1 in a billion"
    return (
        f"{optouts:,} left of {people:,} reached, {people * rate:.1f} would be usual; "
        f"the chance of it by luck is {often}"
    )


def usual_rate(series: OptOutSeries) -> float:
    """Return the share that usually leaves: the higher of the mean and the upper quartile of the days before the last."""
    days = [day for day in series.days[:-1] if day.reached]
    reached = sum(day.reached for day in days)
    left = sum(min(day.optouts, day.reached) for day in days)
    mean = (left + UNKNOWN_RATE * UNKNOWN_PEOPLE) / (reached + UNKNOWN_PEOPLE)
    rates = sorted(min(day.optouts / day.reached, 1.0) for day in days)
    quartile = rates[(len(rates) * 3) // 4] if rates else 0.0
    return max(mean, quartile)
