"""The tally: makes the figures again from ledger and messages, and compares them.

Counting again goes through ledger and messages in pieces, each in a transaction of its own, so that nobody waits long for the right to
write. How far it has come is kept in the workspace: another process, or the same after a crash, goes on from there. Meanwhile events
are left to it, and messages that leave are counted as always, since noting somebody twice changes nothing.

What forgotten people did is read again from the ledger under the digest that stands for them; that messages reached them cannot be, and
is kept.
"""

import collections
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import tzinfo

from stopline.address import Address
from stopline.analytics.attribution import OptOutFacts, Remembered, source_of
from stopline.analytics.counting import Counting
from stopline.analytics.periods import local_day, week_hour
from stopline.analytics.replay import PAGE, Replayed
from stopline.consent.gate import Purpose
from stopline.consent.ledger import Change
from stopline.consent.status import UNTOUCHED, Standing, advance
from stopline.consent.stored_events import recorded_of
from stopline.store.engine import Row, SqlValue

EVENTS_AT_ONCE = 500
MESSAGES_AT_ONCE = 2_000
"""How much is counted again in one transaction: well under a second."""
_EMPTY = (
    "empty_optouts", "empty_optout_counts", "empty_reached", "empty_reach_counts", "empty_reach_days", "empty_reach_series",
    "empty_memberships", "empty_membership_counts", "empty_cohort_counts", "empty_hold_facts",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing the counts with ledger and messages found."""

    optout_differences: int
    reach_differences: int
    subscriber_differences: int = 0
    hold_differences: int = 0

    @property
    def differences(self) -> int:
        """How many there are in all."""
        return (
            self.optout_differences
            + self.reach_differences
            + self.subscriber_differences
            + self.hold_differences
        )

    @property
    def is_true(self) -> bool:
        """Tell whether every count follows from what happened."""
        return not self.differences

    def as_json(self) -> dict[str, int]:
        """Return it as programs read it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Place:
    """How far counting again has come."""

    event: int = 0
    message: int = 0
    last_message: int = 0
    """Those after it are counted as they leave."""

    def to_text(self, remembered: Remembered) -> str:
        kept = {
            "optouts": [asdict(facts) for facts in remembered.optouts.values()],
            "sources": dict(remembered.sources),
            "leavings": dict(remembered.leavings),
            "decisions": dict(remembered.decisions),
        }
        return json.dumps({"place": asdict(self), "remembered": kept})

    @classmethod
    def from_text(cls, text: str) -> "tuple[_Place, Remembered]":
        read = json.loads(text)
        kept = read["remembered"]
        return cls(**read["place"]), Remembered(
            {facts["event_seq"]: OptOutFacts(**facts) for facts in kept["optouts"]},
            {int(seq): source for seq, source in kept["sources"].items()},
            {int(seq): left for seq, left in kept["leavings"].items()},
            {int(seq): decided for seq, decided in kept["decisions"].items()},
        )


class Tally(Counting):
    """The figures of one workspace, as they grow, and as they are made again and compared."""

    def catch_up(self) -> bool:
        """Make the counts again if they were made for another zone or other windows, or somebody began to; return whether they were."""
        if self.basis() == self.wanted and self._place() is None:
            return False
        with self._engine.transaction():
            if self.basis() != self.wanted:
                self._begin()
        self._go_on()
        return True

    def rebuild(self) -> None:
        """Make every count again from ledger and messages."""
        with self._engine.transaction():
            self._begin()
        self._go_on()

    def compare(self) -> Comparison:
        """Compare every count with ledger and messages; nothing is changed."""
        with self._engine.snapshot():
            expected = Replayed(self, self.basis() or self.wanted, self._remembered_now())
            for change in self._changes():
                expected.count(change)
            return Comparison(
                expected.optout_differences(self._rows("every_optout"))
                + self._count_rows("miscounted_optouts"),
                self._reach_differences() + self._count_rows("miscounted_reach"),
                expected.membership_differences(self._rows("every_membership"))
                + self._count_rows("miscounted_memberships")
                + self._count_rows("miscounted_cohorts"),
                expected.hold_differences(self._rows("every_hold")),
            )

    def _begin(self) -> None:
        """Drop every count and note that somebody counts again."""
        remembered, reached = self._remembered_now(), self._rows("forgotten_reached")
        for query in _EMPTY:
            self._engine.run(self._sql[query])
        for row in reached:
            series = {"dimension": row.text("dimension"), "key": row.text("key")}
            self._engine.run(self._sql["keep_forgotten_series"], **series)
            self._engine.run(
                self._sql["keep_forgotten_reached"],
                person=row.number("person"),
                day=row.text("day"),
                **series,
            )
        self._engine.run(self._sql["keep_basis"], basis=self._wanted_text)
        last = self._engine.one(self._sql["last_message"])
        place = _Place(last_message=last.number("id") if last else 0)
        self._engine.run(self._sql["keep_recount_place"], place=place.to_text(remembered))

    def _go_on(self) -> None:
        """Count piece by piece until everything is counted, together with whoever else is at it."""
        standings: dict[tuple[str, str], Standing] = {}
        known_to = 0
        while True:
            with self._engine.transaction():
                found = self._place()
                if found is None:
                    return
                place, remembered = found
                if place.message < place.last_message:
                    place = self._count_messages(place)
                elif self._roll_up_one():
                    pass
                else:
                    if place.event != known_to:
                        # Somebody else has counted meanwhile, or begun again.
                        standings.clear()
                        collections.deque(self._changes(standings, 0, place.event), maxlen=0)
                    known_to = self._count_events(standings, place.event, remembered)
                    if known_to == place.event:
                        self._engine.run(self._sql["end_recount"])
                        return
                    place = _Place(known_to, place.message, place.last_message)
                self._engine.run(self._sql["keep_recount_place"], place=place.to_text(remembered))

    def _count_events(
        self, standings: dict[tuple[str, str], Standing], after: int, remembered: Remembered
    ) -> int:
        """Count the next events; return the last of them, or where it went on from if there are none."""
        basis = self.basis() or self.wanted
        for change in self._changes(standings, after, after + EVENTS_AT_ONCE):
            self.count(change, basis, remembered)
            after = change.recorded.seq
        return after

    def _count_messages(self, place: _Place) -> _Place:
        """Count whom the next messages reached; rolled up is at the end."""
        rows = self._engine.all(self._sql["left_messages_after"], after=place.message, limit=MESSAGES_AT_ONCE)
        zone = (self.basis() or self.wanted).zone
        people: dict[str, tuple[int, str]] = {}
        seen: set[tuple[SqlValue, ...]] = set()
        for row in rows:
            address = row.text("address")
            if address not in people:
                people[address] = self.person(Address(address))
            day, values = _counted_by(row, people[address][1], zone)
            mark = (people[address][0], day, *values.values())
            if mark not in seen:
                seen.add(mark)
                self._engine.run(self._sql["add_reach_series"], **values)
                self._engine.run(self._sql["add_reached"], person=people[address][0], day=day, **values)
        reached = rows[-1].number("id") if len(rows) == MESSAGES_AT_ONCE else place.last_message
        return _Place(place.event, reached, place.last_message)

    def _roll_up_one(self) -> bool:
        """Roll up one series; return whether there was one."""
        row = self._engine.one(self._sql["series_to_roll_up"])
        if row is None:
            return False
        series = row.number("id")
        for query in ("empty_series_counts", "empty_series_days", "roll_up_counts", "roll_up_days"):
            self._engine.run(self._sql[query], series=series)
        self._engine.run(self._sql["end_roll_up"], series=series)
        return True

    def _changes(
        self,
        standings: dict[tuple[str, str], Standing] | None = None,
        after: int = 0,
        until: int | None = None,
    ) -> Iterator[Change]:
        """Replay the ledger: every event with the standing before and after it.

        Args:
            standings: where everybody stands after the event named by `after`; kept in step.
            after: the event to go on from.
            until: the last event wanted.
        """
        standings = {} if standings is None else standings
        while until is None or after < until:
            limit = PAGE if until is None else min(PAGE, until - after)
            rows = self._engine.all(self._sql["events_after"], after=after, limit=limit)
            for row in rows:
                recorded = recorded_of(row)
                key = (row.text("address"), row.text("channel"))
                before = standings.get(key, UNTOUCHED)
                standings[key] = advance(before, recorded.seq, recorded.event)
                yield Change(recorded, before, standings[key], 0)
            if not rows:
                return
            after = rows[-1].number("seq")

    def _place(self) -> tuple[_Place, Remembered] | None:
        row = self._engine.one(self._sql["recount_place"])
        return _Place.from_text(row.text("value")) if row else None

    def _remembered_now(self) -> Remembered:
        """Return what stands in the figures of events whose words are erased, also while somebody counts again."""
        place = self._place()
        kept = place[1] if place else Remembered()
        optouts = (OptOutFacts(*row) for row in self._engine.all(self._sql["erased_optouts"]))
        sources = self._engine.all(self._sql["erased_memberships"])
        leavings = self._engine.all(self._sql["erased_leavings"])
        decisions = self._engine.all(self._sql["erased_holds"])
        return Remembered(
            {**kept.optouts, **{facts.event_seq: facts for facts in optouts}},
            {**kept.sources, **{row.number("event_seq"): row.text("source") for row in sources}},
            {**kept.leavings, **{row.number("left_seq"): row.text("left_by") for row in leavings}},
            {**kept.decisions, **{row.number("event_seq"): row.text("decided") for row in decisions}},
        )

    def _reach_differences(self) -> int:
        """Compare who was reached with the messages, dimension by dimension, so that it takes a fraction of the memory."""
        dimensions = ("day", "channel", "source", "template", "agent", "gateway", "country", "sent")
        return sum(self._reach_differences_by(dimension) for dimension in dimensions)

    def _reach_differences_by(self, column: str) -> int:
        expected: set[tuple[str, str, str]] = set()
        zone = (self.basis() or self.wanted).zone
        after = 0
        while rows := self._engine.all(self._sql["left_messages_after"], after=after, limit=PAGE):
            for row in rows:
                address = row.text("address")
                country = self._country(Address(address)) if column == "country" else ""
                day, values = _counted_by(row, country, zone)
                key = "" if column == "day" else values[column]
                if key is not None:
                    expected.add((str(key), address, day))
            after = rows[-1].number("id")
        unexpected = self._unexpected("campaign" if column == "source" else column, expected)
        return unexpected + len(expected)

    def _unexpected(self, dimension: str, expected: set[tuple[str, str, str]]) -> int:
        """Take out of a set what was counted; return how much more was."""
        unexpected = 0
        place: dict[str, SqlValue] = {"series": 0, "person": 0, "day": ""}
        while rows := self._engine.all(self._sql["reached_by"], dimension=dimension, limit=PAGE, **place):
            for row in rows:
                found = (row.text("key"), row.text("address"), row.text("day"))
                if found in expected:
                    expected.discard(found)
                else:
                    unexpected += 1
            last = rows[-1]
            place = {
                "series": last.number("series"),
                "person": last.number("person"),
                "day": last.text("day"),
            }
        return unexpected

    def _rows(self, query: str) -> list[Row]:
        return self._engine.all(self._sql[query])

    def _count_rows(self, query: str) -> int:
        return len(self._rows(query))


def _counted_by(row: Row, country: str, zone: tzinfo) -> tuple[str, dict[str, SqlValue]]:
    """Return the day of a message and everything it is counted by."""
    at = row.instant("sent_at")
    return local_day(at, zone).isoformat(), {
        "channel": row.text("channel"),
        "source": source_of(row.text_or_none("campaign"), Purpose(row.text("purpose"))),
        "template": row.text_or_none("template") or None,
        "agent": row.text_or_none("agent") or None,
        "gateway": row.text_or_none("gateway") or None,
        "country": country or None,
        "sent": week_hour(at, zone),
    }
