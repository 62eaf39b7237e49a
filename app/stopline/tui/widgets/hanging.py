"""Lines of text that go on beneath their own text where they are too long, so that each line's beginning is seen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widgets import Static

FURTHER_IN = 2
"""Columns by which a line goes on further in than it began."""
NARROWEST = 16
"""Columns below which nothing hangs: there would be no room for words."""


@dataclass(frozen=True, slots=True)
class HangingLine:
    """One line, and where it goes on."""

    content: Content
    column: int
    """The column beneath which it goes on."""

    @classmethod
    def of(cls, content: Content) -> "HangingLine":
        """Return a line that goes on a little further in than it begins."""
        indent = len(content.plain) - len(content.plain.lstrip(" "))
        return cls(content, indent + FURTHER_IN)

    def within(self, width: int) -> Iterator[Content]:
        """Yield the lines it takes in a width."""
        column = self.column if width - self.column >= NARROWEST else 0
        rest, start, room = self.content, "", width
        while rest.cell_length > room:
            first = rest.wrap(room)[0]
            yield Content(start) + first
            behind = rest.plain[len(first.plain) :]
            rest = rest[len(rest.plain) - len(behind.lstrip(" ")) :]
            start, room = " " * column, width - column
        yield Content(start) + rest


def lines_of(content: Content) -> list[HangingLine]:
    """Return the lines of a text, each going on a little further in than it begins."""
    return [HangingLine.of(line) for line in content.split("\n", allow_blank=True)]


class Hanging(Static):
    """Shows such lines, and lays them out for the width there is."""

    def __init__(self, lines: Sequence[HangingLine] = (), id: str | None = None) -> None:  # noqa: A002 - as every widget has it
        super().__init__(Content("\n").join([line.content for line in lines]), id=id, markup=False)
        self._lines = tuple(lines)

    def tell(self, lines: Sequence[HangingLine]) -> None:
        """Show other lines."""
        self._lines = tuple(lines)
        self._lay_out()

    def on_resize(self) -> None:
        """Lay them out for another width."""
        self._lay_out()

    def _lay_out(self) -> None:
        width = self.content_size.width
        if width:
            self.update(Content("\n").join([part for line in self._lines for part in line.within(width)]))
        else:
            self.update(Content("\n").join([line.content for line in self._lines]))
