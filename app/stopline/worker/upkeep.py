"""What a worker does now and then: compares the lists of opt-outs, and takes the last traces of forgotten people out of the file."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from stopline.errors import GatewayError, StoreError
from stopline.worker.contained import ContainedGateway
from stopline.worker.reconcile import Reconciliation, Side
from stopline.workspace import Workspace

LOOKED_EVERY = timedelta(minutes=15)
"""How often it is looked whether something is due; what failed is tried again then."""

_log = logging.getLogger(__name__)


class Upkeep:
    """The occasional work of one workspace's worker."""

    def __init__(self, workspace: Workspace, gateways: Sequence[ContainedGateway]) -> None:
        self._workspace = workspace
        self._gateways = gateways
        self._looked_at: datetime | None = None

    def run(self) -> None:
        """Do what is due; mostly nothing is."""
        now = self._workspace.clock.now()
        if self._looked_at is not None and timedelta() <= now - self._looked_at < LOOKED_EVERY:
            return
        self._looked_at = now
        self._scrub()
        hours = self._workspace.settings.worker.reconcile_hours
        listing = [gateway for gateway in self._gateways if gateway.lists_optouts]
        if hours and listing:
            self._reconcile(listing, now - timedelta(hours=hours))

    def _reconcile(self, gateways: Sequence[ContainedGateway], before: datetime) -> None:
        reconciliation = Reconciliation(self._workspace)
        last = {each.gateway: each for each in reconciliation.last()}
        done = {name for name, each in last.items() if each.at > before}
        for gateway in gateways:
            if gateway.name in done:
                continue
            try:
                found = reconciliation.with_gateway(gateway)
            except GatewayError as error:
                _log.warning("the list of opt-outs of “%s” could not be read: %s", gateway.name, error)
                continue
            missing = found.on(Side.ONLY_THERE) if found is not None else ()
            known_count = last[gateway.name].only_there if gateway.name in last else 0
            if len(missing) > known_count:
                _log.warning(
                    "%s people have stopped at the carrier of “%s” and may be texted here; `stopline reconcile` says who",
                    len(missing),
                    gateway.name,
                )

    def _scrub(self) -> None:
        try:
            if not self._workspace.erasure.scrub():
                _log.info("somebody reads the journal; the last traces of a forgotten person go later")
        except StoreError as error:
            _log.warning("the last traces of a forgotten person are still in the file: %s", error)
