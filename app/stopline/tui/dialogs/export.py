"""Writing what is held about people into a file: asks for its name."""

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Input, Label

from stopline.tui.dialogs.dialog import Dialog
from stopline.tui.typed_path import path_of


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
        written = self.query_one("#file", Input).value.strip()
        path = path_of(written)
        problem = _problem_of(path) if written else "A file needs a name."
        if problem:
            self.query_one("#problem", Label).update(problem)
            return
        self.dismiss(path)

    @on(Button.Pressed, "#cancel")
    def leave(self) -> None:
        """Leave without an answer."""
        self.action_cancel()


def _problem_of(path: Path) -> str:
    """Return why no new file can be put at a place; nothing where one can."""
    try:
        return "There is a file of that name already." if path.exists() else ""
    except OSError as error:
        return f"It cannot be written there: {error.strerror}."
