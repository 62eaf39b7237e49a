"""The worker makes the weekly report once, when its hour has come, and hands it on to be mailed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from stopline.clock import ManualClock
from stopline.errors import StoplineError
from stopline.settings.loose_ends import loose_ends
from stopline.worker.tick import Tick
from stopline.worker.weekly import Weekly
from stopline.workspace import SETTINGS, Workspace
from support.alerting import RULE
from support.sinks import HookSink

NEW_YORK = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=NEW_YORK)
Sent = list[tuple[str, str, str, Path]]


@pytest.fixture
def weekly_workspace(workspace: Workspace, clock: ManualClock) -> Workspace:
    """A workspace that wants its report on Mondays at eight."""
    settings = workspace.folder / SETTINGS
    settings.write_text(
        settings.read_text() + '\n[reports.weekly]\nday = "monday"\nhour = 8\nto = "managers"\n'
    )
    return Workspace.open(workspace.folder, clock)


def collecting(sent: Sent) -> Callable[[str, str, str, Path], None]:
    def deliver(to: str, subject: str, body: str, page: Path) -> None:
        sent.append((to, subject, body, page))

    return deliver


def test_it_is_made_once_when_its_hour_has_come(weekly_workspace: Workspace, clock: ManualClock) -> None:
    sent: Sent = []
    weekly = Weekly(weekly_workspace, collecting(sent))
    clock.move_to(MONDAY - timedelta(minutes=2))
    clock.advance(-timedelta(days=3))
    assert weekly.make_if_due() is None
    clock.move_to(MONDAY - timedelta(minutes=2))
    assert weekly.make_if_due() is None

    clock.move_to(MONDAY)
    page = weekly.make_if_due()
    clock.advance(timedelta(minutes=5))

    assert weekly.make_if_due() is None
    assert Weekly(weekly_workspace, collecting(sent)).make_if_due() is None
    assert page is not None
    assert page.read_text().startswith("<!DOCTYPE html>")
    assert page.stat().st_mode & 0o777 == 0o600
    ((to, subject, body, attached),) = sent
    assert (to, attached) == ("managers", page)
    assert "Opt-outs at" in subject
    assert body.startswith("Of 28 days")


def test_the_worker_makes_it_and_it_comes_again_next_week(
    weekly_workspace: Workspace, clock: ManualClock
) -> None:
    sent: Sent = []
    clock.move_to(MONDAY + timedelta(hours=3))
    tick = Tick(weekly_workspace, [], "test", collecting(sent))

    for _ in range(15):
        tick.run()
        clock.advance(timedelta(days=1))

    assert len(sent) == 3


def test_a_report_that_is_days_late_waits_for_the_next(
    weekly_workspace: Workspace, clock: ManualClock
) -> None:
    clock.move_to(MONDAY + timedelta(days=3))

    assert Weekly(weekly_workspace).make_if_due() is None


def test_a_mail_that_cannot_be_sent_leaves_the_page_and_the_worker(
    weekly_workspace: Workspace, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise StoplineError("the mail server is away")

    clock.move_to(MONDAY)
    page = Weekly(weekly_workspace, broken).make_if_due()

    assert page is not None
    assert page.exists()
    assert "the mail server is away" in caplog.text


def test_without_a_schedule_nothing_is_made(workspace: Workspace, clock: ManualClock) -> None:
    clock.move_to(MONDAY)

    assert Weekly(workspace).make_if_due() is None
    assert not (workspace.folder / "reports").exists()


def test_it_goes_where_the_alert_rule_of_that_name_says(
    weekly_workspace: Workspace, clock: ManualClock, slack: HookSink
) -> None:
    settings = weekly_workspace.folder / SETTINGS
    settings.write_text(settings.read_text() + RULE.replace('"team"', '"managers"'))
    tick = Tick(Workspace.open(weekly_workspace.folder, clock), [], "test")
    clock.move_to(MONDAY)

    tick.run()
    tick.stop()

    assert ["Of 28 days" in text for text in slack.texts] == [True]
    assert "reports/opt-outs-2026-11-22.html" in slack.texts[0]


def test_where_no_rule_has_that_name_the_page_is_kept_and_it_is_said(
    weekly_workspace: Workspace, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    tick = Tick(weekly_workspace, [], "test")
    clock.move_to(MONDAY)

    tick.run()
    tick.stop()

    assert "there is no rule of the name “managers”" in caplog.text
    assert (weekly_workspace.folder / "reports" / "opt-outs-2026-11-22.html").exists()
    assert [
        each.place for each in loose_ends(weekly_workspace.settings, weekly_workspace.folder, (), {})
    ] == ["reports.weekly"]
