"""Pure: when in doubt, stopped: how a row that speaks of a stop is read where some of it cannot be.

A stop is never lost to its neighbours: the day it was said on and what it covers only say how far it reaches. Without a day that can
be read, and before one that is still to come, it counts from now; without a scope that can be read, it covers everything.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from stopline.consent.events import Scope
from stopline.errors import BadInputError
from stopline.importers.words import Said, compared, shipped_words
from stopline.inert import one_line

_NOTHING = frozenset({Said.UNKNOWN, Said.REFUSED})


@dataclass(frozen=True, slots=True)
class StopSaid:
    """What a row says of a stop."""

    scope: Scope
    at: datetime | None
    """When it was said; None where the row does not say so, and it counts from now."""
    notes: tuple[str, ...] = ()
    """What was read otherwise than it was written."""


def says_stop(cell: str) -> bool:
    """Tell whether a cell takes a consent back, in one of the words for it or with one of them anywhere."""
    plain = compared(cell)
    meaning = shipped_words().status.get(plain)
    if meaning is not None:
        return meaning == Said.UNSUBSCRIBED
    return any(found["denial"] is None for found in shipped_words().taken_back.finditer(plain))


def is_filled(cell: str) -> bool:
    """Tell whether a cell in a column of stops says something: not “no”, “n/a”, a dash or a date of zeros."""
    plain = compared(cell)
    return bool(plain.strip("0 :")) and shipped_words().status.get(plain) not in _NOTHING


def scope_or_all(cell: str) -> Scope:
    """Return what a stop covers: everything where its cell cannot be read."""
    return Scope(shipped_words().scope.get(compared(cell), Scope.ALL))


def stop_said(at: str, scope: str, now: datetime, instant: Callable[[str], datetime]) -> StopSaid:
    """Return what a row says of a stop, whatever of it can be read.

    Args:
        at: the cell of its day.
        scope: the cell of what it covers.
        now: the present instant.
        instant: reads a day as the file writes it, or raises BadInputError.
    """
    notes: list[str] = []
    covered = scope_or_all(scope)
    if compared(scope) not in shipped_words().scope:
        notes.append(f"“{one_line(scope, 40)}” is no scope; the stop covers everything")
    said_at: datetime | None = None
    if is_filled(at):
        try:
            said_at = instant(at)
        except BadInputError as error:
            notes.append(f"{error}; the stop counts from now")
    if said_at is not None and said_at > now:
        notes.append(f"“{one_line(at, 40)}” lies in the future; the stop counts from now")
        said_at = None
    return StopSaid(covered, said_at, tuple(notes))
