"""Deciding what a doubtful reply means."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Input, Label, Static

from stopline.inbox.decisions import Hold
from stopline.inert import one_line, shown
from stopline.plural import counted
from stopline.tui.dialogs.dialog import Dialog
from stopline.tui.keys import Where, bindings
from stopline.tui.text import ago_in_words

MOST_WORDS = 600
"""Characters of the reply that are shown."""


class HoldDecision(StrEnum):
    """What a doubtful reply means."""

    STOP = "stop"
    STOP_MARKETING = "marketing"
    WRONG_NUMBER = "wrong_number"
    RELEASE = "release"
    """It meant something else."""


_BUTTONS = (
    (HoldDecision.STOP, "y  Yes, stop all messages"),
    (HoldDecision.STOP_MARKETING, "m  Stop marketing only"),
    (HoldDecision.WRONG_NUMBER, "w  Wrong number"),
    (HoldDecision.RELEASE, "n  No, it meant something else"),
)


@dataclass(frozen=True, slots=True)
class HoldAnswer:
    """What was decided, and why where that must be said."""

    decision: HoldDecision
    why: str = ""


class HoldDialog(Dialog[HoldAnswer]):
    """Shows a doubtful reply and asks what it means.

    Args:
        name: who wrote it, inert.
        held: what is held, and until when.
        now: the present.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.HOLD)]

    def __init__(self, name: str, held: Hold, now: datetime) -> None:
        super().__init__("Does this person want no more messages?", "y m w n decide · esc later")
        self._name = name
        self._held = held
        self._now = now

    def compose_body(self) -> ComposeResult:
        """Put the words, what was recognised in them, and the answers."""
        yield Static(self._words(), id="hold-words", markup=False)
        for pair in (_BUTTONS[:2], _BUTTONS[2:]):
            with Horizontal(classes="buttons"):
                for decision, label in pair:
                    yield Button(label, id=f"decide-{decision}", compact=True, classes="answer")
        yield Input(id="why", placeholder="What did it mean? Enter releases the hold", compact=True)
        yield Label("", id="problem")

    def on_mount(self) -> None:
        """Ask for a reason only where one is needed."""
        self.query_one("#why", Input).display = False
        self.query_one("#decide-stop", Button).focus()

    def action_decide(self, name: str) -> None:
        """Answer, or ask for the reason first."""
        decision = HoldDecision(name)
        if decision is HoldDecision.RELEASE:
            reason = self.query_one("#why", Input)
            reason.display = True
            reason.focus()
            return
        self.dismiss(HoldAnswer(decision))

    @on(Button.Pressed)
    def decide_by_button(self, pressed: Button.Pressed) -> None:
        """Answer by a button."""
        self.action_decide((pressed.button.id or "").removeprefix("decide-"))

    @on(Input.Submitted)
    def action_accept(self) -> None:
        """Release the hold with the reason that was given."""
        reason = self.query_one("#why", Input)
        if reason.display and reason.value.strip():
            self.dismiss(HoldAnswer(HoldDecision.RELEASE, reason.value.strip()))
        elif reason.display:
            self.query_one("#problem", Label).update("Say what it meant; that stays in the proof.")

    def _words(self) -> Content:
        held = self._held
        what = f"“{one_line(held.evidence.keyword, 60)}”" if held.evidence.keyword else "the words marked"
        return Content("\n").join(
            [
                Content(f"{self._name} wrote {ago_in_words(held.held_at, self._now)}:"),
                Content(),
                Content("    ") + marked(held.evidence.words, held.evidence.span),
                Content(),
                Content.styled(f"Looks like an opt-out: {what}.", "$quiet"),
                Content.styled(f"Nothing is sent meanwhile. {_deadline(held)}", "$quiet"),
                Content(),
            ]
        )


def _deadline(held: Hold) -> str:
    return f"It decides itself as a stop in {counted(held.days_left, 'business day')}."


def marked(words: str, span: tuple[int, int] | None) -> Content:
    """Return the words with the ones that were recognised marked by more than a colour."""
    if span is None:
        return Content(shown(words[:MOST_WORDS]))
    start, end = span
    before, hit, after = words[:start], words[start:end], words[end : end + MOST_WORDS]
    return Content.assemble(
        shown(before[-MOST_WORDS:]), ("‹" + shown(hit) + "›", "$warning bold"), shown(after)
    )
