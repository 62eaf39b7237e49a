"""Figures of many campaigns: each is held against the days before it, and how many there are costs no queries."""

from datetime import date, timedelta

import pytest

from stopline.address import Address
from stopline.analytics.baseline import Day, baseline_of
from stopline.analytics.figures import Figures
from stopline.analytics.periods import Period, last_days
from stopline.analytics.spikes import judged
from stopline.consent.events import EventKind
from support.counting_desk import Desk, desk

CAMPAIGNS = 12
DAYS_BETWEEN = 5


def many_campaigns(at: Desk, count: int = CAMPAIGNS) -> dict[str, date]:
    """Send campaigns one after the other, some days apart, after each another number of people leaves; return the first day of each."""
    firsts = {}
    for campaign in range(count):
        firsts[f"News {campaign}"] = at.optouts.today()
        people = [Address(f"+1202555{campaign * 10 + number:04}") for number in range(10)]
        for who in people:
            at.record(who, EventKind.GIVEN)
            at.send(who, campaign=f"News {campaign}")
        at.clock.advance(timedelta(hours=1))
        for who in people[: campaign % 4]:
            at.record(who)
        at.clock.advance(timedelta(days=DAYS_BETWEEN))
    return firsts


def test_each_campaign_is_judged_by_the_28_days_before_its_first() -> None:
    with desk() as at:
        firsts = many_campaigns(at)
        figures = Figures(at.engine, at.optouts)

        found = figures.campaigns(last_days(120, at.optouts.today()))

        assert {each.key for each in found} == set(firsts)
        for each in found:
            first = firsts[each.key]
            before = Period(first - timedelta(days=28), first - timedelta(days=1))
            usual = baseline_of(at.optouts.series(before).counts)
            assert each.judgement == judged(Day(each.optouts, each.reached), usual, CAMPAIGNS)


@pytest.mark.parametrize("count", [1, CAMPAIGNS])
def test_many_campaigns_cost_as_many_queries_as_one(count: int) -> None:
    with desk() as at:
        many_campaigns(at, count)
        figures = Figures(at.engine, at.optouts)
        asked: list[str] = []
        at.engine.connection().set_trace_callback(asked.append)

        found = figures.campaigns(last_days(120, at.optouts.today()))

        at.engine.connection().set_trace_callback(None)
        assert len(found) == count
        assert sum(statement.lstrip().startswith(("SELECT", "--")) for statement in asked) == 5
