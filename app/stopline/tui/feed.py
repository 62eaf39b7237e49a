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
CAUGHT_UP_WITHIN = 2.0
"""How many seconds one look may take before nobody waits for it any more."""
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
        self._is_ended = False
        self._wanted = threading.Event()
        """Set where nobody waits for the next look."""
        self._looks = 0
        self._looked = threading.Condition()
        self._thread = threading.Thread(target=self._watch, name="feed", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """End watching, and wait until it has ended."""
        self._is_ended = True
        self._wanted.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    def catch_up(self) -> bool:
        """Look at once; return whether all that was committed before is announced.

        It is not where the feed does not run, or took longer than two seconds.
        """
        with self._looked:
            # The look that is under way may have begun before what is to be announced.
            enough = self._looks + 2
            while self._looks < enough and self._thread.is_alive():
                self._wanted.set()
                if not self._looked.wait(CAUGHT_UP_WITHIN):
                    break
            return self._looks >= enough

    def _watch(self) -> None:
        seen = self._version()
        while not self._is_ended:
            version = self._version()
            if version is not None and version != seen:
                seen = version
                self._announce()
            with self._looked:
                self._looks += 1
                self._looked.notify_all()
            if self._wanted.wait(LOOK_EVERY_SECONDS):
                self._wanted.clear()

    def _version(self) -> int | None:
        """Return the number that moves with every commit, or None while the file cannot be read."""
        try:
            row = self._engine.one(self._sql["data_version"])
        except StoplineError:
            _log.warning("the feed could not look at the store; it looks again", exc_info=True)
            return None
        return row.number("data_version") if row else None
