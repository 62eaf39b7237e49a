"""The line above the list of people: the field that filters it, and how many there are."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.timer import Timer
from textual.widgets import Input, Static

from stopline.plural import counted
from stopline.tui.dialogs.search import PAUSE_SECONDS
from stopline.tui.keys import Where, bindings
from stopline.tui.panes.people_list import PeoplePage
from stopline.tui.widgets.words import Words


class FindField(Input):
    """Where somebody types whom they look for."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.PEOPLE_FIND)]

    class Left(Message):
        """Somebody wants to go on to the list."""

        def __init__(self, *, with_everybody: bool) -> None:
            super().__init__()
            self.with_everybody = with_everybody

    def action_to_list(self) -> None:
        """Go on to whoever was found."""
        self.post_message(self.Left(with_everybody=False))

    def action_leave(self) -> None:
        """Look for nobody any more."""
        self.post_message(self.Left(with_everybody=True))


class PeopleFind(Horizontal):
    """The field, and how many were found."""

    page: reactive[PeoplePage | None] = reactive(None)

    class Sought(Message):
        """Somebody has paused after typing whom they look for."""

        def __init__(self, sought: str) -> None:
            super().__init__()
            self.sought = sought

    def __init__(self) -> None:
        super().__init__(id="people-find")
        self._pause: Timer | None = None

    def compose(self) -> ComposeResult:
        """Put the key, the field and the figure."""
        yield Static("/", id="people-key", markup=False)
        yield FindField(id="people-sought", placeholder="a name, a number, a tag or #tag", compact=True)
        yield Words(id="people-count")

    def on_mount(self) -> None:
        """Keep the cursor still: nothing blinks."""
        self.query_one(FindField).cursor_blink = False

    def watch_page(self, page: PeoplePage | None) -> None:
        """Say how many there are."""
        if page is None:
            return
        count = counted(page.found.count, "person", "people")
        fits = (" fits" if page.found.count == 1 else " fit") if page.sought else ""
        self.query_one("#people-count", Words).say(Content.styled(f"{count}{fits}", "$quiet"))

    @on(Input.Changed)
    def seek(self, changed: Input.Changed) -> None:
        """Look for somebody once whoever types pauses."""
        changed.stop()
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE_SECONDS, self._ask)

    @on(FindField.Left)
    def clear(self, left: FindField.Left) -> None:
        """Empty the field where everybody is wanted again."""
        if left.with_everybody:
            self.query_one(FindField).value = ""

    def _ask(self) -> None:
        self.post_message(self.Sought(self.query_one(FindField).value.strip()))
