"""The line above the list that names the thread that is shown while the list does not hold it."""

from textual.content import Content
from textual.reactive import reactive

from stopline.tui.panes.conversation import Conversation
from stopline.tui.widgets.words import Words


class GuestLine(Words):
    """Names the thread that was opened from elsewhere, marked as the list marks its own."""

    conversation: reactive[Conversation | None] = reactive(None)

    def __init__(self) -> None:
        super().__init__(id="guest")

    def watch_conversation(self) -> None:
        """Name whoever is shown."""
        self._word()

    def on_show(self) -> None:
        """Name whoever is shown."""
        self._word()

    def on_resize(self) -> None:
        """Word it for the new width."""
        self._word()

    def _word(self) -> None:
        if self.conversation is None:
            self.say(Content())
            return
        width = max(self.size.width, 10)
        hint = "  j/k back to the list " if width >= 44 else "  j/k list "
        name = Content.assemble(("▌", "$accent"), (self.conversation.name, "bold"))
        room = width - len(hint)
        self.say(name.truncate(room, ellipsis=True, pad=True) + Content.styled(hint, "$quiet"))
