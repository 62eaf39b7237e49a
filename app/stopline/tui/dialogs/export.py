"""Handing over what is held about a person: asks for the file it goes into."""

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Input, Label

from stopline.tui.dialogs.dialog import Dialog


class ExportDialog(Dialog[Path]):
    """Asks for the name of a file.

    Args:
        name: whose data it is, inert.
        proposed: where it would go.
    """

    def __init__(self, name: str, proposed: Path) -> None:
        super().__init__(f"Everything held about {name}", "ctrl+s write · esc cancel")
        self._proposed = proposed

    def compose_body(self) -> ComposeResult:
        """Put the field."""
        yield Label("File, which only you can read; .json for programs, .txt for people")
        yield Input(str(self._proposed), id="file", compact=True)
        yield Label("", id="problem")
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
        path = Path(written).expanduser()
        if not written or path.exists():
            problem = "There is a file of that name already." if written else "A file needs a name."
            self.query_one("#problem", Label).update(problem)
            return
        self.dismiss(path)

    @on(Button.Pressed, "#cancel")
    def leave(self) -> None:
        """Leave without an answer."""
        self.action_cancel()
