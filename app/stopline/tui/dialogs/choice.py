"""Choosing one of a few: with the arrows and Enter, by typing a letter, or with the mouse."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from stopline.tui.dialogs.dialog import Dialog

ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class Choice(Generic[ValueT]):
    """One of the things to choose."""

    value: ValueT
    label: str
    """Inert already."""
    hint: str = ""
    key: str = ""
    """A character that chooses it at once."""


class ChoiceDialog(Dialog[ValueT]):
    """Asks which of a few.

    Args:
        title: what is asked.
        choices: what there is; the first is highlighted.
    """

    def __init__(self, title: str, choices: Sequence[Choice[ValueT]]) -> None:
        super().__init__(title, "↑↓ choose · enter take · esc cancel")
        self._choices = choices
        # Keys of the dialog itself count from the moment it is asked for, also before it is drawn.
        for choice in choices:
            if choice.key:
                self._bindings.bind(choice.key, f"take_key('{choice.key}')", show=False)

    def compose_body(self) -> ComposeResult:
        """Put the list."""
        yield OptionList(
            *(Option(self._line(choice)) for choice in self._choices), id="choices", markup=False
        )

    def on_mount(self) -> None:
        """Stand on the first."""
        self.query_one(OptionList).highlighted = 0

    @on(OptionList.OptionSelected)
    def take(self, selected: OptionList.OptionSelected) -> None:
        """Answer with what was chosen."""
        self.dismiss(self._choices[selected.option_index].value)

    def action_take_key(self, character: str) -> None:
        """Take the choice whose character was typed, once the dialog stands."""
        value = next(choice.value for choice in self._choices if choice.key == character)
        self.call_later(self._answer, value)

    def _answer(self, value: ValueT) -> None:
        self.dismiss(value)

    def _line(self, choice: Choice[ValueT]) -> Content:
        has_keys = any(each.key for each in self._choices)
        key = f"{choice.key or ' '}  " if has_keys else ""
        return Content.assemble((key, "$accent bold"), choice.label, (f"   {choice.hint}", "$quiet"))
