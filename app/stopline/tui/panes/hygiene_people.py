"""One finding in full: why it matters, what helps, and whom it is about."""

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
from stopline.days import listed_day
from stopline.hygiene.findings import Affected, Finding
from stopline.inert import one_line
from stopline.tui.keys import Where, bindings

WIDTHS = {"who": 14, "where": 23, "since": 6}
SHORTEST_DETAIL = 18
PADDING = 2
"""Blank cells of a column."""


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """What the pane shows."""

    finding: Finding
    now: datetime
    zone: tzinfo


class AffectedRows(DataTable[Content], inherit_bindings=False):
    """The lines."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.HYGIENE_PEOPLE)]

    class Left(Message):
        """Somebody wants to go back to the findings."""

    def action_leave(self) -> None:
        """Go back to the findings."""
        self.post_message(self.Left())


class FindingPeople(Vertical):
    """A finding in full, with the people it is about."""

    shown: reactive[ShownFinding | None] = reactive(None)

    class Opened(Message):
        """The thread of somebody is wanted."""

        def __init__(self, person: Affected) -> None:
            super().__init__()
            self.person = person

    def compose(self) -> ComposeResult:
        """Put the words and the lines."""
        yield Static(id="finding-words", markup=False)
        yield AffectedRows(cursor_type="row", header_height=1)
        yield Static(id="affected-more", markup=False)

    @property
    def chosen(self) -> Affected | None:
        """Return whom the cursor stands on."""
        place = self.query_one(AffectedRows).cursor_row
        people = self.shown.finding.people if self.shown is not None else ()
        return people[place] if 0 <= place < len(people) else None

    def watch_shown(self, old: ShownFinding | None, new: ShownFinding | None) -> None:
        """Fill in the lines; the cursor stays at its place where the finding is the same."""
        if new is None:
            return
        finding = new.finding
        self.query_one("#finding-words", Static).update(in_words(finding))
        rows = self.query_one(AffectedRows)
        is_same = old is not None and old.finding.kind is finding.kind
        if not is_same or old is None or old.finding.people != finding.people:
            place = rows.cursor_row if is_same else 0
            rows.clear(columns=True)
            for name, width in (*WIDTHS.items(), ("", self._detail_width())):
                rows.add_column(name, width=width)
            for person in finding.people:
                rows.add_row(*_cells(person, new, self._detail_width()))
            rows.move_cursor(row=min(place, max(len(finding.people) - 1, 0)))
        rows.display = bool(finding.people)
        self._tell_more()

    @on(DataTable.RowSelected)
    def open_selected(self, selected: DataTable.RowSelected) -> None:
        """Ask for the thread."""
        selected.stop()
        if (person := self.chosen) is not None:
            self.post_message(self.Opened(person))

    @on(DataTable.RowHighlighted)
    def keep(self, highlighted: DataTable.RowHighlighted) -> None:
        """Say in full what the line cuts."""
        highlighted.stop()
        self._tell_more()

    def _detail_width(self) -> int:
        room = self.content_size.width - sum(WIDTHS.values()) - PADDING * (len(WIDTHS) + 1) - 1
        return max(room, SHORTEST_DETAIL)

    def _tell_more(self) -> None:
        """Say what the chosen line cuts, and how many follow the last one."""
        if self.shown is None:
            return
        finding, chosen = self.shown.finding, self.chosen
        lines: list[str] = []
        if chosen is not None and len(chosen.detail) > self._detail_width():
            lines.append(one_line(chosen.detail, 300))
        if (left := finding.left_out) > 0:
            lines.append(
                f"… and {left:,} more: `stopline doctor --only {finding.kind} --people --limit {finding.count}`"
            )
        self.query_one("#affected-more", Static).update("\n".join(lines))


def in_words(finding: Finding) -> Content:
    """Return title, reason and remedy; commands and keys stand out by more than a colour."""
    parts = finding.remedy.split("`")
    remedy = Content.assemble(
        *((f"`{part}`", "$accent bold") if place % 2 else part for place, part in enumerate(parts))
    )
    return Content("\n").join(
        [Content.styled(finding.title, "bold"), Content.styled(finding.why, "$quiet"), remedy]
    )


def _cells(person: Affected, shown: ShownFinding, detail_width: int) -> list[Content]:
    where = written_out(person.address) if person.address else ""
    channel = f" {person.channel}" if person.channel and "@" not in where else ""
    return [
        Content(one_line(person.who, WIDTHS["who"])),
        Content(one_line(f"{where}{channel}", WIDTHS["where"])),
        Content.styled(listed_day(person.at, shown.now, shown.zone) if person.at else "", "$quiet"),
        Content(one_line(person.detail, detail_width)),
    ]
