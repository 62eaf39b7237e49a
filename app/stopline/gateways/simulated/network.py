"""The simulated world's memory, in a file of its own: what is going to happen, what has happened, what was sent.

It stands for everything outside: it survives restarts, serves several processes at once, and knows nothing of Stopline's database.
Planned instants are simulated time; what has arrived carries the real instant at which it did.
"""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from stopline.address import Address
from stopline.clock import from_text, to_text
from stopline.consent.events import Channel
from stopline.consent.gate import Draft
from stopline.errors import GatewayNonsenseError
from stopline.gateways.base import InboundText, Receipt, ReceiptState
from stopline.gateways.simulated.pace import Pace
from stopline.gateways.simulated.planned import PlannedReceipt, PlannedText
from stopline.gateways.simulated.reactions import Heard
from stopline.store.engine import Row
from stopline.store.queries import load_queries
from stopline.store.sqlite import SqliteEngine

FILE_NAME = "simulator.db"
_RIPENED_AT_ONCE = 500
_TABLES = (
    "make_facts", "make_happenings", "make_due_index", "make_sender_index", "make_sent", "make_sent_index", "make_sent_to_index",
)  # fmt: skip


class Network:
    """What one simulated world remembers.

    Args:
        folder: where the file lies.
        durable: whether it must survive a power cut.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self._path = folder / FILE_NAME
        self._is_durable = durable
        self._sql = load_queries("stopline.gateways.simulated", "network.sql")

    @cached_property
    def _engine(self) -> SqliteEngine:
        """The file, made at first use."""
        engine = SqliteEngine(self._path, create=True, durable=self._is_durable)
        with engine.transaction():
            for name in _TABLES:
                engine.run(self._sql[name])
        return engine

    def set_pace(self, now: datetime, speed: float) -> None:
        """Let simulated time go on from here at a speed; in a new world it begins as the real time."""
        with self._engine.transaction():
            pace = self._pace()
            if pace is None:
                self._keep(Pace(now, now, speed))
            elif pace.speed != speed:
                self._keep(pace.changed(speed, now))

    def simulated(self, real: datetime) -> datetime:
        """Return what the simulated clock shows at a real instant."""
        return self._known_pace().simulated(real)

    def has_begun(self) -> bool:
        """Tell whether the live part of a scenario has begun."""
        return self._fact("live_since") is not None

    def begin(self, now: datetime, texts: tuple[PlannedText, ...]) -> None:
        """Begin the live part of a scenario; a second beginning, in whichever process, changes nothing."""
        with self._engine.transaction():
            if not self.has_begun():
                self._set_fact("live_since", to_text(now))
                for text in texts:
                    self.plan_text(text, now)

    def plan_text(self, text: PlannedText, now: datetime) -> None:
        """Plan that somebody writes, counted from now."""
        self._engine.run(
            self._sql["plan_text"],
            due_at=self._due(text.after, now), sender=text.sender, channel=text.channel, text=text.text,
        )  # fmt: skip

    def plan_receipt(self, sent: int, receipt: PlannedReceipt, now: datetime) -> None:
        """Plan that the carrier tells what became of a message, counted from now."""
        self._engine.run(
            self._sql["plan_receipt"],
            due_at=self._due(receipt.after, now), sent=sent, receipt=receipt.state, reason=receipt.reason,
            has_opted_out=int(receipt.has_opted_out),
        )  # fmt: skip

    def next_at(self) -> datetime | None:
        """Return the real instant of the next thing to come."""
        row = self._engine.one(self._sql["next_due"])
        return self._known_pace().real(row.instant("due_at")) if row else None

    def arrived(self, after: int, limit: int, now: datetime) -> list[InboundText | Receipt]:
        """Return what has arrived by now after a place in the order of arrival."""
        self._ripen(now)
        last = self._engine.one(self._sql["last_seq"])
        if last is not None and after > last.number("seq"):
            raise GatewayNonsenseError(
                "The simulated network has forgotten what it told before: its file simulator.db was removed. Start a new workspace."
            )
        return [_item(row) for row in self._engine.all(self._sql["arrived_after"], seq=after, limit=limit)]

    def take(self, draft: Draft, now: datetime) -> tuple[int, Heard]:
        """Note a message the carrier took; return its number here and how it reaches the person."""
        with self._engine.transaction():
            counts = self._engine.one(
                self._sql["count_sent_to"], address=draft.address, channel=draft.channel
            )
            row = self._engine.one(
                self._sql["add_sent"],
                message=draft.message, channel=draft.channel, address=draft.address, purpose=draft.purpose,
                text=draft.text, taken_at=to_text(now),
            )  # fmt: skip
            if row is None or counts is None:
                raise GatewayNonsenseError
            heard = Heard(
                text=draft.text,
                channel=draft.channel,
                purpose=draft.purpose,
                nth=counts.number("messages") + 1,
                answered_count=counts.number("answers"),
                last_wrote_at=self._last_wrote_at(draft.address, draft.channel),
                at=self.simulated(now),
            )
            return row.number("id"), heard

    def note_answer(self, sent: int) -> None:
        """Note that somebody is going to answer a message of their own accord."""
        self._engine.run(self._sql["note_answer"], id=sent)

    def sent_as(self, message: int) -> int | None:
        """Return the number here of our message of that number, or None if it was never taken."""
        row = self._engine.one(self._sql["sent_as"], message=message)
        return row.number("id") if row else None

    def said(self, address: Address, channel: Channel) -> list[str]:
        """Return what somebody has written, the latest first."""
        return [
            row.text("text") for row in self._engine.all(self._sql["said"], sender=address, channel=channel)
        ]

    def forget(self, address: Address) -> None:
        """Erase an address and every text to and from it, also out of the free parts of the file."""
        if not self._path.exists():
            return
        with self._engine.transaction():
            for query in ("forget_planned", "forget_said", "forget_sent"):
                self._engine.run(self._sql[query], address=address)
        self._engine.scrub()

    def transaction(self) -> AbstractContextManager[None]:
        """Hold what is planned together."""
        return self._engine.transaction()

    def close(self) -> None:
        """Close the file, if it was opened."""
        if "_engine" in vars(self):
            self._engine.close()

    def _ripen(self, now: datetime) -> None:
        """Give everything that has become due its place in the order of arrival."""
        pace = self._known_pace()
        simulated_now = to_text(pace.simulated(now))
        while self._engine.all(self._sql["due"], now=simulated_now, limit=1):
            with self._engine.transaction():
                last = self._engine.one(self._sql["last_seq"])
                seq = last.number("seq") if last else 0
                due = self._engine.all(self._sql["due"], now=simulated_now, limit=_RIPENED_AT_ONCE)
                for place, row in enumerate(due, start=seq + 1):
                    arrived_at = min(pace.real(row.instant("due_at")), now)
                    self._engine.run(
                        self._sql["arrive"], id=row.number("id"), seq=place, arrived_at=to_text(arrived_at)
                    )

    def _due(self, after: timedelta, now: datetime) -> str:
        return to_text(self.simulated(now) + after)

    def _last_wrote_at(self, address: Address, channel: Channel) -> datetime | None:
        row = self._engine.one(self._sql["last_wrote"], sender=address, channel=channel)
        return row.instant_or_none("at") if row else None

    def _known_pace(self) -> Pace:
        pace = self._pace()
        if pace is None:
            raise GatewayNonsenseError("The simulated network was never started.")
        return pace

    def _pace(self) -> Pace | None:
        kept = self._fact("pace")
        if kept is None:
            return None
        real_at, simulated_at, speed = kept.split()
        return Pace(from_text(real_at), from_text(simulated_at), float(speed))

    def _keep(self, pace: Pace) -> None:
        self._set_fact("pace", f"{to_text(pace.real_at)} {to_text(pace.simulated_at)} {pace.speed!r}")

    def _fact(self, name: str) -> str | None:
        row = self._engine.one(self._sql["fact"], name=name)
        return row.text("value") if row else None

    def _set_fact(self, name: str, value: str) -> None:
        self._engine.run(self._sql["set_fact"], name=name, value=value)


def provider_id_of(sent: int) -> str:
    """Return the simulated carrier's name of a message."""
    return f"out-{sent}"


def _item(row: Row) -> InboundText | Receipt:
    """Return what arrived; the cursor after it is its place in the order of arrival."""
    sent, cursor, at = row.number_or_none("sent"), str(row.number("seq")), row.instant("arrived_at")
    if sent is not None:
        state, reason = ReceiptState(row.text("receipt")), row.text("reason")
        has_opted_out = bool(row.number("has_opted_out"))
        return Receipt(provider_id_of(sent), state, at, reason, has_opted_out, cursor)
    return InboundText(
        sender=row.text("sender"),
        text=row.text("text"),
        channel=Channel(row.text("channel")),
        provider_id=f"in-{row.number('id')}",
        sent_at=at,
        cursor=cursor,
    )
