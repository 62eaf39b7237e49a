"""A desk for tests of figures: ledger and outbox with their witness, and a naive memory of what went through them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from stopline.address import Address
from stopline.analytics.attribution import WINDOWS
from stopline.analytics.optouts import OptOuts
from stopline.analytics.periods import Period
from stopline.clock import ManualClock
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.gate import Draft, Purpose
from stopline.consent.ledger import Change, Ledger
from stopline.consent.send_block import SendBlock, Standings
from stopline.inbox.contacts import Contacts
from stopline.inbox.threads import Threads
from stopline.messages.outbox import Origin, Outbox, Queued
from stopline.messages.seals import Seals
from stopline.store.sqlite import SqliteEngine
from support.copies import fresh_database
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
    sources: dict[str, str]
    """What it is put down to, by window."""

    @property
    def source(self) -> str:
        """What it is put down to within three hours."""
        return self.sources["3h"]


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
        self.outbox = Outbox(self.engine, self.clock, block, Seals(lambda: b"a key"), [self.optouts])
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
                    keyword or method.value, {name: self._source_before(address, channel, window) for name, window in WINDOWS.items()},
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

    def _source_before(self, address: Address, channel: Channel, window: timedelta) -> str:
        earliest = self.clock.now() - window
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
        engine = fresh_database(Path(folder) / "stopline.db")
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
_STEP = st.tuples(st.sampled_from(PEOPLE), st.integers(0, 2_000), st.one_of(_SEND, _RECORD))
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
