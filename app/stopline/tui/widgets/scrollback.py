"""A long column of blocks that grows at both ends: new ones below, older ones above as one scrolls up.

Blocks are painted once for a width, by the line API, and kept while they are shown.
"""

from collections.abc import Sequence
from typing import ClassVar, Generic, Protocol, TypeVar

from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

NEAR_THE_TOP = 4
"""Lines from the top at which older blocks are asked for."""


class Block(Protocol):
    """Something that is painted as lines; equal blocks look the same."""

    def __hash__(self) -> int:
        """Return the same for equal blocks."""

    def lines(self, width: int) -> list[Content]:
        """Return the lines for a width."""


BlockT = TypeVar("BlockT", bound=Block)


class Scrollback(ScrollView, Generic[BlockT], can_focus=True):
    """A column of blocks that stands at its end until somebody scrolls up, or at its beginning.

    Args:
        id: as of every widget.
        stands_at_end: whether the last block is what matters.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"scrollback--line"}
    DEFAULT_CSS = """
    Scrollback {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
    }
    """

    class OlderWanted(Message):
        """Somebody has scrolled up to the oldest block there is."""

    def __init__(self, id: str | None = None, *, stands_at_end: bool = True) -> None:  # noqa: A002 - as every widget has it
        super().__init__(id=id)
        self._stands_at_end = stands_at_end
        self.has_older = False
        """Whether there is something to ask for above the oldest block."""
        self._blocks: tuple[BlockT, ...] = ()
        self._painted: dict[BlockT, list[Strip]] = {}
        self._strips: list[Strip] = []
        self._begins_at = 0
        self._is_at_end = stands_at_end
        self._has_asked = False

    def show(self, blocks: Sequence[BlockT], *, is_another: bool) -> None:
        """Show blocks; what was looked at stays where it is, unless it is another column altogether.

        What was looked at is found again by the second block: the first may be a heading that has moved up.
        """
        before = () if is_another or self._is_at_end else self._blocks
        anchor = next((block for block in before[1:] if block in blocks), None)
        was_at = 0 if anchor is None else self._top_of(anchor)
        self._blocks = tuple(blocks)
        self._is_at_end = self._stands_at_end and (self._is_at_end or is_another)
        self._has_asked = False
        added = 0 if anchor is None else self._top_of(anchor) - was_at
        if is_another and not self._stands_at_end:
            self.scroll_to(y=0, animate=False, force=True)
        self._lay_out(added)

    def repaint(self) -> None:
        """Paint everything anew: the theme or the wording of times has changed."""
        self._painted.clear()
        self._lay_out()

    def render_line(self, y: int) -> Strip:
        """Return one line of what is visible; a short column stands at the bottom, and none begins in the middle of a block."""
        missing = max(self.size.height - len(self._strips), 0) if self._stands_at_end else 0
        index = y + self.scroll_offset.y - missing
        if self._is_at_end and index < self._begins_at:
            return Strip.blank(self.size.width, self.rich_style)
        if 0 <= index < len(self._strips):
            return self._strips[index]
        return Strip.blank(self.size.width, self.rich_style)

    def notify_style_update(self) -> None:
        """Paint anew when the theme changes."""
        super().notify_style_update()
        if self.is_mounted:
            self.repaint()

    def on_resize(self) -> None:
        """Paint for the new width."""
        self.repaint()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Note whether the end is in view, and ask for older blocks near the top."""
        super().watch_scroll_y(old_value, new_value)
        self._is_at_end = self._stands_at_end and new_value >= self.max_scroll_y - 1
        if new_value < old_value and new_value <= NEAR_THE_TOP:
            self._ask()

    def action_scroll_up(self) -> None:
        """Scroll up, and ask for older blocks where there is nothing left to scroll."""
        if self.scroll_offset.y == 0:
            self._ask()
        self.scroll_to(y=self.scroll_offset.y - 2, animate=False, force=True)

    def action_scroll_down(self) -> None:
        """Scroll down."""
        self.scroll_to(y=self.scroll_offset.y + 2, animate=False, force=True)

    def _ask(self) -> None:
        if self.has_older and not self._has_asked:
            self._has_asked = True
            self.post_message(self.OlderWanted())

    def _end(self) -> int:
        return max(len(self._strips) - self.size.height, 0)

    def _first_whole_block(self) -> int:
        """Return the line at which the first block that is wholly in view at the end begins; a very long one may be cut."""
        end, top = self._end(), 0
        for block in self._blocks:
            if top >= end:
                return top if top - end <= self.size.height // 3 else end
            top += len(self._painted[block])
        return end

    def _lay_out(self, added: int = 0) -> None:
        if not self.size.width:
            return
        self._painted = {block: self._lines_of(block) for block in self._blocks}
        self._strips = [strip for block in self._blocks for strip in self._painted[block]]
        self.virtual_size = Size(self.size.width, len(self._strips))
        self._begins_at = self._first_whole_block()
        if self._is_at_end:
            self.scroll_to(y=self._end(), animate=False, force=True)
        elif added:
            self.scroll_to(y=self.scroll_offset.y + added, animate=False, force=True)
        self.refresh()

    def _top_of(self, anchor: BlockT) -> int:
        """Return the line at which a block begins."""
        return sum(len(self._lines_of(each)) for each in self._blocks[: self._blocks.index(anchor)])

    def _lines_of(self, block: BlockT) -> list[Strip]:
        painted = self._painted.get(block)
        if painted is not None:
            return painted
        width = self.size.width
        style = self.get_visual_style("scrollback--line")
        return [
            Visual.to_strips(self, line.truncate(width), width, 1, style, apply_selection=False, pad=True)[0]
            for line in block.lines(width)
        ]
