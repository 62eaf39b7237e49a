"""Recording a stop or an opt-in that was heard elsewhere, with the words and where."""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, Label, Select

from stopline.address import Address
from stopline.consent.events import Basis, Channel, Scope
from stopline.inbox.threads import ThreadRow
from stopline.tui.dialogs.dialog import Dialog
from stopline.tui.panes.consent_card import CHANNEL_NAMES

_WRITTEN = "written"
_KINDS = (
    ("Stop: they want no more messages", "stop"),
    ("Opt-in: they said yes to messages", "yes"),
    ("Opt-in in writing: signed, mailed, ticked", _WRITTEN),
)
_PLACEHOLDERS = {
    "stop": "“Please take me off your list”",
    "yes": "“Yes, you may write to me about my order”",
    _WRITTEN: "“I want to hear about offers by text”, ticked and signed",
}
_SCOPES = (("all messages", Scope.ALL), ("marketing only", Scope.MARKETING), ("notices only", Scope.NOTICE))


@dataclass(frozen=True, slots=True)
class Heard:
    """A stop or a yes that reached the team another way."""

    is_stop: bool
    address: Address
    channel: Channel
    scope: Scope
    words: str
    where: str
    """How and where it was heard: by phone, in the shop."""
    basis: Basis | None = None
    """What a yes rests on, where it is more than an agent's ear."""


class RecordDialog(Dialog[None]):
    """Asks what was said, and where it was heard; stays open with the reason where that cannot be recorded.

    Args:
        thread: whose consent it is about.
        name: who that is, inert.
    """

    WHERE_HINT: ClassVar[str] = "by phone, in the shop, in a letter …"

    class Told(Message):
        """Somebody has filled in what they heard; the dialog waits for what comes of it."""

        def __init__(self, dialog: "RecordDialog", heard: Heard) -> None:
            super().__init__()
            self.dialog = dialog
            self.heard = heard

    class Answered(Message, bubble=False):
        """It was recorded, or the reason why not."""

        def __init__(self, reason: str = "") -> None:
            super().__init__()
            self.reason = reason

    def __init__(self, thread: ThreadRow, name: str) -> None:
        super().__init__(f"What did {name} tell you?", "tab next · ctrl+s record · esc cancel")
        self._thread = thread

    def compose_body(self) -> ComposeResult:
        """Put the fields."""
        channels = [(CHANNEL_NAMES[channel], channel) for channel in Channel]
        yield Select(_KINDS, allow_blank=False, value="stop", id="kind", compact=True)
        with Horizontal(classes="fields"):
            yield Select(channels, allow_blank=False, value=self._thread.channel, id="channel", compact=True)
            yield Select(_SCOPES, allow_blank=False, value=Scope.ALL, id="scope", compact=True)
        yield Label("Their words, as exactly as you can")
        yield Input(id="words", placeholder=_PLACEHOLDERS["stop"], compact=True)
        yield Label("Where and how you heard it")
        yield Input(id="where", placeholder=self.WHERE_HINT, compact=True)
        yield Label("", id="problem")
        with Horizontal(classes="buttons"):
            yield Button("Record", id="accept", variant="primary", compact=True)
            yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        """Begin with the words; a stop is what is recorded most."""
        self.query_one("#words", Input).focus()

    @on(Select.Changed, "#kind")
    def fit_placeholder(self, changed: Select.Changed) -> None:
        """Show the kind of words that is asked for."""
        self.query_one("#words", Input).placeholder = _PLACEHOLDERS[str(changed.value)]

    @on(Answered)
    def close_or_explain(self, answered: Answered) -> None:
        """Close once it is recorded; where it was not, say why and keep what was written."""
        if answered.reason:
            self.query_one("#problem", Label).update(Content(answered.reason))
        else:
            self.dismiss(None)

    @on(Input.Submitted)
    def next_field(self, submitted: Input.Submitted) -> None:
        """Go on to the next field with Enter, and record from the last."""
        if submitted.input.id == "words":
            self.query_one("#where", Input).focus()
        else:
            self.action_accept()

    @on(Button.Pressed, "#accept")
    def action_accept(self) -> None:
        """Answer with what is filled in, if it proves something."""
        words, where = (self.query_one(f"#{name}", Input).value.strip() for name in ("words", "where"))
        if not words or not where:
            missing = "words" if not words else "where"
            self.query_one("#problem", Label).update(
                "Without the words and where you heard them it proves nothing."
            )
            self.query_one(f"#{missing}", Input).focus()
            return
        heard = Heard(
            is_stop=self.query_one("#kind", Select).value == "stop",
            address=self._thread.address,
            channel=Channel(str(self.query_one("#channel", Select).value)),
            scope=Scope(str(self.query_one("#scope", Select).value)),
            words=words,
            where=where,
            basis=Basis.EXPRESS_WRITTEN if self.query_one("#kind", Select).value == _WRITTEN else None,
        )
        self.app.screen_stack[0].post_message(self.Told(self, heard))

    @on(Button.Pressed, "#cancel")
    def leave(self) -> None:
        """Leave without an answer."""
        self.action_cancel()
