"""When people leave: every hour of the week as a shade, which is read without colour, and a cursor that leads on to who left."""

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from stopline.analytics.growth import Cell, Week
from stopline.analytics.series import FEWEST_PEOPLE, WEEKDAYS
from stopline.percent import percent
from stopline.tui.insight import Insight
from stopline.tui.keys import Where, bindings
from stopline.tui.widgets.words import Words

SHADES = "·░▒▓█"
"""Nobody, then a quarter of the highest each."""
WIDEST_PITCH = 3
NAME_WIDTH = 4
WITHOUT_HEADING_FROM = 60
"""Columns from which on the map stands alone, under a heading that names it."""
HOURS = 24
CURSOR = "◆"
"""Stands in the chosen hour where there is no room for brackets around its shade."""
EVERY_HOURS = 4
"""Hours from one that is named to the next."""


class OptOutHours(Words, can_focus=True):
    """Hour × weekday: the darker, the more left."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.OPTOUT_HOURS)]

    insight: reactive[Insight | None] = reactive(None)
    chosen: reactive[tuple[int, int] | None] = reactive(None)
    """Weekday and hour of the cursor; None until it was moved: then it stands where most left."""

    class Opened(Message):
        """Who left in an hour of the week is wanted."""

        def __init__(self, cell: Cell) -> None:
            super().__init__()
            self.cell = cell

    @property
    def cell(self) -> Cell | None:
        """Return the hour the cursor stands on."""
        if self.insight is None:
            return None
        week = self.insight.hours
        return week.at(*self.chosen) if self.chosen is not None else fullest(week)

    def action_move(self, weekdays: int, hours: int) -> None:
        """Go to a neighbouring hour; Sunday is followed by Monday, and the last hour by the first."""
        if (cell := self.cell) is not None:
            self.chosen = ((cell.weekday - 1 + weekdays) % 7 + 1, (cell.hour + hours) % 24)

    def action_open(self) -> None:
        """Ask for who left in the hour, where anybody did."""
        if (cell := self.cell) is not None and cell.optouts:
            self.post_message(self.Opened(cell))

    def watch_insight(self) -> None:
        """Draw it anew."""
        self._draw()

    def watch_chosen(self) -> None:
        """Point at another hour."""
        self._draw()

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Show the cursor while the keys are here."""
        super().watch_has_focus(_has_focus)
        self._draw()

    def on_resize(self) -> None:
        """Draw it for the new width."""
        self._draw()

    def on_click(self, event: events.Click) -> None:
        """Point at the hour that was clicked."""
        width = self.content_size.width
        place = event.get_content_offset(self)
        if place is None:
            return
        weekday = place.y - (1 if width < WITHOUT_HEADING_FROM else 0)
        hour = (place.x - NAME_WIDTH) // pitch_of(width)
        if place.x >= NAME_WIDTH and 1 <= weekday <= len(WEEKDAYS) and hour < HOURS:
            self.chosen = (weekday, hour)

    def _draw(self) -> None:
        if self.insight is not None:
            cell = self.cell if self.has_focus else None
            self.say(heat_map(self.insight.hours, self.content_size.width, cell))


def heat_map(week: Week, width: int, chosen: Cell | None = None) -> Content:
    """Return the map with its legend, and the hour after whose messages most left; where one is chosen, that in its place."""
    pitch = pitch_of(width)
    most = max((cell.optouts for cell in week.cells), default=0)
    hours = "".join(f"{hour:02}".ljust(pitch * EVERY_HOURS) for hour in range(0, HOURS, EVERY_HOURS))
    lines = [Content.styled("Who left when: hour × weekday", "bold")] if width < WITHOUT_HEADING_FROM else []
    lines.append(Content.styled(" " * NAME_WIDTH + hours.rstrip(), "$quiet"))
    for number, name in enumerate(WEEKDAYS, start=1):
        cells = [week.at(number, hour) for hour in range(HOURS)]
        shades = (_drawn(cell, most, pitch, is_chosen=cell is chosen) for cell in cells)
        is_here = chosen is not None and chosen.weekday == number
        lines.append(
            Content.assemble((name.ljust(NAME_WIDTH), "$accent bold" if is_here else "$quiet"), *shades)
        )
    last = worst_hour(week) if chosen is None else chosen_hour(chosen)
    return Content("\n").join([*lines, Content.styled(legend(most), "$quiet"), Content(last)])


def pitch_of(width: int) -> int:
    """Return how many cells of the screen one hour takes."""
    return max(1, min(WIDEST_PITCH, (width - NAME_WIDTH) // HOURS))


def _drawn(cell: Cell, most: int, pitch: int, *, is_chosen: bool) -> Content:
    """Return an hour; the chosen one has a sign of its own, so that it is found without colour."""
    sign = shade(cell.optouts, most)
    if not is_chosen:
        return Content(sign * pitch)
    marked = f"[{sign}]" if pitch == WIDEST_PITCH else CURSOR + sign * (pitch - 1)
    return Content.styled(marked, "$accent bold")


def fullest(week: Week) -> Cell:
    """Return the hour in which most left, the first of several."""
    return max(week.cells, key=lambda cell: cell.optouts)


def hour_words(cell: Cell) -> str:
    """Return which hour of the week it is: `Wed 09:00–10:00`."""
    return f"{WEEKDAYS[cell.weekday - 1]} {cell.hour:02}:00–{(cell.hour + 1) % HOURS:02}:00"


def chosen_hour(cell: Cell) -> str:
    """Return who left in an hour, and how to see them."""
    return f"{hour_words(cell)}: " + (
        f"{cell.optouts:,} left · enter: who" if cell.optouts else "nobody left"
    )


def shade(optouts: int, most: int) -> str:
    """Return the shade of an hour: a point where nobody left."""
    return SHADES[0] if not optouts else SHADES[-(-optouts * 4 // most)]


def legend(most: int) -> str:
    """Return how many left stands for which shade: `· none  ░ 1–2  ▒ 3–5  ▓ 6–7  █ 8–10`."""
    parts = [f"{SHADES[0]} none"]
    for place in range(1, 5):
        least, last = (place - 1) * most // 4 + 1, place * most // 4
        if least <= last:
            parts.append(f"{SHADES[place]} {least}" + (f"–{last}" if last > least else ""))
    return "  ".join(parts)


def worst_hour(week: Week) -> str:
    """Return after which hour's messages the highest share left, where enough people were reached to tell."""
    told = [cell for cell in week.cells if cell.put_down and cell.reached >= FEWEST_PEOPLE]
    if not told:
        return ""
    worst = max(told, key=_rate)
    when = f"{WEEKDAYS[worst.weekday - 1]} {worst.hour:02}:00"
    return f"sent {when}: {worst.put_down:,} of {worst.reached:,} left ({percent(_rate(worst))})"


def _rate(cell: Cell) -> float:
    return cell.rate or 0.0
