"""When people leave: every hour of the week as a shade, which is read without colour."""

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from stopline.analytics.growth import Cell, Week
from stopline.analytics.series import FEWEST_PEOPLE, WEEKDAYS
from stopline.tui.insight import Insight
from stopline.tui.text import percent

SHADES = "·░▒▓█"
"""Nobody, then a quarter of the highest each."""
WIDEST_PITCH = 3
NAME_WIDTH = 4
WITHOUT_HEADING_FROM = 60
"""Columns from which on the map stands alone, under a heading that names it."""
EVERY_HOURS = 4
"""Hours from one that is named to the next."""


class OptOutHours(Static):
    """Hour × weekday: the darker, the more left."""

    insight: reactive[Insight | None] = reactive(None)

    def __init__(self) -> None:
        super().__init__(markup=False)

    def watch_insight(self) -> None:
        """Draw it anew."""
        self._draw()

    def on_resize(self) -> None:
        """Draw it for the new width."""
        self._draw()

    def _draw(self) -> None:
        if self.insight is not None:
            self.update(heat_map(self.insight.hours, self.content_size.width))


def heat_map(week: Week, width: int) -> Content:
    """Return the map with its legend, and the hour after whose messages most left."""
    pitch = max(1, min(WIDEST_PITCH, (width - NAME_WIDTH) // 24))
    most = max((cell.optouts for cell in week.cells), default=0)
    hours = "".join(f"{hour:02}".ljust(pitch * EVERY_HOURS) for hour in range(0, 24, EVERY_HOURS))
    lines = [Content.styled("Who left when: hour × weekday", "bold")] if width < WITHOUT_HEADING_FROM else []
    lines.append(Content.styled(" " * NAME_WIDTH + hours.rstrip(), "$quiet"))
    for number, name in enumerate(WEEKDAYS, start=1):
        shades = "".join(shade(week.at(number, hour).optouts, most) * pitch for hour in range(24))
        lines.append(Content.assemble((name.ljust(NAME_WIDTH), "$quiet"), shades))
    return Content("\n").join([*lines, Content.styled(legend(most), "$quiet"), Content(worst_hour(week))])


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
