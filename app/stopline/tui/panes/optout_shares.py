"""The table beneath the chart: the opt-outs of a period by keyword, by channel, or by what came before."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import DataTable, Static

from stopline.analytics.series import By, Share, source_name
from stopline.inert import one_line
from stopline.tui.keys import Where, bindings
from stopline.tui.text import percent

BAR_WIDTH = 10
WIDE = 90
"""From how many columns on names have plenty of room."""
NAMES = {
    By.KEYWORD: "keyword or phrase",
    By.CHANNEL: "channel",
    By.CAMPAIGN: "campaign or message",
}
NOBODY = "Nobody left in these days. With which words people leave, and after which message, will stand here."


@dataclass(frozen=True, slots=True)
class SharesTable:
    """What the table shows."""

    by: By
    shares: tuple[Share, ...]
    before: dict[str, int] | None
    """Opt-outs of the period before, where it is compared with."""


class ShareRows(DataTable[Content], inherit_bindings=False):
    """The rows; left and right belong to the chart's day, so this table has keys of its own."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.OPTOUT_TABLE)]


class ByBar(Static):
    """What opt-outs can be put together by; the one that counts is marked by more than its colour."""

    by: reactive[By] = reactive(By.CAMPAIGN)

    class Pressed(Message):
        """One of them was clicked."""

        def __init__(self, by: By) -> None:
            super().__init__()
            self.by = by

    def __init__(self) -> None:
        super().__init__(id="shares-heading", markup=False)

    def watch_by(self) -> None:
        """Mark the one that counts."""
        self.update(Content("").join(self._labels().values()))

    def on_click(self, event: events.Click) -> None:
        """Tell which was clicked."""
        left = self.styles.padding.left
        for by, label in self._labels().items():
            if left <= event.x < left + label.cell_length:
                self.post_message(self.Pressed(by))
                return
            left += label.cell_length

    def _labels(self) -> dict[By, Content]:
        return {
            by: Content.styled(f"▸by {name}  ", "bold $accent")
            if by is self.by
            else Content.styled(f" by {name}  ", "$quiet")
            for by, name in NAMES.items()
        }


class OptOutShares(Vertical):
    """Opt-outs put together by what they have in common, most first."""

    table: reactive[SharesTable | None] = reactive(None)

    class Opened(Message):
        """The people of one row are wanted."""

        def __init__(self, by: By, key: str) -> None:
            super().__init__()
            self.by = by
            self.key = key

    class ByPressed(Message):
        """Somebody clicked what opt-outs can be put together by."""

        def __init__(self, by: By) -> None:
            super().__init__()
            self.by = by

    def compose(self) -> ComposeResult:
        """Put the heading, which says by what, and the rows."""
        yield ByBar()
        yield ShareRows(cursor_type="row", header_height=1)
        yield Static(NOBODY, id="no-shares", markup=False)

    def watch_table(self, old: SharesTable | None, new: SharesTable | None) -> None:
        """Fill in the rows, keeping the place where they are still the same kind."""
        if new is None:
            return
        self.query_one(ByBar).by = new.by
        self.set_class(not new.shares, "-empty")
        rows = self.query_one(ShareRows)
        place = rows.cursor_row if old is not None and old.by is new.by else 0
        rows.clear(columns=True)
        for name, width in _columns(new, is_wide=self.size.width >= WIDE):
            rows.add_column(name, width=width)
        for cells in rows_of(new):
            rows.add_row(*cells)
        rows.move_cursor(row=min(place, max(len(new.shares) - 1, 0)))

    @on(DataTable.RowSelected)
    def open_row(self, selected: DataTable.RowSelected) -> None:
        """Ask for the people of a row."""
        selected.stop()
        if self.table is not None and selected.cursor_row < len(self.table.shares):
            self.post_message(self.Opened(self.table.by, self.table.shares[selected.cursor_row].key))

    @on(ByBar.Pressed)
    def choose_by(self, pressed: ByBar.Pressed) -> None:
        """Ask for another table."""
        pressed.stop()
        self.post_message(self.ByPressed(pressed.by))


def name_of(by: By, key: str) -> str:
    """Return what a keyword, channel or campaign is called on the screen."""
    return one_line(source_name(key) if by is By.CAMPAIGN else key, 60)


def rows_of(table: SharesTable) -> list[list[Content]]:
    """Return the cells of every row."""
    whole = sum(share.optouts for share in table.shares)
    most = max((share.optouts for share in table.shares), default=1)
    rows = []
    for share in table.shares:
        bar = "█" * max(round(share.optouts / most * BAR_WIDTH), 1)
        cells = [
            Content(name_of(table.by, share.key)),
            Content.styled(f"{share.optouts:,}".rjust(6), "bold"),
            Content.assemble((bar.ljust(BAR_WIDTH), "$accent"), f" {percent(share.optouts / whole)}"),
        ]
        if table.by is not By.KEYWORD:
            cells += [
                Content("…" if share.reached is None and share.key else _number(share.reached)),
                Content("–".rjust(7) if share.rate is None else percent(share.rate).rjust(7)),
            ]
        if table.before is not None:
            cells.append(Content.styled(_number(table.before.get(share.key, 0)), "$quiet"))
        rows.append(cells)
    return rows


def _columns(table: SharesTable, *, is_wide: bool) -> list[tuple[str, int]]:
    """Return name and width of each column."""
    columns = [(NAMES[table.by], 28 if is_wide else 21), ("  left", 6), ("share of all", BAR_WIDTH + 6)]
    if table.by is not By.KEYWORD:
        columns += [("reached", 7), ("   rate", 7)]
    return columns + ([(" before", 7)] if table.before is not None else [])


def _number(count: int | None) -> str:
    return "–".rjust(7) if count is None else f"{count:,}".rjust(7)
