"""People of a campaign who have something in common: one line for each, and what the line cuts beneath."""

from dataclasses import dataclass
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
from stopline.inert import one_line
from stopline.tui.campaign_reading import PersonLine
from stopline.tui.keys import Where, bindings

WIDE = 100
WHO_WIDTH, NARROW_WHO_WIDTH = 24, 16
ADDRESS_WIDTH = 18
PADDING = 2
"""Blank cells of a column."""
SHORTEST_DETAIL = 20


@dataclass(frozen=True, slots=True)
class PeopleOfGroup:
    """What the list shows."""

    people: tuple[PersonLine, ...]
    more: str
    """How to see those who are not listed; empty where all are."""


class CampaignPeopleRows(DataTable[Content], inherit_bindings=False):
    """The lines."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.CAMPAIGN_PEOPLE)]


class CampaignPeople(Vertical):
    """The people of a group."""

    shown: reactive[PeopleOfGroup | None] = reactive(None)

    class Opened(Message):
        """The thread of somebody is wanted."""

        def __init__(self, person: PersonLine) -> None:
            super().__init__()
            self.person = person

    def compose(self) -> ComposeResult:
        """Put the lines and the words."""
        yield CampaignPeopleRows(cursor_type="row", header_height=1)
        yield Static("Looking through everybody…", id="campaign-person", markup=False)

    def on_mount(self) -> None:
        """Name the columns for the width there is, and take the focus."""
        rows = self.query_one(CampaignPeopleRows)
        self._who_width = WHO_WIDTH if self.app.size.width >= WIDE else NARROW_WHO_WIDTH
        room = self.app.size.width - self._who_width - ADDRESS_WIDTH - 4 * PADDING
        self._detail_width = max(room, SHORTEST_DETAIL)
        for name, width in (("who", self._who_width), ("address", ADDRESS_WIDTH), ("", self._detail_width)):
            rows.add_column(name, width=width)
        rows.focus()

    def watch_shown(self, old: PeopleOfGroup | None, new: PeopleOfGroup | None) -> None:
        """Fill in the lines; the cursor stays at its place."""
        if new is None:
            return
        rows = self.query_one(CampaignPeopleRows)
        if old is None or old.people != new.people:
            place = rows.cursor_row
            rows.clear()
            for person in new.people:
                rows.add_row(*self._cells(person))
            rows.move_cursor(row=min(place, max(len(new.people) - 1, 0)))
        self._tell_more()

    @on(DataTable.RowHighlighted)
    def show_highlighted(self, highlighted: DataTable.RowHighlighted) -> None:
        """Say in full what the line cuts."""
        highlighted.stop()
        self._tell_more()

    @on(DataTable.RowSelected)
    def open_selected(self, selected: DataTable.RowSelected) -> None:
        """Ask for the thread."""
        selected.stop()
        if self.shown is not None and selected.cursor_row < len(self.shown.people):
            self.post_message(self.Opened(self.shown.people[selected.cursor_row]))

    def _tell_more(self) -> None:
        if self.shown is None:
            return
        place = self.query_one(CampaignPeopleRows).cursor_row
        people = self.shown.people
        chosen = people[place] if 0 <= place < len(people) else None
        lines = [] if people else ["Nobody, as things stand now."]
        if chosen is not None and len(chosen.detail) > self._detail_width:
            lines.append(one_line(chosen.detail, 400))
        if self.shown.more:
            lines.append(self.shown.more)
        self.query_one("#campaign-person", Static).update("\n".join(lines))

    def _cells(self, person: PersonLine) -> tuple[Content, Content, Content]:
        address = written_out(person.address) if person.address is not None else ""
        return (
            Content(one_line(person.who, self._who_width)),
            Content(one_line(address, ADDRESS_WIDTH)),
            Content.styled(one_line(person.detail, self._detail_width), "$quiet"),
        )
