"""The filters with their figures; the one that counts is marked by more than its colour."""

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
)
"""The filters in the order of their keys, 1 to 7."""


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
        """Return the filters, closer together where there is little room."""
        labels = [self._label(place, shown, name) for place, (shown, name) in enumerate(FILTERS, 1)]
        if sum(label.cell_length for label in labels) <= self.size.width:
            return labels
        return [label[1:] if place else label for place, label in enumerate(labels)]

    def _label(self, place: int, shown: ThreadFilter, name: str) -> Content:
        count = f" {self.page.counts.of(shown):,}" if self.page is not None else ""
        is_overdue = shown is ThreadFilter.DUE and self.page is not None and self.page.overdue > 0
        if is_overdue:
            name = "Overdue"
        if shown is self.shown:
            return Content.assemble(" ", (f"▸{place} {name}{count} ", "$accent bold underline"))
        style = "$error" if is_overdue else "$quiet"
        return Content.assemble("  ", (f"{place} ", "$quiet"), (f"{name}{count} ", style))
