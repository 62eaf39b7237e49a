"""Questions for consent that never reach anybody: cancelled, kept back by the gate, or failed for good.

Nobody can answer them, so they are closed at once. A consent that stood beside the question stands on; who was pending only because
of it is pending no more, and an event says why. A vague consent had ended by the question; its person is marked to be asked again.
"""

from stopline.clock import Clock
from stopline.consent.events import (
    AUTOMATIC,
    NEVER_ARRIVED,
    ConsentEvent,
    EventKind,
    Evidence,
    Method,
    Scope,
)
from stopline.consent.gate import Ask
from stopline.consent.ledger import Ledger
from stopline.consent.send_block import Standings
from stopline.consent.status import State
from stopline.inbox.asks import AskedQuestion, Asks, Outcome
from stopline.inbox.contacts import RECONFIRM, Contacts
from stopline.messages.message import Message
from stopline.store.engine import Engine


class Unasked:
    """The questions of one workspace that never reach anybody."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        ledger: Ledger,
        standings: Standings,
        contacts: Contacts,
        asks: Asks,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._ledger = ledger
        self._standings = standings
        self._contacts = contacts
        self._asks = asks

    def message_lost(self, message: Message) -> None:
        """Close the question that a message asks; the outbox tells of every message that never arrives.

        Args:
            message: what is lost, as it was before or after that.
        """
        if message.asks_consent is None:
            return
        question = self._asks.open_at(message.address, message.channel)
        if question is not None and question.message == message.id and question.is_dead:
            self.end(question)

    def end(self, question: AskedQuestion) -> None:
        """Close a question that never arrives, unless a doubtful reply waits for a decision; that ends it later."""
        with self._engine.transaction():
            state = self._standings.of(question.address, question.channel).within(question.scope).state
            if state is State.HELD:
                return
            self._asks.close(question, Outcome.REPLACED)
            if state is not State.PENDING:
                return
            why = f"{NEVER_ARRIVED}: {question.reason}" if question.reason else NEVER_ARRIVED
            self._ledger.record(
                ConsentEvent(
                    question.address, question.channel, EventKind.EXPIRED, Method.AGENT, AUTOMATIC, self._clock.now(),
                    question.scope, Evidence(note=why, message=question.message, source="question"),
                )
            )  # fmt: skip
            if question.kind is Ask.RECONFIRM and question.scope is Scope.ALL:
                self._mark(question, why)

    def _mark(self, question: AskedQuestion, why: str) -> None:
        """Mark somebody whose vague consent ended by a question that never reached them, so that they are found again."""
        contact = self._contacts.ensure(question.address, source="ask")
        self._contacts.tag(contact, RECONFIRM)
        self._contacts.set_attribute(
            contact, f"{RECONFIRM} {question.channel}", f"their consent was vague, and {why}"
        )
