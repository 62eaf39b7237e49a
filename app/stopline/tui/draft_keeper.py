"""Keeps what an agent is writing: noted at once, written to the store in a thread when there is time."""

import threading

from stopline.errors import StoplineError
from stopline.tui.desk import Desk


class DraftKeeper:
    """The drafts of one desk that are not in the store yet.

    Args:
        desk: whose drafts.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._unwritten: dict[int, str] = {}
        self._noting = threading.Lock()
        self._writing = threading.Lock()
        """Two writers at once could leave the older text behind; noting must not wait for a busy store."""

    def note(self, thread: int, text: str) -> None:
        """Note what stands in a thread's box now."""
        with self._noting:
            self._unwritten[thread] = text

    def write(self) -> None:
        """Write what was noted to the store; what could not be written stays noted."""
        with self._writing:
            with self._noting:
                taken, self._unwritten = self._unwritten, {}
            if not taken:
                return
            try:
                with self._desk.workspace.engine.transaction():
                    for thread, text in taken.items():
                        self._desk.workspace.drafts.keep(self._desk.agent, thread, text)
            except StoplineError:
                with self._noting:
                    self._unwritten = taken | self._unwritten
                raise
