"""Who else has a thread open, so that two agents do not answer the same person."""

from dataclasses import dataclass
from datetime import timedelta

from stopline.clock import Clock, to_text
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

SEEN_FOR = timedelta(seconds=45)
"""How long somebody counts as there after they were last seen."""


@dataclass(frozen=True, slots=True)
class Companion:
    """Another agent who has the same thread open."""

    agent: str
    is_typing: bool


class Presence:
    """Who has which thread open in one workspace."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._sql = load_queries("stopline.inbox", "inbox.sql")

    def see(self, agent: str, screen: str, thread: int, *, is_typing: bool = False) -> None:
        """Note that an agent has a thread open on a screen; a screen shows one thread."""
        self._engine.run(
            self._sql["see"],
            agent=agent, screen=screen, thread=thread, is_typing=int(is_typing), now=to_text(self._clock.now()),
        )  # fmt: skip

    def leave(self, agent: str, screen: str) -> None:
        """Note that a screen was closed."""
        self._engine.run(self._sql["leave"], agent=agent, screen=screen)

    def others_in(self, thread: int, agent: str) -> list[Companion]:
        """Return who else has a thread open now."""
        since = to_text(self._clock.now() - SEEN_FOR)
        rows = self._engine.all(self._sql["others_in"], thread=thread, agent=agent, since=since)
        return [Companion(row.text("agent"), bool(row.number("is_typing"))) for row in rows]
