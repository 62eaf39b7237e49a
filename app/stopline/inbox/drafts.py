"""Drafts: what each agent has written in a thread and not sent."""

from stopline.clock import Clock, to_text
from stopline.inert import storable
from stopline.store.engine import Engine
from stopline.store.queries import load_queries


class Drafts:
    """What the agents of one workspace have not sent yet."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._sql = load_queries("stopline.inbox", "drafts.sql")

    def keep(self, agent: str, thread: int, text: str) -> None:
        """Keep what an agent has written in a thread up to now; a text without words is none."""
        if not text.strip():
            self._engine.run(self._sql["drop_draft"], agent=agent, thread=thread)
            return
        self._engine.run(
            self._sql["keep_draft"],
            agent=agent, thread=thread, text=storable(text), now=to_text(self._clock.now()),
        )  # fmt: skip

    def drop_sent(self, agent: str, thread: int, text: str) -> None:
        """Forget a draft that was sent as it stands."""
        self._engine.run(self._sql["drop_sent_draft"], agent=agent, thread=thread, text=storable(text))

    def of(self, agent: str) -> dict[int, str]:
        """Return what an agent has not sent, by thread."""
        rows = self._engine.all(self._sql["drafts_of"], agent=agent)
        return {row.number("thread"): row.text("text") for row in rows}
