"""Everybody's newest consent events: one line each, and the chosen one in full beneath."""

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
from stopline.consent.events import (
    AUTOMATIC,
    CONTACT,
    UNDECIDED,
    EventKind,
    Evidence,
    Scope,
    is_question_closed,
    is_undecided,
    why_closed,
)
from stopline.days import listed_moment
from stopline.inert import one_line
from stopline.proof.audit import AuditFilter, AuditRow
from stopline.proof.wording import BY_ITSELF, METHODS, MISSING, WORDS_ERASED, kind_in_words, told, words_are
from stopline.tui.keys import Where, bindings
from stopline.tui.panes.consent_card import CHANNEL_NAMES
from stopline.tui.text import moment, shortened
from stopline.tui.widgets.words import Words

WIDE = 100
_WIDE_COLUMNS = {"recorded": 12, "who": 21, "what": 21, "channel": 9, "how": 21}
_NARROW_COLUMNS = {"recorded": 12, "who": 17, "what": 21}
FEWEST_WORDS = 10
"""Cells that are left for the words on the narrowest screen."""
_STYLES = {EventKind.WITHDRAWN: "$error", EventKind.HELD: "$warning"}
NOTHING = (
    "Nothing is recorded yet. Every yes, every stop and every doubtful reply will stand here, with the words, who said them, and "
    "how that is known."
)
NOTHING_FITS = "No event fits these filters. x shows all of them."
ERASED = "(erased)"


@dataclass(frozen=True, slots=True)
class EventList:
    """What the list shows."""

    rows: tuple[AuditRow, ...]
    wanted: AuditFilter
    zone: tzinfo
    now: datetime
    has_more: bool


class FilterLine(Words):
    """Says which events are shown, and the keys that change it."""

    wanted: reactive[AuditFilter] = reactive(AuditFilter())

    def __init__(self) -> None:
        super().__init__(id="audit-filter")

    def watch_wanted(self) -> None:
        """Say what is shown."""
        wanted = self.wanted
        labels = (
            ("f", "what", kind_in_words(wanted.kind) if wanted.kind else ""),
            ("b", "how", METHODS[wanted.method] if wanted.method else ""),
            ("w", "by", one_line(wanted.actor, 20) if wanted.actor else ""),
            ("c", "channel", CHANNEL_NAMES[wanted.channel] if wanted.channel else ""),
        )
        self.say(
            Content("   ").join(
                Content.styled(f"▸{key} {name}: {value}", "$accent bold underline")
                if value
                else Content.styled(f" {key} {name}: any", "$quiet")
                for key, name, value in labels
            )
        )


class EventRows(DataTable[Content], inherit_bindings=False):
    """The lines."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.AUDIT_LIST)]


class AuditEvents(Vertical):
    """Events, newest first, with the chosen one in full."""

    events: reactive[EventList | None] = reactive(None)

    class Opened(Message):
        """The proof of an event's person is wanted."""

        def __init__(self, row: AuditRow) -> None:
            super().__init__()
            self.row = row

    class MoreWanted(Message):
        """The last line was reached, and there are more."""

    def compose(self) -> ComposeResult:
        """Put the lines, what stands there without any, and the details."""
        yield EventRows(cursor_type="row", header_height=1)
        yield Static(id="no-events", markup=False)
        yield Static(id="event-details", markup=False)

    def on_mount(self) -> None:
        """Name the columns for the width there is, and take the focus."""
        rows = self.query_one(EventRows)
        wide = self.app.size.width >= WIDE
        self._columns = dict(_WIDE_COLUMNS if wide else _NARROW_COLUMNS)
        # Each cell has a blank on both sides, and the scrollbar is one more.
        taken = sum(self._columns.values()) + 2 * (len(self._columns) + 1) + 1
        self._columns["words"] = max(self.app.size.width - taken, FEWEST_WORDS)
        for name, width in self._columns.items():
            rows.add_column(name, width=width)
        rows.focus()

    def watch_events(self, old: EventList | None, new: EventList | None) -> None:
        """Fill in the lines; the cursor stays on its event where new ones come above it."""
        if new is None:
            return
        rows = self.query_one(EventRows)
        is_same_list = old is not None and old.wanted == new.wanted
        chosen = old.rows[rows.cursor_row].seq if old is not None and old.rows and is_same_list else None
        rows.clear()
        for row in new.rows:
            cells = self._cells(row, new)
            rows.add_row(*(cells[name] for name in self._columns))
        places = {row.seq: place for place, row in enumerate(new.rows)}
        # Who stands at the top looks at what is newest.
        stays = chosen is not None and old is not None and rows.row_count and chosen != old.rows[0].seq
        rows.move_cursor(row=places.get(chosen, 0) if stays and chosen is not None else 0)
        self.set_class(not new.rows, "-empty")
        self.query_one("#no-events", Static).update(
            Content.styled(NOTHING_FITS if new.wanted.is_any else NOTHING, "$quiet")
        )
        self._show_details()

    @on(DataTable.RowHighlighted)
    def show_highlighted(self, highlighted: DataTable.RowHighlighted) -> None:
        """Show an event in full; at the last line, ask for more."""
        highlighted.stop()
        self._show_details()
        events = self.events
        if events is not None and events.has_more and highlighted.cursor_row == len(events.rows) - 1:
            self.post_message(self.MoreWanted())

    @on(DataTable.RowSelected)
    def open_selected(self, selected: DataTable.RowSelected) -> None:
        """Ask for the person's proof."""
        selected.stop()
        if self.events is not None and selected.cursor_row < len(self.events.rows):
            self.post_message(self.Opened(self.events.rows[selected.cursor_row]))

    def _show_details(self) -> None:
        details = self.query_one("#event-details", Static)
        place = self.query_one(EventRows).cursor_row
        if self.events is None or not 0 <= place < len(self.events.rows):
            details.update("")
        else:
            details.update(in_full(self.events.rows[place], self.events.zone))

    def _cells(self, row: AuditRow, events: EventList) -> dict[str, Content]:
        scope = "" if row.scope is Scope.ALL else f", {row.scope}"
        return {
            "recorded": Content.styled(listed_moment(row.recorded_at, events.now, events.zone), "$quiet"),
            "who": Content(one_line(_who(row), self._columns["who"])),
            "what": Content.styled(
                one_line(kind_in_words(row.kind, row.evidence) + scope, self._columns["what"]),
                _STYLES.get(row.kind, ""),
            ),
            "channel": Content(CHANNEL_NAMES[row.channel]),
            "how": Content.styled(one_line(_how(row), self._columns.get("how", 21)), "$quiet"),
            "words": self._words(row, events),
        }

    def _words(self, row: AuditRow, events: EventList) -> Content:
        """Return what was said, with its time where it was recorded later than that."""
        words = row.evidence.words or row.evidence.source or row.evidence.note
        if not row.was_recorded_later:
            return Content(one_line(words, self._columns["words"]))
        of = f"of {listed_moment(row.occurred_at, events.now, events.zone)} "
        return Content.assemble((of, "$quiet"), one_line(words, max(self._columns["words"] - len(of), 1)))


def in_full(row: AuditRow, zone: tzinfo) -> Content:
    """Return everything the ledger holds of one event."""
    scope = "all messages" if row.scope is Scope.ALL else f"{row.scope} messages"
    address = written_out(row.address) if row.address else ""
    whose = f" · {address}" if row.name and row.name != address else ""
    evidence = row.evidence
    speaks = words_are(row.method, "")
    said = f"{speaks}: " if speaks and evidence.words else ""
    said += f"“{shortened(evidence.words)}”" if evidence.words else ""
    if evidence == Evidence():
        said = WORDS_ERASED if row.address is None else MISSING
    about = " · ".join(
        f"{label} {one_line(value, 120)}"
        for label, value in (
            ("recognised by", evidence.rule), (f"{told(row.kind, row.method, evidence)}:", evidence.disclosure), ("source", evidence.source),
            ("note:", evidence.note),
        )
        if value
    )  # fmt: skip
    tagged = "tagged" if row.is_tagged else "no tag"
    lines = [
        Content.assemble(
            (one_line(_who(row), 60), "bold"), f"{whose} · {CHANNEL_NAMES[row.channel]} · {scope}"
        ),
        Content.assemble(
            (kind_in_words(row.kind, row.evidence), f"{_STYLES.get(row.kind, '')} bold"),
            f" {_how(row)}, {moment(row.occurred_at, zone)}",
        ),
        *([Content(said)] if said else []),
        *([Content.styled(about, "$quiet")] if about else []),
        Content.styled(
            f"event {row.seq:,} · recorded {moment(row.recorded_at, zone)} · {row.hash[:16]}… · {tagged}",
            "$quiet",
        ),
    ]
    return Content("\n").join(lines)


def _who(row: AuditRow) -> str:
    if row.address is None:
        return ERASED
    return row.name or written_out(row.address)


def _how(row: AuditRow) -> str:
    if is_question_closed(row.kind, row.evidence):
        return one_line(f"({why_closed(row.evidence)})", 80)
    if row.actor == AUTOMATIC:
        return BY_ITSELF
    if is_undecided(row.kind, row.evidence):
        return f"by {UNDECIDED}"
    by = "" if row.actor in (CONTACT, "") else f", {one_line(row.actor, 20)}"
    return METHODS.get(row.method, row.method.value) + by
