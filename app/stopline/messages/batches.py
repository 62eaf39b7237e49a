"""Puts many permitted messages into the queue at once: a few statements for a whole batch, in one short transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stopline.address import Address
from stopline.clock import Clock, to_text
from stopline.consent.draft import Permit, Purpose
from stopline.consent.events import Channel
from stopline.errors import StoreError
from stopline.inert import storable
from stopline.messages.outbox import Origin
from stopline.store.engine import Engine
from stopline.store.queries import load_queries


@dataclass(frozen=True, slots=True)
class Planned:
    """One message of a batch, which the gate has permitted."""

    permit: Permit
    contact: int
    text: str
    template: str | None
    leaves_at: datetime
    """When it leaves at the earliest."""


class Batches:
    """Queues batches of messages for one workspace.

    Args:
        engine: the workspace's database.
        clock: tells when.
    """

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._sql = load_queries("stopline.messages", "messages.sql")

    def queue(
        self, channel: Channel, purpose: Purpose, planned: Sequence[Planned], origin: Origin
    ) -> dict[Address, int]:
        """Queue messages, one for each address; return their numbers. Who has stopped since the gate was asked gets none.

        A thread that is not there begins among the closed ones: nobody has to answer what nobody has written.
        """
        if not planned:
            return {}
        now = to_text(self._clock.now())
        with self._engine.transaction():
            first = self._next("next_message_id")
            rows = json.dumps(
                [
                    [
                        first + place, each.contact, each.permit.draft.address,
                        storable(each.text), each.template,
                        each.permit.decided_on, to_text(each.leaves_at),
                    ]
                    for place, each in enumerate(planned)
                ]
            )  # fmt: skip
            self._engine.run(
                self._sql["add_threads"],
                first=self._next("next_thread_id"),
                rows=rows,
                channel=channel,
                now=now,
            )
            self._engine.run(
                self._sql["add_batch"],
                rows=rows,
                channel=channel,
                purpose=purpose,
                agent=origin.agent,
                campaign=origin.campaign,
                now=now,
            )
            found = self._engine.all(self._sql["batch"], first=first)
            return {Address(row.text("address")): row.number("id") for row in found}

    def _next(self, query: str) -> int:
        row = self._engine.one(self._sql[query])
        if row is None:
            raise StoreError("the database gave no number")
        return row.number("id")
