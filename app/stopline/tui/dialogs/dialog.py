"""What every dialog has: a title, a body, and one line that tells the keys."""

from typing import ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from stopline.tui.keys import Where, bindings

AnswerT = TypeVar("AnswerT")


class Dialog(ModalScreen[AnswerT | None]):
    """A question above the screen; None is the answer of somebody who left it.

    Args:
        title: what is asked; inert already.
        keys: what the line at the bottom tells.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.DIALOG)]

    def __init__(self, title: str, keys: str = "esc cancel") -> None:
        super().__init__()
        self._title = title
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Put title, body and keys."""
        with Vertical(id="dialog"):
            yield Static(self._title, id="dialog-title", markup=False)
            yield from self.compose_body()
            yield Static(self._keys, id="dialog-keys", markup=False)

    def compose_body(self) -> ComposeResult:
        """Put what is asked; to be overridden."""
        yield from ()

    def on_mount(self) -> None:
        """Keep the cursors of all fields still: nothing blinks."""
        for field in self.query(Input):
            field.cursor_blink = False

    def action_cancel(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)

    def action_accept(self) -> None:
        """Answer with what is filled in; to be overridden where there is something to fill in."""

    def on_click(self, event: events.Click) -> None:
        """Leave by a click beside the dialog."""
        if event.widget is self:
            self.dismiss(None)
