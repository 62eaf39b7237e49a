"""Finds people by name or address, and threads by words that were said."""

import re
from dataclasses import dataclass
from datetime import datetime

from stopline.inbox.threads import ThreadRow
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"[\d\s()+.-]{3,}")
_FROM_ITS_BEGINNING = re.compile(r"(?:\+|00)[\d\s().-]*\d[\d\s().-]*")
"""A number as it is dialled from abroad."""
_TRUNK_ZERO = "(0)"
"""What is left out when a number is dialled from abroad."""
_BEHIND_DIGITS = ":"
"""The letter that follows the nine."""
_NEWEST = 1 << 62
SHORTEST_BEGINNING = 3
"""Letters from which a word that is searched alone may be a beginning: fewer begin half of everything ever said."""
MOST_CONSIDERED = 1_000
"""People of a fitting name who are put in order, those added last; nobody reads further."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that holds the words searched for."""

    message: int
    thread: int
    text: str
    at: datetime
    is_inbound: bool


class Search:
    """Searching in one workspace."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sql = load_queries("stopline.inbox", "inbox.sql")

    def people(self, sought: str, limit: int = 50) -> list[ThreadRow]:
        """Return the threads of people whose name or address fits, the latest first."""
        start, part = beginning_of_number(sought), part_of_address(sought)
        if start:
            rows = self._engine.all(
                self._sql["search_numbers"], start=start, behind=start + _BEHIND_DIGITS, limit=limit
            )
        elif part:
            rows = self._engine.all(self._sql["search_addresses"], part=part, limit=limit)
        else:
            words = prefixes(sought)
            rows = (
                self._engine.all(
                    self._sql["search_names"], words=words, considered=MOST_CONSIDERED, limit=limit
                )
                if words
                else []
            )
        return [ThreadRow.from_row(row) for row in rows]

    def contacts(self, sought: str, offset: int = 0, limit: int = 50) -> list[int]:
        """Return the numbers of contacts whose name or address fits, those added last first, with or without a thread."""
        start, part, words = beginning_of_number(sought), part_of_address(sought), prefixes(sought)
        if start:
            behind = start + _BEHIND_DIGITS
            rows = self._engine.all(
                self._sql["contacts_from"], start=start, behind=behind, limit=limit, offset=offset
            )
        elif part:
            rows = self._engine.all(self._sql["contacts_at"], part=part, limit=limit, offset=offset)
        elif words:
            rows = self._engine.all(self._sql["contacts_named"], words=words, limit=limit, offset=offset)
        else:
            rows = []
        return [row.number("id") for row in rows]

    def words(self, sought: str, limit: int = 50, before: int = _NEWEST) -> list[Hit]:
        """Return the latest messages that hold every word; the last word, unless it stands alone and is very short, may be a beginning.

        Args:
            sought: what somebody typed; everything but letters and digits separates words.
            limit: how many at the most.
            before: only messages with a lower number, for the next page.
        """
        words = prefixes(sought, SHORTEST_BEGINNING)
        if not words:
            return []
        rows = self._engine.all(self._sql["search_words"], words=words, limit=limit, before=before)
        return [
            Hit(
                row.number("id"),
                row.number("thread"),
                row.text("text"),
                row.instant("at"),
                row.text("direction") == "inbound",
            )
            for row in rows
        ]


def beginning_of_number(sought: str) -> str:
    """Return the beginning of an E.164 number that somebody typed with its + or 00; empty where it is something else."""
    if _FROM_ITS_BEGINNING.fullmatch(sought.strip()) is None:
        return ""
    digits = re.sub(r"\D", "", sought.replace(_TRUNK_ZERO, ""))
    return "+" + (digits if sought.strip().startswith("+") else digits.removeprefix("00"))


def part_of_address(sought: str) -> str:
    """Return the part of an address that somebody typed; empty where it is words."""
    if _NUMBER.fullmatch(sought.strip()):
        return re.sub(r"\D", "", sought)
    return sought.strip().lower() if "@" in sought else ""


def prefixes(sought: str, shortest: int = 1) -> str:
    """Return a full-text query for what somebody typed: every word, the last as a beginning; empty where there is no word.

    Args:
        sought: what somebody typed.
        shortest: letters from which a word alone is a beginning; in scripts that write words without spaces it always is.
    """
    words = _WORD.findall(sought)
    if not words:
        return ""
    *before, last = (f'"{word}"' for word in words)
    may_go_on = bool(before) or len(words[-1]) >= shortest or not words[-1].isascii()
    return " ".join([*before, f"{last}*" if may_go_on else last])
