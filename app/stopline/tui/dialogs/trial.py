"""Sending one text of a campaign to one address, to see it on a phone: asks for the address and which text."""

from collections.abc import Callable
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Input, Label, Select

from stopline.address import Address
from stopline.campaigns.campaign import Campaign
from stopline.errors import StoplineError
from stopline.inert import one_line
from stopline.tui.dialogs.dialog import Dialog


@dataclass(frozen=True, slots=True)
class Trial:
    """Which text goes where."""

    address: Address
    label: str


class TrialDialog(Dialog[Trial]):
    """Asks for an address, and for one of the texts where there are several.

    Args:
        campaign: what is tried.
        read: returns the address somebody wrote, or raises why it is none a text of the campaign can go to.
    """

    def __init__(self, campaign: Campaign, read: Callable[[str], Address]) -> None:
        super().__init__(f"Try “{one_line(campaign.name, 60)}” on whom?", "ctrl+s send · esc cancel")
        self._campaign = campaign
        self._read = read

    def compose_body(self) -> ComposeResult:
        """Put the fields."""
        variants = self._campaign.variants
        texts = [(f"{each.label}  {one_line(each.text, 60)}", each.label) for each in variants]
        yield Label("Your own number or address; the send block is asked as for everybody")
        yield Input(id="address", placeholder="+1 202 555 0123", compact=True)
        yield Select(texts, allow_blank=False, value=variants[0].label, id="text", compact=True)
        yield Label("", id="problem")
        with Horizontal(classes="buttons"):
            yield Button("Send", id="accept", variant="primary", compact=True)
            yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        """Begin with the address; one text needs no choice."""
        self.query_one("#text", Select).display = len(self._campaign.variants) > 1
        self.query_one("#address", Input).focus()

    @on(Input.Submitted)
    @on(Button.Pressed, "#accept")
    def action_accept(self) -> None:
        """Answer with the address, if it is one."""
        written = self.query_one("#address", Input).value.strip()
        if not written:
            self.query_one("#problem", Label).update("Write your own number or address first.")
            return
        try:
            address = self._read(written)
        except StoplineError as error:
            self.query_one("#problem", Label).update(Content(str(error)))
            return
        self.dismiss(Trial(address, str(self.query_one("#text", Select).value)))

    @on(Button.Pressed, "#cancel")
    def leave(self) -> None:
        """Leave without an answer."""
        self.action_cancel()
