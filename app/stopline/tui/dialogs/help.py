"""Every key, made from the one table."""

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from stopline.tui.dialogs.dialog import Dialog
from stopline.tui.keys import Where, keys_of

_COLUMNS = (
    (Where.INBOX, Where.EVERYWHERE),
    (
        Where.LIST,
        Where.CONVERSATION,
        Where.COMPOSE,
        Where.DIALOG,
        Where.HOLD,
        Where.PROOF,
        *(where for where in Where if where.name.startswith(("OPTOUT", "AUDIT"))),
    ),
)


class HelpDialog(Dialog[None]):
    """Shows every key."""

    def __init__(self) -> None:
        super().__init__("Keys", "esc close · ctrl+p finds any command by its name")

    def compose_body(self) -> ComposeResult:
        """Put the keys in two columns."""
        with VerticalScroll(id="help"), Horizontal(id="help-columns"):
            for places in _COLUMNS:
                yield Static(
                    Content("\n\n").join(_section(where) for where in places if keys_of(where)), markup=False
                )


def _section(where: Where) -> Content:
    lines = [Content.styled(str(where), "bold")]
    lines += [Content.assemble((f"{key.name:<8}", "$accent"), key.explanation) for key in keys_of(where)]
    return Content("\n").join(lines)
