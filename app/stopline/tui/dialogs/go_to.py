"""Where to go: opened with `g`, answered with one more key."""

from collections.abc import Sequence

from stopline.tui.destinations import Destination
from stopline.tui.dialogs.choice import Choice, ChoiceDialog


class GoToDialog(ChoiceDialog[str]):
    """Asks which screen to go to; answers with its mode."""

    def __init__(self, destinations: Sequence[Destination]) -> None:
        super().__init__(
            "Go to", [Choice(each.mode, each.title, each.explanation, each.key) for each in destinations]
        )
