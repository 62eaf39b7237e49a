"""Flows: the few texts that follow a join, each after its delay.

They wait in the queue like everything else: the gate is asked again when each is to leave, quiet hours put it off, a stop or a
hold refuses the rest. Nobody gets a text of a flow twice; who stopped in the middle and joins again gets what was kept back.
"""

from stopline.address import Address
from stopline.clock import Clock
from stopline.consent.events import Channel, Scope
from stopline.consent.gate import Draft, Purpose
from stopline.consent.refusal import Refusal
from stopline.inbox.answers import Branded
from stopline.inbox.contacts import Contacts
from stopline.inbox.templates import fields_for, fill
from stopline.messages.outbox import Origin, Outbox, Queued
from stopline.store.engine import Engine
from stopline.store.queries import load_queries


class Flows:
    """The flows of one workspace."""

    def __init__(self, engine: Engine, clock: Clock, outbox: Outbox, contacts: Contacts, team: str) -> None:
        self._engine = engine
        self._clock = clock
        self._outbox = outbox
        self._contacts = contacts
        self._team = team
        self._sql = load_queries("stopline.inbox", "flows.sql")

    def begin(self, thread: int, address: Address, channel: Channel, keyword: str, branded: Branded) -> int:
        """Queue the texts that follow a join, those that are not on their way yet; return how many."""
        queued_count = 0
        # What a join to everything brings by itself is advertising until somebody says otherwise.
        purpose = Purpose.NOTICE if branded.scope is Scope.NOTICE else Purpose.MARKETING
        fields = fields_for(self._contacts.name_at(address), "", self._team)
        with self._engine.transaction():
            for step, each in enumerate(branded.flow, 1):
                if (
                    self._engine.one(self._sql["flow_text"], thread=thread, keyword=keyword, step=step)
                    is not None
                ):
                    continue
                draft = Draft(address, channel, purpose, fill(each.text, fields))
                leaves_at = self._clock.now() + each.after
                queued = self._outbox.queue(thread, draft, Origin(campaign=keyword), not_before=leaves_at)
                if isinstance(queued, Refusal) and queued.opens_at is not None:
                    queued = self._outbox.queue(
                        thread, draft, Origin(campaign=keyword), not_before=queued.opens_at
                    )
                if isinstance(queued, Queued):
                    self._engine.run(
                        self._sql["add_flow_text"],
                        message=queued.message,
                        thread=thread,
                        keyword=keyword,
                        step=step,
                    )
                    queued_count += 1
        return queued_count
