"""Alerts arrive through real apprise at a real web hook and a real mail server: once, in batches, again after a failure, never in the way."""

import os
import threading
import time as monotonic_time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from apprise.plugins.slack import NotifySlack

from stopline.alerts.outgoing import AlertState
from stopline.clock import ManualClock
from stopline.consent.events import EventKind, Method
from stopline.errors import GatewayDownError, SettingsError
from stopline.gateways.base import InboundText
from stopline.hygiene.findings import Kind
from stopline.hygiene.keeping import Checkup
from stopline.settings import TeamSettings, parse_settings, starting_settings
from stopline.worker.telling import Telling
from stopline.worker.tick import Tick
from stopline.workspace import SETTINGS, Workspace
from support.people import consent, number
from support.scripted_gateway import ScriptedGateway
from support.sinks import HookSink, hook_sink, mail_sink

VARIABLE = "STOPLINE_TEST_ALERTS"
SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
RULE = f"""
[[alerts]]
name = "team"
on = ["opt-out", "hold", "spike", "gateway", "chain", "overdue"]
to = "{VARIABLE}"
"""
MINUTE = timedelta(minutes=1)


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[HookSink]:
    """Slack's web hook, on this machine; the URL a rule names leads there."""
    with hook_sink() as sink:
        monkeypatch.setattr(NotifySlack, "webhook_url", sink.root)
        monkeypatch.setenv(VARIABLE, SLACK)
        yield sink


def opened(workspace: Workspace, rules: str = RULE) -> Workspace:
    """Return the workspace with rules, at which somebody has looked once: what happened before is told to nobody."""
    text = starting_settings(TeamSettings(name="Harbour Bikes", zone="America/New_York"))
    (workspace.folder / SETTINGS).write_text(text + rules, encoding="utf-8")
    again = Workspace.open(workspace.folder, workspace.clock)
    again.alert_watch.look()
    return again


def stop(workspace: Workspace, place: int) -> None:
    consent(workspace, number(place), EventKind.WITHDRAWN)


def tell(workspace: Workspace, clock: ManualClock, after: timedelta = MINUTE) -> int:
    """Let the worker look, wait, and deliver what is due."""
    workspace.alert_watch.look()
    clock.advance(after)
    workspace.alert_watch.look()
    return workspace.alert_courier.deliver_due()


def states(workspace: Workspace) -> list[AlertState]:
    return [each.state for each in reversed(workspace.alerts.alerts())]


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
    assert "… and 995 more" in slack.texts[0]


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


@pytest.mark.usefixtures("slack")
def test_a_hold_decided_before_anybody_looked_is_no_news(workspace: Workspace, clock: ManualClock) -> None:
    team = opened(workspace)
    consent(team, number(1), EventKind.HELD)
    consent(team, number(1), EventKind.RELEASED)

    assert tell(team, clock) == 0


def test_a_gateway_is_told_of_once_it_has_failed_for_a_while_and_once(
    workspace: Workspace, clock: ManualClock, slack: HookSink
) -> None:
    team = opened(workspace)
    gateway = ScriptedGateway()
    gateway.failure = GatewayDownError("the modem is unplugged")
    tick = Tick(team, [gateway], "test")

    for _ in range(20):
        tick.run()
        clock.advance(MINUTE)
    tick.stop()
    tell(team, clock)

    assert len(slack.posted) == 1
    assert "scripted: the modem is unplugged" in slack.texts[0]


def test_a_broken_ledger_is_found_by_the_worker_and_told(
    workspace: Workspace, clock: ManualClock, slack: HookSink
) -> None:
    team = opened(workspace)
    stop(team, 1)
    connection = team.engine.connection()
    connection.execute("DROP TRIGGER ledger_never_changes")
    connection.execute("UPDATE consent_events SET actor = 'somebody else' WHERE seq = 1")
    telling = Telling(team)

    telling.step()
    telling.end()
    tell(team, clock)

    assert Checkup.VERIFIED in team.checkups.outcomes()
    assert "broken at event 1: changed" in slack.texts[0]


def test_a_request_is_told_of_before_its_time_is_up(
    workspace: Workspace, clock: ManualClock, slack: HookSink
) -> None:
    team = opened(workspace, RULE.replace('"hold", ', ""))
    consent(team, number(1), EventKind.HELD)
    assert tell(team, clock) == 0

    clock.advance(timedelta(days=12))
    assert tell(team, clock, timedelta(minutes=2)) == 1
    assert tell(team, clock, timedelta(hours=2)) == 0

    assert "must be decided by" in slack.texts[0]


def test_a_spike_is_told_once_a_day(workspace: Workspace, clock: ManualClock, slack: HookSink) -> None:
    team = opened(workspace, RULE.replace('"opt-out", ', ""))
    for day in range(9):
        people = [
            f"('day', '{(clock.now() - timedelta(days=9 - day)).date()}', '', 'p{n}')" for n in range(100)
        ]
        team.engine.connection().execute(f"INSERT INTO reached VALUES {', '.join(people)}")  # noqa: S608
    for place in range(1, 13):
        stop(team, place)

    delivered = [tell(team, clock, timedelta(minutes=2)) for _ in range(3)]

    assert delivered == [1, 0, 0]
    assert "12 left today" in slack.texts[0]
    assert "by luck is" in slack.texts[0]


def test_mail_arrives_at_a_mail_server_and_its_refusal_is_shown(
    workspace: Workspace, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = opened(workspace)
    with mail_sink() as (server, port):
        url = f"mailto://127.0.0.1:{port}/?from=stopline@example.com&to=team@example.com&format=text"
        monkeypatch.setenv(VARIABLE, url)
        stop(team, 1)
        assert tell(team, clock) == 1
        server.refusal = "550 mailbox unavailable"
        stop(team, 2)
        assert tell(team, clock) == 0

    [mail] = server.mails
    assert mail["Subject"] == "Harbour Bikes: 1 opt-out"
    assert "+1•••01 said stop" in mail.get_content()
    assert "550 mailbox unavailable" in team.alerts.alerts()[0].reason


def test_a_dead_place_holds_up_neither_a_pass_nor_a_text(
    workspace: Workspace, clock: ManualClock, slack: HookSink
) -> None:
    team = opened(workspace)
    gateway = ScriptedGateway()
    tick = Tick(team, [gateway], "test")
    slack.hangs = threading.Event()
    stop(team, 1)
    tick.run()
    clock.advance(MINUTE)

    begun = monotonic_time.monotonic()
    for place in range(20):
        gateway.bring_text(number(50 + place), "Hello")
        assert tick.run().received_count == 1
    took = monotonic_time.monotonic() - begun
    slack.hangs.set()
    tick.stop()

    # The place is waited for four seconds each time; twenty passes would have taken more than a minute.
    assert took < 3.5
    assert len(team.alerts.alerts()) == 1


def test_the_worker_tells_by_itself(workspace: Workspace, clock: ManualClock, slack: HookSink) -> None:
    team = opened(workspace)
    tick = Tick(team, [ScriptedGateway()], "test")
    stop(team, 1)
    tick.run()
    clock.advance(MINUTE)

    tick.run()
    tick.stop()

    assert len(slack.posted) == 1


def test_without_rules_nothing_is_noted_and_no_thread_runs(workspace: Workspace) -> None:
    tick = Tick(workspace, [ScriptedGateway()], "test")
    stop(workspace, 1)

    tick.run()

    assert workspace.alerts.alerts() == []
    assert [thread.name for thread in threading.enumerate() if thread.name == "alerts"] == []
    row = workspace.engine.connection().execute("SELECT COUNT(*) FROM alert_facts").fetchone()
    assert row[0] == 0


def test_a_rule_that_is_gone_drops_what_it_gathered(
    workspace: Workspace, clock: ManualClock, slack: HookSink
) -> None:
    team = opened(workspace)
    stop(team, 1)
    team.alert_watch.look()

    other = opened(workspace, RULE.replace('"team"', '"other"'))
    tell(other, clock)

    assert slack.posted == []
    assert other.alerts.alerts()[0].state is AlertState.DROPPED


@pytest.mark.usefixtures("slack")
def test_facts_hold_neither_a_number_nor_a_text(workspace: Workspace) -> None:
    team = opened(workspace)
    stop(team, 1)
    consent(team, number(2), EventKind.HELD)
    team.alert_watch.look()

    rows = team.engine.connection().execute("SELECT * FROM alert_facts").fetchall()

    assert len(rows) == 2
    assert "555" not in str([tuple(row) for row in rows])


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("on = ['opt-out']\nto = '{url}'", "line 3: alerts.0.to: write the name of an environment variable"),
        ("on = ['opt-outs']\nto = 'HOOK'", "line 2: alerts.0.on.0"),
        ("on = []\nto = 'HOOK'", "alerts.0.on"),
        ("on = ['hold']\nto = 'HOOK'\nquiet = 'at night'", "line 4: alerts.0.quiet: write quiet hours like"),
        ("on = ['hold']\nto = 'HOOK'\nquiet = '07:00-07:00'", "write quiet hours like"),
        ("on = ['hold']\nto = 'HOOK'\nat_least = 0", "alerts.0.at_least"),
    ],
)
def test_a_bad_rule_is_refused_with_its_line(lines: str, said: str, workspace: Workspace) -> None:
    text = f"[[alerts]]\nname = 'team'\n{lines}".replace("[[alerts]]\nname = 'team'\n", "[[alerts]] # one\n")
    text = text.replace("{url}", SLACK) + "\nname = 'team'"

    with pytest.raises(SettingsError) as refused:
        parse_settings(text, workspace.folder / SETTINGS)

    assert said in str(refused.value)


def test_a_url_in_the_settings_is_never_repeated_not_even_in_a_trace(workspace: Workspace) -> None:
    import traceback  # noqa: PLC0415

    with pytest.raises(SettingsError) as refused:
        parse_settings(RULE.replace(VARIABLE, SLACK), workspace.folder / SETTINGS)

    told = "".join(traceback.format_exception(refused.value))
    assert "T1JJ3T3L2" not in told
    assert "TIiajkdnlazkcOXrIdevi7FQ" not in told


def test_a_variable_that_is_not_set_or_holds_no_url_is_said(
    workspace: Workspace, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = opened(workspace)
    monkeypatch.delenv(VARIABLE, raising=False)
    stop(team, 1)
    tell(team, clock)
    assert team.alerts.alerts()[0].reason == f"the environment variable {VARIABLE} is not set"

    monkeypatch.setitem(os.environ, VARIABLE, "slack://wrong-secret")
    tell(team, clock)
    assert VARIABLE in team.alerts.alerts()[0].reason
    assert "wrong-secret" not in team.alerts.alerts()[0].reason
