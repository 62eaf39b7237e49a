"""What the figures should hold, replayed from the ledger in memory, to be compared with what they hold."""

from collections.abc import Iterable
from dataclasses import astuple

from stopline.address import Address
from stopline.analytics import membership
from stopline.analytics.attribution import Basis, Remembered
from stopline.analytics.counting import Counting, is_counted, mistaken_stop, seconds_between
from stopline.analytics.periods import local_day
from stopline.clock import from_text, to_text
from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method, RecordedEvent, Scope
from stopline.consent.ledger import Change
from stopline.store.engine import Row, SqlValue

PAGE = 5_000
_Line = tuple[SqlValue, ...]
"""A row of the figures, in the order of its columns, the event's place in the ledger first."""


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
        self._optouts: dict[int, _Line] = {}
        self._memberships: dict[int, list[SqlValue]] = {}
        self._present: dict[tuple[str, str], int] = {}
        self._holds: dict[int, list[SqlValue]] = {}

    def count(self, change: Change) -> None:
        """Count one event."""
        event, seq = change.recorded.event, change.recorded.seq
        if event.kind is EventKind.ERASED:
            return
        if is_counted(event):
            if change.is_new_stop:
                facts = self._counting.facts(change, self._basis, self._remembered)
                self._optouts[seq] = astuple(facts)
            elif event.kind is EventKind.CORRECTED:
                self._optouts.pop(mistaken_stop(change), None)
        self._count_membership(change)
        self._count_holds(change)

    def optout_differences(self, found: Iterable[Row]) -> int:
        """Return how many opt-outs are not as they should be."""
        return _differences(self._optouts, found)

    def membership_differences(self, found: Iterable[Row]) -> int:
        """Return how many times of being a subscriber are not as they should be."""
        return _differences({seq: tuple(line) for seq, line in self._memberships.items()}, found)

    def hold_differences(self, found: Iterable[Row]) -> int:
        """Return how many holds are not as they should be."""
        return _differences({seq: tuple(line) for seq, line in self._holds.items()}, found)

    def _count_membership(self, change: Change) -> None:
        event, seq = change.recorded.event, change.recorded.seq
        key = (event.address, event.channel.value)
        day = local_day(event.occurred_at, self._basis.zone).isoformat()
        if membership.has_joined(change):
            mistaken = mistaken_stop(change)
            for line in self._memberships.values():
                if mistaken and line[8] == mistaken:
                    line[6:10] = [None, None, None, None]
                    self._present[key] = int(str(line[0]))
                    return
            source = self._remembered.sources.get(seq) or membership.joined_by(change)
            self._memberships[seq] = [
                seq,
                *key,
                source,
                day,
                to_text(event.occurred_at),
                None,
                None,
                None,
                None,
            ]
            self._present[key] = seq
        elif membership.has_left(change) and key in self._present:
            line = self._memberships[self._present.pop(key)]
            line[6:9] = [day, self._remembered.leavings.get(seq) or membership.left_by(change), seq]
            line[9] = seconds_between(from_text(str(line[5])), event.occurred_at)

    def _count_holds(self, change: Change) -> None:
        event, seq = change.recorded.event, change.recorded.seq
        for ended in membership.ended_holds(change):
            line = self._holds.get(ended.event_seq)
            if line is not None:
                line[5] = self._remembered.decisions.get(ended.event_seq) or ended.decided.value
                line[6] = seconds_between(from_text(str(line[4])), change.recorded.recorded_at)
        if membership.begun_hold(change):
            day = local_day(event.occurred_at, self._basis.zone).isoformat()
            self._holds[seq] = [
                seq,
                event.address,
                event.channel.value,
                day,
                to_text(event.occurred_at),
                "open",
                None,
            ]


def recorded_of(row: Row) -> RecordedEvent:
    """Return the event of a row."""
    event = ConsentEvent(
        address=Address(row.text("address")),
        channel=Channel(row.text("channel")),
        kind=EventKind(row.text("kind")),
        method=Method(row.text("method")),
        actor=row.text("actor"),
        occurred_at=row.instant("occurred_at"),
        scope=Scope(row.text("scope")),
        evidence=Evidence.from_content(row.text_or_none("content")),
    )
    return RecordedEvent(row.number("seq"), event, row.instant("recorded_at"), row.text("hash"))


def _differences(expected: dict[int, _Line], found: Iterable[Row]) -> int:
    """Return how many rows are missing, too many or not as they should be."""
    rows = {row.number("event_seq"): tuple(row) for row in found}
    return sum(rows.get(seq) != expected.get(seq) for seq in rows.keys() | expected.keys())
