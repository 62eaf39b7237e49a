"""Tells when the store has changed, whoever changed it: the worker, another screen, another program.

SQLite counts the commits of other connections in `PRAGMA data_version`. A thread with a connection of its own looks at that
number twenty times a second, which costs next to nothing, and posts a message only when it has moved.
"""

import logging
import threading
from collections.abc import Callable

from stopline.errors import StoplineError
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

LOOK_EVERY_SECONDS = 0.05
"""How late a change may be noticed."""
_log = logging.getLogger(__name__)


class Feed:
    """Watches one database from a thread of its own.

    Args:
        engine: the database.
        announce: called, on the feed's thread, after something was committed.
    """

    def __init__(self, engine: Engine, announce: Callable[[], None]) -> None:
        self._engine = engine
        self._announce = announce
        self._sql = load_queries("stopline.tui", "feed.sql")
        self._until = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="feed", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """End watching, and wait until it has ended."""
        self._until.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    def _watch(self) -> None:
        seen = self._version()
        while not self._until.wait(LOOK_EVERY_SECONDS):
            version = self._version()
            if version is not None and version != seen:
                seen = version
                self._announce()

    def _version(self) -> int | None:
        """Return the number that moves with every commit, or None while the file cannot be read."""
        try:
            row = self._engine.one(self._sql["data_version"])
        except StoplineError:
            _log.warning("the feed could not look at the store; it looks again", exc_info=True)
            return None
        return row.number("data_version") if row else None
