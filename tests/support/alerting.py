"""A workspace with rules for alerts, the places they lead to, and a worker that tells."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from apprise.plugins.slack import NotifySlack

from stopline.alerts.outgoing import AlertState
from stopline.clock import ManualClock
from stopline.consent.events import EventKind
from stopline.settings import TeamSettings, starting_settings
from stopline.workspace import SETTINGS, Workspace
from support.people import consent, number
from support.sinks import HookSink, hook_sink

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
    again = Workspace.open(workspace.folder, workspace.clock, durable=False)
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
