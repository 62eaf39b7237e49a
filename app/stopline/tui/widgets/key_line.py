"""The line of keys at the bottom, in which no hint is ever cut: one that does not fit is left out whole."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

AROUND = 4
"""Blank cells before, in and after one hint."""
LEFT_OUT_LAST = frozenset({"app.show_help"})
"""What leads on to everything else, so it stays where others have to go."""
HERE_AND_NOW = frozenset({"decide_hold", "undo_release", "cancel_scheduled", "ask_consent"})
"""What can seldom be done, and is looked for when it can."""
LEFT_OUT_FIRST = frozenset({"cursor_down"})
"""What everybody tries unasked."""


class KeyLine(Footer):
    """Shows the keys that work here and now."""

    def compose(self) -> ComposeResult:
        """Put the hints that fit."""
        yield from fitting(super().compose(), self.app.size.width - self.gutter.width)

    def on_resize(self) -> None:
        """Choose anew what fits."""
        self.call_after_refresh(self.recompose)


def fitting(hints: Iterable[Widget], room: int) -> list[FooterKey]:
    """Return the hints that fit into so many cells, in their order."""
    keys = [hint for hint in hints if isinstance(hint, FooterKey)]
    chosen: set[int] = set()
    for place in sorted(range(len(keys)), key=lambda place: _rank(keys[place].action)):
        width = _width_of(keys[place])
        if width > room and keys[place].action not in LEFT_OUT_LAST:
            break
        room -= width
        chosen.add(place)
    return [keys[place] for place in sorted(chosen)]


def _rank(action: str) -> int:
    ranks = (LEFT_OUT_LAST, HERE_AND_NOW)
    found = next((rank for rank, actions in enumerate(ranks) if action in actions), len(ranks))
    return found + 1 if action in LEFT_OUT_FIRST else found


def _width_of(key: FooterKey) -> int:
    return len(key.key_display) + len(key.description) + AROUND
