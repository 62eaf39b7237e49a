"""The doctor: looks through a workspace and returns what wants tidying; it changes nothing.

Each check reads one value by one query, and a pure rule says what follows from it.
"""

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from stopline.address import Address
from stopline.clock import Clock, to_text
from stopline.consent.countries import is_unknown_country
from stopline.consent.events import Channel
from stopline.consent.high_water import RolledBack
from stopline.consent.places import Residence
from stopline.hygiene.checks import CHECKS, Check, Setting, instants
from stopline.hygiene.checkups import Checkups
from stopline.hygiene.duplicates import duplicate_finding, pairs
from stopline.hygiene.findings import Affected, Finding, Kind, Limits, Report, Seen
from stopline.hygiene.keeping import (
    Checkup,
    FileMode,
    Keeping,
    behind_the_key,
    country_finding,
    duty_findings,
    file_finding,
    loose_end_finding,
    restored_finding,
    rolled_back_finding,
    suppression_key_finding,
    upkeep_finding,
)
from stopline.store.engine import Engine, Row, SqlValue
from stopline.store.queries import load_queries

PAGE_SIZE = 200
"""People that are read of each kind unless more are asked for."""
EVERYBODY = 1 << 40
_ORDER = list(Kind)


class Doctor:
    """The look through one workspace.

    Args:
        engine: the workspace's database.
        clock: tells how old things are.
        limits: from when on something is worth telling.
        hold_days: how long a doubtful reply may wait in a country, in business days.
        folder: where the workspace's files are.
        loose_ends: says what in the settings points nowhere.
        rolled_back: says whether the ledger had come further than it has now.
        key_fault: says why nobody can tell whose stops were kept when they were forgotten.
        has_gateway: whether the settings name a gateway.
        promised: how often the worker does what the settings leave to it.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        limits: Limits,
        hold_days: Callable[[str | None], int],
        folder: Path,
        loose_ends: Callable[[], Sequence[Affected]],
        rolled_back: Callable[[], RolledBack | None],
        key_fault: Callable[[], str],
        *,
        has_gateway: bool,
        promised: Mapping[Checkup, timedelta],
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._limits = limits
        self._hold_days = hold_days
        self._folder = folder
        self._loose_ends = loose_ends
        self._rolled_back = rolled_back
        self._key_fault = key_fault
        self._has_gateway = has_gateway
        self._promised = promised
        self._checkups = Checkups(engine, clock)
        self._sql = load_queries("stopline.hygiene", "hygiene.sql")

    def report(self, only: Collection[Kind] = tuple(Kind), people: int = PAGE_SIZE) -> Report:
        """Look through the workspace.

        Args:
            only: the kinds to look for.
            people: how many people of each kind are read.
        """
        setting = Setting(self._clock.now(), self._limits, self._hold_days)
        with self._engine.snapshot():
            found = [
                check.finding(self._seen(check, setting, people), setting)
                for check in CHECKS
                if check.kind in only
            ]
            if Kind.DUPLICATES in only:
                found.append(duplicate_finding(self._twins(people)))
            if Kind.COUNTRIES in only:
                found.append(country_finding(self._unread_countries(people)))
            keeping = Keeping(
                setting.now, self._limits, self._checkups.began_at(), self._checkups.outcomes(), self._has_gateway,
                self._promised,
            )  # fmt: skip
            faults = self._checkups.upkeep_faults()
        found += [*duty_findings(keeping), upkeep_finding(faults)]
        if Kind.ROLLED_BACK in only:
            lost = self._rolled_back()
            found.append(_lost_finding(lost) if lost is not None else None)
        if fault := self._key_fault():
            found = [
                behind_the_key(each) if each and each.kind is Kind.QUARANTINED else each for each in found
            ]
            found.append(suppression_key_finding(fault))
        if Kind.FILES in only:
            found.append(file_finding(self._files()))
        if Kind.SETTINGS in only:
            found.append(loose_end_finding(self._loose_ends()))
        findings = [finding for finding in found if finding is not None and finding.kind in only]
        findings.sort(key=lambda finding: _ORDER.index(finding.kind))
        return Report(tuple(findings), tuple(kind for kind in Kind if kind in only), setting.now)

    def people(self, kind: Kind, limits: Limits | None = None) -> tuple[Affected, ...]:
        """Return everybody a kind of finding is about, with other limits than usual where some are given."""
        limits = limits or self._limits
        setting = Setting(self._clock.now(), limits, self._hold_days)
        for check in CHECKS:
            if check.kind is kind:
                finding = check.finding(self._seen(check, setting, EVERYBODY), setting)
                return finding.people if finding is not None else ()
        finding = self.report((kind,), EVERYBODY).of(kind)
        return finding.people if finding is not None else ()

    def _seen(self, check: Check, setting: Setting, limit: int) -> Seen:
        values: dict[str, SqlValue] = {name: to_text(at) for name, at in instants(setting).items()}
        values["failed_sends"] = setting.limits.failed_sends
        rows = self._engine.all(self._sql[check.query], limit=limit, offset=0, **values)
        return Seen(rows[0].number("total") if rows else 0, tuple(_affected(row) for row in rows))

    def _twins(self, limit: int) -> Seen:
        rows = [
            Affected(
                row.text("who"), Address(row.text("address")), None, row.number_or_none("thread"), row.instant("at"),
                contact=row.number("contact"),
            )
            for row in self._engine.all(self._sql["possible_twins"])
        ]  # fmt: skip
        found = pairs(rows)
        return Seen(len(found), tuple(found[:limit]))

    def _unread_countries(self, limit: int) -> Seen:
        rows = [
            Affected(
                row.text("who"), Address(address) if (address := row.text_or_none("address")) else None, None,
                row.number_or_none("thread"), row.instant("at"), row.text("value"), row.number("contact"),
            )
            for row in self._engine.all(self._sql["stored_countries"])
            if is_unknown_country(Residence.from_attributes([(row.text("name"), row.text("value"))]).country)
        ]  # fmt: skip
        return Seen(len(rows), tuple(rows[:limit]))

    def _files(self) -> list[FileMode]:
        """Return the workspace's folder and the files in it; other systems than POSIX keep rights otherwise."""
        if os.name != "posix":
            return []
        paths = [self._folder, *sorted(path for path in self._folder.iterdir() if not path.is_symlink())]
        return [FileMode(str(path), path.stat().st_mode) for path in paths]


def _affected(row: Row) -> Affected:
    channel = row.text_or_none("channel")
    return Affected(
        who=row.text_or_none("who") or "",
        address=Address(address) if (address := row.text("address")) else None,
        channel=Channel(channel) if channel else None,
        thread=row.number_or_none("thread"),
        at=row.instant_or_none("at"),
        detail=row.text("detail"),
        contact=row.number_or_none("contact"),
    )


def _lost_finding(lost: RolledBack) -> Finding:
    if lost.is_restored:
        return restored_finding(lost.head, lost.at)
    return rolled_back_finding(lost.seq, lost.head, lost.at)
