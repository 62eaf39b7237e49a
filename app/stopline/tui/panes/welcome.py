"""What a workspace without people shows: three ways to begin."""

from textual.app import ComposeResult
from textual.containers import Center, Middle
from textual.content import Content
from textual.widgets import Static

WELCOME = Content("\n").join(
    [
        Content.styled("Nobody is here yet", "bold"),
        Content(),
        Content("Three ways to begin:"),
        Content(),
        Content.assemble(("d  ", "$accent bold"), "Look around: a small shop with ninety days of history,"),
        Content("   and people who answer while you watch. It is thrown away at the end."),
        Content.styled("   The same as: stopline demo", "$quiet"),
        Content(),
        Content("•  Bring your people along, with the proof of their consent:"),
        Content.styled("   stopline import contacts FILE", "$accent"),
        Content(),
        Content("•  Connect what carries your texts: add a gateway to"),
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
            yield Static(WELCOME + Content.styled(f"\n   {self._settings}", "$accent"), markup=False)
