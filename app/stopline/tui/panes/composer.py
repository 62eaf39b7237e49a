"""The field an agent types in: Enter sends, and a locked field keeps its draft and swallows what is typed."""

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import TextArea

from stopline.inbox.replies import LONGEST_TEXT
from stopline.inert import shown
from stopline.tui.keys import Where, bindings

LONGEST_PASTE = 4 * LONGEST_TEXT
"""Characters taken from one paste: more than can be sent, little enough to stay fluid."""
_NAMED_LETTERS = frozenset({"question_mark", "slash"})
"""Characters that keys are bound to under a name."""


class Composer(TextArea):
    """The field of the compose box.

    A locked field keeps the focus. If it let go of it, the letters somebody is in the middle of typing would be taken for
    commands.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.COMPOSE)]

    class Submitted(Message):
        """The agent wants to send what stands there."""

    class Swallowed(Message):
        """A letter was typed into a locked field."""

    class Left(Message):
        """The agent wants back to the list."""

    def __init__(self) -> None:
        super().__init__(
            id="composer", compact=True, highlight_cursor_line=False, show_line_numbers=False, soft_wrap=True
        )
        self.cursor_blink = False
        self.is_untouched = True
        """Whether the draft is one that was kept from before, so that Enter asks before it sends."""
        self.has_swallowed = False
        """Whether somebody has typed since the field locked, and may still be typing."""

    def set_locked(self, *, is_locked: bool) -> None:
        """Keep the draft from being changed and sent, or allow it again."""
        if is_locked == self.read_only:
            return
        self.read_only = is_locked
        self.has_swallowed = False
        self.refresh_bindings()
        self.show_cursor = not is_locked
        self.set_class(is_locked, "-locked")

    def put(self, text: str) -> None:
        """Show a draft that was kept."""
        if text != self.text:
            self.load_text(text)
        self.move_cursor(self.document.end)
        self.is_untouched = bool(text)

    def insert_apart(self, text: str) -> None:
        """Put a text where the cursor is, with a blank where it would touch what is written there."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        before = " " if line[:column][-1:].strip() and not text[:1].isspace() else ""
        after = " " if line[column:][:1].strip() and not text[-1:].isspace() else ""
        self.insert(f"{before}{text}{after}")

    def action_submit(self) -> None:
        """Wish to send."""
        self.post_message(self.Submitted())

    def action_new_line(self) -> None:
        """Begin a new line."""
        if not self.read_only:
            self.is_untouched = False
            self.insert("\n")

    def action_leave(self) -> None:
        """Go back to the list."""
        self.post_message(self.Left())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer nothing that a locked field does not do."""
        del parameters
        return not (self.read_only and action in {"submit", "new_line"})

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """Keep letters out of the keys that are offered: they are typed, or swallowed by a locked field."""
        del character
        return key in _NAMED_LETTERS or len(key) == 1

    async def _on_key(self, event: events.Key) -> None:
        if event.is_printable and self.read_only:
            event.stop()
            event.prevent_default()
            self.has_swallowed = True
            self.post_message(self.Swallowed())
        elif event.is_printable or event.key in ("backspace", "delete", "left", "right"):
            self.is_untouched = False

    async def _on_paste(self, event: events.Paste) -> None:
        """Take a paste without the control characters that a terminal would obey."""
        event.prevent_default()
        if self.read_only:
            return
        self.is_untouched = False
        self.insert(shown(event.text[:LONGEST_PASTE]).expandtabs(4))
