"""A list of any length that holds only what is visible.

It knows how many rows there are and asks, by message, for the stretch around what is shown; whoever has the rows answers
with `show_page`. Rows are painted by the line API when they come into view.
"""

from abc import abstractmethod
from collections.abc import Hashable, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

RowT = TypeVar("RowT")
Told = TypeVar("Told")
"""A row, as a message tells it."""


class VirtualList(ScrollView, Generic[RowT], can_focus=True):
    """A list of any length with a cursor that stays on its row when rows above it come and go.

    A subclass says how a row is painted and what identifies it.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"virtual-list--row", "virtual-list--cursor"}
    DEFAULT_CSS = """
    VirtualList {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
    }
    """

    class PageWanted(Message):
        """A stretch of rows has come into view."""

        def __init__(self, offset: int, limit: int) -> None:
            super().__init__()
            self.offset = offset
            self.limit = limit

        def can_replace(self, message: Message) -> bool:
            """Let only the last of several wishes count."""
            return isinstance(message, VirtualList.PageWanted)

    class Moved(Message, Generic[Told]):
        """The cursor stands on a row."""

        def __init__(self, row: Told) -> None:
            super().__init__()
            self.row = row

    class Chosen(Message, Generic[Told]):
        """A row was chosen with Enter or the mouse."""

        def __init__(self, row: Told) -> None:
            super().__init__()
            self.row = row

    class Strayed(Message):
        """What the cursor is to follow is not among the rows, so that none is marked; or it is marked again."""

        def __init__(self, *, is_astray: bool) -> None:
            super().__init__()
            self.is_astray = is_astray

    class StrayChosen(Message):
        """Enter was pressed while no row is marked: what the cursor is to follow is meant."""

    class Vanished(Message, Generic[Told]):
        """The row under the cursor has left the list; another stands in its place."""

        def __init__(self, row: Told) -> None:
            super().__init__()
            self.row = row

    def __init__(self, row_height: int = 2, id: str | None = None) -> None:  # noqa: A002 - as every widget has it
        super().__init__(id=id)
        self.row_height = row_height
        self.row_count = 0
        self.cursor = 0
        self._rows: dict[int, RowT] = {}
        self._painted: dict[int, list[Strip]] = {}
        self._stands_on: Hashable | None = None
        self._tells_when_read = True
        self._is_astray = False
        self._stays = False
        self._asked: tuple[int, int] | None = None

    @abstractmethod
    def paint(self, row: RowT, width: int, *, is_cursor: bool) -> list[Content]:
        """Return the lines of a row, as many as its height."""

    @abstractmethod
    def identify(self, row: RowT) -> Hashable:
        """Return what is the same in two readings of one row."""

    @property
    def row(self) -> RowT | None:
        """Return the row under the cursor, if it has been read."""
        return self._rows.get(self.cursor)

    @property
    def is_astray(self) -> bool:
        """Tell whether the cursor follows something that is not among the rows, so that none is marked."""
        return self._is_astray

    @property
    def may_stray(self) -> bool:
        """Tell whether what the cursor follows stays meant where the rows do not hold it."""
        return self._is_astray or self._stays

    def reset(self) -> None:
        """Forget everything, for another list; the first row it gets is told as a move."""
        self._rows.clear()
        self._painted.clear()
        self._stands_on = None
        self._tells_when_read = True
        self._stays = False
        self._stray(is_astray=False)
        self._asked = None
        self.cursor = 0
        self.row_count = 0
        self._fit()
        self.scroll_to(y=0, animate=False, force=True)

    def stand_on(self, identity: Hashable, *, stays: bool = False) -> None:
        """Let the cursor follow a row from now on, wherever it turns up; until it does, no row is marked.

        Args:
            identity: what identifies the row.
            stays: whether it is followed also where it leaves the list again.
        """
        self._stands_on = identity
        self._tells_when_read = False
        self._stays = stays
        self._stray(is_astray=True)
        self._follow(None)

    def show_page(self, row_count: int, offset: int, rows: Sequence[RowT], place: int | None = None) -> None:
        """Show a stretch of rows.

        Args:
            row_count: how many rows there are now.
            offset: where the stretch begins.
            rows: the stretch.
            place: where the row under the cursor has gone, if it is known to be elsewhere.
        """
        fresh = dict(enumerate(rows, offset))
        self._painted = {
            i: strips for i, strips in self._painted.items() if fresh.get(i) == self._rows.get(i)
        }
        self._rows, self.row_count, self._asked = fresh, row_count, None
        self._fit()
        self._follow(place)
        self.refresh()
        self._ask()

    def action_move(self, by: int) -> None:
        """Move the cursor by some rows."""
        self._move_to(self.cursor + by)

    def action_move_page(self, by: int) -> None:
        """Move the cursor by screens."""
        self._move_to(self.cursor + by * max(self._rows_shown() - 1, 1))

    def action_move_to_first(self) -> None:
        """Move the cursor to the first row."""
        self._move_to(0)

    def action_move_to_last(self) -> None:
        """Move the cursor to the last row."""
        self._move_to(self.row_count - 1)

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        if self._is_astray:
            self.post_message(self.StrayChosen())
        elif self.row is not None:
            self.post_message(self.Chosen(self.row))

    def repaint(self) -> None:
        """Paint every row anew: the width, the theme or the time has changed."""
        self._painted.clear()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return one line of what is visible."""
        index, part = divmod(y + self.scroll_offset.y, self.row_height)
        row = self._rows.get(index)
        if row is None:
            return Strip.blank(self.size.width, self.rich_style)
        strips = self._painted.get(index)
        if strips is None:
            strips = self._painted[index] = self._paint(index, row)
        return strips[part]

    def notify_style_update(self) -> None:
        """Paint anew when the theme changes."""
        super().notify_style_update()
        self._painted.clear()

    def on_resize(self) -> None:
        """Paint for the new width, and ask for what has come into view."""
        self._painted.clear()
        self._fit()
        self._ask()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for what has come into view."""
        super().watch_scroll_y(old_value, new_value)
        self._ask()

    def on_click(self, event: events.Click) -> None:
        """Choose the row that was clicked."""
        index = (event.y + self.scroll_offset.y) // self.row_height
        if index < self.row_count:
            self._move_to(index, is_exact=True)
            self.action_choose()

    def on_focus(self) -> None:
        """Show the cursor as the one that keys move."""
        self._refresh_row(self.cursor)

    def on_blur(self) -> None:
        """Show the cursor as the one that keys do not move."""
        self._refresh_row(self.cursor)

    def _paint(self, index: int, row: RowT) -> list[Strip]:
        is_cursor = index == self.cursor and not self._is_astray
        style = self.get_visual_style("virtual-list--cursor" if is_cursor else "virtual-list--row")
        width = self.size.width
        return [
            Visual.to_strips(self, line.truncate(width), width, 1, style, apply_selection=False, pad=True)[0]
            for line in self.paint(row, width, is_cursor=is_cursor)
        ]

    def _rows_shown(self) -> int:
        return max(self.size.height // self.row_height, 1)

    def _fit(self) -> None:
        self.virtual_size = Size(self.size.width, self.row_count * self.row_height)

    def _move_to(self, index: int, *, is_exact: bool = False) -> None:
        """Move the cursor; the first key after it was astray brings it back to the row where it was."""
        index = max(0, min(index, self.row_count - 1))
        was_astray, self._stays = self._is_astray, False
        if not self.row_count or (index == self.cursor and not was_astray):
            return
        if was_astray:
            index = index if is_exact else self.cursor
            self._stray(is_astray=False)
        self._set_cursor(index)
        self._show_cursor()
        row = self._rows.get(index)
        self._tells_when_read = row is None
        if row is not None:
            self._stands_on = self.identify(row)
            self.post_message(self.Moved(row))

    def _follow(self, place: int | None) -> None:
        """Keep the cursor on its row, or tell that it has gone."""
        found = next((i for i, row in self._rows.items() if self.identify(row) == self._stands_on), place)
        if self._stands_on is not None and not self._tells_when_read and found is not None:
            shift = found - self.cursor
            self._set_cursor(found)
            self._stray(is_astray=False)
            if shift and self.scroll_offset.y:
                self.scroll_to(y=self.scroll_offset.y + shift * self.row_height, animate=False, force=True)
            if shift:
                self._show_cursor()
            return
        self._set_cursor(max(0, min(self.cursor, self.row_count - 1)))
        if self._stays:
            self._stray(is_astray=True)
        row = self.row
        if self._is_astray or row is None or self._stands_on == self.identify(row):
            return
        is_news = self._tells_when_read or self._stands_on is None
        self._tells_when_read = False
        self._stands_on = self.identify(row)
        self.post_message(self.Moved(row) if is_news else self.Vanished(row))

    def _set_cursor(self, index: int) -> None:
        old, self.cursor = self.cursor, index
        self._refresh_row(old)
        self._refresh_row(index)

    def _stray(self, *, is_astray: bool) -> None:
        if is_astray is not self._is_astray:
            self._is_astray = is_astray
            self._refresh_row(self.cursor)
            self.post_message(self.Strayed(is_astray=is_astray))

    def _refresh_row(self, index: int) -> None:
        self._painted.pop(index, None)
        top = index * self.row_height - self.scroll_offset.y
        self.refresh(Region(0, top, self.size.width, self.row_height))

    def _show_cursor(self) -> None:
        top = self.cursor * self.row_height
        if top < self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True)
        elif top + self.row_height > self.scroll_offset.y + self.size.height:
            self.scroll_to(y=top + self.row_height - self.size.height, animate=False, force=True)

    def _ask(self) -> None:
        """Ask for the stretch around what is visible, unless it is there or asked for."""
        if not self.row_count:
            return
        first = self.scroll_offset.y // self.row_height
        shown = self._rows_shown() + 1
        last = min(first + shown, self.row_count) - 1
        if first in self._rows and last in self._rows:
            return
        wish = (max(first - shown, 0), 3 * shown)
        if wish != self._asked:
            self._asked = wish
            self.post_message(self.PageWanted(*wish))
