"""Alerts arrive through real apprise at a real web hook: once, in batches, again after a failure."""

import threading
from datetime import timedelta

import pytest

from stopline.alerts.outgoing import AlertState
from stopline.clock import ManualClock
from stopline.consent.events import EventKind, Method
from stopline.gateways.base import InboundText
from stopline.hygiene.findings import Kind
from stopline.workspace import Workspace
from support.alerting import MINUTE, RULE, SLACK, VARIABLE, opened, states, stop, tell
from support.people import consent, number
from support.sinks import HookSink


def test_a_stop_is_told_once_and_masked(workspace: Workspace, clock: ManualClock, slack: HookSink) -> None:
    team = opened(workspace)
    stop(team, 1)

    delivered = [tell(team, clock) for _ in range(3)]

    assert delivered == [1, 0, 0]
    [text] = slack.texts
    assert "Harbour Bikes: 1 opt-out" in text
    assert "+1•••01 said stop by sms (keyword)" in text
    assert "2025550101" not in text
    assert "Person" not in text
    assert "apprise" not in text.lower()
    assert states(team) == [AlertState.DELIVERED]


def test_what_happened_before_the_first_rule_is_told_to_nobody(
    workspace: Workspace, clock: ManualClock, slack: HookSink
) -> None:
    stop(workspace, 1)
    team = opened(workspace)

    tell(team, clock)

    assert slack.posted == []


@pytest.mark.parametrize(("hours", "told"), [(20, 1), (30, 0)])
def test_what_happened_while_no_worker_looked_is_told_for_a_day(
    hours: int, told: int, workspace: Workspace, clock: ManualClock, slack: HookSink
) -> None:
    team = opened(workspace)
    stop(team, 1)
    clock.advance(timedelta(hours=hours))

    tell(team, clock)

    assert len(slack.posted) == told


def test_a_thousand_stops_in_a_minute_are_few_alerts(
    workspace: Workspace, clock: ManualClock, slack: HookSink
) -> None:
    team = opened(workspace)

    for place in range(1, 1001):
        team.intake.receive("scripted", InboundText(f"+1202555{place:04}", "STOP", sent_at=clock.now()))
        if place % 50 == 0:
            team.alert_watch.look()
            clock.advance(timedelta(seconds=3))
    tell(team, clock)

    assert len(slack.posted) == 1
    assert "1,000 opt-outs" in slack.texts[0]
    assert "… and 996 more" in slack.texts[0]


def test_a_place_that_is_down_is_tried_again_and_told_everything_at_once(
    workspace: Workspace, clock: ManualClock, slack: HookSink
) -> None:
    team = opened(workspace)
    slack.answer = 500
    stop(team, 1)
    tell(team, clock)
    [waiting] = team.alerts.alerts()
    assert (waiting.state, waiting.attempt_count) == (AlertState.OPEN, 1)
    assert waiting.due_at == clock.now() + MINUTE
    assert "error=500" in waiting.reason

    stop(team, 2)
    again = Workspace.open(team.folder, clock)
    slack.answer = 200
    tell(again, clock)

    assert len(slack.posted) == 1
    assert "2 opt-outs" in slack.texts[0]
    assert states(again) == [AlertState.DELIVERED]


@pytest.mark.parametrize(("answer", "said"), [(500, "error=500"), (404, "error=404")])
def test_why_a_place_refused_is_shown_without_the_secret(
    answer: int, said: str, workspace: Workspace, clock: ManualClock, slack: HookSink
) -> None:
    team = opened(workspace)
    slack.answer = answer
    stop(team, 1)

    tell(team, clock)

    [waiting] = team.alerts.alerts()
    assert said in waiting.reason
    assert not any(part in waiting.reason for part in SLACK.removeprefix("slack://").split("/"))


def test_after_a_day_an_alert_is_given_up_shown_and_can_be_sent_after_all(
    workspace: Workspace, clock: ManualClock, slack: HookSink
) -> None:
    team = opened(workspace)
    slack.answer = 404
    stop(team, 1)
    attempts = 0
    while states(team) != [AlertState.GIVEN_UP]:
        tell(team, clock, timedelta(minutes=30))
        attempts += 1
        assert attempts < 60

    [finding] = team.doctor.report((Kind.ALERTS,)).findings
    assert (finding.people[0].who, "error=404" in finding.people[0].detail) == ("team", True)
    assert 20 < team.alerts.alerts()[0].attempt_count < 40
    slack.answer = 200
    assert team.alerts.retry() == 1
    assert team.alert_courier.deliver_due() == 1
    assert states(team) == [AlertState.DELIVERED]


@pytest.mark.usefixtures("slack")
def test_a_courier_that_died_while_sending_leaves_nothing_behind(
    workspace: Workspace, clock: ManualClock
) -> None:
    team = opened(workspace)
    stop(team, 1)
    team.alert_watch.look()
    clock.advance(MINUTE)
    assert team.alerts.claim() is not None

    assert team.alert_courier.deliver_due() == 0
    clock.advance(timedelta(minutes=3))

    assert team.alert_courier.deliver_due() == 1


def test_two_couriers_never_send_one_alert_twice(
    workspace: Workspace, clock: ManualClock, slack: HookSink
) -> None:
    team = opened(workspace)
    for place in range(1, 6):
        stop(team, place)
    team.alert_watch.look()
    clock.advance(MINUTE)

    couriers = [threading.Thread(target=team.alert_courier.deliver_due) for _ in range(4)]
    for courier in couriers:
        courier.start()
    for courier in couriers:
        courier.join()

    assert len(slack.posted) == 1


def test_fewer_than_a_rule_asks_for_are_not_told(
    workspace: Workspace, clock: ManualClock, slack: HookSink
) -> None:
    team = opened(workspace, RULE + "at_least = 3\n")
    stop(team, 1)
    tell(team, clock)
    for place in (2, 3, 4):
        stop(team, place)
    tell(team, clock)

    assert states(team) == [AlertState.DROPPED, AlertState.DELIVERED]
    assert "3 opt-outs" in slack.texts[0]


@pytest.mark.usefixtures("slack")
def test_in_quiet_hours_nothing_is_told(workspace: Workspace, clock: ManualClock) -> None:
    clock.advance(timedelta(hours=14))
    team = opened(workspace, RULE + 'quiet = "22:00-07:00"\n')
    stop(team, 1)

    assert tell(team, clock) == 0
    assert tell(team, clock, timedelta(hours=9)) == 1


def test_two_rules_are_told_each_what_they_ask_for(
    workspace: Workspace, clock: ManualClock, slack: HookSink
) -> None:
    rules = f"""
[[alerts]]
name = "stops"
on = ["opt-out"]
to = "{VARIABLE}"
[[alerts]]
name = "holds"
on = ["hold"]
to = "{VARIABLE}"
mask = false
"""
    team = opened(workspace, rules)
    stop(team, 1)
    consent(team, number(2), EventKind.HELD, method=Method.SENTENCE)

    assert tell(team, clock) == 2

    stops, holds = sorted(slack.texts, key=lambda text: "doubtful" in text)
    assert "doubtful" not in stops
    assert "Person 02 (+1 202-555-0102) wrote by sms what may mean stop “JOIN”" in holds
