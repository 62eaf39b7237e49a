"""A campaign that more people leave after than chance explains pauses itself and says so."""

from datetime import date, timedelta

import pytest

from stopline.analytics.braking import must_pause
from stopline.analytics.periods import Period
from stopline.analytics.series import DayFigures, OptOutSeries
from stopline.campaigns.campaign import CampaignState
from stopline.settings import TeamSettings, starting_settings
from stopline.workspace import SETTINGS, Workspace
from support.campaigns import Sale

RULE = """
[[alerts]]
name = "team"
on = ["brake"]
to = "STOPLINE_TEST_ALERTS"
"""
TODAY = date(2026, 11, 17)


def usual(optouts: int, reached: int) -> OptOutSeries:
    """Return four weeks like each other, and today."""
    period = Period(TODAY - timedelta(days=28), TODAY)
    return OptOutSeries(period, tuple(DayFigures(day, optouts, reached) for day in period.days()))


@pytest.mark.parametrize(
    ("sent", "optouts", "is_paused"),
    [
        pytest.param(9, 2, False, id="two of nine tell nothing"),
        pytest.param(200, 4, False, id="fewer than five tell nothing"),
        pytest.param(1_000, 10, False, id="twice as many as usual may be luck"),
        pytest.param(1_000, 30, True, id="six times as many are not"),
        pytest.param(60, 12, True, id="a fifth of the first sixty are not"),
        pytest.param(100_000, 520, False, id="hundreds of very many are usual"),
        pytest.param(0, 0, False, id="nothing sent"),
    ],
)
def test_the_brake_knows_luck(sent: int, optouts: int, is_paused: bool) -> None:
    assert (must_pause(usual(1, 200), sent, optouts) is not None) is is_paused


def test_where_many_usually_leave_the_brake_is_patient() -> None:
    assert must_pause(usual(10, 200), 400, 25) is None
    assert must_pause(usual(1, 200), 400, 25) is not None


def test_a_team_that_knows_nothing_of_itself_is_taken_to_be_ordinary() -> None:
    empty = usual(0, 0)

    assert must_pause(empty, 1_000, 8) is None
    why = must_pause(empty, 300, 20)
    assert why is not None
    assert "20 left of 300 reached, 1.5 would be usual" in why


def braked(sale: Sale, count: int = 12, leavers: int = 8) -> None:
    """Let a campaign reach some of those it is for, and most of these leave."""
    people = sale.people(count + 5)
    sale.launched(per_minute=count)
    sale.pass_by(seconds=59)
    sale.clock.advance(timedelta(seconds=0.5))
    for each in people[:leavers]:
        sale.says(each, "STOP")
    sale.pass_by(minutes=5)


def test_a_campaign_that_people_flee_pauses_itself_and_says_why(sale: Sale) -> None:
    braked(sale)

    campaign = sale.workspace.campaigns.named("Winter sale")
    assert campaign.state is CampaignState.PAUSED
    assert campaign.braked_at == sale.clock.now()
    assert campaign.reason.startswith("paused itself: 8 left of 12 reached")
    assert len(sale.got()) == 12


def test_a_campaign_that_a_few_leave_goes_on(sale: Sale) -> None:
    braked(sale, leavers=2)

    assert sale.workspace.campaigns.named("Winter sale").state is CampaignState.FINISHED
    assert len(sale.got()) == 17


def test_whoever_resumes_a_campaign_that_paused_itself_has_looked(sale: Sale) -> None:
    braked(sale)

    sale.workspace.course.resume(sale.workspace.campaigns.named("Winter sale"))
    sale.pass_by(minutes=10)

    assert sale.workspace.campaigns.named("Winter sale").state is CampaignState.FINISHED
    assert len(sale.got()) == 17


def test_a_campaign_that_paused_itself_is_told_once(sale: Sale) -> None:
    text = starting_settings(TeamSettings(name="Harbour Bikes", zone="America/New_York"))
    (sale.workspace.folder / SETTINGS).write_text(text + RULE, encoding="utf-8")
    team = Workspace.open(sale.workspace.folder, sale.clock)
    team.alert_watch.look()
    braked(sale)

    for _ in range(2):
        sale.clock.advance(timedelta(minutes=2))
        team.alert_watch.look()

    [alert] = team.alerts.alerts()
    counts, [fact] = team.alerts.facts_of(alert, team.alert_rules[0])
    assert list(counts.values()) == [1]
    assert fact.note.startswith("Winter sale paused itself: 8 left of 12 reached")
