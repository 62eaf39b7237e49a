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
from stopline.tui.text import hanging

ValueT = TypeVar("ValueT")
PADDING = 2
"""Blank cells around one choice."""
FEWEST_HINT_CELLS = 20
"""Below which a hint has no column of its own."""


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

    def on_resize(self) -> None:
        """Word the choices for the width there is."""
        self.call_after_refresh(self._fit)

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

    def _fit(self) -> None:
        """Set hints in a column of their own, where they wrap."""
        options = self.query_one(OptionList)
        width = options.scrollable_content_region.width - PADDING
        for place, choice in enumerate(self._choices):
            options.replace_option_prompt_at_index(place, self._line(choice, width))

    def _line(self, choice: Choice[ValueT], width: int = 0) -> Content:
        has_keys = any(each.key for each in self._choices)
        label_width = max((Content(each.label).cell_length for each in self._choices if each.hint), default=0)
        label = Content(choice.label).pad_right(max(label_width - Content(choice.label).cell_length, 0))
        before = Content.assemble(
            (f"{choice.key or ' '}  " if has_keys else "", "$accent bold"), label, "   "
        )
        room = width - before.cell_length
        if not choice.hint or room < FEWEST_HINT_CELLS:
            return Content.assemble(before, (choice.hint, "$quiet"))
        return hanging(before, Content.styled(choice.hint, "$quiet"), width)
