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
    """A link, and whose it is."""

    address: Address
    url: str
    expires_at: datetime
    zone: tzinfo


class LinkDialog(Dialog[None]):
    """Shows a link as one piece, so that a terminal can mark it, and copies it.

    Args:
        link: what is shown.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.LINK)]

    def __init__(self, link: ShownLink) -> None:
        super().__init__(
            f"The page of {one_line(written_out(link.address), 60)}", "c copy · or mark it with the mouse · esc close"
        )  # fmt: skip
        self._link = link

    def compose_body(self) -> ComposeResult:
        """Put the link, and what whoever has it may do."""
        yield Static(self._link.url, id="link", markup=False)
        until = moment(self._link.expires_at, self._link.zone)
        yield Static(
            Content.styled(
                f"It holds until {until}. Whoever has it decides what {one_line(written_out(self._link.address), 60)} gets: "
                "send it to that address and to nobody else.",
                "$quiet",
            ),
            id="link-words",
            markup=False,
        )

    def action_copy(self) -> None:
        """Hand the link to the terminal's clipboard."""
        self.app.copy_to_clipboard(self._link.url)
        self.notify("Copied, where the terminal lets programs copy.", timeout=4, markup=False)
