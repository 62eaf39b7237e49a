"""What a worker does beside its passes: the duties of `duties.py` in a thread of their own, and the last traces of forgotten people.

A duty may take minutes, so no pass waits for it. Of several workers one alone does duties, by a lease of its own; where that one dies,
another goes on when the lease has run out. What fails is tried again within the hour, and stands meanwhile where `stopline doctor`, the
top line and the alerts find it.
"""

import logging
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

from stopline.errors import StoplineError, StoreError
from stopline.worker.contained import ContainedGateway
from stopline.worker.duties import AnchoringDuty, ComparingDuty, Duty, SavingDuty, VerifyingDuty
from stopline.worker.lease import Lease
from stopline.workspace import Workspace

LOOKED_EVERY = timedelta(minutes=15)
"""How often it is looked whether something is due."""
AGAIN_AFTER = timedelta(minutes=45)
"""How long what failed is left alone; the look after that tries again."""
LEASE_NAME = "upkeep"
LEASED_FOR = timedelta(hours=1)
"""How long a worker that went away in the middle of a duty keeps the others from it."""
ENDS_WITHIN = 5.0
"""Seconds a duty has to come to its end when the worker stops; one that takes longer is done by the next worker."""
DONE_WITHIN = 3_600.0
"""Seconds that a worker waits for duties which was asked to do once what there is to do."""

_log = logging.getLogger(__name__)


class Upkeep:
    """The occasional work of one workspace's worker.

    Args:
        workspace: what it keeps.
        gateways: whose lists of opt-outs are compared.
        holder: names this worker.
    """

    def __init__(self, workspace: Workspace, gateways: Sequence[ContainedGateway], holder: str) -> None:
        self._workspace = workspace
        self._duties: tuple[Duty, ...] = (
            # A backup is made before anything is recorded, and the comparison before an anchor covers what it recorded.
            SavingDuty(workspace),
            ComparingDuty(workspace, gateways),
            VerifyingDuty(workspace),
            AnchoringDuty(workspace),
        )
        self._lease = Lease(workspace.engine, workspace.clock, holder, LEASE_NAME, LEASED_FOR)
        self._looked_at: datetime | None = None
        self._failed_at: dict[str, datetime] = {}
        self._is_ending = threading.Event()
        self._thread: threading.Thread | None = None

    def run(self) -> None:
        """See to it that what is due is begun; mostly nothing is."""
        now = self._workspace.clock.now()
        if self._looked_at is not None and timedelta() <= now - self._looked_at < LOOKED_EVERY:
            return
        self._looked_at = now
        self._scrub()
        self._forget_what_is_not_wanted()
        if (self._thread is None or not self._thread.is_alive()) and self._has_due():
            self._is_ending.clear()
            self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)
            self._thread.start()

    def work(self) -> None:
        """Do everything that is due, unless another worker is at it."""
        if not self._lease.take():
            return
        try:
            for duty in self._duties:
                # Asked anew: another worker may have done it just before the lease was ours.
                if not self._is_ending.is_set() and self._lease.take() and self._is_due(duty):
                    self._do(duty)
        finally:
            self._lease.give_back()

    def finish(self) -> None:
        """Wait until what was begun is done."""
        if self._thread is not None:
            self._thread.join(DONE_WITHIN)

    def end(self) -> None:
        """Let the duty that is being done come to its end, for a while; begin no other."""
        self._is_ending.set()
        if self._thread is not None:
            self._thread.join(ENDS_WITHIN)
            self._thread = None

    def _has_due(self) -> bool:
        try:
            return any(self._is_due(duty) for duty in self._duties)
        except StoplineError:
            _log.exception("it could not be found out what is due; it is looked again in a while")
            return False

    def _is_due(self, duty: Duty) -> bool:
        now = self._workspace.clock.now()
        failed_at = self._failed_at.get(duty.name)
        if failed_at is not None and timedelta() <= now - failed_at < AGAIN_AFTER:
            return False
        return duty.is_wanted and duty.is_due(now)

    def _do(self, duty: Duty) -> None:
        try:
            duty.do()
        except StoplineError as error:
            self._note_failure(duty, str(error))
        except OSError as error:
            self._note_failure(duty, f"{error.filename or 'a file'}: {error.strerror or error}")
        except Exception as error:
            # What nobody foresaw is told like the rest: a backup that is not made must not be missed silently.
            self._note_failure(duty, f"a mistake of its own: {type(error).__name__}")
            raise
        else:
            self._failed_at.pop(duty.name, None)
            self._workspace.checkups.forget_upkeep_fault(duty.name)

    def _note_failure(self, duty: Duty, reason: str) -> None:
        if self._is_ending.is_set():
            # It was cut off by the end of the worker, which is no failure.
            return
        self._failed_at[duty.name] = self._workspace.clock.now()
        _log.warning("upkeep, %s: %s", duty.name, reason)
        self._workspace.checkups.note_upkeep_fault(duty.name, reason)

    def _forget_what_is_not_wanted(self) -> None:
        """Let go of the failures of duties that the settings leave to the worker no more."""
        wanted = {duty.name for duty in self._duties if duty.is_wanted}
        try:
            for fault in self._workspace.checkups.upkeep_faults():
                if fault.what not in wanted:
                    self._workspace.checkups.forget_upkeep_fault(fault.what)
        except StoreError as error:
            _log.warning("what is told of upkeep may be out of date: %s", error)

    def _run(self) -> None:
        try:
            self.work()
        except Exception:  # noqa: BLE001 - the top of a thread: what leaves it is written across the screen
            if not self._is_ending.is_set():
                _log.exception("upkeep failed; it is tried again within the hour")

    def _scrub(self) -> None:
        try:
            if not self._workspace.erasure.scrub():
                _log.info("somebody reads the journal; the last traces of a forgotten person go later")
        except StoreError as error:
            _log.warning("the last traces of a forgotten person are still in the file: %s", error)
