"""A chart of upright bars, one for each value, exact to an eighth of a line; drawn on a plotext canvas.

Bars of whole and eighth blocks are read at a glance and need no colour. A dotted line shows which bar is chosen, a dot on or above
a bar what to compare it with, dashed lines mark heights worth knowing.
"""

from abc import abstractmethod
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.color import Color
from textual.message import Message
from textual_plotext import PlotextPlot

EIGHTHS = " ▁▂▃▄▅▆▇"
WIDEST_PITCH = 12
"""Columns from one bar to the next, at most."""
LABEL_PITCH = 14
"""Columns from one label beneath the bars to the next, at least."""
Place = tuple[int, int]
"""A column and a line of the canvas, the line counted from below."""


@dataclass(frozen=True, slots=True)
class Bars:
    """What a chart shows."""

    values: tuple[float | None, ...]
    """None leaves a gap, which is not a bar without height."""
    top: float
    """The value at the upper edge."""
    heights: tuple[tuple[float, str], ...]
    """Values named at the left edge."""
    labels: tuple[str, ...]
    """What each bar is called beneath; as many are shown as fit."""
    chosen: int | None = None
    untold: frozenset[int] = frozenset()
    """Places without a value at which something happened all the same; a dot at the foot says so."""
    compared: tuple[float | None, ...] = ()
    """A dot for each bar; none where there is nothing above zero."""
    lines: tuple[float, ...] = ()
    levels: tuple[float | None, ...] = ()
    """A height worth knowing for each bar; those above the upper edge are left out."""
    named: tuple[int, str] | None = None
    """The bar that has its name beside its top, and the name."""
    marks: tuple["BarMark", ...] = ()
    """Bars worth a look, the most important first: a name that has no room is left out, its sign never."""


@dataclass(frozen=True, slots=True)
class BarMark:
    """A sign above a bar, and words beside it."""

    place: int
    sign: str
    name: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Where bars stand on a canvas.

    Args:
        count: how many bars there are; no more than columns.
        width: columns of the canvas.
        height: lines of the canvas; the uppermost belongs to the pointer at the chosen bar.
    """

    count: int
    width: int
    height: int

    @property
    def pitch(self) -> int:
        """Return the columns from one bar to the next."""
        return max(1, min(WIDEST_PITCH, self.width // max(self.count, 1)))

    @property
    def used(self) -> int:
        """Return the columns that all bars take together."""
        return self.pitch * self.count

    @property
    def bar_width(self) -> int:
        """Return the columns of a bar."""
        return self.pitch - (2 if self.pitch > 6 else 1 if self.pitch > 2 else 0)

    def columns(self, index: int) -> range:
        """Return the columns of a bar."""
        return range(index * self.pitch, index * self.pitch + self.bar_width)

    def middle(self, index: int) -> int:
        """Return the column in the middle of a bar."""
        return index * self.pitch + (self.bar_width - 1) // 2

    def eighths(self, value: float, top: float) -> int:
        """Return the height of a bar in eighths of a line; what is more than nothing is seen."""
        whole = (self.height - 1) * 8
        return min(whole, max(round(value / top * whole), 1 if value > 0 else 0))

    def line(self, value: float, top: float) -> int:
        """Return the line on which a value lies, counted from below."""
        return max(0, min(self.height - 2, round(value / top * (self.height - 1) - 0.5)))

    def bar_at(self, column: int) -> int | None:
        """Return which bar is at a column."""
        index = column // self.pitch
        return index if 0 <= index < self.count else None


@dataclass(frozen=True, slots=True)
class Looks:
    """Everything that is to be seen of a chart; two that are equal need not be drawn twice."""

    grid: Grid
    cells: dict[Place, tuple[str, str]]
    """The sign at each place and the part it belongs to."""
    heights: tuple[tuple[int, str], ...]
    """Lines with a name at the left edge."""
    labels: tuple[str, ...]


class BarChart(PlotextPlot):
    """A chart of upright bars; what it shows depends on the columns there are, so it is asked for when it is drawn."""

    DEFAULT_CSS = """
    BarChart {
        height: 1fr;
        & .bar-chart--bar { color: $accent; }
        & .bar-chart--chosen { color: $foreground; }
        & .bar-chart--line { color: $foreground 50%; }
        & .bar-chart--label { color: $foreground 70%; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "bar-chart--bar",
        "bar-chart--chosen",
        "bar-chart--line",
        "bar-chart--label",
    }

    _looks: Looks | None = None
    """What was drawn last."""

    class Pressed(Message):
        """Somebody clicked a bar."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    @abstractmethod
    def bars(self, room: int) -> Bars | None:
        """Return what to show on a canvas of so many columns, None for nothing yet."""

    def margin(self) -> int:
        """Return the columns kept for the names of heights; to be overridden where they are longer."""
        return 6

    def draw_again(self) -> None:
        """Draw it anew if anything on it would be another."""
        if self._looks != self._looked_up():
            self.refresh()

    def render(self) -> Text:
        """Draw everything for the present size and theme."""
        room, lines = self.size.width - self.margin(), self.size.height - 1
        looks = self._looks = self._looked_up()
        if looks is None:
            return Text()
        plot = self.plt
        plot.clear_figure()
        # `plotsize` alone is held to the size of the terminal the process was started in.
        plot.plotsize(*self.size)
        plot._set_size(*self.size)  # noqa: SLF001 - as the library's own widget does
        plot.frame(frame=False)
        ground = self.background_colors[1].rgb
        plot.canvas_color(ground)
        plot.axes_color(ground)
        plot.ticks_color(self._colour("label").rgb)
        plot.xlim(0, room - 1)
        plot.ylim(0, lines - 1)
        self._draw(looks)
        return Text.from_ansi(plot.build())

    def on_click(self, event: events.Click) -> None:
        """Tell which bar was clicked."""
        room, lines = self.size.width - self.margin(), self.size.height - 1
        bars = self.bars(room)
        if bars is not None:
            index = Grid(len(bars.values), room, lines).bar_at(event.x - self.margin())
            if index is not None:
                self.post_message(self.Pressed(index))

    def _looked_up(self) -> Looks | None:
        """Return what would be drawn for the present size."""
        room, lines = self.size.width - self.margin(), self.size.height - 1
        bars = self.bars(room) if room > 10 and lines > 2 else None
        if bars is None:
            return None
        grid = Grid(len(bars.values), room, lines)
        heights = tuple((grid.line(value, bars.top), name) for value, name in bars.heights)
        return Looks(grid, cells_of(bars, grid), heights, bars.labels)

    def _draw(self, looks: Looks) -> None:
        # Drawing costs by the call and not by the sign, so all that look alike are drawn at once.
        alike: dict[tuple[str, str], list[Place]] = {}
        for place, look in looks.cells.items():
            alike.setdefault(look, []).append(place)
        colours = {part: self._colour(part).rgb for part in {part for _, part in alike}}
        for (sign, part), places in alike.items():
            columns, lines = ([place[side] for place in places] for side in (0, 1))
            self.plt.scatter(columns, lines, marker=sign, color=colours[part])
        self._name_edges(looks)

    def _name_edges(self, looks: Looks) -> None:
        grid, labels = looks.grid, looks.labels
        lines: list[float] = [line for line, _ in looks.heights]
        self.plt.yticks(lines, [name.rjust(self.margin() - 1) + " " for _, name in looks.heights])
        count = len(labels)
        wanted = max(2, min(count, grid.pitch * count // LABEL_PITCH))
        named = sorted({round(place * (count - 1) / (wanted - 1)) for place in range(wanted)})
        self.plt.xticks([grid.middle(index) for index in named], [labels[index] for index in named])

    def _colour(self, part: str) -> Color:
        style = self.get_component_styles(f"bar-chart--{part}")
        return self.background_colors[1] + style.color


def cells_of(bars: Bars, grid: Grid) -> dict[Place, tuple[str, str]]:
    """Return the sign at each place of the canvas and the part it belongs to; what is put later covers what was there."""
    cells: dict[Place, tuple[str, str]] = {}

    def put(points: Iterable[tuple[int, int, str]], part: str) -> None:
        cells.update(((column, line), (sign, part)) for column, line, sign in points)

    for value in bars.lines:
        put(((column, grid.line(value, bars.top), "┄") for column in range(grid.used)), "line")
    for index, height in enumerate(bars.values):
        part = "chosen" if index == bars.chosen else "bar"
        eighths = grid.eighths(height or 0, bars.top)
        signs = _signs(eighths)
        put(((column, line, sign) for column in grid.columns(index) for line, sign in enumerate(signs)), part)
        if index == bars.chosen:
            put(_pointer(grid, index, eighths), part)
        if index in bars.untold:
            put([(grid.middle(index), 0, "·")], "label")
    for index, height in enumerate(bars.compared[: len(bars.values)]):
        if height:
            put([(grid.middle(index), grid.line(height, bars.top), "•")], "label")
    # Over the bars, so that one that goes beyond its own level is seen to do so.
    for index, level in enumerate(bars.levels):
        if level is not None and level <= bars.top:
            columns = range(index * grid.pitch, (index + 1) * grid.pitch)
            put(((column, grid.line(level, bars.top), "┄") for column in columns), "line")
    put(name_beside(bars, grid), "label")
    put(marks_above(bars, grid), "label")
    return cells


def _signs(eighths: int) -> list[str]:
    """Return what a bar is made of, from below."""
    full, rest = divmod(eighths, 8)
    return ["█"] * full + ([EIGHTHS[rest]] if rest else [])


def _pointer(grid: Grid, index: int, eighths: int) -> list[tuple[int, int, str]]:
    """Return the dotted line from a bar's top to the pointer above it."""
    above = -(-eighths // 8)
    dots = [(grid.middle(index), line, "┊") for line in range(above, grid.height - 1)]
    return [*dots, (grid.middle(index), grid.height - 1, "▼")]


def name_beside(bars: Bars, grid: Grid) -> list[tuple[int, int, str]]:
    """Return the name of a bar on the line above it, on the side that has room and does not hide the pointer."""
    if bars.named is None:
        return []
    index, name = bars.named
    mark = BarMark(index, "▲", name)
    points = _beside(bars, grid, mark, _line_above(bars, grid, mark), frozenset())
    return [point for point in points if point[2] != " "]


def marks_above(bars: Bars, grid: Grid) -> list[tuple[int, int, str]]:
    """Return the signs above bars with their names, none of which covers another."""
    put: dict[Place, str] = {}
    to_come = {grid.middle(mark.place): _line_above(bars, grid, mark) for mark in bars.marks}
    for mark in bars.marks:
        column = grid.middle(mark.place)
        line = to_come.pop(column)
        # Within a name, where it may have a blank, no sign would be found.
        while (column, line) in put and line < grid.height - 1:
            line += 1
        taken = frozenset(put) | _needed(to_come, put, line, grid.height)
        put |= {(column, line): letter for column, line, letter in _beside(bars, grid, mark, line, taken)}
    return [(column, line, letter) for (column, line), letter in put.items()]


def _needed(to_come: Mapping[int, int], put: Container[Place], line: int, height: int) -> frozenset[Place]:
    """Return the places on a line that signs still to come cannot do without: what is above theirs is taken."""
    return frozenset(
        (column, line)
        for column, lowest in to_come.items()
        if all(other == line or (column, other) in put for other in range(lowest, height))
    )


def _beside(
    bars: Bars, grid: Grid, mark: BarMark, line: int, taken: frozenset[Place]
) -> list[tuple[int, int, str]]:
    middle = grid.middle(mark.place)
    pointed = grid.middle(bars.chosen) if bars.chosen is not None else None
    length = len(mark.name)
    sides = [range(middle + 2, middle + 2 + length), range(middle - 1 - length, middle - 1)]
    within = [
        side
        for side in sides
        if side.start >= 0
        and side.stop <= grid.width
        and not any((column, line) in taken for column in range(side.start - 1, side.stop + 1))
    ]
    best = min(within, key=lambda side: pointed in side, default=range(0))
    sign = [] if pointed == middle else [(middle, line, mark.sign)]
    # The blank between sign and name belongs to both, so that no other sign comes between them.
    blank = [(middle + (1 if best.start > middle else -1), line, " ")] if best else []
    return [*sign, *blank, *((column, line, letter) for column, letter in zip(best, mark.name, strict=False))]


def _line_above(bars: Bars, grid: Grid, mark: BarMark) -> int:
    """Return the line on which the sign of a bar stands."""
    return -(-grid.eighths(bars.values[mark.place] or 0, bars.top) // 8)
