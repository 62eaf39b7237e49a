"""A link to a person's own page, to be copied."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from stopline.address import Address, written_out
from stopline.inert import one_line
from stopline.tui.dialogs.dialog import Dialog
from stopline.tui.keys import Where, bindings
from stopline.tui.text import moment


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link, and whose it is; or why there is none."""

    address: Address
    url: str
    expires_at: datetime
    zone: tzinfo
    problem: str = ""
    """What is to be done before there can be a link."""


class LinkDialog(Dialog[None]):
    """Shows a link as one piece, so that a terminal can mark it, and copies it.

    Args:
        link: what is shown.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.LINK)]

    def __init__(self, link: ShownLink) -> None:
        keys = "c copy · or mark it with the mouse · esc close" if link.url else "esc close"
        super().__init__(f"The page of {_whose(link)}", keys)
        self._link = link

    def compose_body(self) -> ComposeResult:
        """Put the link, and what whoever has it may do; or what helps."""
        link = self._link
        if not link.url:
            yield Static(Content(f"There is no link yet: {link.problem}."), id="link-words", markup=False)
            return
        yield Static(link.url, id="link", markup=False)
        words = (
            f"It holds until {moment(link.expires_at, link.zone)}. Whoever has it decides what {_whose(link)} gets: "
            "send it to that address and to nobody else."
        )
        yield Static(Content.styled(words, "$quiet"), id="link-words", markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to copy only what there is."""
        if action == "copy":
            return bool(self._link.url)
        return super().check_action(action, parameters)

    def action_copy(self) -> None:
        """Hand the link to the terminal's clipboard."""
        self.app.copy_to_clipboard(self._link.url)
        self.notify("Copied, where the terminal lets programs copy.", timeout=4, markup=False)


def _whose(link: ShownLink) -> str:
    return one_line(written_out(link.address), 60)
