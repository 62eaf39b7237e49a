"""Keeps a screen from doing again and again what takes long: a pause between two times, and no wish lost."""

from collections.abc import Callable

from textual.message_pump import MessagePump
from textual.timer import Timer


class Pace:
    """Begins something when it is wanted, but not before the last time has ended and a pause is over.

    Args:
        pump: whose timer runs the pause.
        seconds: how long the pause is.
        begin: begins it; whoever ends it calls `done`.
    """

    def __init__(self, pump: MessagePump, seconds: float, begin: Callable[[], object]) -> None:
        self._pump = pump
        self._seconds = seconds
        self._begin = begin
        self._is_wanted = False
        self._is_busy = False
        self._pause: Timer | None = None

    def want(self) -> None:
        """Do it as soon as may be."""
        self._is_wanted = True
        self._begin_if_free()

    def want_now(self) -> None:
        """Do it at once: what is under way is of no use any more."""
        if self._pause is not None:
            self._pause.stop()
        self._pause = None
        self._is_busy = False
        self.want()

    def want_after(self, seconds: float) -> None:
        """Do it in a moment: what is under way is of no use any more, and something else comes first."""
        if self._pause is not None:
            self._pause.stop()
        self._is_busy = False
        self._is_wanted = True
        self._pause = self._pump.set_timer(seconds, self._end_pause)

    def hurry(self) -> bool:
        """Let no pause stand before what is wanted; return whether anything is wanted or under way."""
        if self._is_wanted and not self._is_busy and self._pause is not None:
            self._pause.stop()
            self._end_pause()
        return self._is_wanted or self._is_busy

    def done(self) -> None:
        """Note that it has ended; the pause begins."""
        self._is_busy = False
        if self._pause is None:
            self._pause = self._pump.set_timer(self._seconds, self._end_pause)

    def _end_pause(self) -> None:
        self._pause = None
        self._begin_if_free()

    def _begin_if_free(self) -> None:
        if self._is_wanted and not self._is_busy and self._pause is None:
            self._is_wanted = False
            self._is_busy = True
            self._begin()
