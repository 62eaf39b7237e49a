"""The line of keys at the bottom, in which no hint is ever cut: one that does not fit is left out whole.

It is one widget that words one line: a widget for each hint, made anew whenever the focus moves, cost more than all else that moving it does.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Static

AROUND = 4
"""Blank cells before, in and after one hint."""
LEFT_OUT_LAST = frozenset({"app.show_help"})
"""What leads on to everything else, so it stays where others have to go."""
HERE_AND_NOW = frozenset({"decide_hold", "undo_release", "cancel_scheduled", "ask_consent"})
"""What can seldom be done, and is looked for when it can."""
LEFT_OUT_FIRST = frozenset({"cursor_down"})
"""What everybody tries unasked."""


@dataclass(frozen=True, slots=True)
class Hint:
    """One key that works here and now."""

    key: str
    """As Textual names it."""
    shown: str
    words: str
    action: str
    explanation: str
    is_enabled: bool = True

    @property
    def width(self) -> int:
        """Return the cells it takes, with what is blank around it."""
        return len(self.shown) + len(self.words) + AROUND

    def content(self, *, is_pointed_at: bool) -> Content:
        """Return it as it is shown."""
        looks = " dim" if not self.is_enabled else " on $block-hover-background" if is_pointed_at else ""
        return Content.assemble(
            (f" {self.shown} ", f"bold $footer-key-foreground{looks}"),
            (f"{self.words} ", f"$footer-description-foreground{looks}"),
        )


class KeyLine(Static):
    """Shows the keys that work here and now; a click does what the key does."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyLine {
        dock: bottom;
        height: 1;
        padding: 0 1;
        color: $footer-foreground;
        background: $footer-background;
        text-wrap: nowrap;
    }
    """
    pointed_at: reactive[int | None] = reactive(None, repaint=False)
    """The place of the hint the mouse is over."""

    def __init__(self) -> None:
        super().__init__(markup=False)
        self.hints: tuple[Hint, ...] = ()
        """What is shown."""
        self._is_wording = False

    def on_mount(self) -> None:
        """Follow what works where the focus is."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def on_resize(self) -> None:
        """Choose anew what fits."""
        self._word_soon()

    def watch_pointed_at(self, place: int | None) -> None:
        """Show which hint a click would take, and what it does."""
        self.tooltip = None if place is None else self.hints[place].explanation or None
        self._draw()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow the mouse."""
        self.pointed_at = self._place_at(event)

    def on_leave(self) -> None:
        """Let go of the mouse."""
        self.pointed_at = None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Do what the key does."""
        place = self._place_at(event)
        if place is not None and self.hints[place].is_enabled:
            self.app.simulate_key(self.hints[place].key)
        elif place is not None:
            self.app.bell()

    def _bindings_changed(self, screen: Screen[object]) -> None:
        # While another window has the keys, nothing has the focus, and what works is not known.
        if screen.app.app_focus and screen is self.screen:
            self._word_soon()

    def _word_soon(self) -> None:
        """Word the line once, however often the focus moves until then."""
        if not self._is_wording:
            self._is_wording = True
            self.call_after_refresh(self._word)

    def _word(self) -> None:
        self._is_wording = False
        if not self.is_attached:
            return
        hints = tuple(fitting(self._working(), self.content_size.width))
        if hints != self.hints:
            self.hints = hints
            # Another hint may stand where the mouse is; it is found when the mouse moves.
            self.set_reactive(KeyLine.pointed_at, None)
            self.tooltip = None
            self._draw()

    def _draw(self) -> None:
        self.update(
            Content(" ").join(
                hint.content(is_pointed_at=place == self.pointed_at) for place, hint in enumerate(self.hints)
            ),
            layout=False,
        )

    def _working(self) -> Iterable[Hint]:
        """Yield what works, one hint for each action."""
        seen: set[str] = set()
        for _, binding, is_enabled, tooltip in self.screen.active_bindings.values():
            if binding.show and binding.action not in seen:
                seen.add(binding.action)
                shown = self.app.get_key_display(binding)
                yield Hint(binding.key, shown, binding.description, binding.action, tooltip, is_enabled)

    def _place_at(self, event: events.MouseEvent) -> int | None:
        offset = event.get_content_offset(self)
        left = 0
        for place, hint in enumerate(self.hints):
            if offset is not None and left <= offset.x < left + hint.width - 1:
                return place
            left += hint.width
        return None


def fitting(hints: Iterable[Hint], room: int) -> list[Hint]:
    """Return the hints that fit into so many cells, in their order."""
    keys = list(hints)
    chosen: set[int] = set()
    for place in sorted(range(len(keys)), key=lambda place: _rank(keys[place].action)):
        width = keys[place].width
        if width > room and keys[place].action not in LEFT_OUT_LAST:
            break
        room -= width
        chosen.add(place)
    return [keys[place] for place in sorted(chosen)]


def _rank(action: str) -> int:
    ranks = (LEFT_OUT_LAST, HERE_AND_NOW)
    found = next((rank for rank, actions in enumerate(ranks) if action in actions), len(ranks))
    return found + 1 if action in LEFT_OUT_FIRST else found
