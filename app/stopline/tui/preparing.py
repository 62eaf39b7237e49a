"""Makes the other screens while nobody presses a key, so that the way to one is as short as the way back to it.

To make a screen takes Textual ten times as long as to show it again: every widget on it is put in its place and styled. That is
done in small pieces, one after another, and begins anew to wait with every key.
"""

from collections.abc import Callable, Iterable

from textual.app import App
from textual.timer import Timer

QUIET_SECONDS = 0.4
"""How long no key must have been pressed before something is prepared."""


class Preparing:
    """Does one thing at a time, each after a while without a key.

    Args:
        app: whose timer runs the pauses.
        deeds: what is to be done, in this order.
    """

    def __init__(self, app: App[str], deeds: Iterable[Callable[[], object]]) -> None:
        self._app = app
        self._deeds = iter(deeds)
        self._timer: Timer | None = None
        self.is_done = False

    def begin(self) -> None:
        """Begin to wait for a quiet moment."""
        self._timer = self._app.set_interval(QUIET_SECONDS, self._go_on)

    def put_off(self) -> None:
        """Begin anew to wait, because a key was pressed."""
        if self._timer is not None:
            self._timer.reset()

    def end(self) -> None:
        """Prepare nothing more."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _go_on(self) -> None:
        if not self._app.is_running:
            # It is being closed, and its screens with it.
            return
        deed = next(self._deeds, None)
        if deed is not None:
            deed()
            return
        self.is_done = True
        self.end()
