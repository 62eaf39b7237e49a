"""One pass of the worker: collect first, then dispatch, so that a stop is known before anything leaves."""

from dataclasses import dataclass
from datetime import timedelta

from stopline.errors import GatewayDownError, GatewayNonsenseError
from stopline.gateways.base import Gateway, InboundText, Receipt
from stopline.worker.health import Health
from stopline.worker.lease import Lease
from stopline.workspace import Workspace

COLLECT_AT_ONCE = 200
"""Texts taken from a gateway in one pass; the rest waits for the next."""
SEND_AT_ONCE = 20
"""Messages sent in one pass, so that no stop waits for a long queue."""


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
    """The passes of one worker over one workspace."""

    def __init__(self, workspace: Workspace, gateways: list[Gateway], holder: str) -> None:
        self._workspace = workspace
        self._gateways = gateways
        self._lease = Lease(workspace.engine, workspace.clock, holder)
        self._health = Health(workspace.engine, workspace.clock)
        self._dispatch = workspace.dispatch(holder)
        self._has_recovered = False

    def run(self) -> TickReport:
        """Do one pass; without the lease, nothing."""
        if not self._lease.take():
            self._has_recovered = False
            return TickReport(is_holder=False)
        if not self._has_recovered:
            self._dispatch.recover(self._gateways)
            self._has_recovered = True
        self._workspace.threads.wake()
        self._workspace.decisions.let_time_decide()
        received, has_more = self._collect()
        sent = self._send()
        return TickReport(
            is_holder=True,
            received_count=received,
            sent_count=sent,
            has_more=has_more or sent >= SEND_AT_ONCE,
        )

    def stop(self) -> None:
        """Let the next worker begin at once."""
        self._lease.give_back()

    def _collect(self) -> tuple[int, bool]:
        received_count, has_more = 0, False
        for gateway in self._gateways:
            if not self._health.may_try(gateway.name):
                continue
            try:
                batch = gateway.fetch(self._health.of(gateway.name).cursor, COLLECT_AT_ONCE)
            except (GatewayDownError, GatewayNonsenseError) as error:
                self._health.note_failure(gateway.name, str(error))
                continue
            for item in batch.items:
                received_count += self._take(gateway.name, item)
            if batch.cursor != self._health.of(gateway.name).cursor:
                self._health.move_cursor(gateway.name, batch.cursor)
            self._health.note_success(gateway.name)
            has_more = has_more or batch.has_more
        return received_count, has_more

    def _take(self, gateway: str, item: InboundText | Receipt) -> int:
        """Store one item and how far that is, together; return how many texts it was."""
        with self._workspace.engine.transaction():
            if isinstance(item, InboundText):
                self._workspace.intake.receive(gateway, item)
            else:
                self._workspace.receipts.take(gateway, item)
            if item.cursor is not None:
                self._health.move_cursor(gateway, item.cursor)
        return int(isinstance(item, InboundText))

    def _send(self) -> int:
        fresh_within = timedelta(seconds=self._workspace.settings.worker.marketing_waits_after_seconds)
        sent_count = 0
        for gateway in self._gateways:
            try:
                while sent_count < SEND_AT_ONCE and self._health.may_try(gateway.name):
                    is_fresh = self._health.is_fresh(gateway.name, fresh_within)
                    if not self._dispatch.send_one(gateway, may_send_marketing=is_fresh):
                        break
                    sent_count += 1
            except GatewayDownError as error:
                self._health.note_failure(gateway.name, str(error))
        return sent_count
