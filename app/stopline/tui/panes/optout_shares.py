"""The table beneath the chart: the opt-outs of a period by what they have in common, the most harmful first."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.coordinate import Coordinate
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import DataTable, Static

from stopline.analytics.series import NONE, By, Share, share_name, source_name
from stopline.analytics.spikes import Verdict
from stopline.inert import one_line
from stopline.percent import percent
from stopline.tui.insight import Harm
from stopline.tui.keys import Where, bindings
from stopline.tui.widgets.words import Words

BAR_WIDTH = 10
COMPARED_BAR_WIDTH = 6
FIGURES_WIDTH = 47
"""Cells that all columns but names and bars take, the one of the period before included."""
BEFORE_WIDTH, REACHED_WIDTH = 9, 18
"""Cells of the period before, and of people reached with their rate."""
WIDEST_NAME, WIDE_NAME, NARROW_NAME, SHORTEST_NAME = 40, 28, 21, 12
"""Cells of names: at most, where there is plenty of room, where there is not, and at least."""
SHORTEST_BAR = 2
"""Cells below which a bar tells nothing."""
WIDE = 90
"""From how many columns on names have plenty of room."""
MOST_TIMES = 8.0
"""From so many times as usual on, the bar is full."""
NAMES = {
    By.CAMPAIGN: "campaign or message",
    By.TEMPLATE: "template",
    By.AGENT: "agent",
    By.KEYWORD: "keyword or phrase",
    By.CHANNEL: "channel",
    By.COUNTRY: "country",
}
AGAINST_ALL, OF_ALL = ("against all", "× all"), ("share of all", "of all")
AGAINST = {By.CAMPAIGN: ("against usual", "× usual")}
"""What the figures are held against, in many and in few letters: a campaign against the 28 days before it, all else against everybody of the period."""
NOBODY = "Nobody left in these days. With which words people leave, and after which message, will stand here."
READING = "…"
LONGEST_NAME = 60


class View(StrEnum):
    """What is shown beneath the chart; spikes and hours stand beside it where there is room."""

    CAMPAIGN = "campaign"
    TEMPLATE = "template"
    AGENT = "agent"
    KEYWORD = "keyword"
    CHANNEL = "channel"
    COUNTRY = "country"
    SPIKES = "spikes"
    HOURS = "hours"

    @property
    def by(self) -> By:
        """What the table puts opt-outs together by, if it is seen."""
        return By.CAMPAIGN if self in BESIDE else By(self.value)


BESIDE = (View.SPIKES, View.HOURS)
"""What is seen all the time where there is room."""


@dataclass(frozen=True, slots=True)
class Room:
    """How wide names and bars may be."""

    name: int
    bar: int


PLENTY = Room(LONGEST_NAME, BAR_WIDTH)


@dataclass(frozen=True, slots=True)
class SharesTable:
    """What the table shows."""

    by: By
    shares: tuple[Share, ...]
    before: dict[str, int] | None
    """Opt-outs of the period before, where it is compared with."""
    harms: tuple[Harm, ...] | None = None
    """The same shares held against what is usual, the most harmful first; None while that is not known yet."""
    is_read: bool = True
    """Whether the shares are known already."""

    @property
    def bar_width(self) -> int:
        """Cells of a bar; shorter where the period before has to stand beside it."""
        return BAR_WIDTH if self.before is None else COMPARED_BAR_WIDTH

    @property
    def lines(self) -> tuple[Harm, ...]:
        """What stands in the rows."""
        return tuple(Harm(share, None) for share in self.shares) if self.harms is None else self.harms


class ShareRows(DataTable[Content], inherit_bindings=False):
    """The rows; left and right belong to the chart's day, so this table has keys of its own."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.OPTOUT_TABLE)]

    def __init__(self) -> None:
        super().__init__(cursor_type="row", header_height=1)
        self._shown: list[list[Content]] = []
        self._heads: list[tuple[str, int]] = []

    def show(self, heads: list[tuple[str, int]], rows: list[list[Content]], *, keeps_place: bool) -> None:
        """Show rows beneath the names and widths of their columns; where the table stays as large, only what is another is drawn."""
        place = self.cursor_row if keeps_place else 0
        if heads == self._heads and len(rows) == len(self._shown):
            for row, (cells, before) in enumerate(zip(rows, self._shown, strict=True)):
                for column, (cell, was) in enumerate(zip(cells, before, strict=True)):
                    if not _is_alike(cell, was):
                        self.update_cell_at(Coordinate(row, column), cell)
        else:
            self.clear(columns=True)
            for name, width in heads:
                self.add_column(name, width=width)
            for cells in rows:
                self.add_row(*cells)
        self._heads, self._shown = heads, rows
        self.move_cursor(row=min(place, max(len(rows) - 1, 0)))


class ByBar(Static):
    """What can be shown here; the one that is shown is marked by more than its colour."""

    view: reactive[View] = reactive(View.CAMPAIGN)
    has_room: reactive[bool] = reactive(default=True)
    """Whether spikes and hours stand beside, and need not be chosen."""

    class Pressed(Message):
        """One of them was clicked."""

        def __init__(self, view: View) -> None:
            super().__init__()
            self.view = view

    def __init__(self) -> None:
        super().__init__(id="shares-heading", markup=False)

    def watch_view(self) -> None:
        """Mark the one that counts."""
        self._word()

    def watch_has_room(self) -> None:
        """Name what can be chosen."""
        self._word()

    def on_click(self, event: events.Click) -> None:
        """Tell which was clicked."""
        left = self.styles.padding.left
        for view, label in self._labels().items():
            if left <= event.x < left + label.cell_length:
                self.post_message(self.Pressed(view))
                return
            left += label.cell_length

    def _word(self) -> None:
        self.update(Content("").join(self._labels().values()), layout=False)

    def _labels(self) -> dict[View, Content]:
        views = [view for view in View if not (self.has_room and view in BESIDE)]
        return {
            view: Content.styled(f"▸{view}  ", "bold $accent")
            if view is self.view
            else Content.styled(f" {view}  ", "$quiet")
            for view in views
        }


class OptOutShares(Vertical):
    """Opt-outs put together by what they have in common."""

    table: reactive[SharesTable | None] = reactive(None)
    view: reactive[View] = reactive(View.CAMPAIGN)
    has_room: reactive[bool] = reactive(default=True)

    class Opened(Message):
        """The people of one row are wanted."""

        def __init__(self, by: By, key: str) -> None:
            super().__init__()
            self.by = by
            self.key = key

    class ViewPressed(Message):
        """Somebody clicked what can be shown."""

        def __init__(self, view: View) -> None:
            super().__init__()
            self.view = view

    def compose(self) -> ComposeResult:
        """Put the heading, which says by what, and the rows."""
        yield ByBar().data_bind(OptOutShares.view, OptOutShares.has_room)
        yield ShareRows()
        yield Words(id="no-shares")

    def watch_table(self, old: SharesTable | None, new: SharesTable | None) -> None:
        """Fill in the rows, keeping the place where they are still the same kind."""
        if new is None:
            return
        lines = new.lines
        self.set_class(not lines, "-empty")
        self.query_one("#no-shares", Words).say(Content(NOBODY if new.is_read else READING))
        room = room_for(new, self.size.width)
        self.query_one(ShareRows).show(
            columns_of(new, room), rows_of(new, room), keeps_place=old is not None and old.by is new.by
        )

    @on(DataTable.RowSelected)
    def open_row(self, selected: DataTable.RowSelected) -> None:
        """Ask for the people of a row."""
        selected.stop()
        if self.table is not None and selected.cursor_row < len(self.table.lines):
            share = self.table.lines[selected.cursor_row].share
            self.post_message(self.Opened(self.table.by, share.key))

    @on(ByBar.Pressed)
    def choose_view(self, pressed: ByBar.Pressed) -> None:
        """Ask for something else."""
        pressed.stop()
        self.post_message(self.ViewPressed(pressed.view))


def name_of(by: By, key: str) -> str:
    """Return what a keyword, channel, campaign, … is called on the screen."""
    return one_line(source_name(key) if by is By.CAMPAIGN else share_name(by, key), LONGEST_NAME)


def rows_of(table: SharesTable, room: Room = PLENTY) -> list[list[Content]]:
    """Return the cells of every row; a name that is cut ends in three dots."""
    whole = sum(line.share.optouts for line in table.lines) or 1
    most = max((line.share.optouts for line in table.lines), default=1) or 1
    rows = []
    for line in table.lines:
        share = line.share
        cells = [Content(one_line(name_of(table.by, share.key), room.name))]
        if table.by is not By.KEYWORD:
            cells.append(
                Content(
                    "…" if share.reached is None and share.key not in ("", NONE) else _number(share.reached)
                )
            )
        cells.append(Content.styled(f"{share.optouts:,}".rjust(6), "bold"))
        if table.by is not By.KEYWORD:
            cells.append(Content("–".rjust(7) if share.rate is None else percent(share.rate).rjust(7)))
        if table.harms is None or table.by is By.KEYWORD:
            bar = "█" * max(round(share.optouts / most * room.bar), 1)
            cells.append(_beside(bar, room.bar, percent(share.optouts / whole)))
        else:
            cells.append(against_usual(line, room.bar))
        if table.before is not None:
            cells.append(Content.styled(_number(table.before.get(share.key, 0)), "$quiet"))
        rows.append(cells)
    return rows


def against_usual(line: Harm, width: int = BAR_WIDTH) -> Content:
    """Return how many times as many as usual left: `████▍ 4.5× ▲`; nothing where nobody or nothing usual is known."""
    if line.times is None or line.judgement is None:
        return Content.styled("–", "$quiet")
    eighths = round(min(line.times / MOST_TIMES, 1.0) * width * 8)
    full, rest = divmod(eighths, 8)
    bar = "█" * full + (" ▏▎▍▌▋▊▉"[rest] if rest else "")
    times = f"{line.times:.0f}×" if line.times >= 10 else f"{line.times:.1f}×"
    mark = " ▲" if line.judgement.verdict is Verdict.SPIKE else ""
    return _beside(bar, width, f"{times}{mark}")


def _beside(bar: str, width: int, words: str) -> Content:
    """Return words beside a bar; alone where there is no room for one."""
    return Content.assemble((bar.ljust(width), "$accent"), f" {words}") if width else Content(words)


def columns_of(table: SharesTable, room: Room) -> list[tuple[str, int]]:
    """Return name and width of each column."""
    name = NAMES[table.by] if len(NAMES[table.by]) <= room.name else table.by.value
    columns = [(name, room.name), ("  left", 6)]
    if table.by is not By.KEYWORD:
        columns = [columns[0], ("reached", 7), columns[1], ("   rate", 7)]
    if table.harms is not None and table.by is not By.KEYWORD:
        columns.append(_fitting(AGAINST.get(table.by, AGAINST_ALL), (room.bar + 1 if room.bar else 0) + 7))
    else:
        columns.append(_fitting(OF_ALL, (room.bar + 1 if room.bar else 0) + 6))
    return columns + ([(" before", 7)] if table.before is not None else [])


def _fitting(heads: tuple[str, str], width: int) -> tuple[str, int]:
    """Return a column with the longer heading where it fits, else with the shorter."""
    longer, shorter = heads
    return (longer if len(longer) <= width else shorter), width


def room_for(table: SharesTable, width: int) -> Room:
    """Return how wide names and bars may be; where a name would be cut, it is given the room of the bars first."""
    figures = FIGURES_WIDTH
    figures -= 0 if table.before is not None else BEFORE_WIDTH
    figures -= REACHED_WIDTH if table.by is By.KEYWORD else 0
    left = width - figures
    usual = WIDE_NAME if width >= WIDE else NARROW_NAME
    longest = max((Content(name_of(table.by, line.share.key)).cell_length for line in table.lines), default=0)
    wanted = max(min(longest, WIDEST_NAME), SHORTEST_NAME)
    name = max(min(usual, left - table.bar_width - 1), wanted)
    bar = min(table.bar_width, left - name - 1)
    return Room(max(min(name, left), SHORTEST_NAME), bar if bar >= SHORTEST_BAR else 0)


def _number(count: int | None) -> str:
    return "–".rjust(7) if count is None else f"{count:,}".rjust(7)


def _is_alike(one: Content, other: Content) -> bool:
    """Tell whether two cells look the same; contents compare by their words alone."""
    return one.plain == other.plain and one.spans == other.spans
