"""How the gateways are doing: how far each was read, since when one fails, and when it is tried again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from stopline.clock import Clock, to_text
from stopline.inert import one_line
from stopline.store.engine import Engine, Row
from stopline.store.queries import load_queries

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=2)
NOTED_EVERY = timedelta(seconds=5)
"""How often an answer of a gateway that brought nothing is written down: every write wakes every screen."""


@dataclass(frozen=True, slots=True)
class GatewayHealth:
    """How one gateway is doing."""

    gateway: str
    cursor: str | None = None
    collected_at: datetime | None = None
    """When it was last read to its end."""
    failing_since: datetime | None = None
    failure_count: int = 0
    next_attempt_at: datetime | None = None
    last_error: str | None = None


def pause_after(failure_count: int) -> timedelta:
    """Return how long a gateway is left alone after that many failures in a row: doubling, up to two minutes."""
    return min(FIRST_PAUSE * (1 << min(failure_count, 10)), LONGEST_PAUSE)


class Health:
    """The state of every gateway of one workspace."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._sql = load_queries("stopline.worker", "worker.sql")

    def of(self, gateway: str) -> GatewayHealth:
        """Return how a gateway is doing; one that was never asked has an empty state."""
        row = self._engine.one(self._sql["gateway_state"], gateway=gateway)
        return _health(row) if row else GatewayHealth(gateway)

    def of_every(self) -> list[GatewayHealth]:
        """Return how every gateway that was ever asked is doing."""
        return [_health(row) for row in self._engine.all(self._sql["gateway_states"])]

    def failing(self, gateways: Iterable[str]) -> dict[str, str]:
        """Return those of the gateways that do not do their work, each with what it said last."""
        wanted = set(gateways)
        return {
            each.gateway: each.last_error or ""
            for each in self.of_every()
            if each.failing_since is not None and each.gateway in wanted
        }

    def may_try(self, gateway: str) -> bool:
        """Tell whether a gateway is not being left alone after a failure; a pause that a clock jump made too long is over."""
        wait_until = self.of(gateway).next_attempt_at
        now = self._clock.now()
        return wait_until is None or not now < wait_until <= now + LONGEST_PAUSE

    def is_fresh(self, gateway: str, within: timedelta) -> bool:
        """Tell whether a gateway was collected from recently enough to know who has said stop."""
        collected_at = self.of(gateway).collected_at
        return collected_at is not None and abs(self._clock.now() - collected_at) <= within

    def move_cursor(self, gateway: str, cursor: str | None) -> None:
        """Note how far a gateway has been read. The caller holds the transaction that stores what was read."""
        self._engine.run(self._sql["move_cursor"], gateway=gateway, cursor=cursor)

    def note_answer(self, gateway: str, *, is_complete: bool) -> None:
        """Note that a gateway answered, and whether that was all it had."""
        known = self.of(gateway)
        now = self._clock.now()
        is_recent = known.collected_at is not None and timedelta(0) <= now - known.collected_at < NOTED_EVERY
        if known.failing_since is None and (is_recent or not is_complete):
            return
        self._engine.run(
            self._sql["note_answer"], gateway=gateway, collected_at=to_text(now) if is_complete else None
        )

    def note_failure(self, gateway: str, error: str) -> None:
        """Note that a gateway failed, and leave it alone for a while."""
        now = self._clock.now()
        pause = pause_after(self.of(gateway).failure_count)
        self._engine.run(
            self._sql["note_failure"],
            gateway=gateway, now=to_text(now), next_attempt_at=to_text(now + pause), error=one_line(error),
        )  # fmt: skip


def _health(row: Row) -> GatewayHealth:
    return GatewayHealth(
        gateway=row.text("gateway"),
        cursor=row.text_or_none("cursor"),
        collected_at=row.instant_or_none("collected_at"),
        failing_since=row.instant_or_none("failing_since"),
        failure_count=row.number("failure_count"),
        next_attempt_at=row.instant_or_none("next_attempt_at"),
        last_error=row.text_or_none("last_error"),
    )
