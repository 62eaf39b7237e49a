"""What agents send: a reply in a thread, or a message to an address, now or at a time to come. The gate decides, in the transaction that queues."""

from datetime import datetime

from stopline.address import Address
from stopline.clock import Clock
from stopline.consent.events import Channel
from stopline.consent.gate import Ask, Draft, Purpose
from stopline.consent.refusal import Refusal
from stopline.consent.send_block import SendBlock
from stopline.errors import BadInputError
from stopline.inbox.contacts import Contacts
from stopline.inbox.drafts import Drafts
from stopline.inbox.threads import Threads
from stopline.messages.outbox import Origin, Outbox, Queued
from stopline.store.engine import Engine

LONGEST_TEXT = 1_600
"""Characters of one message; ten parts are the most that gateways take."""


class Replies:
    """What the agents of one workspace send."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        send_block: SendBlock,
        outbox: Outbox,
        contacts: Contacts,
        threads: Threads,
        drafts: Drafts,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._send_block = send_block
        self._outbox = outbox
        self._contacts = contacts
        self._threads = threads
        self._drafts = drafts

    def reply(
        self,
        thread: int,
        text: str,
        agent: str,
        purpose: Purpose = Purpose.CONVERSATION,
        template: str | None = None,
        *,
        at: datetime | None = None,
        at_next: bool = False,
        asks_consent: Ask | None = None,
    ) -> Queued | Refusal:
        """Queue an agent's reply in a thread; a thread that was nobody's becomes theirs.

        Args:
            thread: where it is said.
            text: what is said.
            agent: who says it.
            purpose: why.
            template: the canned reply it was made of.
            at: when it leaves at the earliest, if not at once.
            at_next: whether it waits for the next permitted hour, where only the hour stands against it.
            asks_consent: whether it asks for consent, and how.

        Raises:
            BadInputError: the text is empty or too long.
            NotFoundError: there is no such thread.
        """
        _check(text)
        with self._engine.transaction():
            row = self._threads.thread(thread)
            draft = Draft(row.address, row.channel, purpose, text, asks_consent=asks_consent)
            not_before = self._earliest(draft, at, at_next=at_next)
            queued = self._outbox.queue(
                thread, draft, Origin(agent=agent, template=template), not_before=not_before
            )
            if isinstance(queued, Queued):
                self._threads.mark_read(thread)
                self._drafts.drop_sent(agent, thread, text)
                if not row.assignee:
                    self._threads.assign(thread, agent, agent)
            return queued

    def send(
        self,
        address: Address,
        channel: Channel,
        text: str,
        purpose: Purpose,
        origin: Origin,
        *,
        at: datetime | None = None,
        at_next: bool = False,
        asks_consent: Ask | None = None,
    ) -> Queued | Refusal:
        """Queue a message to an address, beginning a thread where there is none; a refusal leaves no trace.

        Args:
            address: whom to write to.
            channel: which way.
            text: what to say.
            purpose: why.
            origin: who wrote it.
            at: when it leaves at the earliest, if not at once.
            at_next: whether it waits for the next permitted hour, where only the hour stands against it.
            asks_consent: whether it asks for consent, and how.

        Raises:
            BadInputError: the text is empty or too long.
        """
        _check(text)
        draft = Draft(address, channel, purpose, text, asks_consent=asks_consent)
        with self._engine.transaction():
            not_before = self._earliest(draft, at, at_next=at_next)
            decision = self._send_block.ask(draft, not_before)
            if isinstance(decision, Refusal):
                return decision
            contact = self._contacts.ensure(address, source="send")
            thread = self._threads.ensure(contact, address, channel, self._clock.now())
            return self._outbox.queue(thread, draft, origin, not_before=not_before)

    def _earliest(self, draft: Draft, at: datetime | None, *, at_next: bool) -> datetime | None:
        """Return when a message may leave at the earliest; None where it may leave at once, or never.

        Raises:
            BadInputError: the instant has passed.
        """
        if at is not None and at <= self._clock.now():
            raise BadInputError("a message is scheduled for a time to come")
        if not at_next:
            return at
        decision = self._send_block.ask(draft, at)
        return decision.opens_at if isinstance(decision, Refusal) else at


def _check(text: str) -> None:
    if not text.strip():
        raise BadInputError("a message needs words")
    if len(text) > LONGEST_TEXT:
        raise BadInputError(
            f"a message may have {LONGEST_TEXT} characters, this one has {len(text)}; send it in two"
        )
