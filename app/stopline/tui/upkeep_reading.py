"""What the upkeep screen reads: how each matter stands, and where the next file would go. Called in threads only."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from pathlib import Path

from stopline.alerts.outgoing import Alert, AlertState
from stopline.alerts.rules import AlertRule
from stopline.backup.keys import backup_key
from stopline.backup.upkeep_facts import ComparedAnchors, ComparedFile, KeptBackup
from stopline.consent.anchoring import LastAnchor
from stopline.errors import StoplineError
from stopline.hygiene.findings import Limits
from stopline.hygiene.keeping import Checkup, Outcome, UpkeepFault
from stopline.proof.audit import ChainState
from stopline.tui.desk import Desk
from stopline.worker.lists import ListsCompared
from stopline.worker.reconcile import Reconciled, Reconciliation

ALERTS_SHOWN = 20
MOST_NAMES = 100
"""Names of files that are tried until one is free."""


_DUTIES = {Checkup.BACKED_UP: "backup", Checkup.ANCHORED: "anchor", Checkup.COMPARED: "reconcile"}
"""What the worker calls what it does by itself."""


class Matter(StrEnum):
    """What is kept up."""

    KEY = "Ledger key"
    ANCHOR = "Anchor"
    BACKUP = "Backup"
    LIST = "Carrier's list"
    ALERTS = "Alerts"


@dataclass(frozen=True, slots=True)
class Done:
    """What came of the last thing that was done about a matter; shown until the next one."""

    lines: tuple[str, ...]
    """Inert already."""
    is_fault: bool = False
    is_doubtful: bool = False
    """Whether somebody has to see to something first."""
    at: datetime | None = None
    """When it ended."""


@dataclass(frozen=True, slots=True)
class Proposals:
    """Where files would go that are to be written next; nothing is there yet."""

    backup: Path
    restored: Path
    anchors: Path
    """May be there: anchors are added to it."""
    ledger_key: Path
    backup_key: Path


@dataclass(frozen=True, slots=True)
class UpkeepState:
    """How everything stands."""

    now: datetime
    zone: tzinfo
    limits: Limits
    outcomes: Mapping[Checkup, Outcome]
    chain: ChainState
    anchor: LastAnchor | None
    anchors_compared: ComparedAnchors | None
    backups: tuple[KeptBackup, ...]
    missing: frozenset[str]
    """Places of backups at which there is nothing now."""
    has_backup_key: bool
    backup_key_fault: str
    """Why the key that is set cannot be used; empty where it can."""
    gateways: tuple[str, ...]
    lists: tuple[Reconciled, ...]
    files: tuple[ComparedFile, ...]
    promised: Mapping[Checkup, timedelta]
    """How often the worker does what the settings leave to it."""
    records_stops: bool
    """Whether it records what only a carrier knows."""
    faults: tuple[UpkeepFault, ...]
    """What the worker was to do by itself and could not."""
    rules: tuple[AlertRule, ...]
    variables: frozenset[str]
    """The environment variables that rules name and that are set."""
    alerts: tuple[Alert, ...]
    proposals: Proposals

    def fault(self, checkup: Checkup) -> UpkeepFault | None:
        """Return what the worker was to do by itself about something, and could not."""
        return next((each for each in self.faults if each.what == _DUTIES.get(checkup)), None)

    @property
    def may_retry(self) -> bool:
        """Tell whether an alert was given up or waits for another attempt."""
        return any(
            each.state is AlertState.GIVEN_UP or (each.state is AlertState.OPEN and each.attempt_count > 0)
            for each in self.alerts
        )


@dataclass(frozen=True, slots=True)
class ShownMatter:
    """One matter as the screen shows it."""

    matter: Matter
    state: UpkeepState
    done: Done | None = None
    under_way: str = ""
    """What is being done about it; empty where nothing is."""
    compared: ListsCompared | None = None
    """What comparing lists has found while this screen is open."""


def read_upkeep(desk: Desk) -> UpkeepState:
    """Read how everything stands."""
    workspace = desk.workspace
    settings, facts = workspace.settings, workspace.upkeep_facts
    backups, rules = tuple(facts.backups()), tuple(workspace.alert_rules)
    anchor = facts.anchor()
    has_key, fault = _backup_key(desk)
    return UpkeepState(
        now=workspace.clock.now(),
        zone=settings.zone,
        limits=settings.hygiene.limits(),
        outcomes=workspace.checkups.outcomes(),
        chain=workspace.audit.state(),
        anchor=anchor,
        anchors_compared=facts.anchors_compared(),
        backups=backups,
        missing=frozenset(each.place for each in backups if not _is_there(Path(each.place))),
        has_backup_key=has_key,
        backup_key_fault=fault,
        gateways=tuple(each.name for each in settings.gateways),
        lists=tuple(Reconciliation(workspace).last()),
        files=tuple(facts.files_compared()),
        promised={
            each: every
            for each, every in {
                **settings.upkeep.promised(),
                Checkup.COMPARED: settings.reconcile_every,
            }.items()
            if every
        },
        records_stops=settings.upkeep.reconcile_apply,
        faults=tuple(workspace.checkups.upkeep_faults()),
        rules=rules,
        variables=frozenset(rule.to for rule in rules if os.environ.get(rule.to)),
        alerts=tuple(workspace.alerts.alerts(ALERTS_SHOWN)),
        proposals=_proposals(desk, backups, anchor),
    )


def _backup_key(desk: Desk) -> tuple[bool, str]:
    """Return whether a key for backups is set, and why it cannot be used."""
    try:
        return backup_key(desk.workspace.settings, desk.workspace.folder) is not None, ""
    except StoplineError as error:
        return True, str(error)


def _proposals(desk: Desk, backups: tuple[KeptBackup, ...], anchor: LastAnchor | None) -> Proposals:
    """Return where the next files would go: beside the last ones, else at home, never into the workspace they are to outlive."""
    workspace, home = desk.workspace, _home(desk)
    letters = (letter if letter.isalnum() else "-" for letter in workspace.settings.team.name.lower())
    name = "-".join(part for part in "".join(letters).split("-") if part) or "stopline"
    today = workspace.clock.now().astimezone(workspace.settings.zone).date()
    beside = Path(backups[0].place).parent if backups else home
    folder = workspace.folder.resolve()
    return Proposals(
        backup=_free(beside / f"{name}-{today}.backup"),
        restored=_free(folder.parent / f"{folder.name}-restored"),
        anchors=Path(anchor.place) if anchor is not None else home / f"{name}-anchors.jsonl",
        ledger_key=_free(home / f"{name}-ledger.key"),
        backup_key=_free(home / f"{name}-backup.key"),
    )


def _free(path: Path) -> Path:
    """Return the path, with a number where something is there already."""
    others = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in range(2, MOST_NAMES))
    return next((each for each in (path, *others) if not _is_there(each)), path)


def _is_there(path: Path) -> bool:
    """Tell whether something is at a place; where that may not be seen, it is as good as gone."""
    try:
        return path.exists()
    except OSError:
        return False


def _home(desk: Desk) -> Path:
    """Return where somebody's own files go; beside the workspace where this user of the machine has no home."""
    try:
        return Path.home()
    except RuntimeError:
        return desk.workspace.folder.resolve().parent


def with_now(state: UpkeepState, now: datetime) -> UpkeepState:
    """Return the same, at a later look at the clock."""
    return replace(state, now=now)
