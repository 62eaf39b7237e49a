"""What agents send: a reply in a thread, or a message to an address. The gate decides, in the transaction that queues."""

from stopline.address import Address
from stopline.clock import Clock
from stopline.consent.events import Channel
from stopline.consent.gate import Draft, Purpose
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
    ) -> Queued | Refusal:
        """Queue an agent's reply in a thread; a thread that was nobody's becomes theirs.

        Raises:
            BadInputError: the text is empty or too long.
            NotFoundError: there is no such thread.
        """
        _check(text)
        with self._engine.transaction():
            row = self._threads.thread(thread)
            queued = self._outbox.queue(
                thread, Draft(row.address, row.channel, purpose, text), Origin(agent=agent, template=template)
            )
            if isinstance(queued, Queued):
                self._threads.mark_read(thread)
                self._drafts.drop_sent(agent, thread, text)
                if not row.assignee:
                    self._threads.assign(thread, agent, agent)
            return queued

    def send(
        self, address: Address, channel: Channel, text: str, purpose: Purpose, origin: Origin
    ) -> Queued | Refusal:
        """Queue a message to an address, beginning a thread where there is none; a refusal leaves no trace.

        Raises:
            BadInputError: the text is empty or too long.
        """
        _check(text)
        draft = Draft(address, channel, purpose, text)
        with self._engine.transaction():
            decision = self._send_block.ask(draft)
            if isinstance(decision, Refusal):
                return decision
            contact = self._contacts.ensure(address, source="send")
            thread = self._threads.ensure(contact, address, channel, self._clock.now())
            return self._outbox.queue(thread, draft, origin)


def _check(text: str) -> None:
    if not text.strip():
        raise BadInputError("a message needs words")
    if len(text) > LONGEST_TEXT:
        raise BadInputError(
            f"a message may have {LONGEST_TEXT} characters, this one has {len(text)}; send it in two"
        )
