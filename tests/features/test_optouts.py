"""The counts of opt-outs and of people reached follow what happened, whatever the order it happened in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from stopline.address import Address
from stopline.analytics.optouts import OptOuts
from stopline.analytics.periods import Period, local_day, local_hour
from stopline.analytics.series import By, Narrowing
from stopline.clock import ManualClock
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.gate import Draft, Purpose
from stopline.consent.ledger import Change, Ledger
from stopline.consent.send_block import SendBlock, Standings
from stopline.inbox.contacts import Contacts
from stopline.inbox.threads import Threads
from stopline.messages.outbox import Origin, Outbox, Queued
from stopline.store.migrations import migrate
from stopline.store.queries import Query
from stopline.store.sqlite import SqliteEngine
from support.policies import any_hour

NEW_YORK = ZoneInfo("America/New_York")
KOLKATA = ZoneInfo("Asia/Kolkata")
# The evening before New York's clocks go back.
START = datetime(2026, 10, 31, 20, 0, tzinfo=UTC)
PEOPLE = [Address(f"+1202555010{number}") for number in range(4)]
CAMPAIGNS = [None, "Winter sale", "October news"]
YEAR = Period(date(2026, 6, 1), date(2027, 5, 31))


@dataclass
class Sent:
    """A message that left, as the naive count remembers it."""

    id: int
    at: datetime
    address: Address
    channel: Channel
    source: str


@dataclass
class Stopped:
    """An opt-out, as the naive count remembers it."""

    seq: int
    at: datetime
    address: Address
    channel: Channel
    keyword: str
    source: str


@dataclass
class Desk:
    """Ledger and outbox with their witness, and a naive memory of what went through them."""

    engine: SqliteEngine
    zone: ZoneInfo = NEW_YORK
    clock: ManualClock = field(default_factory=lambda: ManualClock(START))
    sent: list[Sent] = field(default_factory=list)
    stopped: list[Stopped] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.optouts = OptOuts(self.engine, self.clock, self.zone)
        self.ledger = Ledger(self.engine, self.clock, [self.optouts])
        block = SendBlock(self.engine, self.clock, Standings(self.engine), any_hour())
        self.outbox = Outbox(self.engine, self.clock, block, [self.optouts])
        self.contacts = Contacts(self.engine, self.clock)
        self.threads = Threads(self.engine, self.clock)

    def thread(self, address: Address, channel: Channel) -> int:
        """Return the thread of somebody, beginning one."""
        contact = self.contacts.ensure(address, "test", f"Person {address[-1]}")
        return self.threads.ensure(contact, address, channel, self.clock.now())

    def record(
        self,
        address: Address,
        kind: EventKind = EventKind.WITHDRAWN,
        *,
        channel: Channel = Channel.SMS,
        scope: Scope = Scope.ALL,
        method: Method = Method.KEYWORD,
        actor: str = CONTACT,
        keyword: str = "STOP",
    ) -> None:
        """Record an event, and remember it where it is an opt-out."""
        event = ConsentEvent(
            address, channel, kind, method, actor, self.clock.now(), scope, Evidence(words=keyword, keyword=keyword)
        )  # fmt: skip
        standing = Standings(self.engine).of(address, channel)
        change = self.ledger.record(event)
        if not isinstance(change, Change) or scope is Scope.NOTICE:
            return
        was, now = (each.within(scope).state.value for each in (standing, change.after))
        if was != "stopped" and now == "stopped":
            self.stopped.append(
                Stopped(
                    change.recorded.seq, event.occurred_at, address, channel,
                    keyword or method.value, self._source_before(address, channel),
                )
            )  # fmt: skip
        if kind is EventKind.CORRECTED:
            own = standing.narrow(scope)
            mistaken = own.event_seq if own is not None else 0
            self.stopped = [each for each in self.stopped if each.seq != mistaken]

    def send(
        self,
        address: Address,
        channel: Channel = Channel.SMS,
        purpose: Purpose = Purpose.MARKETING,
        campaign: str | None = None,
    ) -> None:
        """Send a message if the gate permits it, and remember it."""
        draft = Draft(address, channel, purpose, "Ten per cent off")
        queued = self.outbox.queue(
            self.thread(address, channel), draft, Origin(agent="alice", campaign=campaign)
        )
        message = self.outbox.claim([channel], [purpose], "test", "test")
        assert (message is not None) == isinstance(queued, Queued)
        if message is None:
            return
        self.outbox.settle_sent(message, f"out-{message.id}")
        if purpose is not Purpose.COMPLIANCE:
            source = campaign or f"({purpose.value})"
            self.sent.append(Sent(message.id, self.clock.now(), address, channel, source))

    def _source_before(self, address: Address, channel: Channel) -> str:
        earliest = self.clock.now() - timedelta(hours=3)
        before = [
            each.source
            for each in self.sent
            if (each.address, each.channel) == (address, channel) and earliest <= each.at < self.clock.now()
        ]
        return before[-1] if before else ""


@contextmanager
def desk(zone: ZoneInfo = NEW_YORK) -> Iterator[Desk]:
    """A desk on a database of its own."""
    with TemporaryDirectory() as folder:
        engine = SqliteEngine(Path(folder) / "stopline.db", create=True, durable=False)
        migrate(engine)
        yield Desk(engine, zone)
        engine.close()


_CHANNELS = st.sampled_from([Channel.SMS, Channel.WHATSAPP])
_RECORD = st.tuples(
    st.sampled_from(
        [EventKind.WITHDRAWN, EventKind.WITHDRAWN, EventKind.GIVEN, EventKind.HELD, EventKind.RELEASED, EventKind.CORRECTED]
    ),
    _CHANNELS,
    st.sampled_from([Scope.ALL, Scope.ALL, Scope.MARKETING, Scope.NOTICE]),
    st.sampled_from(
        [(Method.KEYWORD, CONTACT, "STOP"), (Method.SENTENCE, CONTACT, "no more"), (Method.AGENT, "alice", ""),
         (Method.IMPORT, "old list", ""), (Method.CARRIER, CONTACT, "carrier")]
    ),
)  # fmt: skip
_SEND = st.tuples(
    _CHANNELS,
    st.sampled_from([Purpose.MARKETING, Purpose.NOTICE, Purpose.COMPLIANCE]),
    st.sampled_from(CAMPAIGNS),
)
_STEP = st.tuples(st.sampled_from(PEOPLE), st.integers(0, 400), st.one_of(_SEND, _RECORD))
HISTORIES = st.lists(_STEP, min_size=1, max_size=40)


def play(at: Desk, history: list[tuple[Address, int, tuple[object, ...]]]) -> None:
    """Play a history: each step waits some minutes, then sends or records."""
    for address in PEOPLE:
        at.record(address, EventKind.GIVEN)
    for address, minutes, step in history:
        at.clock.advance(timedelta(minutes=minutes))
        match step:
            case (Channel() as channel, Purpose() as purpose, str() | None as campaign):
                at.send(address, channel, purpose, campaign)
            case (
                EventKind() as kind,
                Channel() as channel,
                Scope() as scope,
                (Method() as method, str() as actor, str() as keyword),
            ):
                at.record(address, kind, channel=channel, scope=scope, method=method, actor=actor, keyword=keyword)  # fmt: skip
            case _:
                raise AssertionError(step)


def agrees(at: Desk, zone: ZoneInfo) -> None:
    """Check every figure against the naive memory."""
    series = at.optouts.series(YEAR)
    for figures in series.days:
        assert figures.optouts == sum(local_day(each.at, zone) == figures.day for each in at.stopped)
        reached = {each.address for each in at.sent if local_day(each.at, zone) == figures.day}
        assert figures.reached == len(reached)
    people = at.optouts.people(YEAR)
    assert people.reached == len({each.address for each in at.sent})
    for by, key_of in ((By.KEYWORD, "keyword"), (By.CHANNEL, "channel"), (By.CAMPAIGN, "source")):
        for share in at.optouts.shares(YEAR, by):
            assert share.optouts == sum(getattr(each, key_of) == share.key for each in at.stopped)
        assert sum(share.optouts for share in at.optouts.shares(YEAR, by)) == len(at.stopped)
    for channel in Channel:
        reached = {each.address for each in at.sent if each.channel == channel}
        assert people.by_channel.get(channel, 0) == len(reached)
    for source in {each.source for each in at.sent}:
        assert people.by_campaign[source] == len({each.address for each in at.sent if each.source == source})
    assert sorted((row.seq, row.hour) for row in at.optouts.rows(YEAR)) == [
        (each.seq, local_hour(each.at, zone)) for each in sorted(at.stopped, key=lambda each: each.seq)
    ]


@settings(max_examples=60, deadline=None)
@given(HISTORIES)
def test_every_figure_equals_a_naive_count_of_what_happened(
    history: list[tuple[Address, int, tuple[object, ...]]],
) -> None:
    with desk() as at:
        play(at, history)

        agrees(at, NEW_YORK)
        assert at.optouts.tally.compare().is_true


@settings(max_examples=30, deadline=None)
@given(HISTORIES)
def test_counting_again_from_ledger_and_messages_gives_the_same(
    history: list[tuple[Address, int, tuple[object, ...]]],
) -> None:
    with desk() as at:
        play(at, history)

        at.optouts.tally.rebuild()

        agrees(at, NEW_YORK)
        assert at.optouts.tally.compare().is_true


@settings(max_examples=20, deadline=None)
@given(HISTORIES)
def test_a_team_that_moves_to_another_zone_has_its_days_counted_again(
    history: list[tuple[Address, int, tuple[object, ...]]],
) -> None:
    with desk() as at:
        play(at, history)
        moved = OptOuts(at.engine, at.clock, KOLKATA)

        assert moved.tally.catch_up()
        assert not moved.tally.catch_up()

        at.optouts = moved
        agrees(at, KOLKATA)


def test_a_process_with_the_old_zone_does_not_mix_two_ways_of_counting() -> None:
    with desk() as at:
        at.record(PEOPLE[0])
        moved = OptOuts(at.engine, at.clock, KOLKATA)
        moved.tally.catch_up()

        at.record(PEOPLE[1])

        assert moved.tally.compare().is_true
        assert [row.hour for row in moved.rows(YEAR)] == ["2026-11-01T01", "2026-11-01T01"]


def test_a_count_somebody_changed_is_found() -> None:
    with desk() as at:
        at.record(PEOPLE[0], EventKind.GIVEN)
        at.send(PEOPLE[0], campaign="Winter sale")
        at.record(PEOPLE[0])
        for table, column in (("optout_counts", "optouts"), ("reach_counts", "people")):
            more = Query("more", "Falsify.", f"UPDATE {table} SET {column} = {column} + 1")  # noqa: S608 - two fixed names
            at.engine.run(more)

            assert not at.optouts.tally.compare().is_true

            at.optouts.tally.rebuild()
            assert at.optouts.tally.compare().is_true


def test_an_opt_out_is_put_down_to_the_campaign_within_three_hours() -> None:
    with desk() as at:
        for person, minutes in ((PEOPLE[0], 180), (PEOPLE[1], 181)):
            at.record(person, EventKind.GIVEN)
            at.send(person, campaign="Winter sale")
            at.clock.advance(timedelta(minutes=minutes))
            at.record(person)

        late, soon = at.optouts.rows(YEAR)

        assert (soon.campaign, soon.before_text, soon.before_agent) == (
            "Winter sale",
            "Ten per cent off",
            "alice",
        )
        assert (late.campaign, late.before_at) == ("", None)


def test_the_answer_to_help_is_not_what_made_somebody_leave() -> None:
    with desk() as at:
        at.record(PEOPLE[0], EventKind.GIVEN)
        at.send(PEOPLE[0], campaign="Winter sale")
        at.clock.advance(timedelta(minutes=1))
        at.send(PEOPLE[0], purpose=Purpose.COMPLIANCE)
        at.clock.advance(timedelta(minutes=1))
        at.record(PEOPLE[0])

        assert [row.campaign for row in at.optouts.rows(YEAR)] == ["Winter sale"]


def test_a_stop_recorded_by_mistake_counts_no_more() -> None:
    with desk() as at:
        at.record(PEOPLE[0], EventKind.GIVEN)
        at.record(PEOPLE[0], method=Method.AGENT, actor="alice", keyword="")
        at.record(PEOPLE[0], EventKind.CORRECTED, method=Method.AGENT, actor="alice", keyword="")

        assert at.optouts.rows(YEAR) == []
        assert at.optouts.shares(YEAR, By.KEYWORD) == ()
        assert at.optouts.tally.compare().is_true


def test_an_opt_out_can_be_followed_to_the_person_and_their_words() -> None:
    with desk() as at:
        thread = at.thread(PEOPLE[2], Channel.SMS)
        at.record(PEOPLE[2], keyword="STOP")
        at.record(PEOPLE[1], keyword="ARRET")

        (row,) = at.optouts.rows(YEAR, Narrowing.to(By.KEYWORD, "STOP"))

        assert (row.name, row.words, row.thread) == ("Person 2", "STOP", thread)
        assert at.optouts.rows(YEAR, Narrowing.to(By.CHANNEL, "whatsapp")) == []
        assert len(at.optouts.rows(YEAR, Narrowing.to(By.CAMPAIGN, ""))) == 2


def test_pages_of_opt_outs_follow_one_another() -> None:
    with desk() as at:
        for person in PEOPLE:
            at.record(person)
            at.clock.advance(timedelta(minutes=40))

        whole = at.optouts.rows(YEAR)

        assert at.optouts.rows(YEAR, before=whole[1]) == whole[2:]


def test_only_who_may_get_marketing_is_a_subscriber() -> None:
    with desk() as at:
        for person in PEOPLE:
            at.record(person, EventKind.GIVEN)
        at.clock.advance(timedelta(days=40))
        at.record(PEOPLE[0], channel=Channel.WHATSAPP, kind=EventKind.GIVEN)
        at.record(PEOPLE[1], scope=Scope.MARKETING)
        at.record(PEOPLE[2])
        at.record(Address("+12025550109"), EventKind.GIVEN)

        today = at.optouts.today()
        people = at.optouts.people(Period(today, today))

        assert (people.subscribed, people.joined) == (3, 2)
