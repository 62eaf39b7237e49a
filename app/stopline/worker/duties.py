"""What a worker does now and then: saves, anchors, compares lists of opt-outs, and walks the ledger.

Each duty says whether it is due and does it; when, how often again after a failure, and that one worker alone does it is `upkeep.py`'s.
What was missed while nobody worked is done once.
"""

import contextlib
import logging
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from stopline.errors import BadInputError, GatewayError
from stopline.gateways.base import GatewayConfig
from stopline.gateways.registry import open_gateway
from stopline.hygiene.keeping import Checkup
from stopline.plural import counted
from stopline.worker.contained import ContainedGateway
from stopline.worker.reconcile import Reconciliation, Side
from stopline.workspace import Workspace

_log = logging.getLogger(__name__)


class Duty(Protocol):
    """Something done now and then."""

    @property
    def name(self) -> str:
        """Return what it is called where somebody is told that it fails."""

    @property
    def is_wanted(self) -> bool:
        """Tell whether the settings leave it to the worker."""

    def is_due(self, now: datetime) -> bool:
        """Tell whether its time has come."""

    def do(self) -> None:
        """Do it.

        Raises:
            StoplineError: it could not be done; the message says why.
            OSError: the same, as the system says it.
        """


class SavingDuty:
    """Saves everything into a folder elsewhere, and clears away what newer backups have replaced."""

    name = "backup"

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._settings = workspace.settings.upkeep

    @property
    def is_wanted(self) -> bool:
        """Tell whether the settings name a folder."""
        return self._settings.backup_folder is not None

    def is_due(self, now: datetime) -> bool:
        """Tell whether the last backup in that folder is old enough."""
        folder = self._settings.backup_folder
        return folder is not None and _is_past(
            self._workspace.own_backups.last_at(folder), now, self._settings.backup_every
        )

    def do(self) -> None:
        """Save, look through what was saved, clear away."""
        # Archives and keys need not be loaded whenever a worker begins.
        from stopline.backup.keys import backup_key, ledger_keys_for  # noqa: PLC0415

        folder = self._settings.backup_folder
        if folder is None:
            return
        workspace = self._workspace
        made = workspace.own_backups.make(
            folder,
            backup_key(workspace.settings, workspace.folder),
            partial(ledger_keys_for, workspace.folder),
            self._settings.keep_backups,
        )
        looked = (
            "looked through" if made.is_verified else "not looked through, since the backup key only writes"
        )
        _log.info("saved to %s; %s", made.place, looked)


class AnchoringDuty:
    """Adds the head of the ledger to a file elsewhere."""

    name = "anchor"

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._settings = workspace.settings.upkeep

    @property
    def is_wanted(self) -> bool:
        """Tell whether the settings name a file."""
        return self._settings.anchor_file is not None

    def is_due(self, now: datetime) -> bool:
        """Tell whether the last anchor in that file is old enough."""
        file, last = self._settings.anchor_file, self._workspace.anchoring.last_anchor()
        if file is None:
            return False
        is_there = last is not None and last.place == str(file.resolve())
        return _is_past(last.at if last is not None and is_there else None, now, self._settings.anchor_every)

    def do(self) -> None:
        """Walk the ledger, and write its head down."""
        from stopline.backup.own_backups import BY  # noqa: PLC0415 - as above

        file = self._settings.anchor_file
        if file is None:
            return
        if not file.parent.is_dir():
            raise BadInputError(f"the folder {file.parent} does not exist; make it, or put its disk in place")
        if file.resolve().is_relative_to(self._workspace.folder.resolve()):
            raise BadInputError(
                f"{file} lies inside the workspace, and whoever changes that can change it; name a file elsewhere"
            )
        anchor = self._workspace.anchors.write(file, BY)
        _log.info("event %s is anchored in %s", anchor.seq, file)


class ComparingDuty:
    """Lays our stops beside the gateways' own lists of opt-outs."""

    name = "reconcile"

    def __init__(self, workspace: Workspace, gateways: Sequence[ContainedGateway]) -> None:
        self._workspace = workspace
        self._gateways = [gateway for gateway in gateways if gateway.lists_optouts]
        self._every = workspace.settings.reconcile_every
        self._reconciliation = Reconciliation(workspace)

    @property
    def is_wanted(self) -> bool:
        """Tell whether a gateway keeps a list, and the settings do not say never."""
        return bool(self._gateways and self._every)

    def is_due(self, now: datetime) -> bool:
        """Tell whether a list was last read long enough ago."""
        return bool(self._due(now))

    def do(self) -> None:
        """Compare every list that is due; one that cannot be read keeps no other from it."""
        failures: list[str] = []
        for gateway in self._due(self._workspace.clock.now()):
            try:
                with self._own(gateway) as own:
                    self._compare(own)
            except GatewayError as error:
                failures.append(f"the list of opt-outs of “{gateway.name}” could not be read: {error}")
        if failures:
            raise GatewayError("; ".join(failures))

    def _due(self, now: datetime) -> list[ContainedGateway]:
        last = {each.gateway: each.at for each in self._reconciliation.last()}
        return [each for each in self._gateways if _is_past(last.get(each.name), now, self._every)]

    def _compare(self, gateway: ContainedGateway) -> None:
        last = {each.gateway: each for each in self._reconciliation.last()}
        is_applied = self._workspace.settings.upkeep.reconcile_apply
        found = self._reconciliation.with_gateway(gateway, is_applied=is_applied)
        if found is None:
            return
        if found.recorded_count:
            _log.warning(
                "%s had stopped at the carrier of “%s”, and is recorded here now",
                counted(found.recorded_count, "person", "people"),
                gateway.name,
            )
        missing = len(found.on(Side.ONLY_THERE))
        known_count = last[gateway.name].only_there if gateway.name in last else 0
        if missing > known_count:
            _log.warning(
                "%s people have stopped at the carrier of “%s” and may be texted here; `stopline reconcile` says who",
                missing,
                gateway.name,
            )

    @contextlib.contextmanager
    def _own(self, gateway: ContainedGateway) -> Iterator[ContainedGateway]:
        """Give a gateway of our own of that name: the worker's is in use meanwhile, and need not bear two at once."""
        workspace = self._workspace
        set_up = next((each for each in workspace.settings.gateways if each.name == gateway.name), None)
        if set_up is None:
            yield gateway
            return
        config = GatewayConfig(set_up.name, set_up.options, workspace.folder, workspace.clock)
        with closing(ContainedGateway(open_gateway(set_up.kind, config))) as own:
            yield own


class VerifyingDuty:
    """Walks the whole ledger."""

    name = "verify"

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._every = workspace.settings.upkeep.verify_every

    @property
    def is_wanted(self) -> bool:
        """Tell whether the settings say how often."""
        return self._every is not None

    def is_due(self, now: datetime) -> bool:
        """Tell whether the ledger was last walked long enough ago, whoever did it."""
        outcome = self._workspace.checkups.outcomes().get(Checkup.VERIFIED)
        return self._every is not None and _is_past(outcome.at if outcome else None, now, self._every)

    def do(self) -> None:
        """Walk it, and note what was found; a break has a finding and an alert of its own."""
        found = self._workspace.anchoring.verify()
        self._workspace.checkups.note_verification(found)
        if found.first_break is not None:
            _log.error("the ledger does not verify (%s). %s", found.first_break, found.first_break.remedy)


def _is_past(last: datetime | None, now: datetime, every: timedelta) -> bool:
    """Tell whether something last done then is due; a time ahead of ours was noted by a clock that was wrong."""
    return last is None or not timedelta() <= now - last < every
