"""Every key, made from the one table; those of the screen one is on come first."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Static

from stopline.tui.dialogs.dialog import Dialog
from stopline.tui.keys import Where, keys_of

KEY_WIDTH = 10
"""Cells for the name of a key."""
_PLACES = {where.name.lower(): where for where in Where}


class KeyWords(Static):
    """The keys of some places; what a key does never runs on beneath the key."""

    def __init__(self, places: Iterable[Where]) -> None:
        super().__init__(markup=False)
        self._places = [where for where in places if keys_of(where)]

    def on_resize(self) -> None:
        """Word the keys for the width there is."""
        width = self.content_size.width
        self.update(Content("\n\n").join(_section(where, width) for where in self._places))


class HelpDialog(Dialog[None]):
    """Shows every key.

    Args:
        above: the screen it is opened above, whose keys come first.
    """

    def __init__(self, above: Screen[object]) -> None:
        super().__init__("Keys", "esc close · ctrl+p finds any command by its name")
        self._columns = columns_of(places_on([above]), places_on(above.query("*")))

    def compose_body(self) -> ComposeResult:
        """Put the keys in two columns."""
        with VerticalScroll(id="help"), Horizontal(id="help-columns"):
            for places in self._columns:
                yield KeyWords(places)


def places_on(nodes: Iterable[DOMNode]) -> list[Where]:
    """Return where the keys of nodes count, each place once, in the order of the nodes."""
    found = [
        _PLACES[binding.id.partition(".")[0]]
        for node in nodes
        for kind in type(node).__mro__
        for binding in vars(kind).get("BINDINGS", ())
        if isinstance(binding, Binding) and binding.id and binding.id.partition(".")[0] in _PLACES
    ]
    return list(dict.fromkeys(found))


def columns_of(screen: Iterable[Where], panes: Iterable[Where]) -> tuple[list[Where], list[Where]]:
    """Return what the two columns hold: the screen and what counts everywhere; its panes, then all that is elsewhere."""
    first = dict.fromkeys([*(where for where in screen if where is not Where.EVERYWHERE), Where.EVERYWHERE])
    second = dict.fromkeys([*panes, *Where])
    return list(first), [where for where in second if where not in first]


def _section(where: Where, width: int) -> Content:
    lines = [Content.styled(str(where), "bold")]
    for key in keys_of(where):
        first, *others = Content(key.explanation).wrap(max(width - KEY_WIDTH, KEY_WIDTH))
        lines.append(Content.assemble((f"{key.name:<{KEY_WIDTH}}", "$accent"), first))
        lines += [Content.assemble(" " * KEY_WIDTH, each) for each in others]
    return Content("\n").join(lines)
