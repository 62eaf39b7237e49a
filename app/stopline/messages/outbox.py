"""The outbox: queues what the gate permits, lets exactly one worker claim a message, and settles it.

The second of the four fences stands here: the claim excludes stopped and held addresses in the statement that moves
`queued → sending`, and fights with the stop's own transaction for the same row, so that exactly one of them wins. The automatic
answers it lets through bear a seal.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from stopline.address import Address
from stopline.clock import Clock, to_text
from stopline.consent.events import Channel
from stopline.consent.gate import Draft, Purpose
from stopline.consent.objections import LATE_CONFIRMATION
from stopline.consent.refusal import Refusal
from stopline.consent.send_block import SendBlock
from stopline.errors import BadInputError, NotFoundError, SecretError, StoreError
from stopline.inert import storable
from stopline.messages.message import CANCELLED, Message, MessageState, may_become, waits_unseen
from stopline.messages.seals import Seals
from stopline.store.engine import Engine, Row, SqlValue
from stopline.store.queries import load_queries

LAST_TEXT_LENGTH = 200
"""Characters of a message that the thread list keeps."""
AFTER_EVERYTHING = "9999"
"""Sorts behind every stored instant."""
_LISTED: Mapping[str, str] = {
    MessageState.FAILED: "messages_not_sent",
    MessageState.REFUSED: "messages_not_sent",
    MessageState.QUEUED: "messages_on_their_way",
    MessageState.SENDING: "messages_on_their_way",
    MessageState.UNCERTAIN: "messages_on_their_way",
}
"""Which list finds the messages of a state without looking through all of them."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Queued:
    """A message waits for the worker."""

    message: int
    decided_on: int
    """The ledger event the permit rests on."""
    not_before: datetime | None = None
    """When it leaves at the earliest, where it is scheduled."""


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many messages are on their way."""

    queued: int
    sending: int
    uncertain: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Who wrote a message, and as part of what."""

    agent: str | None = None
    campaign: str | None = None
    template: str | None = None


class Witness(Protocol):
    """What is told of every message that left, inside the transaction that notes it."""

    def message_left(self, message: Message, at: datetime) -> None:
        """Take note of a message the gateway took."""


class Outbox:
    """The messages of one workspace on their way out.

    Args:
        engine: the workspace's database.
        clock: tells when.
        send_block: the gate.
        seals: of automatic answers.
        witnesses: told of every message that left.
        lost: told of every single message that never arrives, inside the transaction that notes it.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        send_block: SendBlock,
        seals: Seals,
        witnesses: Sequence[Witness] = (),
        lost: Callable[[Message], None] | None = None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._send_block = send_block
        self._seals = seals
        self._witnesses = witnesses
        self._lost = lost or (lambda _: None)
        self._sql = load_queries("stopline.messages", "messages.sql")

    def queue(
        self,
        thread: int,
        draft: Draft,
        origin: Origin = Origin(),
        *,
        not_before: datetime | None = None,
        answers_event: int | None = None,
    ) -> Queued | Refusal:
        """Ask the gate and, with its permit, put a message into the queue; both in one transaction.

        Args:
            thread: the thread it belongs to.
            draft: what to send.
            origin: who wrote it.
            not_before: when it may leave at the earliest; the gate is asked about that instant, and again when it comes.
            answers_event: the consent event it answers; each is answered once, whatever happens.
        """
        now = self._clock.now()
        with self._engine.transaction():
            decision = self._send_block.ask(draft, not_before)
            if isinstance(decision, Refusal):
                return decision
            text = storable(draft.text)
            row = self._engine.one(
                self._sql["add_outbound"],
                thread=thread, address=draft.address, channel=draft.channel, purpose=draft.purpose, text=text,
                agent=origin.agent, campaign=origin.campaign, template=origin.template, now=to_text(now),
                decided_on=decision.decided_on, answers_event=answers_event,
                not_before=to_text(not_before) if not_before else "", asks=draft.asks_consent,
            )  # fmt: skip
            if row is None:
                raise StoreError("the queue did not take the message; nothing was sent")
            # The list goes on showing the person's own STOP, not what was answered by itself, nor what is yet to leave.
            is_later = waits_unseen(draft.asks_consent, origin.agent, not_before, now)
            if draft.purpose is Purpose.COMPLIANCE:
                self._seal(row)
            elif not is_later:
                self._touch(thread, now, text)
            return Queued(row.number("id"), decision.decided_on, not_before)

    def claim(
        self, channels: Sequence[Channel], purposes: Sequence[Purpose], holder: str, gateway: str
    ) -> Message | None:
        """Take the next message that is due, in the order of `purposes`; None if nothing waits or another worker was faster."""
        now = to_text(self._clock.now())
        for purpose in purposes:
            for channel in channels:
                while (number := self._next_waiting(channel, purpose, now)) is not None:
                    claimed = self._engine.one(self._sql["claim"], id=number, holder=holder, gateway=gateway)
                    if claimed is not None and not self._is_kept_back(claimed):
                        return Message.from_row(claimed)
                    if claimed is not None:
                        continue
                    # Its status was changed behind the ledger's back; it must not hold up what waits behind it.
                    if not self._engine.run(self._sql["refuse_if_blocked"], id=number, now=now):
                        break
        return None

    def _next_waiting(self, channel: Channel, purpose: Purpose, now: str) -> int | None:
        """Return the message that is due and has waited longest.

        It is looked for turn by turn: in one query, all that is scheduled for later would be passed each time.
        """
        turn: int | None = -1
        waiting = {"channel": channel, "purpose": purpose}
        while True:
            found = self._engine.one(self._sql["next_turn"], after=turn, **waiting)
            turn = found.number_or_none("turn") if found else None
            if turn is None:
                return None
            row = self._engine.one(self._sql["next_waiting"], turn=turn, now=now, **waiting)
            if row is not None:
                return row.number("id")

    def seal_answers(self) -> None:
        """Seal the answers to consent events that an older Stopline, which knew no seals, left waiting."""
        with self._engine.transaction():
            for row in self._engine.all(self._sql["unsealed"]):
                self._seal(row)

    def _seal(self, row: Row) -> None:
        """Seal an automatic answer; where there is no key, what it answers still counts, and the answer is kept back later."""
        try:
            self._engine.run(self._sql["seal"], id=row.number("id"), seal=self._seals.of(row))
        except SecretError as error:
            _log.warning(
                "the automatic answer %d has no seal, so it will not leave: %s", row.number("id"), error
            )

    def _is_kept_back(self, row: Row) -> bool:
        """Keep back a claimed automatic answer that is none, or confirms a stop too late; return whether it was one."""
        message = Message.from_row(row)
        if message.purpose is not Purpose.COMPLIANCE:
            return False
        objection = self._seals.objection(row)
        if objection is not None:
            _log.warning("message %d was kept back: %s", message.id, objection)
        elif self._is_late(row):
            objection = LATE_CONFIRMATION
        if objection is None:
            return False
        self._engine.run(self._sql["refuse"], id=message.id, reason=objection, now=to_text(self._clock.now()))
        return True

    def _is_late(self, row: Row) -> bool:
        """Tell whether an automatic answer confirms a stop that was said too long ago, as after a worker that was down."""
        said = self._engine.one(self._sql["stop_said"], seq=row.number_or_none("answers_event"))
        window = self._send_block.policy.confirmation_window
        return said is not None and self._clock.now() - said.instant("occurred_at") > window

    def settle_sent(self, message: Message, provider_id: str) -> None:
        """Note that the gateway took a message."""
        now = self._clock.now()
        with self._engine.transaction():
            if self._settle(message, MessageState.SENT, now, provider_id=provider_id):
                had_waited = waits_unseen(message.asks_consent, message.agent, message.not_before, None)
                if had_waited and message.purpose is not Purpose.COMPLIANCE:
                    self._touch(message.thread, now, message.text)
                for witness in self._witnesses:
                    witness.message_left(message, now)

    def settle_failed(self, message: Message, reason: str) -> None:
        """Note that the gateway refused a message for good."""
        with self._engine.transaction():
            if self._settle(message, MessageState.FAILED, self._clock.now(), reason=reason):
                self._lost(message)

    def settle_uncertain(self, message: Message, reason: str) -> None:
        """Note that nobody knows whether a message left; it is never sent again by itself."""
        self._settle(message, MessageState.UNCERTAIN, self._clock.now(), reason=reason)

    def refuse(self, message: Message, refusal: Refusal) -> None:
        """Keep back a message the gate does not let through any more."""
        reason, now = ", ".join(refusal.codes), to_text(self._clock.now())
        with self._engine.transaction():
            if self._engine.run(self._sql["refuse"], id=message.id, reason=reason, now=now):
                self._untouch(message)
                self._lost(message)

    def put_back(self, message: Message) -> None:
        """Return a message that certainly did not leave to the queue, or refuse it where its address stopped meanwhile."""
        with self._engine.transaction():
            now = to_text(self._clock.now())
            if self._engine.run(self._sql["refuse_if_blocked"], id=message.id, now=now):
                return
            if self._engine.run(self._sql["put_back"], id=message.id):
                self._engine.run(
                    self._sql["keep_order"], id=message.id, address=message.address, channel=message.channel
                )

    def put_off(self, message: Message, until: datetime) -> None:
        """Return a claimed message to the queue until an instant, or refuse it where its address stopped meanwhile."""
        with self._engine.transaction():
            now = to_text(self._clock.now())
            if not self._engine.run(self._sql["refuse_if_blocked"], id=message.id, now=now):
                self._engine.run(self._sql["put_off"], id=message.id, until=to_text(until))

    def cancel(self, id: int, agent: str) -> Message:  # noqa: A002 - the field's own name
        """Take back a message that has not left; return it as it is now.

        Raises:
            NotFoundError: there is none of that number.
            BadInputError: it does not wait any more, or answers a stop.
        """
        now = to_text(self._clock.now())
        message = self.message(id)
        with self._engine.transaction():
            if self._engine.run(self._sql["cancel"], id=id, reason=f"{CANCELLED} by {agent}", now=now):
                self._untouch(message)
                self._lost(message)
                return self.message(id)
        if message.is_cancelled:
            raise BadInputError(f"message {id} is cancelled already ({message.reason}); nothing was changed")
        raise BadInputError(f"message {id} is {message.state} and can no longer be cancelled")

    def scheduled(self, thread: int | None = None) -> list[Message]:
        """Return what waits for a time to come, the earliest first."""
        now = to_text(self._clock.now())
        return [
            Message.from_row(row) for row in self._engine.all(self._sql["scheduled"], thread=thread, now=now)
        ]

    def next_at(self) -> datetime | None:
        """Return when the next message that waits for its time may leave."""
        row = self._engine.one(self._sql["next_scheduled"], now=to_text(self._clock.now()))
        return row.instant_or_none("at") if row else None

    def under_way(self) -> list[Message]:
        """Return the messages that are being handed over."""
        return [Message.from_row(row) for row in self._engine.all(self._sql["under_way"])]

    def uncertain(self) -> list[Message]:
        """Return the messages nobody knows the fate of."""
        return [Message.from_row(row) for row in self._engine.all(self._sql["uncertain"])]

    def message(self, id: int) -> Message:  # noqa: A002 - the field's own name
        """Return one message.

        Raises:
            NotFoundError: there is none of that number.
        """
        row = self._engine.one(self._sql["message"], id=id)
        if row is None:
            raise NotFoundError(f"there is no message {id}; `stopline messages` lists them")
        return Message.from_row(row)

    def messages(self, limit: int = 100, before: int | None = None, **filters: SqlValue) -> list[Message]:
        """Return messages, newest first, older than one of them; filters are thread, address, state, direction and campaign.

        Raises:
            NotFoundError: there is no message of the number `before`.
        """
        given = {name: value for name, value in filters.items() if value is not None}
        wanted: dict[str, SqlValue] = dict.fromkeys(("state", "direction", "campaign")) | given
        query = _LISTED.get(str(wanted["state"]), "messages")
        if {"thread", "address"} & given.keys():
            wanted = {"thread": None, "address": None} | wanted
            query = "messages_of_threads"
        before_at = to_text(self.message(before).at) if before is not None else AFTER_EVERYTHING
        rows = self._engine.all(
            self._sql[query], limit=limit, before=before or 0, before_at=before_at, **wanted
        )
        return [Message.from_row(row) for row in rows]

    def last_outbound(self, address: Address, channel: Channel, before: datetime) -> Message | None:
        """Return the last message that left for an address before an instant."""
        row = self._engine.one(
            self._sql["last_outbound"], address=address, channel=channel, before=to_text(before)
        )
        return Message.from_row(row) if row else None

    def by_receipt(self, gateway: str, provider_id: str) -> Message | None:
        """Return the message a gateway's receipt is about."""
        row = self._engine.one(self._sql["by_receipt"], gateway=gateway, provider_id=provider_id)
        return Message.from_row(row) if row else None

    def take_receipt(self, message: Message, state: MessageState, reason: str | None) -> bool:
        """Note what became of a message; return whether that was news."""
        if not may_become(message.state, state):
            return False
        now = to_text(self._clock.now())
        with self._engine.transaction():
            noted_count = self._engine.run(
                self._sql["take_receipt"], id=message.id, state=state, reason=reason, expected=message.state, now=now
            )  # fmt: skip
            is_news = noted_count > 0
            if is_news and state is MessageState.FAILED:
                self._lost(message)
        return is_news

    def counts(self) -> QueueCounts:
        """Return how many messages are on their way."""
        counts = {
            row.text("state"): row.number("messages") for row in self._engine.all(self._sql["queue_counts"])
        }
        return QueueCounts(*(counts.get(state, 0) for state in ("queued", "sending", "uncertain")))

    def _touch(self, thread: int, at: datetime, text: str) -> None:
        """Show a message as the last of its thread."""
        self._engine.run(
            self._sql["touch_thread"], thread=thread, at=to_text(at), text=text[:LAST_TEXT_LENGTH]
        )

    def _untouch(self, message: Message) -> None:
        """Show again what was said before a message that never leaves."""
        self._engine.run(
            self._sql["untouch_thread"], thread=message.thread, text=message.text[:LAST_TEXT_LENGTH],
            length=LAST_TEXT_LENGTH,
        )  # fmt: skip

    def _settle(
        self,
        message: Message,
        state: MessageState,
        now: datetime,
        *,
        provider_id: str | None = None,
        reason: str | None = None,
    ) -> bool:
        return bool(
            self._engine.run(
                self._sql["settle"],
                id=message.id, state=state, provider_id=provider_id, reason=reason, now=to_text(now),
            )
        )  # fmt: skip
