"""A few lines of text that lay the screen out anew only when their height changes.

Laying out a screen takes longer than everything else a key press causes, and most changes of words change no height.
"""

from textual.content import Content
from textual.widgets import Static


class Words(Static):
    """Text that is told often and changes little."""

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as every widget has it
        super().__init__(id=id, classes=classes, markup=False)
        self._said = Content()
        self._height = -1

    def say(self, content: Content) -> None:
        """Show a text, if it is another."""
        width = self.content_size.width
        height = len(content.wrap(width)) if width and content else 0
        if content.plain == self._said.plain and content.spans == self._said.spans and height == self._height:
            return
        is_higher_or_lower = height != self._height and self.styles.is_auto_height
        self._said, self._height = content, height
        self.update(content, layout=is_higher_or_lower)
