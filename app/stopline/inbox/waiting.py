"""What time does to questions for consent: one reminder, and then the end of the wait."""

from datetime import datetime

from stopline.address import Address
from stopline.clock import Clock
from stopline.consent.events import AUTOMATIC, Channel, ConsentEvent, EventKind, Evidence, Method
from stopline.consent.gate import Ask, Draft
from stopline.consent.ledger import Ledger
from stopline.consent.refusal import Refusal
from stopline.consent.send_block import SendBlock, Standings
from stopline.consent.status import State
from stopline.inbox.asking import PURPOSE_OF_SCOPE
from stopline.inbox.asks import AskedQuestion, Asks, Outcome
from stopline.inbox.lengths import in_words
from stopline.inbox.program import Program, Wording
from stopline.inbox.unasked import Unasked
from stopline.messages.outbox import Outbox, Queued
from stopline.store.engine import Engine

AT_ONCE = 200
"""Questions looked at in one pass; the rest waits for the next."""


class Waiting:
    """The questions of one workspace, as time passes."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        ledger: Ledger,
        standings: Standings,
        send_block: SendBlock,
        outbox: Outbox,
        asks: Asks,
        unasked: Unasked,
        program: Program,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._ledger = ledger
        self._standings = standings
        self._send_block = send_block
        self._outbox = outbox
        self._asks = asks
        self._unasked = unasked
        self._program = program

    def let_time_pass(self) -> None:
        """Remind who has not answered, once, and end the wait of those whose time is over."""
        for question in self._asks.to_remind(AT_ONCE):
            self._remind(question)
        for question in self._asks.overdue(AT_ONCE):
            self._expire(question)

    def question_at(self, address: Address, channel: Channel, at: datetime) -> AskedQuestion | None:
        """Return the question that words of somebody may answer; the wait of one whose time was over then ends by them.

        Args:
            address: who wrote.
            channel: on which channel.
            at: when they wrote; words that were only collected late still answer.
        """
        question = self._asks.at(address, channel, at)
        if question is None or not question.is_open or not question.is_over(at):
            return question
        self._expire(question)
        return None

    def was_refused(self, address: Address, channel: Channel, since: datetime) -> bool:
        """Tell whether somebody said stop to a question of ours, at an instant or later."""
        return self._asks.was_refused(address, channel, since)

    def _remind(self, question: AskedQuestion) -> None:
        """Queue the one reminder of a question, or note that there is none."""
        text = self._program.question(Wording.REMINDER, question.language, question.scope, 0)
        draft = Draft(
            question.address,
            question.channel,
            PURPOSE_OF_SCOPE[question.scope],
            text,
            asks_consent=Ask.REMINDER,
        )
        with self._engine.transaction():
            queued = self._outbox.queue(question.thread, draft)
            if (
                isinstance(queued, Refusal)
                and queued.opens_at is not None
                and queued.opens_at < question.expires_at
            ):
                queued = self._outbox.queue(question.thread, draft, not_before=queued.opens_at)
            message = queued.message if isinstance(queued, Queued) else None
            self._asks.note_reminder(question, message)

    def _expire(self, question: AskedQuestion) -> None:
        """End the wait of a question, unless a person has to decide first."""
        with self._engine.transaction():
            still = self._asks.open_at(question.address, question.channel)
            state = self._standings.of(question.address, question.channel).within(question.scope).state
            # While a reply of theirs waits for a decision, nobody knows whether it is the answer.
            if still is None or still.id != question.id or state is State.HELD:
                return
            if question.is_dead:
                self._unasked.end(question)
                return
            why = f"asked, and no answer within {in_words(question.expires_at - question.asked_at)}"
            event = ConsentEvent(
                question.address, question.channel, EventKind.EXPIRED, Method.AGENT, AUTOMATIC, self._clock.now(),
                question.scope, Evidence(note=why, message=question.message, source="question"),
            )  # fmt: skip
            self._ledger.record(event)
            self._asks.close(question, Outcome.EXPIRED)
