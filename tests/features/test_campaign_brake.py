"""A campaign that more people leave after than chance explains pauses itself and says so."""

from datetime import timedelta

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
    assert campaign.reason.startswith("paused itself: 8 of 12, where ")
    assert " day" not in campaign.reason
    assert len(sale.got()) == 12


def test_a_campaign_that_a_person_pauses_after_it_paused_itself_rests_because_they_say_so(sale: Sale) -> None:
    braked(sale)
    campaign = sale.workspace.campaigns.named("Winter sale")
    assert campaign.has_braked

    sale.workspace.course.resume(campaign)
    sale.clock.advance(timedelta(seconds=5))
    sale.workspace.course.pause(campaign, "paused itself: so they typed")

    again = sale.workspace.campaigns.named("Winter sale")
    assert again.state is CampaignState.PAUSED
    assert again.braked_at is not None
    assert not again.has_braked


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
    assert fact.note.startswith("Winter sale paused itself: 8 of 12, where ")
