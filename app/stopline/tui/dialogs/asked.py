"""Noting what a person asks of their data, with their words; doing it comes later, and has a time by law."""

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Input, Label, Select

from stopline.consent.requests import RequestKind
from stopline.tui.dialogs.dialog import Dialog

_KINDS = (
    ("Access: a copy of everything that is held about them", RequestKind.EXPORT),
    ("Erasure: to be forgotten", RequestKind.FORGET),
)


@dataclass(frozen=True, slots=True)
class AskedOfData:
    """What somebody asks of their data."""

    kind: RequestKind
    words: str


class AskedDialog(Dialog[AskedOfData]):
    """Asks what a person wants, and for their words.

    Args:
        name: who that is, inert.
    """

    def __init__(self, name: str) -> None:
        super().__init__(f"What does {name} ask for?", "tab next · ctrl+s note it · esc cancel")

    def compose_body(self) -> ComposeResult:
        """Put the fields."""
        yield Select(_KINDS, allow_blank=False, value=RequestKind.EXPORT, id="asked", compact=True)
        yield Label("Their words, or how they asked")
        yield Input(id="words", placeholder="“What do you know about me?”, in a letter", compact=True)
        yield Label("X exports what is held and F forgets them; either does the request.", id="does")
        with Horizontal(classes="buttons"):
            yield Button("Note it", id="accept", variant="primary", compact=True)
            yield Button("Cancel", id="cancel", compact=True)

    @on(Input.Submitted)
    @on(Button.Pressed, "#accept")
    def action_accept(self) -> None:
        """Answer with what is filled in."""
        kind = RequestKind(str(self.query_one("#asked", Select).value))
        self.dismiss(AskedOfData(kind, self.query_one("#words", Input).value.strip()))

    @on(Button.Pressed, "#cancel")
    def leave(self) -> None:
        """Leave without an answer."""
        self.action_cancel()
