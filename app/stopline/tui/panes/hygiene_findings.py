"""What wants tidying: one line for each kind of finding, the most pressing first."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import DataTable

from stopline.hygiene.findings import Finding, Kind, Report
from stopline.tui.keys import Where, bindings

_COUNT_WIDTH = 5
_TITLE_WIDTH = 33


class FindingRows(DataTable[Content], inherit_bindings=False):
    """The lines."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.HYGIENE_FINDINGS)]


class FindingList(Vertical):
    """The findings of a report; the cursor stays on its kind when others come and go."""

    report: reactive[Report | None] = reactive(None)

    class Highlighted(Message):
        """The cursor stands on a finding."""

        def __init__(self, kind: Kind) -> None:
            super().__init__()
            self.kind = kind

    class Opened(Message):
        """The people of the finding are wanted."""

    def compose(self) -> ComposeResult:
        """Put the lines."""
        yield FindingRows(cursor_type="row", show_header=False)

    def on_mount(self) -> None:
        """Make room for count and title."""
        rows = self.query_one(FindingRows)
        rows.add_column("count", width=_COUNT_WIDTH)
        rows.add_column("finding", width=_TITLE_WIDTH)

    def watch_report(self, old: Report | None, new: Report | None) -> None:
        """Fill in the lines."""
        if new is None:
            return
        rows = self.query_one(FindingRows)
        place = rows.cursor_row
        chosen = old.findings[place].kind if old is not None and place < len(old.findings) else None
        if old is None or [_told(each) for each in old.findings] != [_told(each) for each in new.findings]:
            rows.clear()
            for finding in new.findings:
                count, title = _told(finding)
                rows.add_row(Content.styled(count.rjust(_COUNT_WIDTH), "bold"), Content(title))
        places = {finding.kind: index for index, finding in enumerate(new.findings)}
        rows.move_cursor(row=places.get(chosen, min(place, max(len(places) - 1, 0))) if chosen else 0)
        self._tell(rows.cursor_row)

    @on(DataTable.RowHighlighted)
    def show_highlighted(self, highlighted: DataTable.RowHighlighted) -> None:
        """Tell which finding the cursor stands on."""
        highlighted.stop()
        self._tell(highlighted.cursor_row)

    @on(DataTable.RowSelected)
    def open_selected(self, selected: DataTable.RowSelected) -> None:
        """Ask for the people."""
        selected.stop()
        self.post_message(self.Opened())

    def _tell(self, place: int) -> None:
        if self.report is not None and 0 <= place < len(self.report.findings):
            self.post_message(self.Highlighted(self.report.findings[place].kind))


def _told(finding: Finding) -> tuple[str, str]:
    return f"{finding.count:,}", finding.title
