"""The tally: keeps the counts of opt-outs and of people reached, inside the transactions that record the events.

It witnesses the ledger and the outbox. What it writes follows from ledger and messages alone, so it can be made again and
compared at any time; it is made again by itself when the team's zone or the window of attribution is another.

An opt-out is a stop of everything or of marketing where there was none before, from whatever source. It is put down to the last
message that left for the person on that channel within the window before it: to its campaign, or where it had none to its
kind (`(conversation)`, `(notice)`). Where no message came before, it stays with nothing. Answers that the law asks for, such as
the confirmation of a stop, count neither as a message before nor as reaching somebody.

People who were forgotten stay counted where they were, as nobody in particular: what they did cannot be read again from ledger and
messages. That they stay stopped when their number comes again is no new opt-out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from stopline.address import Address
from stopline.analytics.periods import local_day, local_hour
from stopline.clock import to_text
from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method, RecordedEvent, Scope
from stopline.consent.gate import Purpose
from stopline.consent.ledger import Change
from stopline.consent.status import UNTOUCHED, Standing, State, advance
from stopline.messages.message import Message
from stopline.store.engine import Engine, Row, SqlValue
from stopline.store.queries import load_queries

ATTRIBUTION_WINDOW = timedelta(hours=3)
"""How long after a message an opt-out is put down to it, unless the team set otherwise."""
COUNTED_SCOPES = (Scope.ALL, Scope.MARKETING)
EVERY_CHANNEL = ""
"""Stands for all channels together: somebody reached on two of them is one person."""
_PAGE = 5_000


@dataclass(frozen=True, slots=True)
class Basis:
    """What counts are made with; counts of another basis cannot be added to."""

    zone: ZoneInfo
    window: timedelta

    def to_text(self) -> str:
        """Return the form a workspace keeps it in."""
        return f"{self.zone.key} {int(self.window.total_seconds())}"

    @classmethod
    def from_text(cls, text: str) -> "Basis":
        """Return the basis a workspace keeps."""
        zone, seconds = text.rsplit(" ", 1)
        return cls(ZoneInfo(zone), timedelta(seconds=int(seconds)))


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing the counts with ledger and messages found."""

    optout_differences: int
    reach_differences: int

    @property
    def is_true(self) -> bool:
        """Tell whether every count follows from what happened."""
        return not self.optout_differences and not self.reach_differences


class Tally:
    """The counts of one workspace.

    Args:
        engine: the workspace's database.
        wanted: what the team wants counts to be made with. Counting goes on with what they were made with until `catch_up`, so that
            a process started with other settings cannot mix two ways of counting.
    """

    def __init__(self, engine: Engine, wanted: Basis) -> None:
        self._engine = engine
        self._wanted = wanted
        self._wanted_text = wanted.to_text()
        self._sql = load_queries("stopline.analytics", "analytics.sql")

    def consent_changed(self, change: Change) -> None:
        """Count an opt-out; take one back that an agent had recorded by mistake."""
        event = change.recorded.event
        if event.scope not in COUNTED_SCOPES or event.method is Method.SUPPRESSION:
            return
        if change.is_new_stop:
            self._engine.run(self._sql["add_optout"], **self._optout(change, self._basis()))
        elif event.kind is EventKind.CORRECTED:
            mistaken = change.before.narrow(event.scope)
            if mistaken is not None and mistaken.state is State.STOPPED:
                self._engine.run(self._sql["uncount_optout"], event_seq=mistaken.event_seq)
                self._engine.run(self._sql["remove_optout"], event_seq=mistaken.event_seq)

    def message_left(self, message: Message, at: datetime) -> None:
        """Count the person a message left for, once a day and once a day for each campaign."""
        if message.purpose is not Purpose.COMPLIANCE:
            source = source_of(message.campaign, message.purpose)
            self._reach(message.address, message.channel, source, local_day(at, self._basis().zone))

    def catch_up(self) -> bool:
        """Make the counts again if they were made for another zone or window; return whether they were."""
        if self._kept_basis() == self._wanted:
            return False
        with self._engine.bulk_transaction():
            if self._kept_basis() == self._wanted:
                return False
            self._make_again()
        return True

    def rebuild(self) -> None:
        """Make every count again from ledger and messages."""
        with self._engine.bulk_transaction():
            self._make_again()

    def compare(self) -> Comparison:
        """Compare every count with ledger and messages; nothing is changed."""
        with self._engine.snapshot():
            basis = self._basis_or_wanted()
            found = {
                row.number("event_seq"): tuple(row) for row in self._engine.all(self._sql["every_optout"])
            }
            expected = self._expected_optouts(basis)
            miscounted = self._engine.all(self._sql["miscounted_optouts"])
            differences = sum(found.get(seq) != expected.get(seq) for seq in found.keys() | expected.keys())
            return Comparison(differences + len(miscounted), self._reach_differences(basis))

    def _optout(self, change: Change, basis: Basis) -> dict[str, SqlValue]:
        recorded = change.recorded
        event = recorded.event
        # A text may carry a time ahead of ours; what left after it was recorded did not come before it.
        before = min(event.occurred_at, recorded.recorded_at)
        row = self._engine.one(
            self._sql["message_before"],
            address=event.address, channel=event.channel, before=to_text(before), since=to_text(before - basis.window),
        )  # fmt: skip
        return {
            "event_seq": recorded.seq,
            "hour": local_hour(event.occurred_at, basis.zone),
            "address": event.address,
            "channel": event.channel.value,
            "method": event.method.value,
            "keyword": keyword_of(event),
            "campaign": source_of(row.text_or_none("campaign"), Purpose(row.text("purpose"))) if row else "",
            "after_message": row.number("id") if row else None,
        }

    def _reach(self, address: str, channel: str, source: str, day: date) -> None:
        self._engine.run(
            self._sql["add_reached"],
            day=day.isoformat(), source=f"{day} {source}", channel=channel, every=EVERY_CHANNEL, address=address,
        )  # fmt: skip

    def _basis(self) -> Basis:
        """Return what counts are made with at present, settling it at the first count."""
        kept = self._kept_basis()
        if kept is None:
            self._engine.run(self._sql["keep_basis"], basis=self._wanted_text)
        return kept or self._wanted

    def _basis_or_wanted(self) -> Basis:
        return self._kept_basis() or self._wanted

    def _kept_basis(self) -> Basis | None:
        row = self._engine.one(self._sql["kept_basis"])
        if row is None:
            return None
        kept = row.text("value")
        return self._wanted if kept == self._wanted_text else Basis.from_text(kept)

    def _make_again(self) -> None:
        for query in ("empty_optouts", "empty_optout_counts", "empty_reached", "empty_reach_counts"):
            self._engine.run(self._sql[query])
        for query in ("count_forgotten_optouts", "count_forgotten_reach"):
            self._engine.run(self._sql[query])
        self._engine.run(self._sql["keep_basis"], basis=self._wanted_text)
        for change in self._changes():
            self.consent_changed(change)
        for row in self._pages("left_messages_after", "id"):
            source = source_of(row.text_or_none("campaign"), Purpose(row.text("purpose")))
            day = local_day(row.instant("sent_at"), self._wanted.zone)
            self._reach(row.text("address"), row.text("channel"), source, day)

    def _changes(self) -> Iterator[Change]:
        """Replay the ledger: every event with the standing before and after it."""
        standings: dict[tuple[str, str], Standing] = {}
        for row in self._pages("events_after", "seq"):
            recorded = _recorded(row)
            key = (row.text("address"), row.text("channel"))
            before = standings.get(key, UNTOUCHED)
            standings[key] = advance(before, recorded.seq, recorded.event)
            yield Change(recorded, before, standings[key], 0)

    def _expected_optouts(self, basis: Basis) -> dict[int, tuple[SqlValue, ...]]:
        expected: dict[int, tuple[SqlValue, ...]] = {}
        for change in self._changes():
            event = change.recorded.event
            if event.scope not in COUNTED_SCOPES or event.method is Method.SUPPRESSION:
                continue
            if change.is_new_stop:
                expected[change.recorded.seq] = tuple(self._optout(change, basis).values())
            elif event.kind is EventKind.CORRECTED:
                mistaken = change.before.narrow(event.scope)
                expected.pop(mistaken.event_seq if mistaken is not None else 0, None)
        return expected

    def _reach_differences(self, basis: Basis) -> int:
        people: dict[tuple[str, str, str], set[str]] = {}
        for row in self._pages("left_messages_after", "id"):
            day = local_day(row.instant("sent_at"), basis.zone).isoformat()
            source = source_of(row.text_or_none("campaign"), Purpose(row.text("purpose")))
            for dimension, key in (("day", day), ("campaign", f"{day} {source}")):
                for channel in (row.text("channel"), EVERY_CHANNEL):
                    people.setdefault((dimension, key, channel), set()).add(row.text("address"))
        forgotten = {
            (row.text("dimension"), row.text("key"), row.text("channel")): row.number("people")
            for row in self._engine.all(self._sql["forgotten_reach"])
        }
        found = {
            (row.text("dimension"), row.text("key"), row.text("channel")): row.number("people")
            for row in self._engine.all(self._sql["every_reach_count"])
        }
        miscounted = self._engine.all(self._sql["miscounted_reach"])
        return len(miscounted) + sum(
            found.get(key, 0) != len(people.get(key, ())) + forgotten.get(key, 0)
            for key in found.keys() | people.keys() | forgotten.keys()
        )

    def _pages(self, query: str, key: str) -> Iterator[Row]:
        after = 0
        while rows := self._engine.all(self._sql[query], after=after, limit=_PAGE):
            yield from rows
            after = rows[-1].number(key)


def source_of(campaign: str | None, purpose: Purpose) -> str:
    """Return what a message is counted under: its campaign, or its kind in brackets."""
    return campaign or f"({purpose.value})"


def keyword_of(event: ConsentEvent) -> str:
    """Return what an opt-out is counted under: the word it was recognised by, else the rule, else how it is known."""
    return event.evidence.keyword or event.evidence.rule or event.method.value


def _recorded(row: Row) -> RecordedEvent:
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
