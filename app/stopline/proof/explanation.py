"""Why a message was sent or kept back: the decision, what it rested on, and what became of the message."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from stopline.address import Address
from stopline.clock import to_text
from stopline.consent.events import EventKind, RecordedEvent
from stopline.consent.gate import Purpose, rests_on_last_text
from stopline.consent.ledger import Ledger
from stopline.consent.objections import OVERTAKEN, OVERTAKEN_BY_HOLD, late_confirmation
from stopline.consent.refusal import Reason
from stopline.consent.send_block import SendBlock
from stopline.consent.status import Standing, fold
from stopline.errors import NotFoundError
from stopline.messages.message import Direction, Message, MessageState
from stopline.store.engine import Engine, Row
from stopline.store.queries import load_queries

EVERY = 1_000_000
"""More messages than any person has."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that answers “why was I texted?”."""

    message: Message
    name: str
    queued_at: datetime
    """When it was put into the queue, and the gate asked; for a text that came in, when it was stored."""
    not_before: datetime | None
    sent_at: datetime | None
    settled_at: datetime | None
    """When its last news came: sent, delivered, failed, refused."""
    gateway: str
    provider_id: str
    template: str
    rested_on: RecordedEvent | None
    """The consent event the permit rested on."""
    last_text: Message | None
    """The person's own text the permit rested on."""
    answers: RecordedEvent | None
    """The consent event it answers, of which it is the one answer."""
    asked: RecordedEvent | None
    """The consent event that says somebody was asked, where this is the message that asks."""
    reasons: tuple[Reason, ...]
    """Why it was kept back, as the gate said then."""
    kept_back_by: RecordedEvent | None
    """The event that kept it back."""
    caused: tuple[RecordedEvent, ...]
    """For a text that came in: what was recorded because of it."""

    @property
    def is_inbound(self) -> bool:
        """Tell whether the message came in."""
        return self.message.direction is Direction.INBOUND


class Explanations:
    """Explains the messages of one workspace."""

    def __init__(self, engine: Engine, ledger: Ledger, send_block: SendBlock) -> None:
        self._engine = engine
        self._ledger = ledger
        self._send_block = send_block
        self._sql = load_queries("stopline.proof", "proof.sql")

    def of(self, message: int) -> Explanation:
        """Return why one message was sent or kept back.

        Raises:
            NotFoundError: there is no such message.
        """
        with self._engine.snapshot():
            row = self._engine.one(self._sql["message"], id=message)
            if row is None:
                raise NotFoundError(f"there is no message {message}; `stopline messages` lists them")
            events = self._ledger.events_of(Address(row.text("address")))
            return self._explained(row, events, self._last_text_before(row))

    def of_address(self, address: Address, limit: int = EVERY) -> list[Explanation]:
        """Return the same for the newest messages to and from an address, oldest first."""
        with self._engine.snapshot():
            events = self._ledger.events_of(address)
            rows = list(reversed(self._engine.all(self._sql["messages_of"], address=address, limit=limit)))
            if not rows:
                return []
            last_texts = {rows[0].number("thread"): self._last_text_before(rows[0])}
            explained: list[Explanation] = []
            for row in rows:
                thread = row.number("thread")
                if thread not in last_texts:
                    last_texts[thread] = self._last_text_before(row)
                one = self._explained(row, events, last_texts[thread])
                explained.append(one)
                known = last_texts[thread]
                # History that is read in late comes behind what was written after it.
                if one.is_inbound and (known is None or known.at <= one.message.at):
                    last_texts[thread] = one.message
            return explained

    def _last_text_before(self, row: Row) -> Message | None:
        found = self._engine.one(
            self._sql["last_text_before"],
            thread=row.number("thread"), queued_at=row.text("recorded_at"), id=row.number("id"),
        )  # fmt: skip
        return Message.from_row(found) if found else None

    def _explained(self, row: Row, events: Sequence[RecordedEvent], last_text: Message | None) -> Explanation:
        message = Message.from_row(row)
        here = [each for each in events if each.event.channel is message.channel]
        is_outbound = message.direction is Direction.OUTBOUND
        rests_on_text = is_outbound and _rests_on_text(message, here, row.number_or_none("answers_event"))
        by_seq = {each.seq: each for each in here}
        settled_at = row.instant_or_none("settled_at")
        is_refused = message.state is MessageState.REFUSED and settled_at is not None
        standing = _standing_then(here, settled_at) if is_refused and settled_at else None
        return Explanation(
            message=message,
            name=row.text("name"),
            queued_at=row.instant("recorded_at"),
            not_before=row.instant_or_none("not_before") if row.text("not_before") else None,
            sent_at=row.instant_or_none("sent_at"),
            settled_at=settled_at,
            gateway=row.text_or_none("gateway") or "",
            provider_id=row.text_or_none("provider_id") or "",
            template=row.text_or_none("template") or "",
            rested_on=by_seq.get(message.decided_on or 0),
            last_text=last_text if rests_on_text else None,
            answers=by_seq.get(row.number_or_none("answers_event") or 0),
            asked=by_seq.get(row.number_or_none("asked_event") or 0),
            reasons=self._reasons(message, standing, last_text, settled_at)
            if standing and settled_at
            else (),
            kept_back_by=_blocking(message, standing, by_seq) if standing else None,
            caused=()
            if is_outbound
            else tuple(each for each in here if each.event.evidence.message == message.id),
        )

    def _reasons(
        self, message: Message, standing: Standing, last_text: Message | None, at: datetime
    ) -> tuple[Reason, ...]:
        """Return the recorded codes with the sentences the gate has for them at that instant."""
        if message.is_cancelled and message.reason:
            words = f"{message.reason[0].upper()}{message.reason[1:]}; no rule kept it back."
            return (Reason("cancelled", words, ""),)
        said = self._send_block.reasons_then(
            message.draft(), standing, last_text.at if last_text else None, at
        )
        sentences = {reason.code: reason for reason in said}
        if message.purpose is Purpose.COMPLIANCE:
            late = late_confirmation(self._send_block.policy.confirmation_window)
            sentences |= {each.code: each for each in (OVERTAKEN, OVERTAKEN_BY_HOLD, late)}
        codes = [code.strip() for code in (message.reason or "").split(",") if code.strip()]
        return tuple(
            sentences.get(code) or Reason(code, f"The send block kept it back ({code}).", "")
            for code in codes
        )


def _rests_on_text(message: Message, events: Sequence[RecordedEvent], answers_event: int | None) -> bool:
    """Tell whether the gate looked at when the person last wrote; an answer to HELP rests on that too."""
    if message.purpose is Purpose.COMPLIANCE:
        return answers_event is None
    decided_on = message.decided_on or 0
    then = fold((each.seq, each.event) for each in events if each.seq <= decided_on)
    return rests_on_last_text(message.draft(), then)


def _standing_then(events: Iterable[RecordedEvent], at: datetime) -> Standing:
    return fold((each.seq, each.event) for each in events if to_text(each.recorded_at) <= to_text(at))


def _blocking(message: Message, standing: Standing, by_seq: dict[int, RecordedEvent]) -> RecordedEvent | None:
    """Return the event that kept a message back: the last that stopped or held what it would have needed."""
    found = [
        by_seq[status.event_seq]
        for status in standing.scopes().values()
        if status.event_seq in by_seq and status.state.value in (message.reason or "")
    ]
    kinds = (EventKind.WITHDRAWN, EventKind.HELD)
    return next((each for each in found if each.event.kind in kinds), None)
