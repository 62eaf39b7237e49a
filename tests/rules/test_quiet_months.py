"""False alarms are as rare as promised, and true jumps are found as often as the table says: checked against simulated months."""

from math import floor, log
from random import Random

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from stopline.analytics.baseline import Baseline
from stopline.analytics.spikes import BRAKE_PROMISE, LEAST_OPTOUTS, PROMISE, brake
from support.quiet_months import PRECISIONS, TEAMS, seen_in

CAMPAIGN = 1_500
"""People a campaign is sent to."""
every_team = pytest.mark.parametrize("team", TEAMS.values(), ids=TEAMS.keys())
every_precision = pytest.mark.parametrize("precision", PRECISIONS.values(), ids=PRECISIONS.keys())
every_spread = pytest.mark.parametrize("spread", [0.0, 0.003], ids=["coin tosses", "campaigns differ"])


@every_precision
@every_team
def test_quiet_months_are_left_alone_as_often_as_promised(
    team: tuple[int, int], precision: int | None
) -> None:
    seen = seen_in(120, team, precision)

    # 120 months with a true share of one in twenty show more than eleven of them less than once in 50 runs.
    assert seen.alarmed <= PROMISE + 0.042
    assert seen.drifting <= PROMISE


@pytest.mark.minute
@pytest.mark.timeout(900)
@every_precision
@every_team
def test_ten_thousand_quiet_months_keep_the_promise_and_show_what_it_costs(
    team: tuple[int, int], precision: int | None, snapshot: SnapshotAssertion
) -> None:
    seen = seen_in(10_000, team, precision)

    assert seen.alarmed <= PROMISE
    assert seen.drifting <= PROMISE
    assert seen.as_json() == snapshot(extension_class=JSONSnapshotExtension)


@every_spread
def test_a_campaign_nobody_minds_is_braked_as_rarely_as_promised_however_often_it_asks(spread: float) -> None:
    # A true share of one in fifty shows nine or more of 150 less than once in two hundred runs.
    assert braked(150, spread) <= 150 * BRAKE_PROMISE + 5


@pytest.mark.minute
@pytest.mark.timeout(900)
@every_spread
def test_ten_thousand_campaigns_nobody_minds_are_braked_as_rarely_as_promised(spread: float) -> None:
    assert braked(10_000, spread) <= 10_000 * BRAKE_PROMISE


def braked(campaigns: int, spread: float) -> int:
    """Return how many campaigns are paused of so many nobody minds, each asked at every opt-out, when most speaks against it."""
    usual, chance = Baseline(0.01, spread, 1.0, 10_000, 28), Random(3)
    return sum(is_braked(usual, chance) for _ in range(campaigns))


def is_braked(usual: Baseline, chance: Random) -> bool:
    rate, precision = usual.rate, 1 / usual.spread - 1 if usual.spread else None
    if precision is not None:
        rate = max(chance.betavariate(rate * precision, (1 - rate) * precision), 1e-12)
    sent = optouts = 0
    while True:
        sent += 1 + floor(log(1.0 - chance.random()) / log(1.0 - rate))
        optouts += 1
        if sent > CAMPAIGN:
            return False
        if optouts >= LEAST_OPTOUTS and brake(sent, optouts, usual).must_pause:
            return True
