"""Pure: aligned tables for people, inert whatever is in them, and times and consent as people write them."""

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from stopline.consent.status import State
from stopline.days import listed_moment
from stopline.inert import one_line

LONGEST_CELL = 60
"""Columns a cell may take, the last of a row excepted."""
LONGEST_WRAPPED = 2_000
"""Letters of a cell that is not cut where the terminal ends."""
NARROWEST_WRAPPED = 20
"""Columns below which nothing is wrapped any narrower."""
NARROW = 100
"""Columns below which a list leaves out what can be asked for in other ways."""
_GAP = "  "
_GLYPHS = {
    State.SUBSCRIBED: "●",
    State.PENDING: "◐",
    State.HELD: "▲",
    State.STOPPED: "■",
    State.UNKNOWN: "○",
}


def badge(state: State) -> str:
    """Return the state of a consent as it is shown everywhere: a sign and a word."""
    return f"{_GLYPHS[state]} {state.upper()}"


def brief(instant: datetime, zone: tzinfo, now: datetime) -> str:
    """Return an instant as lists show it: the time today, the day and time this year, else the date."""
    then, today = instant.astimezone(zone), now.astimezone(zone)
    if then.date() == today.date():
        return f"{then:%H:%M}"
    return listed_moment(instant, now, zone)


def table(header: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """Return rows beneath their header, in columns, the last one cut where the terminal ends.

    Args:
        header: the name of each column.
        rows: what is in it, a text for each column.
        width: the columns of the terminal.
    """
    lines = [
        [one_line(cell, LONGEST_CELL if index < len(header) - 1 else max(width, LONGEST_CELL)) for index, cell in enumerate(row)]
        for row in [header, *rows]
    ]  # fmt: skip
    widths = [max(columns_of(line[index]) for line in lines) for index in range(len(header) - 1)]
    return "\n".join(_line(line, widths, width) for line in lines)


def wrapped_table(header: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """Return rows beneath their header, in columns; what the last has too much of goes on beneath its beginning, and nothing is cut.

    Args:
        header: the name of each column.
        rows: what is in it, a text for each column.
        width: the columns of the terminal.
    """
    lines = [[one_line(cell, LONGEST_WRAPPED) for cell in row] for row in [header, *rows]]
    widths = [max(columns_of(line[index]) for line in lines) for index in range(len(header) - 1)]
    room = max(width - sum(widths) - len(_GAP) * len(widths), NARROWEST_WRAPPED)
    return "\n".join(
        _line(cells, widths, sum(widths) + len(_GAP) * len(widths) + room)
        for line in lines
        for cells in _wrapped(line, room)
    )


def _wrapped(line: Sequence[str], room: int) -> Iterator[Sequence[str]]:
    """Yield a row as the lines it takes; what stands before the last column is on the first alone."""
    parts = textwrap.wrap(line[-1], room) or [""]
    yield [*line[:-1], parts[0]]
    for part in parts[1:]:
        yield [*("" for _ in line[:-1]), part]


def columns_of(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(_columns(letter) for letter in text)


def _line(cells: Sequence[str], widths: Sequence[int], width: int) -> str:
    padded = [cell + " " * (wide - columns_of(cell)) for cell, wide in zip(cells[:-1], widths, strict=True)]
    start = _GAP.join(padded) + (_GAP if padded else "")
    return (start + _cut(cells[-1], max(width - columns_of(start), 20))).rstrip()


def _cut(text: str, limit: int) -> str:
    if columns_of(text) <= limit:
        return text
    kept = ""
    for letter in text:
        if columns_of(kept) + _columns(letter) > limit - 1:
            break
        kept += letter
    return kept + "…"


def _columns(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
