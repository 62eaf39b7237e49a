"""The list of people: who, with which tags, last heard when, and where each of their addresses stands."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.reactive import reactive

from stopline.address import written_out
from stopline.consent.events import Channel, Scope
from stopline.consent.status import Standing, State, worth_telling
from stopline.inbox.directory import DirectoryPage, PersonRow
from stopline.inert import one_line
from stopline.tui.keys import Where, bindings
from stopline.tui.panes.thread_list import TALL
from stopline.tui.text import BADGE_WIDTH, BADGES, ago
from stopline.tui.widgets.virtual_list import VirtualList

LONGEST_NAME = 60
MOST_TAGS = 6
LONGEST_TAG = 20
WHEN_WIDTH = 9
APART = "   "
"""Stands between two addresses."""
NEVER = "–"
"""Stands for somebody who has never written."""


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A stretch of the list, and what was sought."""

    found: DirectoryPage
    sought: str
    zone: tzinfo


class PeopleList(VirtualList[PersonRow]):
    """The list of people."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.PEOPLE_LIST)]

    page: reactive[PeoplePage | None] = reactive(None)
    now: reactive[datetime | None] = reactive(None)

    def identify(self, row: PersonRow) -> Hashable:
        """Return the person's number."""
        return row.id

    def watch_page(self, before: PeoplePage | None, page: PeoplePage | None) -> None:
        """Show a stretch of the list; another search begins at its top."""
        if page is None:
            return
        if before is not None and before.sought != page.sought:
            self.reset()
        self.show_page(page.found.count, page.found.offset, page.found.people)

    def watch_now(self, before: datetime | None, now: datetime | None) -> None:
        """Word the times anew once a minute."""
        if before is None or now is None or before.minute != now.minute or before.date() != now.date():
            self.repaint()

    def on_resize(self) -> None:
        """Set people apart where there is room."""
        self.row_height = 3 if self.app.size.height >= TALL else 2

    def paint(self, row: PersonRow, width: int, *, is_cursor: bool) -> list[Content]:
        """Return the lines of one person."""
        if self.page is None or self.now is None:
            return [Content()] * self.row_height
        when = ago(row.heard_at, self.now, self.page.zone) if row.heard_at else NEVER
        lines = person_lines(row, width, when, is_cursor=is_cursor)
        return [*lines, *[Content()] * (self.row_height - len(lines))]


def person_lines(row: PersonRow, width: int, when: str, *, is_cursor: bool) -> list[Content]:
    """Return a person on two lines: the name with tags and when they last wrote, and every address with where it stands."""
    bar = Content.styled("▌" if is_cursor else " ", "$accent")
    end = Content.styled(f"{when:>{WHEN_WIDTH - 1}} ", "$quiet")
    room = max(width - 1 - end.cell_length, 1)
    name = Content.styled(called(row), "bold").truncate(room, ellipsis=True)
    tags = _tags(row, room - name.cell_length - len(APART))
    gap = " " * max(room - name.cell_length - tags.cell_length, 0)
    return [bar + name + gap + tags + end, bar + _addresses(row, width - 2)]


def called(row: PersonRow) -> str:
    """Return what a person is called: their name, or the first of their addresses; inert."""
    address = written_out(row.addresses[0].address) if row.addresses else "(no address)"
    return one_line(row.name, LONGEST_NAME) or one_line(address, LONGEST_NAME)


def _tags(row: PersonRow, room: int) -> Content:
    """Return as many tags as there is room for, and that there are more."""
    tags = [one_line(tag, LONGEST_TAG) for tag in row.tags[:MOST_TAGS]]
    for count in range(len(tags), 0, -1):
        left = len(row.tags) - count
        words = Content.styled(" · ".join(tags[:count]) + (f" +{left}" if left else ""), "$quiet")
        if words.cell_length <= room:
            return words
    return Content()


def _addresses(row: PersonRow, room: int) -> Content:
    """Return the addresses that fit, each with its state first, and how many are left out."""
    pieces = [
        _piece(written_out(each.address), channel, standing)
        for each in row.addresses
        for channel, standing in each.channels.items()
    ]
    for count in range(len(pieces), 1, -1):
        line = _joined(pieces, count)
        if line.cell_length <= room:
            return line
    line = _joined(pieces, 1)
    return line if line.cell_length <= room else line.truncate(room, ellipsis=True)


def _joined(pieces: list[Content], count: int) -> Content:
    left = len(pieces) - count
    more = [Content.styled(f"+{left}", "$quiet")] if left else []
    return Content(APART).join([*pieces[:count], *more])


def _piece(address: str, channel: Channel, standing: Standing) -> Content:
    """Return where one address stands on one channel; narrower states follow where they are others."""
    first, *others = _states(standing)
    badge = BADGES[first[1]].content().truncate(BADGE_WIDTH, pad=True)
    scope = "" if first[0] is Scope.ALL else f" {first[0]}"
    narrower = [
        Content.assemble((f" · {scope} ", "$quiet"), BADGES[state].content()) for scope, state in others
    ]
    where = Content.assemble(f" {one_line(address, 40)} ", (f"{channel}{scope}", "$quiet"))
    return Content("").join([badge, where, *narrower])


def _states(standing: Standing) -> Iterator[tuple[Scope, State]]:
    """Yield the state of everything, and those of one scope that are others; without the first, the narrower ones alone."""
    told = {scope: status.state for scope, status in worth_telling(standing).items()}
    whole = told.pop(Scope.ALL, State.UNKNOWN)
    narrower = [(scope, state) for scope, state in told.items() if state is not whole]
    if whole is not State.UNKNOWN or not narrower:
        yield Scope.ALL, whole
    yield from narrower
