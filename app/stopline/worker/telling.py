"""Alerts beside the passes of the worker: a pass notes what happened, a thread of its own tells it.

A place that does not answer holds up the thread and nothing else. Without rules in the settings there is no thread and no look.
"""

import logging
import queue
import threading
from datetime import timedelta
from pathlib import Path

from stopline.alerts.channels import Undelivered
from stopline.alerts.rules import FactKind, kinds_wanted
from stopline.alerts.wording import Letter
from stopline.errors import StoplineError
from stopline.workspace import Workspace

ENDS_WITHIN = 5.0
"""Seconds an alert that is being sent has, when the worker stops."""
VERIFIED_EVERY = timedelta(days=1)
"""How often the whole ledger is walked where somebody wants to be told of a break."""

_log = logging.getLogger(__name__)


class Telling:
    """Notes and tells what the rules of one workspace ask for."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._kinds = kinds_wanted(workspace.alert_rules)
        self._is_wanted = threading.Event()
        self._is_ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._reports: queue.SimpleQueue[tuple[str, Letter, Path]] = queue.SimpleQueue()

    def step(self) -> None:
        """Note what happened; have it told where something is due. What fails here keeps nobody from working."""
        if not self._kinds:
            return
        try:
            self._workspace.alert_watch.look()
            is_wanted = self._workspace.alerts.has_due() or self._verification_is_due()
        except StoplineError:
            _log.exception("what somebody is to be told could not be noted; the next pass tries again")
            return
        if is_wanted:
            self._is_wanted.set()
            self._begin()

    def send_report(self, to: str, subject: str, words: str, page: Path) -> None:
        """Have a report brought to where the rule of a name says; where that fails, the page is still in the workspace."""
        self._reports.put((to, Letter(subject, words), page))
        self._is_wanted.set()
        self._begin()

    def end(self) -> None:
        """Let what is being told be finished, for a while."""
        self._is_ending.set()
        self._is_wanted.set()
        if self._thread is not None:
            self._thread.join(ENDS_WITHIN)
            self._thread = None

    def work(self) -> None:
        """Do everything that is due."""
        if self._verification_is_due():
            self._workspace.checkups.note_verification(self._workspace.anchoring.verify())
        if self._kinds:
            self._workspace.alert_courier.deliver_due()
        while not self._reports.empty():
            self._bring(*self._reports.get())

    def _bring(self, to: str, letter: Letter, page: Path) -> None:
        outcome = self._workspace.alert_courier.bring(to, letter, page)
        if isinstance(outcome, Undelivered):
            _log.warning("the weekly report was not delivered (%s); it is in %s", outcome.reason, page)

    def _begin(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._is_ending.clear()
            self._thread = threading.Thread(target=self._run, name="alerts", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        """Work whenever that is wanted; what is wanted when the end comes is still done."""
        while True:
            self._is_wanted.wait()
            self._is_wanted.clear()
            try:
                self.work()
            except Exception:  # noqa: BLE001 - the top of a thread: what leaves it is written across the screen; alerts stay due
                _log.exception("alerts could not be told; the next pass tries again")
            if self._is_ending.is_set():
                return

    def _verification_is_due(self) -> bool:
        if FactKind.CHAIN not in self._kinds:
            return False
        verified_at = self._workspace.alert_watch.verified_at()
        now = self._workspace.clock.now()
        return verified_at is None or not timedelta(0) <= now - verified_at < VERIFIED_EVERY
