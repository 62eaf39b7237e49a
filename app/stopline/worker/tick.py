"""One pass of the worker: collect first, then dispatch, so that a stop is known before anything leaves."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from stopline.consent.gate import Purpose
from stopline.errors import GatewayDownError, GatewayError, GatewayNonsenseError
from stopline.gateways.base import Gateway
from stopline.messages.dispatch import BEFORE_MARKETING
from stopline.worker.collect import Collect
from stopline.worker.contained import ContainedGateway
from stopline.worker.health import Health
from stopline.worker.lease import Lease
from stopline.worker.telling import Telling
from stopline.worker.upkeep import Upkeep
from stopline.worker.weekly import Deliver, Weekly
from stopline.workspace import Workspace

SEND_AT_ONCE = 20
"""Messages sent in one pass, so that no stop waits for a long queue."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TickReport:
    """What one pass did."""

    is_holder: bool
    """Whether this worker had the right to act."""
    received_count: int = 0
    sent_count: int = 0
    has_more: bool = False
    """Whether there may be more to do at once."""


class Tick:
    """The passes of one worker over one workspace.

    Args:
        workspace: what it works on.
        gateways: what carries its messages.
        holder: names this worker.
        deliver: takes the weekly report where it belongs; by the team's alert rules where none is given.
        has_upkeep: whether it also does what is due now and then; a past that is played needs none of it.
    """

    def __init__(
        self,
        workspace: Workspace,
        gateways: Sequence[Gateway],
        holder: str,
        deliver: Deliver | None = None,
        *,
        has_upkeep: bool = True,
    ) -> None:
        self._workspace = workspace
        self._gateways = [ContainedGateway(gateway) for gateway in gateways]
        self._lease = Lease(workspace.engine, workspace.clock, holder)
        self._health = Health(workspace.engine, workspace.clock)
        self._dispatch = workspace.dispatch(holder)
        self._collect = Collect(
            workspace.engine, self._health, workspace.intake, workspace.receipts, workspace.quarantine
        )
        self._telling = Telling(workspace)
        self._upkeep = Upkeep(workspace, self._gateways, holder) if has_upkeep else None
        self._weekly = Weekly(workspace, deliver or self._telling.send_report)
        self._has_begun = False
        self._has_lost_events = self._knows_what_it_has = False
        self._behind: set[str] = set()
        """Gateways that have more than was read in this pass."""

    def run(self) -> TickReport:
        """Do one pass; without the lease, nothing."""
        if not self._lease.take():
            self._has_begun = False
            return TickReport(is_holder=False)
        self._recover()
        self._look_for_lost_events()
        if self._is_held_back:
            return self._take_in_and_answer()
        self._workspace.threads.wake()
        self._workspace.decisions.let_time_decide()
        self._workspace.expiries.let_expire()
        received_count = sum(self._collect_from(gateway) for gateway in self._gateways)
        # After the collecting: an answer may just have come in.
        self._workspace.waiting.let_time_pass()
        self._workspace.course.step()
        sent_count = self._send()
        self._workspace.course.finish()
        self._telling.step()
        if self._upkeep is not None:
            self._upkeep.run()
        self._weekly.make_if_due()
        self._workspace.high_water.note()
        return TickReport(
            is_holder=True,
            received_count=received_count,
            sent_count=sent_count,
            has_more=bool(self._behind) or sent_count >= SEND_AT_ONCE,
        )

    @property
    def _is_held_back(self) -> bool:
        """Tell whether rules or stops may be missing, so that nobody is written to."""
        return self._has_lost_events or bool(self._workspace.settings_fault)

    def _look_for_lost_events(self) -> None:
        """Find out at the beginning whether the database was copied back from before, and then whether that was seen to."""
        if self._knows_what_it_has:
            return
        lost = self._workspace.high_water.lost()
        if lost is not None and not self._has_lost_events:
            had = f"had {lost.seq:,}" if not lost.is_restored else "may have had more"
            _log.warning(
                "the database was copied back from before: its ledger %s events and has %s; texts are taken in and stops "
                "answered, and nothing else is sent until `stopline doctor --only rolled-back` was seen to",
                had,
                f"{lost.head:,}",
            )
        self._has_lost_events = lost is not None
        self._knows_what_it_has = lost is None

    def _take_in_and_answer(self) -> TickReport:
        """Do what harms nobody, whatever the settings or the ledger lack."""
        received_count = sum(self._collect_from(gateway) for gateway in self._gateways)
        sent_count = self._send()
        has_more = bool(self._behind) or sent_count >= SEND_AT_ONCE
        return TickReport(
            is_holder=True, received_count=received_count, sent_count=sent_count, has_more=has_more
        )

    def finish_upkeep(self) -> None:
        """Wait until the upkeep that was begun is done."""
        if self._upkeep is not None:
            self._upkeep.finish()

    def stop(self) -> None:
        """Let the next worker begin at once."""
        self._lease.give_back()
        if self._upkeep is not None:
            self._upkeep.end()
        self._telling.end()

    def _recover(self) -> None:
        """Settle what was left half-done: by a worker that went away, or by a pass of our own that failed."""
        left_count = self._dispatch.recover()
        if left_count or not self._has_begun:
            self._dispatch.reconcile(self._gateways)
        if not self._has_begun:
            self._collect.retry_quarantined()
            self._has_begun = True

    def _collect_from(self, gateway: Gateway) -> int:
        """Take in what a gateway has brought; return how many texts that were."""
        self._behind.discard(gateway.name)
        if not self._health.may_try(gateway.name):
            return 0
        was_failing = self._health.of(gateway.name).failing_since is not None
        try:
            collected = self._collect.from_gateway(gateway)
        except (GatewayDownError, GatewayNonsenseError) as error:
            self._note_failure(gateway, error)
            return 0
        if collected.has_more:
            self._behind.add(gateway.name)
        if was_failing:
            _log.info("%s works again", gateway.name)
            self._dispatch.reconcile([gateway])
        return collected.received_count

    def _send(self) -> int:
        sent_count = 0
        for gateway in self._gateways:
            purposes = self._purposes(gateway)
            try:
                while sent_count < SEND_AT_ONCE and self._health.may_try(gateway.name) and self._lease.take():
                    if not self._dispatch.send_one(gateway, purposes):
                        break
                    sent_count += 1
            except (GatewayDownError, GatewayNonsenseError) as error:
                self._note_failure(gateway, error)
        return sent_count

    def _note_failure(self, gateway: Gateway, error: GatewayError) -> None:
        self._health.note_failure(gateway.name, str(error))
        _log.warning("%s: %s", gateway.name, error)

    def _purposes(self, gateway: Gateway) -> tuple[Purpose, ...]:
        """Return what may leave through a gateway, by how much is known of who has said stop, and of us."""
        if self._workspace.settings.is_silent:
            return ()
        if gateway.name in self._behind or self._is_held_back:
            return (Purpose.COMPLIANCE,)
        fresh_within = timedelta(seconds=self._workspace.settings.worker.marketing_waits_after_seconds)
        if self._health.is_fresh(gateway.name, fresh_within):
            return (*BEFORE_MARKETING, Purpose.MARKETING)
        return BEFORE_MARKETING
