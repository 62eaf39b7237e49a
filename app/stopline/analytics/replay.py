"""What the figures should hold, replayed from the ledger in memory, to be compared with what they hold."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass

from stopline.analytics import membership
from stopline.analytics.attribution import Basis, OptOutFacts, Remembered
from stopline.analytics.counting import Counting, is_counted, mistaken_stop, seconds_between
from stopline.analytics.periods import local_day
from stopline.clock import from_text, to_text
from stopline.consent.events import EventKind
from stopline.consent.ledger import Change
from stopline.store.engine import Row

PAGE = 5_000


@dataclass(slots=True)
class _Membership:
    """A time somebody was a subscriber; the fields are the columns of its row."""

    event_seq: int
    address: str
    channel: str
    source: str
    joined_on: str
    joined_at: str
    left_on: str | None = None
    left_by: str | None = None
    left_seq: int | None = None
    stayed: int | None = None

    def reopen(self) -> None:
        """Note that it never ended: the stop was recorded by mistake."""
        self.left_on = self.left_by = self.left_seq = self.stayed = None


@dataclass(slots=True)
class _Hold:
    """A hold; the fields are the columns of its row."""

    event_seq: int
    address: str
    channel: str
    held_on: str
    held_at: str
    decided: str = membership.Decided.OPEN.value
    waited: int | None = None


_Line = OptOutFacts | _Membership | _Hold


class Replayed:
    """The rows that follow from the events counted so far.

    Args:
        counting: reads what an opt-out is put down to.
        basis: what the counts are made with.
        remembered: what was known of events before their words were erased.
    """

    def __init__(self, counting: Counting, basis: Basis, remembered: Remembered) -> None:
        self._counting = counting
        self._basis = basis
        self._remembered = remembered
        self._optouts: dict[int, OptOutFacts] = {}
        self._memberships: dict[int, _Membership] = {}
        self._present: dict[tuple[str, str], _Membership] = {}
        """Of whom is a subscriber now."""
        self._left_with: dict[int, _Membership] = {}
        """By the event with which they ended."""
        self._holds: dict[int, _Hold] = {}

    def count(self, change: Change) -> None:
        """Count one event."""
        event, seq = change.recorded.event, change.recorded.seq
        if event.kind is EventKind.ERASED:
            return
        if is_counted(event):
            if change.is_new_stop:
                self._optouts[seq] = self._counting.facts(change, self._basis, self._remembered)
            elif event.kind is EventKind.CORRECTED:
                self._optouts.pop(mistaken_stop(change), None)
        self._count_membership(change)
        self._count_holds(change)

    def optout_differences(self, found: Iterable[Row]) -> int:
        """Return how many opt-outs are not as they should be."""
        return _differences(self._optouts, found)

    def membership_differences(self, found: Iterable[Row]) -> int:
        """Return how many times of being a subscriber are not as they should be."""
        return _differences(self._memberships, found)

    def hold_differences(self, found: Iterable[Row]) -> int:
        """Return how many holds are not as they should be."""
        return _differences(self._holds, found)

    def _count_membership(self, change: Change) -> None:
        event, seq = change.recorded.event, change.recorded.seq
        place = (event.address, event.channel.value)
        day = local_day(event.occurred_at, self._basis.zone).isoformat()
        if membership.has_joined(change):
            mistaken = self._left_with.pop(mistaken_stop(change), None)
            if mistaken is not None:
                mistaken.reopen()
                self._present[place] = mistaken
                return
            source = self._remembered.sources.get(seq) or membership.joined_by(change)
            joined = _Membership(seq, *place, source, day, to_text(event.occurred_at))
            self._memberships[seq] = self._present[place] = joined
        elif membership.has_left(change) and place in self._present:
            left = self._left_with[seq] = self._present.pop(place)
            left.left_on, left.left_seq = day, seq
            left.left_by = self._remembered.leavings.get(seq) or membership.left_by(change)
            left.stayed = seconds_between(from_text(left.joined_at), event.occurred_at)

    def _count_holds(self, change: Change) -> None:
        event, seq = change.recorded.event, change.recorded.seq
        for ended in membership.ended_holds(change):
            held = self._holds.get(ended.event_seq)
            if held is not None:
                held.decided = self._remembered.decisions.get(ended.event_seq) or ended.decided.value
                held.waited = seconds_between(from_text(held.held_at), change.recorded.recorded_at)
        if membership.begun_hold(change):
            day = local_day(event.occurred_at, self._basis.zone).isoformat()
            self._holds[seq] = _Hold(seq, event.address, event.channel.value, day, to_text(event.occurred_at))


def _differences(expected: Mapping[int, _Line], found: Iterable[Row]) -> int:
    """Return how many rows are missing, too many or not as they should be."""
    rows = {row.number("event_seq"): tuple(row) for row in found}
    lines = {seq: astuple(line) for seq, line in expected.items()}
    return sum(rows.get(seq) != lines.get(seq) for seq in rows.keys() | lines.keys())
