"""Who stopped: one line for each opt-out, and the chosen one in full beneath."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import DataTable, Static

from stopline.address import written_out
from stopline.analytics.series import OptOutRow
from stopline.consent.events import Method, Scope
from stopline.days import listed_moment
from stopline.inert import one_line
from stopline.tui.keys import Where, bindings
from stopline.tui.text import moment, shortened

_WAYS = {
    Method.KEYWORD: "by keyword",
    Method.SENTENCE: "in a sentence",
    Method.FORM: "by a form",
    Method.IMPORT: "by an import",
    Method.AGENT: "recorded by an agent",
    Method.CARRIER: "at the carrier",
    Method.API: "by another program",
    Method.SUPPRESSION: "kept when they were forgotten",
}
WIDE = 100


@dataclass(frozen=True, slots=True)
class PeopleList:
    """What the list shows."""

    rows: tuple[OptOutRow, ...]
    zone: tzinfo
    now: datetime
    has_more: bool


class PeopleRows(DataTable[Content], inherit_bindings=False):
    """The lines."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.OPTOUT_PEOPLE)]


class OptOutPeople(Vertical):
    """Opt-outs, newest first, with the chosen one in full."""

    people: reactive[PeopleList | None] = reactive(None)

    class Opened(Message):
        """The thread of an opt-out is wanted."""

        def __init__(self, row: OptOutRow) -> None:
            super().__init__()
            self.row = row

    class MoreWanted(Message):
        """The last line was reached, and there are more."""

    def compose(self) -> ComposeResult:
        """Put the lines and the details."""
        yield PeopleRows(cursor_type="row", header_height=1)
        yield Static(id="optout-details", markup=False)

    def on_mount(self) -> None:
        """Name the columns for the width there is, and take the focus."""
        rows = self.query_one(PeopleRows)
        wide = self.app.size.width >= WIDE
        self._widths = (12, 24, 30, 40) if wide else (12, 18, 16, 20)
        for name, width in zip(("when", "who", "words", "after"), self._widths, strict=True):
            rows.add_column(name, width=width)
        rows.focus()

    def watch_people(self, old: PeopleList | None, new: PeopleList | None) -> None:
        """Fill in the lines; the cursor stays on its opt-out where new ones come above it."""
        if new is None:
            return
        rows = self.query_one(PeopleRows)
        chosen = old.rows[rows.cursor_row].seq if old is not None and old.rows else None
        rows.clear()
        for row in new.rows:
            rows.add_row(*self._cells(row, new))
        places = {row.seq: place for place, row in enumerate(new.rows)}
        rows.move_cursor(row=places.get(chosen, 0) if chosen is not None else 0)
        self._show_details()

    @on(DataTable.RowHighlighted)
    def show_highlighted(self, highlighted: DataTable.RowHighlighted) -> None:
        """Show an opt-out in full; at the last line, ask for more."""
        highlighted.stop()
        self._show_details()
        people = self.people
        if people is not None and people.has_more and highlighted.cursor_row == len(people.rows) - 1:
            self.post_message(self.MoreWanted())

    @on(DataTable.RowSelected)
    def open_selected(self, selected: DataTable.RowSelected) -> None:
        """Ask for the thread."""
        selected.stop()
        if self.people is not None and selected.cursor_row < len(self.people.rows):
            self.post_message(self.Opened(self.people.rows[selected.cursor_row]))

    def _show_details(self) -> None:
        details = self.query_one("#optout-details", Static)
        place = self.query_one(PeopleRows).cursor_row
        if self.people is None or not 0 <= place < len(self.people.rows):
            details.update("Nobody." if self.people is not None else "")
            return
        details.update(in_full(self.people.rows[place], self.people.zone))

    def _cells(self, row: OptOutRow, people: PeopleList) -> list[Content]:
        _, who, words, after = self._widths
        before = row.before_text or "–"
        campaign = "" if row.campaign.startswith("(") or not row.campaign else f"{row.campaign}: "
        return [
            Content.styled(listed_moment(row.at, people.now, people.zone), "$quiet"),
            Content(one_line(row.name or written_out(row.address), who)),
            Content(one_line(row.words or row.keyword, words)),
            Content.styled(one_line(campaign + before, after), "$quiet"),
        ]


def in_full(row: OptOutRow, zone: tzinfo) -> Content:
    """Return everything known of one opt-out."""
    scope = "all messages" if row.scope is Scope.ALL else f"{row.scope} messages"
    lines = [
        Content.assemble(
            (one_line(row.name or written_out(row.address), 60), "bold"),
            f" · {written_out(row.address)} · {row.channel}" if row.name else f" · {row.channel}",
        ),
        Content.assemble(
            ("■ STOPPED", "$error bold"),
            f" {scope}, {moment(row.at, zone)}, {_WAYS[row.method]}",
            (f"  “{shortened(row.words)}”" if row.words else "", "bold"),
        ),
    ]
    if row.before_at is None:
        lines.append(Content.styled("No message of ours left in the hours before.", "$quiet"))
    else:
        sender = f" by {one_line(row.before_agent, 40)}" if row.before_agent else ""
        campaign = "" if row.campaign.startswith("(") else f", campaign “{one_line(row.campaign, 60)}”"
        lines.append(Content.styled(f"Before it, {moment(row.before_at, zone)}{sender}{campaign}:", "$quiet"))
        lines.append(Content(f"“{one_line(row.before_text, 300)}”"))
    return Content("\n").join(lines)
