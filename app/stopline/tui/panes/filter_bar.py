"""The filters with their figures; the one that counts is marked by more than its colour."""

from enum import IntEnum

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from stopline.inbox.threads import ThreadFilter
from stopline.tui.panes.thread_list import ListPage
from stopline.tui.widgets.words import Words

FILTERS: tuple[tuple[ThreadFilter, str], ...] = (
    (ThreadFilter.OPEN, "Open"),
    (ThreadFilter.MINE, "Mine"),
    (ThreadFilter.UNASSIGNED, "New"),
    (ThreadFilter.HELD, "Decide"),
    (ThreadFilter.STOPPED, "Stopped"),
    (ThreadFilter.CLOSED, "Closed"),
    (ThreadFilter.DUE, "Due"),
    (ThreadFilter.PENDING, "Pending"),
)
"""The filters in the order of their keys, 1 to 8."""


class Room(IntEnum):
    """How much room there is for the filters."""

    PLENTY = 1
    SOME = 2
    LITTLE = 3
    HARDLY_ANY = 4
    """Figures of nothing are left out, and how much is done."""


class FilterBar(Words):
    """Shows the filters; a click chooses one."""

    page: reactive[ListPage | None] = reactive(None)
    shown: reactive[ThreadFilter] = reactive(ThreadFilter.OPEN)

    class Clicked(Message):
        """A filter was clicked."""

        def __init__(self, shown: ThreadFilter) -> None:
            super().__init__()
            self.shown = shown

    def __init__(self) -> None:
        super().__init__(id="filters")

    def watch_page(self) -> None:
        """Show the figures."""
        self._word()

    def watch_shown(self) -> None:
        """Mark the filter that counts."""
        self._word()

    def on_click(self, event: events.Click) -> None:
        """Choose the filter that was clicked."""
        left = 0
        for label in self._labels():
            if left <= event.x < left + label.cell_length:
                self.post_message(self.Clicked(FILTERS[self._labels().index(label)][0]))
                return
            left += label.cell_length

    def _word(self) -> None:
        self.say(Content("").join(self._labels()))

    def on_resize(self) -> None:
        """Word it for the new width."""
        self._word()

    def _labels(self) -> list[Content]:
        """Return the filters, in as few columns as there are."""
        wordings = [
            [self._label(place, *each, room) for place, each in enumerate(FILTERS, 1)] for room in Room
        ]
        fitting = [
            labels for labels in wordings if sum(label.cell_length for label in labels) <= self.size.width
        ]
        return fitting[0] if fitting else wordings[-1]

    def _label(self, place: int, shown: ThreadFilter, name: str, room: Room) -> Content:
        before, after = ("  " if room is Room.PLENTY else " "), ("" if room >= Room.LITTLE else " ")
        figure = self.page.counts.of(shown) if self.page is not None else None
        is_worth_telling = figure is not None and figure > 0 and shown is not ThreadFilter.CLOSED
        is_told = figure is not None and (is_worth_telling or room < Room.HARDLY_ANY)
        count = f" {figure:,}" if is_told else ""
        is_overdue = shown is ThreadFilter.DUE and self.page is not None and self.page.overdue > 0
        if is_overdue:
            name = "Overdue"
        if shown is self.shown:
            return Content.assemble(before[1:], (f"▸{place} {name}{count}{after}", "$accent bold underline"))
        style = "$error" if is_overdue else "$quiet"
        return Content.assemble(before, (f"{place} ", "$quiet"), (f"{name}{count}{after}", style))
