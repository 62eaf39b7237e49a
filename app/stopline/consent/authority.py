"""Pure: who may bring an event, and what an agent or an import can never undo.

A stop belongs to the person who said it. An agent may record what was heard elsewhere, also a fresh yes after a stop that
an agent had recorded, but nobody except the contact undoes the contact's own stop or one that a file brought along, and no import
undoes any stop.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Method, Scope
from stopline.consent.refusal import Reason, Refusal
from stopline.consent.status import Standing, State
from stopline.inert import one_line


class Whose(StrEnum):
    """Whose a stop is, which tells who may take it back."""

    THEIRS = "theirs"
    DOUBTFUL = "doubtful"
    """It is theirs, in words that might have meant stop and on which nobody decided in time."""
    COLLEAGUES = "colleagues"
    """An agent, or a program of the team's, recorded it."""
    FORGOTTEN = "forgotten"
    """It is kept of somebody who was forgotten."""


_YES = frozenset(
    {EventKind.GIVEN, EventKind.CONFIRMED, EventKind.IMPORTED, EventKind.CORRECTED, EventKind.REQUESTED}
)

_AGREES = frozenset({EventKind.GIVEN, EventKind.CONFIRMED})
"""What says yes to us. Only the first lifts a stop: a second yes to a question is none to the stop that came in between."""


def objection(standing: Standing, stopped_by: ConsentEvent | None, event: ConsentEvent) -> Refusal | None:
    """Return why an event may not be recorded, or None.

    Args:
        standing: where the address stands before the event.
        stopped_by: the stop that no colleague may lift where there is one, else the event that made the present stop.
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


def stop_that_counts(said: Mapping[int, ConsentEvent], scope: Scope, made_by: int) -> ConsentEvent | None:
    """Return the stop that tells who may lift what is stopped: one that no colleague may lift before the one that made the status.

    Args:
        said: what was recorded of one address on one channel, by its place in the ledger, oldest first.
        scope: what somebody wants to record.
        made_by: the place of the event that made the status.
    """
    return kept_stop(said.values(), scope) or said.get(made_by)


def stopping_event(standing: Standing, scope: Scope) -> int:
    """Return the place of the event that made the stop which a wish about a scope meets; 0 where none did."""
    statuses = (standing.within(scope), *standing.scopes().values())
    return next((each.event_seq for each in statuses if each.state is State.STOPPED), 0)


def whose(stopped_by: ConsentEvent) -> Whose:
    """Return whose a stop is; one that a file brought along counts as theirs, for nobody here knows better."""
    if stopped_by.method is Method.SUPPRESSION:
        return Whose.FORGOTTEN
    if stopped_by.is_undecided:
        return Whose.DOUBTFUL
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
    return _last_about(scope, _not_taken_back(events, _is_own))


def kept_stop(events: Iterable[ConsentEvent], scope: Scope) -> ConsentEvent | None:
    """Return the stop that no colleague may lift: the person's own or one kept of the forgotten, else the last that a file brought along.

    Args:
        events: what was recorded of one address on one channel, oldest first.
        scope: what somebody wants to record.
    """
    said = list(events)
    return own_stop(said, scope) or _last_about(scope, _not_taken_back(said, _is_kept))


def own_stop_at(events: Iterable[ConsentEvent], scope: Scope) -> datetime | None:
    """Return when a stop that covers a scope and that the person said themselves was last said, or None where there is none."""
    return _last_said(_not_taken_back(events, _is_own), scope)


def kept_stop_at(events: Iterable[ConsentEvent], scope: Scope) -> datetime | None:
    """Return when a stop that covers a scope and that no colleague may lift was last said, or None where there is none."""
    return _last_said(_not_taken_back(events, _is_kept), scope)


def has_agreed_since(events: Iterable[ConsentEvent], scope: Scope, at: datetime) -> bool:
    """Tell whether the person agreed themselves, here and after an instant, to everything that a scope covers."""
    return any(
        event.kind in _AGREES
        and event.actor == CONTACT
        and event.scope in (Scope.ALL, scope)
        and event.occurred_at > at
        for event in events
    )


def was_told(events: Iterable[ConsentEvent], scope: Scope, at: datetime) -> bool:
    """Tell whether exactly this stop, which no colleague may lift, was recorded already, whatever came of it."""
    return any(
        event.kind is EventKind.WITHDRAWN
        and event.scope is scope
        and event.occurred_at == at
        and _is_kept(event)
        for event in events
    )


def last_stop(events: Iterable[ConsentEvent], scope: Scope) -> ConsentEvent | None:
    """Return the stop of exactly one scope that was said last: of those that no colleague may lift, else of all."""
    said = list(events)
    kept = _not_taken_back(said, _is_kept).get(scope)
    stops = [event for event in said if event.kind is EventKind.WITHDRAWN and event.scope is scope]
    return kept or max(stops, key=lambda stop: stop.occurred_at, default=None)


def _is_own(stop: ConsentEvent) -> bool:
    return stop.actor == CONTACT or stop.method is Method.CARRIER


def _is_kept(stop: ConsentEvent) -> bool:
    """Tell whether no colleague may lift a stop."""
    return whose(stop) is not Whose.COLLEAGUES


def _not_taken_back(
    events: Iterable[ConsentEvent], counts: Callable[[ConsentEvent], bool]
) -> dict[Scope, ConsentEvent]:
    """Return the last stop of each scope, of those that count, which the person has not taken back by a newer yes that covers it."""
    standing: dict[Scope, ConsentEvent] = {}
    for event in events:
        if event.kind is EventKind.WITHDRAWN and counts(event):
            last = standing.get(event.scope)
            if last is None or event.occurred_at >= last.occurred_at:
                standing[event.scope] = event
        elif event.kind is EventKind.GIVEN and event.actor == CONTACT:
            covered = Scope if event.scope is Scope.ALL else (event.scope,)
            for scope in covered:
                if scope in standing and event.occurred_at >= standing[scope].occurred_at:
                    del standing[scope]
    return standing


def _last_said(stops: Mapping[Scope, ConsentEvent], scope: Scope) -> datetime | None:
    covering = [stop.occurred_at for covered, stop in stops.items() if covered in (Scope.ALL, scope)]
    return max(covering, default=None)


def _last_about(scope: Scope, stops: Mapping[Scope, ConsentEvent]) -> ConsentEvent | None:
    about = [stop for covered, stop in stops.items() if is_about(covered, scope)]
    return max(about, key=lambda stop: stop.occurred_at, default=None)


def is_about(one: Scope, other: Scope) -> bool:
    """Tell whether what is said of one scope also says something of another."""
    return one is other or Scope.ALL in (one, other)


def _own_stop(stopped_by: ConsentEvent | None, channel: Channel) -> Reason:
    if stopped_by is not None and whose(stopped_by) is Whose.FORGOTTEN:
        # Links they once got lead nowhere any more, so by e-mail there is nothing to point to.
        return Reason(
            "own_stop",
            "This person was forgotten and stays stopped, so nobody else can undo it.",
            "Only a fresh yes of their own opens it again."
            + ("" if channel is Channel.EMAIL else f" {own_yes(channel)}"),
        )
    said = one_line(stopped_by.evidence.words) if stopped_by is not None else ""
    words = f" (“{said}”)" if said else ""
    if stopped_by is not None and whose(stopped_by) is Whose.DOUBTFUL:
        return Reason(
            "own_stop",
            f"Doubtful words of this person{words} count as their stop, for nobody decided in time; so nobody else can undo it.",
            own_yes(channel),
        )
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
