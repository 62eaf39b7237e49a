"""A worker that dies at one exact moment: `python dying_worker.py WORKSPACE MOMENT`.

It is the real worker on the real gateways of a workspace; only its death is chosen. The moment is `before send`, `after send`,
`after fetch`, or a number: just before its database would do the statement of that number.
"""

import os
import signal
import sys
import threading
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from stopline.clock import SystemClock
from stopline.consent.events import Channel
from stopline.consent.gate import Permit
from stopline.gateways.base import Accepted, Batch, Gateway, InboundText, Rejected
from stopline.store.engine import Row, SqlValue
from stopline.store.queries import Query
from stopline.store.sqlite import SqliteEngine
from stopline.worker.gateways import opened_gateways
from stopline.worker.loop import run
from stopline.workspace import DATABASE, Workspace


def die() -> None:
    """End this process as a power cut does."""
    os.kill(os.getpid(), signal.SIGKILL)


class DyingEngine(SqliteEngine):
    """A database whose program ends before one of its statements."""

    def __init__(self, path: Path, moment: str) -> None:
        super().__init__(path)
        self._moment = moment
        self._steps = count(1)

    def run(self, query: Query, **values: SqlValue) -> int:
        self._go_on()
        return super().run(query, **values)

    def one(self, query: Query, **values: SqlValue) -> Row | None:
        self._go_on()
        return super().one(query, **values)

    def all(self, query: Query, **values: SqlValue) -> list[Row]:
        self._go_on()
        return super().all(query, **values)

    def transaction(self) -> AbstractContextManager[None]:
        self._go_on()
        return super().transaction()

    def _go_on(self) -> None:
        if str(next(self._steps)) == self._moment:
            die()


@dataclass(frozen=True, slots=True)
class DyingGateway:
    """A gateway whose program ends around one of its calls."""

    inner: Gateway
    moment: str

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def channels(self) -> frozenset[Channel]:
        return self.inner.channels

    def fetch(self, cursor: str | None, limit: int) -> Batch:
        batch = self.inner.fetch(cursor, limit)
        if self.moment == "after fetch" and any(isinstance(item, InboundText) for item in batch.items):
            die()
        return batch

    def send(self, permit: Permit) -> Accepted | Rejected:
        if self.moment == "before send":
            die()
        outcome = self.inner.send(permit)
        if self.moment == "after send":
            die()
        return outcome

    def trace(self, message: int) -> Accepted | None:
        return self.inner.trace(message)

    def close(self) -> None:
        self.inner.close()


def main(folder: Path, moment: str) -> None:
    """Work on a workspace until the moment comes."""
    workspace = Workspace(folder, SystemClock(), DyingEngine(folder / DATABASE, moment))
    with opened_gateways(workspace) as gateways:
        run(workspace, [DyingGateway(gateway, moment) for gateway in gateways], threading.Event())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
