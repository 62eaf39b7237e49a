"""The list of threads: who, what they said last, when, unread, whose it is, and the state of consent."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.reactive import reactive

from stopline.address import written_out
from stopline.days import coming_day
from stopline.inbox.threads import ThreadCounts, ThreadFilter, ThreadRow, ThreadStatus
from stopline.inert import one_line
from stopline.tui.keys import Where, bindings
from stopline.tui.text import BADGE_WIDTH, BADGES, NO_WORDS, ago
from stopline.tui.widgets.virtual_list import VirtualList

LEAST_WORDS = 8
"""Columns below which what was said last says nothing beside what is due."""
ROOMY = 44
"""Columns from which on a row has room for everything."""
TALL = 30
"""Lines from which on rows are set apart by a blank one."""

EMPTY: dict[ThreadFilter, str] = {
    ThreadFilter.OPEN: "Nothing is open.\n\nWhoever writes next turns up here.",
    ThreadFilter.MINE: "Nothing is yours.\n\nAnswer a thread and it is; a assigns one.",
    ThreadFilter.UNASSIGNED: "Everybody has somebody.\n\nNew people turn up here.",
    ThreadFilter.HELD: "Nobody needs a decision.\n\nDoubtful replies will wait here.",
    ThreadFilter.STOPPED: "Nobody has said stop.\n\nWho does is listed here, and the box is locked.",
    ThreadFilter.CLOSED: "Nothing is closed or snoozed.\n\ne closes a thread, z puts it away until later.",
    ThreadFilter.DUE: "Nothing is due.\n\nRequests with a deadline wait here, the longest waiting first.",
    ThreadFilter.PENDING: (
        "Nobody has a question to answer.\n\nWho is asked for consent waits here.\nctrl+r asks, where a box is locked for lack of it."
    ),
    ThreadFilter.EVERY: "No conversations yet.",
}


@dataclass(frozen=True, slots=True)
class ListPage:
    """A stretch of the list that a filter shows."""

    shown: ThreadFilter
    counts: ThreadCounts
    offset: int
    rows: tuple[ThreadRow, ...]
    place: int | None
    """Where the selected thread is, if it is known."""
    zone: tzinfo
    drafts: frozenset[int] = frozenset()
    """Threads in which the agent has written something and not sent it."""
    overdue: int = 0
    """Requests that should have been done by now."""
    deadlines: Mapping[int, tuple[datetime, str]] = field(default_factory=dict)
    """Where deadlines are shown: by when something must be done that the person of a thread asked for, and what."""
    people: int = 0
    """How many people are known; looked for only where there is no thread at all."""


class ThreadList(VirtualList[ThreadRow]):
    """The list of threads."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.LIST)]

    page: reactive[ListPage | None] = reactive(None)
    now: reactive[datetime | None] = reactive(None)

    def identify(self, row: ThreadRow) -> Hashable:
        """Return the thread's number."""
        return row.id

    def watch_page(self, before: ListPage | None, page: ListPage | None) -> None:
        """Show a stretch of the list."""
        if page is not None:
            if before is not None and (before.drafts, before.deadlines) != (page.drafts, page.deadlines):
                self.repaint()
            self.show_page(page.counts.of(page.shown), page.offset, page.rows, page.place)

    def watch_now(self, before: datetime | None, now: datetime | None) -> None:
        """Word the times anew once a minute."""
        if before is None or now is None or before.minute != now.minute or before.date() != now.date():
            self.repaint()

    def on_resize(self) -> None:
        """Set rows apart where there is room."""
        self.row_height = 3 if self.app.size.height >= TALL and self.size.width >= ROOMY else 2

    def paint(self, row: ThreadRow, width: int, *, is_cursor: bool) -> list[Content]:
        """Return the lines of one thread."""
        if self.page is None or self.now is None:
            return [Content()] * self.row_height
        when = ago(row.last_at, self.now, self.page.zone)
        has_draft = row.id in self.page.drafts
        due = self._due(row)
        lines = thread_lines(row, width, when, is_cursor=is_cursor, has_draft=has_draft, due=due)
        if self.row_height > len(lines):
            lines.append(Content())
        return lines

    def _due(self, row: ThreadRow) -> str:
        """Return by when something must be done, where the list shows it."""
        due = self.page.deadlines.get(row.id) if self.page is not None else None
        return due_words(*due, self.now, self.page.zone) if self.page and self.now and due else ""


def due_words(deadline: datetime, what: str, now: datetime, zone: tzinfo) -> str:
    """Return what must be done by which day; the year is told only where the day alone might be another one's."""
    if deadline < now:
        return f"{what} OVERDUE"
    return f"{what} by {coming_day(deadline, now, zone)}"


def thread_lines(
    row: ThreadRow, width: int, when: str, *, is_cursor: bool, has_draft: bool = False, due: str = ""
) -> list[Content]:
    """Return a thread on two lines; the state of consent is always in the same place."""
    bar = Content.styled("▌" if is_cursor else " ", "$accent")
    who = one_line(row.name, 60) or written_out(row.address)
    name = Content.styled(who, "bold" if row.unread else "")
    unread = f"{min(row.unread, 99):>2}" if row.unread else "  "
    end = Content.assemble((f"{when:>8}", "$quiet"), " ", (unread, "$accent bold"), " ")
    badge = BADGES[row.consent].content().truncate(BADGE_WIDTH, pad=True)
    words = Content.styled(_last_words(row), "" if row.unread else "$quiet")
    if row.asks_how_to_stop:
        words = Content.styled("? how to stop · ", "$warning") + words
    if due:
        # Between a badge and the edge there is room for little: what is due then stands alone.
        is_tight = width < ROOMY and width - BADGE_WIDTH - 3 < len(due) + LEAST_WORDS
        told = due.replace(" by ", " ") if is_tight else f"{due} · "
        words = Content.styled(told, "$warning") + (Content() if is_tight else words)
    draft = Content.styled("draft · ", "$accent") if has_draft else Content()
    if width < ROOMY:
        words = draft + words
        room = width - 2 - end.cell_length
        return [
            bar + name.truncate(room, ellipsis=True, pad=True) + " " + end,
            bar + badge + " " + words.truncate(width - BADGE_WIDTH - 3, ellipsis=True),
        ]
    room = width - 2 - BADGE_WIDTH - end.cell_length
    tail = draft + Content.styled(_whose(row), "$quiet")
    return [
        bar + name.truncate(room, ellipsis=True, pad=True) + " " + badge + end,
        bar + words.truncate(width - tail.cell_length - 4, ellipsis=True, pad=True) + "  " + tail,
    ]


def _last_words(row: ThreadRow) -> str:
    if not row.last_direction:
        return "Nothing was said yet"
    return ("You: " if row.last_direction == "outbound" else "") + (
        one_line(row.last_text, 160).strip() or NO_WORDS
    )


def _whose(row: ThreadRow) -> str:
    away = {ThreadStatus.CLOSED: "closed · ", ThreadStatus.SNOOZED: "snoozed · "}.get(row.status, "")
    return away + (f"{one_line(row.assignee, 16)} · " if row.assignee else "") + row.channel
