"""A last look at what is about to be done to many at once."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Static

from stopline.tui.dialogs.dialog import Dialog


class DeedDialog(Dialog[bool]):
    """Shows what would be done, and asks whether to do it.

    Args:
        title: what is asked; inert already.
        lines: whom it is about and what follows; inert already.
        verb: what doing it is called.
    """

    def __init__(self, title: str, lines: Sequence[str], verb: str) -> None:
        super().__init__(title, "ctrl+s do it · esc leave it as it is")
        self._lines = lines
        self._verb = verb

    def compose_body(self) -> ComposeResult:
        """Put the lines, and the two answers."""
        yield Static(Content("\n".join(self._lines)), id="deed-lines", markup=False)
        with Horizontal(classes="buttons"):
            yield Button("Leave it", id="leave", compact=True, classes="answer")
            yield Button(self._verb, id="do", compact=True, classes="answer")

    def on_mount(self) -> None:
        """Stand on the answer that changes nothing."""
        self.query_one("#leave", Button).focus()

    def action_accept(self) -> None:
        """Do it."""
        self.dismiss(True)  # noqa: FBT003 - the answer itself

    @on(Button.Pressed)
    def answer(self, pressed: Button.Pressed) -> None:
        """Answer by a button."""
        self.dismiss(pressed.button.id == "do")
