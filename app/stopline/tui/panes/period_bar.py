"""The periods one can look at; the one that counts is marked by more than its colour."""

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

PERIODS: tuple[tuple[int, str], ...] = (
    (7, "7 days"),
    (30, "30 days"),
    (90, "90 days"),
    (365, "Year"),
    (730, "Two years"),
)
"""Days and name of each period, in the order of their keys, 1 to 5."""
USUAL = 90
"""Days shown at first, where the settings do not say."""


class PeriodBar(Static):
    """Shows the periods and whether the one before is compared with; a click chooses."""

    day_count: reactive[int] = reactive(USUAL)
    is_comparing: reactive[bool] = reactive(default=False)

    class Clicked(Message):
        """A period was clicked."""

        def __init__(self, day_count: int) -> None:
            super().__init__()
            self.day_count = day_count

    class CompareClicked(Message):
        """Comparing was clicked."""

    def __init__(self) -> None:
        super().__init__(id="periods", markup=False)

    def watch_day_count(self) -> None:
        """Mark the period that counts."""
        self._word()

    def watch_is_comparing(self) -> None:
        """Mark whether the period before is shown too."""
        self._word()

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        left = 0
        for place, label in enumerate(self._labels()):
            if left <= event.x < left + label.cell_length:
                is_period = place < len(PERIODS)
                self.post_message(self.Clicked(PERIODS[place][0]) if is_period else self.CompareClicked())
                return
            left += label.cell_length

    def _word(self) -> None:
        self.update(Content("").join(self._labels()), layout=False)

    def _labels(self) -> list[Content]:
        periods = [
            self._label(str(place), name, is_on=days == self.day_count)
            for place, (days, name) in enumerate(PERIODS, 1)
        ]
        return [*periods, Content("   "), self._label("c", "Compare", is_on=self.is_comparing)]

    @staticmethod
    def _label(key: str, name: str, *, is_on: bool) -> Content:
        if is_on:
            return Content.assemble(" ", (f"▸{key} {name} ", "$accent bold underline"))
        return Content.styled(f"  {key} {name} ", "$quiet")
