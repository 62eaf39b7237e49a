"""What a workspace without conversations shows: ways to begin, for nobody and for people who were brought along."""

from textual.app import ComposeResult
from textual.containers import Center, Middle
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from stopline.plural import counted

_CONNECT = (Content(), Content("Connect what carries your texts, by adding a gateway to:"))


def _said(*lines: Content) -> Content:
    return Content("\n").join([*lines, *_CONNECT])


WELCOME = _said(
    Content.styled("Nobody is here yet", "bold"),
    Content(),
    Content(),
    Content("Look around in a small bike shop with ninety days of history,"),
    Content("where people answer while you watch:"),
    Content.styled("    stopline demo", "$accent"),
    Content(),
    Content("Bring your people along, with the proof of their consent:"),
    Content.styled("    stopline import contacts FILE", "$accent"),
)


def without_conversations(people: int) -> Content:
    """Return what is shown where people are known and none of them has a thread."""
    return _said(
        Content.styled(f"{counted(people, 'person is', 'people are')} here, and no conversation yet", "bold"),
        Content(),
        Content(),
        Content("Whoever writes turns up here. To begin, look for somebody:"),
        Content.styled("    /", "$accent"),
    )


class Welcome(Middle):
    """Offers ways to begin, and connecting a gateway.

    Args:
        settings: where the settings file is; inert.
    """

    people: reactive[int] = reactive(0)
    """How many people are known."""

    def __init__(self, settings: str) -> None:
        self._settings = settings
        super().__init__(id="welcome")

    def compose(self) -> ComposeResult:
        """Put the words in the middle."""
        with Center():
            yield Static(self._words(), markup=False)

    def watch_people(self) -> None:
        """Say who is here."""
        for words in self.query(Static):
            words.update(self._words())

    def _words(self) -> Content:
        words = without_conversations(self.people) if self.people else WELCOME
        return words + Content.styled(f"\n    {self._settings}", "$accent")
