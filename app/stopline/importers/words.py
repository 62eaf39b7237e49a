"""Pure: the words of columns and cells, compared as people write them, and dates as spreadsheets write them."""

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from pathlib import Path

from stopline.clock import parse_instant
from stopline.errors import BadInputError, BadInstantError
from stopline.importers.habits import DateOrder
from stopline.inert import one_line

_OTHER_SIGNS = re.compile(r"[^\w]+|_+")
_WRITTEN_DATE = re.compile(
    r"(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(?:[ ,T]+(\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?(?: ?([AaPp])\.?[Mm]\.?)?)?"
)


class Said(StrEnum):
    """What a cell says about a consent."""

    SUBSCRIBED = "subscribed"
    UNSUBSCRIBED = "unsubscribed"
    REFUSED = "refused"
    """A plain no, which takes nothing back in so many words."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of `words.toml`: what each means."""

    columns: Mapping[str, str]
    status: Mapping[str, str]
    scope: Mapping[str, str]
    channel: Mapping[str, str]
    taken_back: re.Pattern[str]
    """Finds the words that take a consent back, with what denies them before."""


@functools.cache
def shipped_words() -> Words:
    """Return the words that ship with Stopline."""
    lists = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    words, denials = ("|".join(lists["taken_back"][part]) for part in ("words", "denied_by"))
    return Words(
        **{part: _meanings(lists[part]) for part in ("columns", "status", "scope", "channel")},
        taken_back=re.compile(rf"\b(?:(?P<denial>{denials}) )?(?:{words})\b"),
    )


def compared(text: str) -> str:
    """Return a text as it is compared: lower case, without accents, other signs as single spaces."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)
    )
    return _OTHER_SIGNS.sub(" ", plain.casefold()).strip()


def date_order(cells: Iterable[str]) -> DateOrder | None:
    """Return which comes first in the dates of a file: None where none of them tells, or one contradicts another."""
    told: set[DateOrder] = set()
    for cell in cells:
        written = _WRITTEN_DATE.fullmatch(cell.strip())
        if written is None or written[2] != "/" or len(written[1]) > 2:
            continue
        first, second = int(written[1]), int(written[3])
        if first > 12 >= second:
            told.add(DateOrder.DAY_FIRST)
        if second > 12 >= first:
            told.add(DateOrder.MONTH_FIRST)
    return told.pop() if len(told) == 1 else None


def instant_of(text: str, zone: tzinfo, order: DateOrder | None) -> datetime:
    """Return the instant a cell holds: ISO 8601, 22.11.2026 10:05, 22/11/2026 or 11/22/2026.

    Raises:
        BadInputError: it holds none, or one that can be read two ways.
    """
    try:
        return parse_instant(text, zone)
    except BadInstantError:
        pass
    written = _WRITTEN_DATE.fullmatch(text.strip())
    if written is None:
        raise BadInputError(f"“{one_line(text, 40)}” is not a time; write it like 2026-11-22T10:05")
    year, month, day = _parts(written, order)
    hours = _hours(written[5] or "00:00", written[6])
    try:
        return parse_instant(f"{year:04}-{month:02}-{day:02}T{hours}", zone)
    except BadInstantError as error:
        raise BadInputError(f"“{one_line(text, 40)}” is not a day there is, or not a time of it") from error


def _parts(written: re.Match[str], order: DateOrder | None) -> tuple[int, int, int]:
    first, sign, second, last = written[1], written[2], int(written[3]), written[4]
    if len(first) == 4:
        return int(first), second, int(last)
    year = int(last) + (2000 if len(last) == 2 else 0)
    if sign == "." or int(first) > 12 or order is DateOrder.DAY_FIRST:
        return year, second, int(first)
    if second > 12 or order is DateOrder.MONTH_FIRST:
        return year, int(first), second
    raise BadInputError(f"“{written[0]}” can be read two ways; say --dates dmy or --dates mdy")


def _hours(written: str, half: str | None) -> str:
    hour, _, rest = written.partition(":")
    if half is None:
        return f"{int(hour):02}:{rest}"
    return f"{int(hour) % 12 + (12 if half in 'pP' else 0):02}:{rest}"


def _meanings(lists: Mapping[str, list[str]]) -> Mapping[str, str]:
    return {word: meaning for meaning, words in lists.items() for word in words}
