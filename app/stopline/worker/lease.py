"""The lease: the right of one worker at a time to act on a workspace, and a second one to keep it in order meanwhile."""

from datetime import datetime, timedelta

from stopline.clock import Clock, to_text
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

LEASE_FOR = timedelta(seconds=15)
"""How long a worker that has gone silent keeps its right."""
_NAME = "worker"


class Lease:
    """One worker's claim to a lease of a workspace.

    Args:
        engine: the workspace's database.
        clock: tells when a lease ends.
        holder: names this worker.
        name: which lease.
        lasts: how long a worker that has gone silent keeps it.
    """

    def __init__(
        self, engine: Engine, clock: Clock, holder: str, name: str = _NAME, lasts: timedelta = LEASE_FOR
    ) -> None:
        self.holder = holder
        self._name = name
        self._lasts = lasts
        self._engine = engine
        self._clock = clock
        self._taken_at: datetime | None = None
        self._sql = load_queries("stopline.worker", "worker.sql")

    def take(self) -> bool:
        """Take or renew the lease; return whether it is ours now.

        It is renewed when a third of its time has gone: every write wakes the screens that watch the database.
        """
        now = self._clock.now()
        if self._taken_at is not None and timedelta(0) <= now - self._taken_at < self._lasts / 3:
            return True
        is_ours = self._write(now)
        self._taken_at = now if is_ours else None
        return is_ours

    def give_back(self) -> None:
        """Let the next worker begin at once."""
        self._taken_at = None
        self._engine.run(self._sql["give_back_lease"], name=self._name, holder=self.holder)

    def holder_now(self) -> str | None:
        """Return who has the right to act, or None where nobody works."""
        row = self._engine.one(self._sql["lease"], name=self._name, now=to_text(self._clock.now()))
        return row.text("holder") if row else None

    def _write(self, now: datetime) -> bool:
        return bool(
            self._engine.run(
                self._sql["take_lease"],
                name=self._name, holder=self.holder, now=to_text(now), expires_at=to_text(now + self._lasts),
                too_late=to_text(now + 2 * self._lasts),
            )
        )  # fmt: skip
