"""Pure: who is a subscriber, how somebody became one and ceased to be one, and how holds end.

A subscriber is an address that may get marketing on a channel. A hold freezes sending but does not end it: what is decided may.
"""

from dataclasses import dataclass
from enum import StrEnum

from stopline.analytics.attribution import DECIDED, Certainty, certainty_of
from stopline.consent.events import AUTOMATIC, EventKind, Scope
from stopline.consent.ledger import Change
from stopline.consent.status import Standing, State, Status
from stopline.inert import one_line

LONGEST_SOURCE = 60
EXPIRED = "expired"
"""How somebody left whose consent ran out; they did not opt out."""


class Decided(StrEnum):
    """How a hold ended."""

    OPEN = "open"
    STOP = "stop"
    """An agent confirmed that it meant stop."""
    PART = "part"
    """An agent decided that only a part was to stop."""
    RELEASED = "released"
    """An agent decided that it meant something else."""
    TIME = "time"
    """Nobody decided in time, so it counts as a stop."""
    CONTACT = "contact"
    """The contact wrote again and was clear."""


@dataclass(frozen=True, slots=True)
class EndedHold:
    """A hold that is over."""

    event_seq: int
    """The event that held."""
    decided: Decided


def is_subscriber(standing: Standing) -> bool:
    """Tell whether an address may get marketing, a hold left aside."""
    everything = _beneath_hold(standing.everything)
    if everything is State.STOPPED:
        return False
    marketing = standing.marketing
    return (everything if marketing is None else _beneath_hold(marketing)) is State.SUBSCRIBED


def has_joined(change: Change) -> bool:
    """Tell whether somebody became a subscriber."""
    return is_subscriber(change.after) and not is_subscriber(change.before)


def has_left(change: Change) -> bool:
    """Tell whether somebody ceased to be a subscriber."""
    return is_subscriber(change.before) and not is_subscriber(change.after)


def joined_by(change: Change) -> str:
    """Return how somebody agreed: by which keyword, form, file or agent."""
    event = change.recorded.event
    detail = event.evidence.keyword or event.evidence.source
    return one_line(f"{event.method.value}: {detail}" if detail else event.method.value, LONGEST_SOURCE)


def left_by(change: Change) -> str:
    """Return how somebody left."""
    event = change.recorded.event
    if event.kind is EventKind.EXPIRED:
        return EXPIRED
    certainty = certainty_of(change)
    return event.method.value if certainty is Certainty.TOLD else certainty.value


def begun_hold(change: Change) -> bool:
    """Tell whether an event held what was not held."""
    scope = change.recorded.event.scope
    return _held(change.after, scope) != _held(change.before, scope) and bool(_held(change.after, scope))


def ended_holds(change: Change) -> list[EndedHold]:
    """Return the holds an event ended."""
    after = {_held(change.after, scope) for scope in Scope}
    ended = {_held(change.before, scope) for scope in Scope} - after - {0}
    return [EndedHold(seq, _decided(change)) for seq in sorted(ended)]


def _decided(change: Change) -> Decided:
    event = change.recorded.event
    note = event.evidence.note
    if event.kind is EventKind.RELEASED:
        return Decided.PART if note.endswith(": only a part was meant") else Decided.RELEASED
    if note.startswith(f"{DECIDED}{AUTOMATIC}:"):
        return Decided.TIME
    return Decided.STOP if note.startswith(DECIDED) else Decided.CONTACT


def _held(standing: Standing, scope: Scope) -> int:
    """Return the event that holds exactly this scope, 0 where none does."""
    status = standing.narrow(scope)
    return status.event_seq if status is not None and status.state is State.HELD else 0


def _beneath_hold(status: Status) -> State:
    if status.state is State.HELD:
        return status.before_hold or State.UNKNOWN
    return status.state
