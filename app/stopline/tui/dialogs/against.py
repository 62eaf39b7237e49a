"""Typing the days that a period is held against."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Input, Label

from stopline.tui.dialogs.dialog import Dialog


class DaysDialog(Dialog[str]):
    """Asks since when, and until when; answers as the command line writes it.

    Args:
        typed: what was typed before.
        problem_of: tells what is wrong with it, nothing where it can be read.
    """

    def __init__(self, typed: str, problem_of: Callable[[str], str]) -> None:
        super().__init__("Compare with other days", "enter compare · esc cancel")
        self._typed = typed
        self._problem_of = problem_of

    def compose_body(self) -> ComposeResult:
        """Put the field."""
        yield Label("The first day, for as many days as are shown; or first..last")
        yield Input(self._typed, placeholder="2026-09-01 or 2026-09-01..2026-09-30", id="days", compact=True)
        yield Label("", id="problem", markup=False)
        with Horizontal(classes="buttons"):
            yield Button("Compare", id="accept", variant="primary", compact=True)
            yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        """Begin in the field."""
        self.query_one("#days", Input).focus()

    @on(Input.Submitted)
    @on(Button.Pressed, "#accept")
    def action_accept(self) -> None:
        """Answer with the days, once they can be read."""
        written = self.query_one("#days", Input).value.strip()
        problem = self._problem_of(written) if written else "Type a day first."
        if problem:
            self.query_one("#problem", Label).update(problem)
            return
        self.dismiss(written)

    @on(Button.Pressed, "#cancel")
    def leave(self) -> None:
        """Leave without an answer."""
        self.action_cancel()
