"""Writing what is held about people into a file: asks for its name."""

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Input, Label

from stopline.tui.dialogs.dialog import Dialog
from stopline.tui.dialogs.place import new_file, read_place


class ExportDialog(Dialog[Path]):
    """Asks for the name of a file.

    Args:
        title: what is written; inert already.
        proposed: where it would go.
        forms: which endings there are, and for whom each is.
    """

    def __init__(
        self, title: str, proposed: Path, forms: str = ".json for programs, .txt for people"
    ) -> None:
        super().__init__(title, "ctrl+s write · esc cancel")
        self._proposed = proposed
        self._forms = forms

    def compose_body(self) -> ComposeResult:
        """Put the field."""
        yield Label(f"File, which only you can read; {self._forms}", markup=False)
        yield Input(str(self._proposed), id="file", compact=True)
        yield Label("", id="problem", markup=False)
        with Horizontal(classes="buttons"):
            yield Button("Write", id="accept", variant="primary", compact=True)
            yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        """Begin in the field."""
        self.query_one("#file", Input).focus()

    @on(Input.Submitted)
    @on(Button.Pressed, "#accept")
    def action_accept(self) -> None:
        """Answer with the file, unless it is there already."""
        path, problem = read_place(self.query_one("#file", Input).value, new_file)
        if problem:
            self.query_one("#problem", Label).update(problem)
            return
        self.dismiss(path)

    @on(Button.Pressed, "#cancel")
    def leave(self) -> None:
        """Leave without an answer."""
        self.action_cancel()
