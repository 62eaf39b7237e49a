"""What a workspace without people shows: three ways to begin."""

from textual.app import ComposeResult
from textual.containers import Center, Middle
from textual.content import Content
from textual.widgets import Static

WELCOME = Content("\n").join(
    [
        Content.styled("Nobody is here yet", "bold"),
        Content(),
        Content(),
        Content("Look around in a small bike shop with ninety days of history,"),
        Content("where people answer while you watch:"),
        Content.styled("    stopline demo", "$accent"),
        Content(),
        Content("Bring your people along, with the proof of their consent:"),
        Content.styled("    stopline import contacts FILE", "$accent"),
        Content(),
        Content("Connect what carries your texts, by adding a gateway to:"),
    ]
)


class Welcome(Middle):
    """Offers demo, import and connecting a gateway.

    Args:
        settings: where the settings file is; inert.
    """

    def __init__(self, settings: str) -> None:
        self._settings = settings
        super().__init__(id="welcome")

    def compose(self) -> ComposeResult:
        """Put the words in the middle."""
        with Center():
            yield Static(WELCOME + Content.styled(f"\n    {self._settings}", "$accent"), markup=False)
