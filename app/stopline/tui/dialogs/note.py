"""Writing an internal note."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, TextArea

from stopline.inert import shown
from stopline.tui.dialogs.dialog import Dialog


class NoteDialog(Dialog[str]):
    """Asks for the words of a note."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Note about {name} (never sent)", "ctrl+s keep · esc cancel")

    def compose_body(self) -> ComposeResult:
        """Put the field."""
        field = TextArea(id="note", compact=True, highlight_cursor_line=False, show_line_numbers=False)
        field.cursor_blink = False
        yield field
        with Horizontal(classes="buttons"):
            yield Button("Keep", id="accept", variant="primary", compact=True)
            yield Button("Cancel", id="cancel", compact=True)

    @on(Button.Pressed, "#accept")
    def action_accept(self) -> None:
        """Answer with the words."""
        words = shown(self.query_one("#note", TextArea).text).strip()
        self.dismiss(words or None)

    @on(Button.Pressed, "#cancel")
    def leave(self) -> None:
        """Leave without an answer."""
        self.action_cancel()
