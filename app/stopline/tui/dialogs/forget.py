"""Forgetting a person: shows what goes and what stays, and asks to type whom, so that nobody is forgotten by a slip of the hand."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Input, Label, Static

from stopline.address import Address, is_email, written_out
from stopline.plural import counted
from stopline.rights.erasure import Held
from stopline.tui.dialogs.dialog import Dialog


class ForgetDialog(Dialog[bool]):
    """Asks whether a person is to be forgotten.

    Args:
        held: what is held about them.
        address: the address of the thread that is shown.
        name: who that is, inert.
    """

    def __init__(self, held: Held, address: Address, name: str) -> None:
        super().__init__(f"Forget {name}?", "ctrl+s forget · esc cancel")
        self._held = held
        self._expected = asked_of(address)

    def compose_body(self) -> ComposeResult:
        """Put what goes, what stays, and the field."""
        yield Static(held_content(self._held), id="held", markup=False)
        yield Label(f"Type {self._expected} to erase all of this; it cannot be undone", markup=False)
        yield Input(id="typed", compact=True)
        yield Label("", id="problem")
        with Horizontal(classes="buttons"):
            yield Button("Cancel", id="cancel", variant="primary", compact=True)
            yield Button("Forget", id="accept", variant="error", compact=True)

    def on_mount(self) -> None:
        """Begin in the field."""
        self.query_one("#typed", Input).focus()

    @on(Input.Submitted)
    @on(Button.Pressed, "#accept")
    def action_accept(self) -> None:
        """Answer yes where what was typed is right."""
        if self.query_one("#typed", Input).value.strip().lower() == self._expected:
            self.dismiss(result=True)
        else:
            self.query_one("#problem", Label).update(
                Content(f"That is not {self._expected}; nothing was erased.")
            )
            self.query_one("#typed", Input).focus()

    @on(Button.Pressed, "#cancel")
    def leave(self) -> None:
        """Leave without an answer."""
        self.action_cancel()


def asked_of(address: Address) -> str:
    """Return what is to be typed for an address: the last four digits, or the part before the @."""
    return address.partition("@")[0].lower() if is_email(address) else address[-4:].lower()


def held_content(held: Held) -> Content:
    """Return what goes and what stays."""
    addresses = ", ".join(written_out(each) for each in held.addresses)
    lines = [
        ("Erased", "bold"),
        (f"  {addresses}", ""),
        (f"  messages {held.received + held.written} · notes {held.notes} · drafts {held.drafts}", ""),
        (
            f"  tags {held.tags} · attributes {held.attributes} · words of consent events {held.events}",
            "",
        ),
        ("Kept", "bold"),
        ("  the chain of the ledger, which names nobody", ""),
        ("  a keyed hash of each address: only a yes of their own lifts the stop", ""),
    ]
    if held.new_stops:
        new = counted(
            held.new_stops,
            "address was not stopped before, and is",
            "addresses were not stopped before, and are",
        )
        lines.append((f"  {new} then", "$warning"))
    if held.waiting:
        lines.append(
            (
                f"  {counted(held.waiting, 'message in the queue is', 'messages in the queue are')} never sent",
                "$warning",
            )
        )
    if held.unanswered:
        lines.append(("  they asked for their data and have not got it: write it out first (X)", "$warning"))
    if held.mentions:
        texts = counted(held.mentions, "text of others has", "texts of others have")
        lines.append((f"  {texts} an address of theirs inside, and stays", "$warning"))
    if held.campaigns:
        campaigns = counted(len(held.campaigns), "campaign", "campaigns")
        lines.append((f"  {campaigns} with their name or an address in the text, as it is", "$warning"))
    return Content("\n").join(
        Content.styled(text, style) if style else Content(text) for text, style in lines
    )
