"""One matter of upkeep in full: how it stands, what came of the last deed, and its lines."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import DataTable, Static

from stopline.inert import one_line
from stopline.tui.keys import Where, bindings
from stopline.tui.upkeep_reading import ShownMatter
from stopline.tui.upkeep_rows import Row, Rows, rows_of, styled
from stopline.tui.upkeep_words import in_words
from stopline.tui.widgets.words import Words

PADDING = 2
"""Blank cells of a column."""
SHORTEST = 12
"""Cells that the widest column has at least."""


class UpkeepRows(DataTable[Content], inherit_bindings=False):
    """The lines."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.UPKEEP_LINES)]

    class Left(Message):
        """Somebody wants to go back to the matters."""

    def action_leave(self) -> None:
        """Go back to the matters."""
        self.post_message(self.Left())


class UpkeepDetail(Vertical):
    """A matter in full."""

    shown: reactive[ShownMatter | None] = reactive(None)
    _rows: Rows | None = None
    _width = SHORTEST

    def compose(self) -> ComposeResult:
        """Put the words and the lines."""
        with VerticalScroll(id="upkeep-words-room"):
            yield Words(id="upkeep-words")
        yield UpkeepRows(cursor_type="row", header_height=1)
        yield Static(id="upkeep-more", markup=False)

    @property
    def chosen(self) -> Row | None:
        """Return the line the cursor stands on."""
        place = self.query_one(UpkeepRows).cursor_row
        rows = self._rows.rows if self._rows is not None else ()
        return rows[place] if 0 <= place < len(rows) else None

    def watch_shown(self, old: ShownMatter | None, new: ShownMatter | None) -> None:
        """Show another matter, or the same as it is now; the cursor stays where it is the same."""
        if new is None:
            return
        self.query_one(Words).say(in_words(new))
        rows = rows_of(new)
        if old is None or old.matter is not new.matter:
            self.query_one("#upkeep-words-room", VerticalScroll).scroll_home(animate=False)
            self._fill(rows, 0)
        elif rows != self._rows:
            self._fill(rows, self.query_one(UpkeepRows).cursor_row)

    def on_resize(self) -> None:
        """Fit the lines to the room there is."""
        self.call_after_refresh(self._fit)

    @on(DataTable.RowHighlighted)
    def tell_highlighted(self, highlighted: DataTable.RowHighlighted) -> None:
        """Say in full what the line cuts."""
        highlighted.stop()
        self._tell_more()

    def _fit(self) -> None:
        if self._rows is not None:
            self._fill(self._rows, self.query_one(UpkeepRows).cursor_row)

    def _fill(self, rows: Rows, place: int) -> None:
        """Fill in the lines for the room there is, and stand on one of them."""
        self._rows = rows
        table = self.query_one(UpkeepRows)
        table.clear(columns=True)
        table.display = bool(rows.rows)
        widths = self._widths(rows)
        for name, width in zip(rows.columns, widths, strict=True):
            table.add_column(name, width=width)
        for row in rows.rows:
            table.add_row(*(self._cell(rows, column, cell) for column, cell in enumerate(row.cells)))
        table.move_cursor(row=min(max(place, 0), max(len(rows.rows) - 1, 0)))
        self._tell_more()

    def _widths(self, rows: Rows) -> list[int]:
        """Return the cells of each column: what it needs, and for the widest what is left."""
        widths = [
            max(len(name), *(Content(row.cells[column]).cell_length for row in rows.rows), 0)
            for column, name in enumerate(rows.columns)
        ]
        if widths:
            others = sum(width for column, width in enumerate(widths) if column != rows.widest)
            room = self.content_size.width - others - PADDING * len(widths) - 1
            self._width = max(room, SHORTEST)
            widths[rows.widest] = self._width
        return widths

    def _cell(self, rows: Rows, column: int, cell: str) -> Content:
        if column != rows.widest or len(cell) <= self._width:
            return styled(cell)
        cut = f"…{cell[1 - self._width :]}" if rows.are_places else one_line(cell, self._width)
        return styled(cut)

    def _tell_more(self) -> None:
        """Say the chosen line in full, and how many follow the last one."""
        lines = []
        if (chosen := self.chosen) is not None and chosen.in_full:
            lines.append(chosen.in_full)
        if self._rows is not None and self._rows.left_out:
            lines.append(f"… and {self._rows.left_out:,} more: `stopline reconcile` lists all")
        more = self.query_one("#upkeep-more", Static)
        more.display = bool(lines)
        more.update("\n".join(lines))
