"""One finding in full: why it matters, what helps, and whom it is about."""

from collections.abc import Sequence
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

WIDEST = {"who": 14, "where": 26, "since": 11}
"""Cells a column has at most; it takes what its longest line needs."""
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
    _detail_width = SHORTEST_DETAIL

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
        is_same = old is not None and old.finding.kind is finding.kind
        if not is_same or old is None or old.finding.people != finding.people:
            self._fill(new, self.query_one(AffectedRows).cursor_row if is_same else 0)
        rows = self.query_one(AffectedRows)
        rows.display = bool(finding.people)
        self._tell_more()

    def on_resize(self) -> None:
        """Fit the lines to the room there is."""
        self.call_after_refresh(self._fit)

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

    def _fit(self) -> None:
        if self.shown is not None:
            self._fill(self.shown, self.query_one(AffectedRows).cursor_row)
            self._tell_more()

    def _fill(self, shown: ShownFinding, place: int) -> None:
        """Fill in the lines for the room there is, and stand on one of them."""
        rows, people = self.query_one(AffectedRows), shown.finding.people
        told = [_told(person, shown) for person in people]
        widths = _widths(told)
        self._detail_width = max(
            self.content_size.width - sum(widths) - PADDING * (len(widths) + 1) - 1, SHORTEST_DETAIL
        )
        rows.clear(columns=True)
        for name, width in zip((*WIDEST, ""), (*widths, self._detail_width), strict=True):
            rows.add_column(name, width=width)
        for (who, where, since), person in zip(told, people, strict=True):
            rows.add_row(
                Content(one_line(who, widths[0])), Content(one_line(where, widths[1])),
                Content.styled(since, "$quiet"), Content(one_line(person.detail, self._detail_width)),
            )  # fmt: skip
        rows.move_cursor(row=min(place, max(len(people) - 1, 0)))

    def _tell_more(self) -> None:
        """Say what the chosen line cuts, and how many follow the last one."""
        if self.shown is None:
            return
        finding, chosen = self.shown.finding, self.chosen
        lines: list[str] = []
        if chosen is not None and len(chosen.detail) > self._detail_width:
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


def _told(person: Affected, shown: ShownFinding) -> tuple[str, str, str]:
    """Return who it is, where, and since when."""
    where = written_out(person.address) if person.address else ""
    channel = f" {person.channel}" if person.channel and "@" not in where else ""
    since = listed_day(person.at, shown.now, shown.zone) if person.at else ""
    return one_line(person.who, 60), one_line(f"{where}{channel}", 60), since


def _widths(told: Sequence[tuple[str, str, str]]) -> list[int]:
    """Return the cells each column needs, where it may have them."""
    columns = zip(WIDEST.items(), zip(*told, strict=True) if told else ((), (), ()), strict=True)
    return [
        min(max(len(name), *(Content(cell).cell_length for cell in cells), 0), widest)
        for (name, widest), cells in columns
    ]
