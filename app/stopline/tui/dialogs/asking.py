"""Asking for consent: what is sent, to whom, and what an answer does, before it is sent."""

from datetime import tzinfo

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Static

from stopline.consent.events import Scope
from stopline.inbox.asking import Question
from stopline.inert import shown
from stopline.plural import counted
from stopline.segments import segments_of
from stopline.tui.dialogs.dialog import Dialog
from stopline.tui.panes.consent_card import CHANNEL_NAMES
from stopline.tui.text import moment

ABOUT = {Scope.ALL: "all messages", Scope.MARKETING: "marketing", Scope.NOTICE: "notices"}
"""What is asked for, in a word or two."""
LANGUAGES = {
    "en": "English", "fr": "French", "es": "Spanish", "pt": "Portuguese", "de": "German", "it": "Italian", "nl": "Dutch",
}  # fmt: skip


class AskingDialog(Dialog[Question]):
    """Shows a question for consent as it would be sent.

    Args:
        name: who is asked, inert.
        question: what they are asked.
        zone: the team's time zone.
    """

    def __init__(self, name: str, question: Question, zone: tzinfo) -> None:
        super().__init__(f"Ask {name} for consent?", "enter send · esc cancel")
        self._question = question
        self._zone = zone

    def compose_body(self) -> ComposeResult:
        """Put the question and what follows from it."""
        yield Static(self._words(), id="question", markup=False)
        with Horizontal(classes="buttons"):
            yield Button("Send the question", id="accept", variant="primary", compact=True)
            yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        """Let Enter send."""
        self.query_one("#accept", Button).focus()

    @on(Button.Pressed, "#accept")
    def action_accept(self) -> None:
        """Answer with the question that is to be sent."""
        self.dismiss(self._question)

    @on(Button.Pressed, "#cancel")
    def leave(self) -> None:
        """Leave without an answer."""
        self.action_cancel()

    def _words(self) -> Content:
        question = self._question
        language = LANGUAGES.get(question.language, question.language)
        parts = counted(len(segments_of(question.text).parts), "part")
        when = (
            f"It leaves on {moment(question.leaves_at, self._zone)}, when the hours there permit it. "
            if question.leaves_at
            else ""
        )
        return Content("\n").join(
            [
                Content.styled(
                    f"{CHANNEL_NAMES[question.channel]} · for {ABOUT[question.scope]} · in {language} · {parts}",
                    "$quiet",
                ),
                Content(),
                Content(shown(question.text)),
                Content(),
                Content.styled(
                    f"{when}The thread is pending until they answer: a yes unlocks it, a no or a stop ends it. "
                    "They are not asked again for a time.",
                    "$quiet",
                ),
                Content(),
            ]
        )
