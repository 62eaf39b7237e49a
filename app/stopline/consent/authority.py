"""Pure: who may bring an event, and what an agent or an import can never undo.

A stop belongs to the person who said it. An agent may record what was heard elsewhere, also a fresh yes after a stop that
an agent had recorded, but nobody except the contact undoes the contact's own stop, and no import undoes any stop.
"""

from collections.abc import Iterable
from enum import StrEnum

from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Method, Scope
from stopline.consent.refusal import Reason, Refusal
from stopline.consent.status import Standing, State
from stopline.inert import one_line


class Whose(StrEnum):
    """Whose a stop is, which tells who may take it back."""

    THEIRS = "theirs"
    COLLEAGUES = "colleagues"
    """An agent, or a program of the team's, recorded it."""
    FORGOTTEN = "forgotten"
    """It is kept of somebody who was forgotten."""


_YES = frozenset(
    {EventKind.GIVEN, EventKind.CONFIRMED, EventKind.IMPORTED, EventKind.CORRECTED, EventKind.REQUESTED}
)

_TAKES_BACK = frozenset({EventKind.GIVEN, EventKind.CONFIRMED})


def objection(standing: Standing, stopped_by: ConsentEvent | None, event: ConsentEvent) -> Refusal | None:
    """Return why an event may not be recorded, or None.

    Args:
        standing: where the address stands before the event.
        stopped_by: the person's own stop where there is one, else the event that made the present stop.
        event: what somebody wants to record.
    """
    if event.kind not in _YES or event.actor == CONTACT:
        return None
    status = standing.within(event.scope)
    # A yes to everything would lift the hold of one kind, too.
    met = (status, *standing.scopes().values()) if event.scope is Scope.ALL else (status,)
    if any(each.state is State.HELD for each in met):
        return Refusal((_HELD,))
    is_stopped = any(each.state is State.STOPPED for each in (status, *standing.scopes().values()))
    if not is_stopped:
        return None
    if event.method is Method.IMPORT:
        return Refusal((_imported_over_a_stop(event.channel),))
    if stopped_by is not None and whose(stopped_by) is Whose.COLLEAGUES:
        return None
    return Refusal((_own_stop(stopped_by, event.channel),))


def whose(stopped_by: ConsentEvent) -> Whose:
    """Return whose a stop is, by the person's own stop where there is one, else by the event that made the present one."""
    if stopped_by.method is Method.SUPPRESSION:
        return Whose.FORGOTTEN
    if stopped_by.actor == CONTACT or stopped_by.method in (Method.IMPORT, Method.CARRIER):
        return Whose.THEIRS
    return Whose.COLLEAGUES


def own_stop(events: Iterable[ConsentEvent], scope: Scope) -> ConsentEvent | None:
    """Return the last stop that the person said themselves, to us or to the carrier, and have not taken back.

    It stays theirs where an agent or a program had stopped the address before them.

    Args:
        events: what was recorded of one address on one channel, oldest first.
        scope: what somebody wants to record.
    """
    standing: ConsentEvent | None = None
    for event in events:
        is_theirs = event.actor == CONTACT or event.method is Method.CARRIER
        if event.kind is EventKind.WITHDRAWN and is_theirs and is_about(event.scope, scope):
            standing = event
        elif standing is not None and event.kind in _TAKES_BACK and event.actor == CONTACT:
            standing = None if event.scope in (Scope.ALL, standing.scope) else standing
    return standing


def is_about(one: Scope, other: Scope) -> bool:
    """Tell whether what is said of one scope also says something of another."""
    return one is other or Scope.ALL in (one, other)


def _own_stop(stopped_by: ConsentEvent | None, channel: Channel) -> Reason:
    said = one_line(stopped_by.evidence.words) if stopped_by is not None else ""
    words = f" (“{said}”)" if said else ""
    return Reason(
        "own_stop",
        f"This person stopped these messages themselves{words}, so nobody else can undo it.",
        own_yes(channel),
    )


def _imported_over_a_stop(channel: Channel) -> Reason:
    return Reason(
        "import_over_stop",
        "This person stopped these messages, and an import never undoes a stop.",
        own_yes(channel),
    )


def own_yes(channel: Channel) -> str:
    """Return how somebody who stopped says themselves that they want messages again."""
    if channel is Channel.EMAIL:
        return "They can choose so on their own page, by the link in a message they got; there is no START by e-mail."
    return "They can text START to your number; that is recorded as a fresh yes."


_HELD = Reason(
    "held",
    "A doubtful reply of this person waits for a decision.",
    "Decide the hold first (h in the inbox, `stopline decide`); if they meant something else, it is released.",
)
