"""Asking for a list of opt-outs that a provider's console exported, and for the channel it is about."""

from dataclasses import dataclass
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Input, Label, Select

from stopline.consent.events import Channel
from stopline.tui.dialogs.dialog import Dialog
from stopline.tui.dialogs.place import known_file, read_place
from stopline.tui.panes.consent_card import CHANNEL_NAMES


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list in a file."""

    path: Path
    channel: Channel


class ListFileDialog(Dialog[ListFile]):
    """Asks for a file and a channel."""

    def __init__(self) -> None:
        super().__init__("Compare with a list from a file", "ctrl+s compare · esc cancel")

    def compose_body(self) -> ComposeResult:
        """Put the fields."""
        channels = [(CHANNEL_NAMES[channel], channel) for channel in Channel]
        yield Label("CSV with a column of numbers or addresses, from a provider's console")
        yield Input(id="file", placeholder="optouts.csv", compact=True)
        yield Select(channels, allow_blank=False, value=Channel.SMS, id="channel", compact=True)
        yield Label("", id="problem", markup=False)
        with Horizontal(classes="buttons"):
            yield Button("Compare", id="accept", variant="primary", compact=True)
            yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        """Begin with the file."""
        self.query_one("#file", Input).focus()

    @on(Input.Submitted)
    @on(Button.Pressed, "#accept")
    def action_accept(self) -> None:
        """Answer with file and channel, if the file is there."""
        path, problem = read_place(self.query_one("#file", Input).value, known_file)
        if problem:
            self.query_one("#problem", Label).update(problem)
            return
        self.dismiss(ListFile(path, Channel(str(self.query_one("#channel", Select).value))))

    @on(Button.Pressed, "#cancel")
    def leave(self) -> None:
        """Leave without an answer."""
        self.action_cancel()
