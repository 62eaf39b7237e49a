"""Pure: how a workspace is kept: its chain verified, its head anchored, backups made, the gateway's list compared, its files private.

What no query can tell is told by checkups: whoever looks into something notes when, and what was wrong.
"""

import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from stopline.hygiene.findings import Affected, Finding, Kind, Limits, Seen
from stopline.inbox.lengths import every
from stopline.inert import one_line
from stopline.plural import counted, worded

_TOLD_AT_MOST = 3
_LONGEST_TOLD = 400


class Checkup(StrEnum):
    """What is looked into now and then."""

    VERIFIED = "verified"
    ANCHORED = "anchored"
    BACKED_UP = "backed up"
    COMPARED = "compared with the gateway"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the last look found."""

    at: datetime
    fault_count: int
    detail: str


@dataclass(frozen=True, slots=True)
class UpkeepFault:
    """Something the worker was to do by itself, and could not."""

    what: str
    since: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Keeping:
    """How a workspace is kept."""

    now: datetime
    limits: Limits
    began_at: datetime | None
    """When the first event was recorded; None where there is none, and so nothing to keep."""
    outcomes: Mapping[Checkup, Outcome]
    has_gateway: bool
    promised: Mapping[Checkup, timedelta] = field(default_factory=dict)
    """How often the worker does what the settings leave to it."""


@dataclass(frozen=True, slots=True)
class FileMode:
    """One file or folder of a workspace, and who may do what with it."""

    path: str
    mode: int


LATE_AFTER = 2
"""After how many times its own time something the worker does by itself is overdue."""


@dataclass(frozen=True, slots=True)
class _Duty:
    """Something to be done again and again."""

    kind: Kind
    checkup: Checkup
    title: str
    never: str
    why: str
    remedy: str
    by_itself: str = ""
    """How to leave it to the worker, where nobody has."""


_DUTIES = (
    _Duty(
        Kind.UNVERIFIED, Checkup.VERIFIED, "Ledger not verified lately", "It was never verified.",
        "A break in the chain of evidence is worth knowing while there is still a backup from before.",
        "`stopline consent verify`",
    ),
    _Duty(
        Kind.ANCHOR, Checkup.ANCHORED, "Ledger not anchored", "Its head was never written down elsewhere.",
        "A tail that was cut off leaves no trace unless the head stands somewhere else.",
        "`g` `u`, or `stopline consent anchor --to FILE`, with FILE on another machine",
    ),
    _Duty(
        Kind.BACKUP, Checkup.BACKED_UP, "No fresh backup", "No backup was ever made.",
        "The consents of everybody are in one file.",
        "`g` `u`, or `stopline backup FILE`",
        "with `backup_to` under [upkeep] in settings.toml the worker makes them",
    ),
    _Duty(
        Kind.GATEWAY_LIST, Checkup.COMPARED, "Gateway's list not compared", "Not compared yet.",
        "People who opted out at the carrier may still be subscribed here.", "`g` `u`, or `stopline reconcile`",
    ),
)  # fmt: skip


_FAULTS = {
    Checkup.VERIFIED: (
        Kind.LEDGER, "The ledger does not hold", "What it proves is in doubt, so send nothing more.",
        "`stopline consent verify`; keep the file as it is, and compare it with a backup.",
    ),
    Checkup.COMPARED: (
        Kind.GATEWAY_LIST, "Gateway's list differs from ours",
        "Each of them is stopped in one place and not in the other.", "`g` `u`, or `stopline reconcile`, says who and why; of a list in a file `stopline reconcile --file FILE`, and `--drop FILE` where a newer list has taken its place.",
    ),
}  # fmt: skip


def duty_findings(keeping: Keeping) -> list[Finding]:
    """Return what was found wrong at the last look, or not looked into for too long."""
    found = (_finding(duty, keeping) for duty in _DUTIES)
    return [finding for finding in found if finding is not None]


def country_finding(unread: Seen) -> Finding | None:
    """Return what is stored as a country and is none, so that it tells nothing of where somebody is."""
    if not unread.total:
        return None
    rows = tuple(replace(row, detail=f"“{row.detail}”") for row in unread.rows)
    return Finding(
        Kind.COUNTRIES,
        worded(unread.total, "Country nobody can read", "Countries nobody can read"),
        unread.total,
        "Where these people are is told by their numbers alone; the rules of the country they live in may be stricter.",
        "Import the file again with an ISO code such as DE, or the name in English or the language of the country.",
        rows,
    )


def upkeep_finding(faults: Sequence[UpkeepFault]) -> Finding | None:
    """Return what the worker was to do by itself and could not."""
    if not faults:
        return None
    rows = tuple(Affected(each.what, at=each.since, detail=each.reason) for each in faults)
    return Finding(
        Kind.UPKEEP,
        worded(len(rows), "Piece of upkeep that fails", "Pieces of upkeep that fail"),
        len(rows),
        f"{'; '.join(f'{each.what}: {each.reason}' for each in faults)}. The settings leave it to the worker, and nobody else does it.",
        "Mend what the reason names; the worker tries again within the hour, `stopline worker --once` at once.",
        rows,
    )


def file_finding(files: Sequence[FileMode]) -> Finding | None:
    """Return the files that others than their owner may read or write."""
    open_ones = [file for file in files if file.mode & (stat.S_IRWXG | stat.S_IRWXO)]
    if not open_ones:
        return None
    rows = tuple(Affected(file.path, detail=stat.filemode(file.mode)) for file in open_ones)
    return Finding(
        Kind.FILES,
        worded(len(rows), "File others may open", "Files others may open"),
        len(rows),
        "Other users of this machine may read numbers, texts or settings.",
        "`x`, or `stopline doctor --only files --mend`, closes them to everybody but their owner.",
        rows,
    )


_TAKE_STOPS_OVER = (
    "Take stops over: `stopline consent import FILE --mode suppress-only`, `stopline reconcile`. Then `x`, or "
    "`stopline doctor --only rolled-back --mend`, lets sending go on."
)


def restored_finding(head: int, at: datetime) -> Finding:
    """Return that the workspace came out of a backup, and that nobody has taken newer stops over yet.

    Args:
        head: the last event its ledger has.
        at: when it was restored.
    """
    return Finding(
        Kind.ROLLED_BACK,
        "A backup was put in place, and newer stops may be missing",
        1,
        f"The ledger in it has {counted(head, 'event')}, and nobody knows what was said since. Messages in the queue may have left "
        "already, so only automatic answers are sent.",
        _TAKE_STOPS_OVER,
        (Affected("", at=at, detail="restored"),),
    )


def rolled_back_finding(known: int, head: int, at: datetime) -> Finding:
    """Return that the database was copied back from before.

    Args:
        known: the last event the ledger is known to have had.
        head: the last event it has now.
        at: when it was seen to have had more.
    """
    missing = max(known - head, 1)
    return Finding(
        Kind.ROLLED_BACK,
        f"{worded(missing, 'Event that is', 'Events that are')} missing since the database was copied back",
        missing,
        f"The ledger had {counted(known, 'event')} and has {head:,}. Stops may be among what is missing, so only automatic "
        "answers are sent.",
        _TAKE_STOPS_OVER,
        (Affected("", at=at, detail=f"the last event known was {known:,}"),),
    )


def suppression_key_finding(fault: str) -> Finding | None:
    """Return that nobody can tell whose stops were kept when they were forgotten."""
    if not fault:
        return None
    return Finding(
        Kind.SUPPRESSION_KEY,
        "The suppression key is not here",
        1,
        "It tells which numbers of forgotten people stay stopped. Until it is back nobody new is taken in: what the worker collects or "
        "a gateway pushes waits in quarantine; what `stopline receive` or a shop hands in is refused, and is to be handed in again.",
        "Put `suppression.key` back into the workspace's folder, from an encrypted backup or wherever it was kept, or give it as "
        "`$STOPLINE_SUPPRESSION_KEY`; then `stopline worker --once` takes in what waits.",
        (Affected("", detail=fault),),
    )


def behind_the_key(quarantined: Finding) -> Finding:
    """Return the finding of what is in quarantine with what helps while the suppression key is missing."""
    remedy = (
        "Put the suppression key back first, as `stopline doctor --only suppression-key` says; without it nobody new can be taken "
        f"in. {quarantined.remedy}"
    )
    return replace(quarantined, remedy=remedy)


def _where(loose_ends: Sequence[Affected]) -> str:
    """Return where the first few are and what is wrong with each: whoever is sent here needs no second look for it."""
    told = [
        # A mistake in the file names the file itself, with its line.
        one_line(each.detail if each.who in each.detail else f"{each.who}: {each.detail}", _LONGEST_TOLD)
        for each in loose_ends[:_TOLD_AT_MOST]
    ]
    more = len(loose_ends) - len(told)
    return f"{'; '.join(told)}{f'; and {more:,} more' if more else ''}."


def loose_end_finding(loose_ends: Sequence[Affected]) -> Finding | None:
    """Return the settings that point at something that is not there."""
    if not loose_ends:
        return None
    return Finding(
        Kind.SETTINGS,
        worded(len(loose_ends), "Setting that cannot be used", "Settings that cannot be used"),
        len(loose_ends),
        f"They hold a mistake or name what is not there, so something will not work when it is needed. {_where(loose_ends)}",
        "Correct settings.toml, or put in place what it names.",
        tuple(loose_ends),
    )


def _finding(duty: _Duty, keeping: Keeping) -> Finding | None:
    outcome = keeping.outcomes.get(duty.checkup)
    if duty.kind is Kind.GATEWAY_LIST and not keeping.has_gateway and outcome is None:
        return None
    if outcome is not None and outcome.fault_count:
        return _fault(duty, outcome)
    last = outcome.at if outcome is not None else keeping.began_at
    promised = keeping.promised.get(duty.checkup)
    if last is None or keeping.now - last <= _allowed(duty, keeping.limits, promised):
        return None
    remedy = duty.remedy
    told = duty.never if outcome is None else f"Last {counted((keeping.now - last).days, 'day')} ago."
    if promised is not None:
        told = f"{told} The settings leave it to the worker, {every(promised)}."
        remedy = f"See that `stopline worker` runs; at once by {remedy}"
    elif duty.by_itself:
        remedy = f"{remedy}; {duty.by_itself}"
    return Finding(duty.kind, duty.title, 1, f"{told} {duty.why}", remedy)


def _fault(duty: _Duty, outcome: Outcome) -> Finding:
    kind, title, why, remedy = _FAULTS.get(
        duty.checkup, (duty.kind, duty.title, "The last one went wrong.", duty.remedy)
    )
    rows = (Affected("", at=outcome.at, detail=outcome.detail),)
    return Finding(kind, title, outcome.fault_count, why, remedy, rows)


def _allowed(duty: _Duty, limits: Limits, promised: timedelta | None) -> timedelta:
    """Return how old it may be; what the worker does by itself may be missed once, for a machine may be off."""
    if promised is not None:
        return LATE_AFTER * promised
    match duty.checkup:
        case Checkup.BACKED_UP:
            return timedelta(days=limits.backup_days)
        case Checkup.COMPARED:
            return timedelta(days=limits.compare_days)
        case _:
            return timedelta(days=limits.verify_days)
