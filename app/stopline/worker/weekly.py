"""The weekly report: a page made by the worker when its hour has come, kept in the workspace and handed on to be mailed.

How it travels is not decided here: `Deliver` is all that is asked of what mails it.
"""

import logging
import os
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path

from stopline.analytics.periods import last_days, local_day
from stopline.days import named_day
from stopline.errors import StoplineError
from stopline.settings.reports import WeeklySettings
from stopline.store.queries import load_queries
from stopline.workspace import Workspace

Deliver = Callable[[str, str, str, Path], None]
"""Sends a report: to whom (as the settings say), its subject, its words, and the page to attach."""

FOLDER = "reports"
LATE = timedelta(days=2)
"""A report that could not be made for so long is not made any more: the next one is nearer."""
_log = logging.getLogger(__name__)


class Weekly:
    """The weekly report of one workspace.

    Args:
        workspace: whose figures they are.
        deliver: sends it; without one, the page is only kept.
    """

    def __init__(self, workspace: Workspace, deliver: Deliver | None = None) -> None:
        self._workspace = workspace
        self._deliver = deliver
        self._sql = load_queries("stopline.worker", "worker.sql")
        self._looked_at: datetime | None = None

    def make_if_due(self) -> Path | None:
        """Make and send the report if its hour has come and nobody has made it yet; return its page."""
        settings = self._workspace.settings.reports.weekly
        now = self._workspace.clock.now()
        # The settings say an hour; a look a minute is enough.
        if settings is None or (
            self._looked_at and timedelta(0) <= now - self._looked_at < timedelta(minutes=1)
        ):
            return None
        self._looked_at = now
        due_at = self.due_at(settings)
        if now - due_at > LATE or not self._claim(due_at):
            return None
        return self._send(settings)

    def make(self) -> Path:
        """Make the page of the report now, and keep it in the workspace, readable by its owner only."""
        from stopline.analytics import pages  # noqa: PLC0415 - drawn once a week
        from stopline.analytics.page import as_html  # noqa: PLC0415 - as above
        from stopline.analytics.series import By  # noqa: PLC0415 - as above

        workspace = self._workspace
        settings = workspace.settings.reports.weekly
        now = workspace.clock.now().astimezone(workspace.settings.zone)
        period = last_days(settings.days if settings else 28, now.date() - timedelta(days=1))
        setting = pages.Setting(workspace.settings.team.name, now, workspace.optouts.window)
        page = as_html(pages.optouts_page(workspace.figures, period, By.CAMPAIGN, setting))
        folder = workspace.folder / FOLDER
        folder.mkdir(mode=0o700, exist_ok=True)
        path = folder / f"opt-outs-{period.last}.html"
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(page)
        return path

    def due_at(self, settings: WeeklySettings) -> datetime:
        """Return the last moment at which a report was due."""
        zone, now = self._workspace.settings.zone, self._workspace.clock.now()
        today = local_day(now, zone)
        day = today - timedelta(days=(today.weekday() - settings.day.number) % 7)
        due_at = datetime.combine(day, time(settings.hour), zone)
        return due_at if due_at <= now else due_at - timedelta(days=7)

    def next_at(self, settings: WeeklySettings) -> datetime:
        """Return when the next report is due."""
        return self.due_at(settings) + timedelta(days=7)

    def _claim(self, due_at: datetime) -> bool:
        """Note that the report of a week is made; return whether nobody had noted it before."""
        return bool(
            self._workspace.engine.run(self._sql["claim_weekly_report"], week=due_at.date().isoformat())
        )

    def _send(self, settings: WeeklySettings) -> Path:
        path = self.make()
        if self._deliver is None:
            _log.info("the weekly report is in %s; nothing is set up that mails it", path)
            return path
        subject = f"Opt-outs at {self._workspace.settings.team.name}"
        try:
            self._deliver(settings.to, subject, self._words(settings, path), path)
        except StoplineError as error:
            _log.warning("the weekly report could not be sent (%s); it is in %s", error, path)
        return path

    def _words(self, settings: WeeklySettings, page: Path) -> str:
        workspace = self._workspace
        yesterday = workspace.optouts.today() - timedelta(days=1)
        verdicts = workspace.figures.verdicts(last_days(settings.days, yesterday))
        spikes = [f"{named_day(each.day, yesterday)}: {each.judgement.words}." for each in verdicts.spikes]
        kept = f"The page with everything is {FOLDER}/{page.name} in the workspace, and attached where files are taken."
        return "\n".join([verdicts.words, *spikes, kept])
