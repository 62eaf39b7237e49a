"""Pure: what follows from the events: the present status of one address on one channel, scope by scope."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from stopline.consent.basis import IMPLIED, basis_of, is_worth_more
from stopline.consent.events import CONTACT, Basis, ConsentEvent, EventKind, Method, Scope


class State(StrEnum):
    """The derived present of a consent."""

    UNKNOWN = "unknown"
    PENDING = "pending"
    """Asked, and not answered yet."""
    SUBSCRIBED = "subscribed"
    HELD = "held"
    """A doubtful reply froze sending until a person decides."""
    STOPPED = "stopped"


BLOCKING = frozenset({State.STOPPED, State.HELD})
"""The states in which nothing but compliance may leave."""
_STRICTNESS = {State.HELD: 1, State.STOPPED: 2}
"""How much a state keeps back, where it keeps anything back."""


@dataclass(frozen=True, slots=True)
class Status:
    """The state of one scope, since when, and the ledger event that made it so (0: no event)."""

    state: State = State.UNKNOWN
    since: datetime | None = None
    event_seq: int = 0
    before_hold: State | None = None
    """What a release returns to."""
    basis: Basis | None = None
    """What the last yes rests on; kept through a hold, and through a stop for the case that it is corrected."""
    agreed_at: datetime | None = None
    """When that yes was given: an implied one runs out by it."""
    said_again_at: datetime | None = field(default=None, compare=False)
    """When a stop was last said once more. It is not stored: it follows from the events, and is asked for only when a yes meets the stop."""

    def is_newer_than(self, at: datetime) -> bool:
        """Tell whether this was said after an instant, the first time or once more."""
        last = self.said_again_at or self.since
        return last is not None and last > at


NOTHING_KNOWN = Status()


def is_weaker(status: Status, other: Status | None) -> bool:
    """Tell whether a status would let more through than another."""
    return other is not None and _STRICTNESS.get(status.state, 0) < _STRICTNESS.get(other.state, 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one address stands on one channel: a status for everything, and narrower ones where they differ."""

    everything: Status = NOTHING_KNOWN
    marketing: Status | None = None
    notice: Status | None = None

    def within(self, scope: Scope) -> Status:
        """Return the status that counts for a scope: a stop or hold of everything wins, else the narrower one where there is one."""
        if scope is Scope.ALL:
            return self.everything
        narrow = self.narrow(scope)
        if narrow is None or self.everything.state in BLOCKING:
            return self.everything
        return narrow

    def narrow(self, scope: Scope) -> Status | None:
        """Return the status kept for exactly this scope."""
        match scope:
            case Scope.ALL:
                return self.everything
            case Scope.MARKETING:
                return self.marketing
            case Scope.NOTICE:
                return self.notice
            case _:
                assert_never(scope)

    def scopes(self) -> dict[Scope, Status]:
        """Return what is kept, scope by scope, without scopes nothing is known of."""
        kept = {Scope.ALL: self.everything, Scope.MARKETING: self.marketing, Scope.NOTICE: self.notice}
        return {scope: status for scope, status in kept.items() if status is not None and status.event_seq}


def worth_telling(standing: Standing) -> dict[Scope, Status]:
    """Return what to show of a standing: beside a stop or hold of everything, no narrower yes that carries nothing any more."""
    is_blocked = standing.everything.state in BLOCKING
    return {
        scope: status
        for scope, status in standing.scopes().items()
        if scope is Scope.ALL or not is_blocked or status.state in BLOCKING
    }


_LIFTING = frozenset({EventKind.GIVEN, EventKind.CORRECTED})
YES = frozenset({EventKind.GIVEN, EventKind.CONFIRMED, EventKind.IMPORTED, EventKind.CORRECTED})
"""The events that say yes."""
_BY_TEXT = frozenset({Method.KEYWORD, Method.SENTENCE})
"""How somebody asks who writes to us themselves."""
_REMEMBERING = frozenset({State.SUBSCRIBED, State.HELD, State.STOPPED})
"""States in which the last yes is still known."""

UNTOUCHED = Standing()
"""The standing of an address nothing has been recorded about."""


def advance(standing: Standing, seq: int, event: ConsentEvent) -> Standing:
    """Return the standing after one more event."""
    if _asks_for_one_kind(standing.everything, event):
        standing = _narrowed(standing, seq, event)
    before = standing.narrow(event.scope) or NOTHING_KNOWN
    after = _next_status(before, seq, event)
    match event.scope:
        case Scope.ALL:
            if event.kind in _LIFTING and after.state is State.SUBSCRIBED:
                return Standing(after, _newer(standing.marketing, event), _newer(standing.notice, event))
            return replace(standing, everything=after)
        case Scope.MARKETING:
            return replace(standing, marketing=after)
        case Scope.NOTICE:
            return replace(standing, notice=after)
        case _:
            assert_never(event.scope)


def fold(events: Iterable[tuple[int, ConsentEvent]]) -> Standing:
    """Return the standing after all events of one address on one channel, in ledger order."""
    standing = UNTOUCHED
    for seq, event in events:
        standing = advance(standing, seq, event)
    return standing


def with_repeats(standing: Standing, said: Mapping[int, ConsentEvent]) -> Standing:
    """Return a stored standing with when each of its stops was last said again, as the events tell.

    Args:
        standing: where the address stands.
        said: everything that was recorded of it on the channel, by its place in the ledger, oldest first.
    """
    told = fold(said.items())

    def repeated(scope: Scope) -> Status | None:
        status, follows = standing.narrow(scope), told.narrow(scope)
        if status is not None and follows is not None and status.state is follows.state is State.STOPPED:
            return replace(status, said_again_at=follows.said_again_at)
        return status

    return Standing(repeated(Scope.ALL) or NOTHING_KNOWN, repeated(Scope.MARKETING), repeated(Scope.NOTICE))


def _asks_for_one_kind(everything: Status, event: ConsentEvent) -> bool:
    """Tell whether somebody who stopped everything writes themselves, later, that they want one kind of message."""
    return (
        everything.state is State.STOPPED
        and everything.since is not None
        and not everything.is_newer_than(event.occurred_at)
        and event.scope is not Scope.ALL
        and event.kind is EventKind.GIVEN
        and event.actor == CONTACT
        and event.method in _BY_TEXT
    )


def _narrowed(standing: Standing, seq: int, event: ConsentEvent) -> Standing:
    """Return a stop of everything as one of each kind: what is not asked for stays stopped, whatever stood before the stop."""
    stopped = standing.everything
    kept = [
        _said_again(narrow, stopped.said_again_at or stopped.since)
        if narrow is not None and narrow.state is State.STOPPED
        else stopped
        for narrow in (standing.marketing, standing.notice)
    ]
    return Standing(Status(State.UNKNOWN, event.occurred_at, seq), *kept)


def _newer(narrow: Status | None, event: ConsentEvent) -> Status | None:
    """Return a narrower status if it is newer than a fresh yes to everything, which lifts what came before it."""
    return narrow if narrow is not None and narrow.is_newer_than(event.occurred_at) else None


def _next_status(before: Status, seq: int, event: ConsentEvent) -> Status:
    """Return the status after an event; one that changes nothing leaves since-when and by-which-event alone.

    A yes that is older than the stop it meets, or than the last time that was said, does not undo it, and neither does one that is
    older than a doubt: texts may come in late.
    """
    state = _next_state(before, event.kind)
    is_overtaken = before.state in BLOCKING and before.is_newer_than(event.occurred_at)
    if is_overtaken and event.kind is EventKind.GIVEN:
        return before
    if state is before.state is State.STOPPED and event.kind is EventKind.WITHDRAWN:
        return _said_again(before, event.occurred_at)
    if state is before.state:
        return _renewed(before, seq, event)
    before_hold = before.state if state is State.HELD else None
    basis, agreed_at = _agreement(before, state, event)
    return Status(state, event.occurred_at, seq, before_hold, basis, agreed_at)


def _said_again(stopped: Status, at: datetime | None) -> Status:
    """Return a stop that was said once more: it stands since it was first said, and a yes has to be newer than the last time."""
    is_later = at is not None and not stopped.is_newer_than(at)
    return replace(stopped, said_again_at=at) if is_later else stopped


def _renewed(before: Status, seq: int, event: ConsentEvent) -> Status:
    """Return a consent after another yes: a stronger one takes its place, and a second purchase lets it last longer."""
    if before.state is not State.SUBSCRIBED or event.kind not in YES:
        return before
    basis = basis_of(event)
    if is_carried_further(before, basis, event.agreed_at):
        return replace(before, event_seq=seq, basis=basis, agreed_at=event.agreed_at)
    return before


def is_carried_further(status: Status, basis: Basis, agreed_at: datetime) -> bool:
    """Tell whether another yes is worth more than the one a consent rests on, or lasts longer where that runs out."""
    is_later = status.agreed_at is not None and agreed_at > status.agreed_at
    is_prolonged = basis is status.basis and basis in IMPLIED and is_later
    return is_prolonged or is_worth_more(basis, status.basis)


def _agreement(before: Status, state: State, event: ConsentEvent) -> tuple[Basis | None, datetime | None]:
    """Return on which yes the next status rests, and when it was given."""
    is_restored = event.kind is EventKind.CORRECTED and before.basis is not None
    if event.kind in YES and state is State.SUBSCRIBED and not is_restored:
        return basis_of(event), event.agreed_at
    return (before.basis, before.agreed_at) if state in _REMEMBERING else (None, None)


def _next_state(before: Status, kind: EventKind) -> State:
    match kind:
        case EventKind.WITHDRAWN:
            return State.STOPPED
        case EventKind.GIVEN | EventKind.CORRECTED:
            return State.SUBSCRIBED
        case EventKind.CONFIRMED | EventKind.IMPORTED:
            return before.state if before.state in BLOCKING else State.SUBSCRIBED
        case EventKind.REQUESTED:
            return State.PENDING if before.state is State.UNKNOWN else before.state
        case EventKind.HELD:
            return before.state if before.state in BLOCKING else State.HELD
        case EventKind.RELEASED:
            return (before.before_hold or State.UNKNOWN) if before.state is State.HELD else before.state
        case EventKind.EXPIRED:
            return State.UNKNOWN if before.state in (State.SUBSCRIBED, State.PENDING) else before.state
        case EventKind.ERASED:
            return before.state
        case _:
            assert_never(kind)
