"""The campaigns of a team: one line for each, the newest first."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.coordinate import Coordinate
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import DataTable

from stopline.inert import one_line
from stopline.tui.campaign_reading import CampaignLine, CampaignListing
from stopline.tui.campaign_words import bar, rate_words, state_words
from stopline.tui.keys import Where, bindings

WIDE = 120
"""From how many columns on the wide ones fit, a scroll bar beside them."""
_WIDE_COLUMNS = {"campaign": 27, "": 12, "progress": 23, "in all": 9, "sent": 9, "to go": 9, "opt-outs": 14}
_NARROW_COLUMNS = {"campaign": 15, "": 11, "progress": 14, "sent": 7, "to go": 7, "opt-outs": 11}
MARK = "◆ "
"""Stands before what is to be compared."""
_PERCENT_WIDTH = 7
"""Cells of the share behind a bar."""


class CampaignRows(DataTable[Content], inherit_bindings=False):
    """The lines."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.CAMPAIGN_LIST)]


class CampaignList(Vertical):
    """The campaigns; the cursor stays on its campaign when others come and go."""

    listing: reactive[CampaignListing | None] = reactive(None)

    marked: reactive[tuple[int, ...]] = reactive(())
    """Those that are to be compared."""

    class Highlighted(Message):
        """The cursor stands on a campaign."""

        def __init__(self, campaign: int) -> None:
            super().__init__()
            self.campaign = campaign

    class Opened(Message):
        """The people of the campaign are wanted."""

    def __init__(self) -> None:
        super().__init__()
        self._wanted: int | None = None

    def compose(self) -> ComposeResult:
        """Put the lines."""
        yield CampaignRows(cursor_type="row", header_height=1)

    def on_mount(self) -> None:
        """Name the columns for the width there is."""
        self._columns = _WIDE_COLUMNS if self.app.size.width >= WIDE else _NARROW_COLUMNS
        rows = self.query_one(CampaignRows)
        for name, width in self._columns.items():
            label = name.rjust(width) if name in ("in all", "sent", "to go") else name
            rows.add_column(label, width=width)

    def go_to(self, campaign: int) -> None:
        """Let the cursor stand on a campaign, as soon as it is listed."""
        self._wanted = campaign

    def watch_listing(self, old: CampaignListing | None, new: CampaignListing | None) -> None:
        """Fill in the lines; where they are of the same campaigns, only what has changed."""
        if new is None:
            return
        rows = self.query_one(CampaignRows)
        before, after = (
            [each.campaign.id for each in listing.lines] if listing else [] for listing in (old, new)
        )
        if before == after:
            self._word(new)
        else:
            place = rows.cursor_row
            chosen = before[place] if place < len(before) else None
            rows.clear()
            for line in new.lines:
                rows.add_row(*self._cells(line, new))
            rows.move_cursor(row=after.index(chosen) if chosen in after else 0)
        if self._wanted in after:
            rows.move_cursor(row=after.index(self._wanted))
            self._wanted = None
        self._tell()

    def watch_marked(self) -> None:
        """Show which are marked."""
        if self.listing is not None:
            self._word(self.listing)

    @on(DataTable.RowHighlighted)
    def show_highlighted(self, highlighted: DataTable.RowHighlighted) -> None:
        """Tell which campaign the cursor stands on."""
        highlighted.stop()
        self._tell()

    @on(DataTable.RowSelected)
    def open_selected(self, selected: DataTable.RowSelected) -> None:
        """Ask for the people."""
        selected.stop()
        self.post_message(self.Opened())

    def _word(self, listing: CampaignListing) -> None:
        """Write anew what has changed in the lines."""
        rows = self.query_one(CampaignRows)
        for place, line in enumerate(listing.lines):
            for column, cell in enumerate(self._cells(line, listing)):
                where = Coordinate(place, column)
                if rows.get_cell_at(where) != cell:
                    rows.update_cell_at(where, cell)

    def _tell(self) -> None:
        place = self.query_one(CampaignRows).cursor_row
        if self.listing is not None and 0 <= place < len(self.listing.lines):
            self.post_message(self.Highlighted(self.listing.lines[place].campaign.id))

    def _cells(self, line: CampaignLine, listing: CampaignListing) -> list[Content]:
        report = line.report
        mark = MARK if line.campaign.id in self.marked else ""
        name = one_line(line.campaign.name, self._columns["campaign"] - len(mark))
        cells = {
            "campaign": Content.assemble((mark, "$accent bold"), (name, "bold")),
            "": state_words(line, listing.now),
            "progress": bar(line, self._columns["progress"] - _PERCENT_WIDTH),
            "in all": self._number("in all", report.total),
            "sent": self._number("sent", report.sent),
            "to go": self._number("to go", report.waiting),
            "opt-outs": Content(rate_words(report.optouts, report.sent) if report.total else ""),
        }
        return [cells[name] for name in self._columns]

    def _number(self, column: str, count: int) -> Content:
        return Content(f"{count:,}".rjust(self._columns.get(column, 0)))
