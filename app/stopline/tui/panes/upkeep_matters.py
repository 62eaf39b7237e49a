"""What is kept up: one line for each matter, with how it stands."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import DataTable

from stopline.tui.keys import Where, bindings
from stopline.tui.upkeep_reading import Matter, UpkeepState
from stopline.tui.upkeep_states import standing

_NAME_WIDTH = 14
_PADDING = 4
"""Blank cells around two columns."""
_SHORTEST = 20


class MatterRows(DataTable[Content], inherit_bindings=False):
    """The lines."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.UPKEEP_MATTERS)]

    has_lines: reactive[bool] = reactive(False, repaint=False, bindings=True)  # noqa: FBT003 - the value itself
    """Whether the chosen matter has lines to go on to."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to go on only where there is something to go on to."""
        return self.has_lines if action == "select_cursor" else super().check_action(action, parameters)


class MatterList(Vertical):
    """The matters, always the same and in the same order."""

    state: reactive[UpkeepState | None] = reactive(None)
    has_lines: reactive[bool] = reactive(False)  # noqa: FBT003 - the value itself
    """Whether the chosen matter has lines to go on to."""

    class Highlighted(Message):
        """The cursor stands on a matter."""

        def __init__(self, matter: Matter) -> None:
            super().__init__()
            self.matter = matter

    class Opened(Message):
        """The lines of the matter are wanted."""

    def compose(self) -> ComposeResult:
        """Put the lines."""
        yield MatterRows(cursor_type="row", show_header=False)

    def watch_state(self) -> None:
        """Fill in the lines."""
        self._fill()

    def watch_has_lines(self) -> None:
        """Offer to go on, or not."""
        self.query_one(MatterRows).has_lines = self.has_lines

    def on_resize(self) -> None:
        """Fit the lines to the room there is."""
        self.call_after_refresh(self._fill)

    @on(DataTable.RowHighlighted)
    def show_highlighted(self, highlighted: DataTable.RowHighlighted) -> None:
        """Tell which matter the cursor stands on."""
        highlighted.stop()
        # While the lines are filled in anew the cursor is at the first for a moment; what counts is where it stands by now.
        place = self.query_one(MatterRows).cursor_row
        self.post_message(self.Highlighted(list(Matter)[max(place, 0)]))

    @on(DataTable.RowSelected)
    def open_selected(self, selected: DataTable.RowSelected) -> None:
        """Ask for the lines of the matter."""
        selected.stop()
        self.post_message(self.Opened())

    def _fill(self) -> None:
        if self.state is None:
            return
        rows = self.query_one(MatterRows)
        width = max(self.content_size.width - _NAME_WIDTH - _PADDING, _SHORTEST)
        told = [
            [Content.styled(matter.value, "bold"), standing(matter, self.state).content(width)]
            for matter in Matter
        ]
        if told == [rows.get_row_at(place) for place in range(rows.row_count)]:
            return
        place = max(rows.cursor_row, 0)
        rows.clear(columns=True)
        rows.add_column("matter", width=_NAME_WIDTH)
        rows.add_column("standing", width=width)
        for cells in told:
            rows.add_row(*cells)
        rows.move_cursor(row=place)
