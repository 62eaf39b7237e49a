"""What is told: each fact once, of every kind, masked, to mail too, never in the way, by rules that are checked at the door."""

import os
import threading
import time as monotonic_time
from datetime import timedelta

import pytest

from stopline.alerts.outgoing import AlertState
from stopline.clock import ManualClock
from stopline.consent.events import EventKind
from stopline.errors import GatewayDownError, SettingsError
from stopline.hygiene.keeping import Checkup
from stopline.settings import parse_settings
from stopline.worker.telling import Telling
from stopline.worker.tick import Tick
from stopline.workspace import SETTINGS, Workspace
from support.alerting import MINUTE, RULE, SLACK, VARIABLE, opened, stop, tell
from support.people import consent, number
from support.scripted_gateway import ScriptedGateway
from support.sinks import HookSink, mail_sink


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
    team.engine.connection().execute("INSERT INTO reach_series VALUES (1, 'day', '', 1)")
    for day in range(9):
        before = (clock.now() - timedelta(days=9 - day)).date().isoformat()
        people = [(1, person, before) for person in range(100)]
        team.engine.connection().executemany("INSERT INTO reached VALUES (?, ?, ?)", people)
    for place in range(1, 13):
        stop(team, place)

    delivered = [tell(team, clock, timedelta(minutes=2)) for _ in range(3)]

    assert delivered == [1, 0, 0]
    assert "today 12 left, 0 reached, where" in slack.texts[0]
    assert "would happen by chance" in slack.texts[0]


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


def test_the_worker_tells_by_itself(
    workspace: Workspace, clock: ManualClock, slack: HookSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What sends is loaded with the first alert, which takes its time on a machine that does much else.
    monkeypatch.setattr("stopline.worker.telling.ENDS_WITHIN", 60.0)
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
