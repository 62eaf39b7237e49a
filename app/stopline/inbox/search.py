"""Finds people by name or address, and threads by words that were said."""

import re
from dataclasses import dataclass
from datetime import datetime

from stopline.inbox.threads import ThreadRow
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"[\d\s()+.-]{3,}")
_NEWEST = 1 << 62


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
        if _NUMBER.fullmatch(sought.strip()):
            digits = re.sub(r"\D", "", sought)
            rows = self._engine.all(self._sql["search_addresses"], part=digits, limit=limit)
        elif "@" in sought:
            rows = self._engine.all(self._sql["search_addresses"], part=sought.strip().lower(), limit=limit)
        else:
            words = prefixes(sought)
            rows = self._engine.all(self._sql["search_names"], words=words, limit=limit) if words else []
        return [ThreadRow.from_row(row) for row in rows]

    def words(self, sought: str, limit: int = 50, before: int = _NEWEST) -> list[Hit]:
        """Return the latest messages that hold every word; the last word may be a beginning.

        Args:
            sought: what somebody typed; everything but letters and digits separates words.
            limit: how many at the most.
            before: only messages with a lower number, for the next page.
        """
        words = prefixes(sought)
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


def prefixes(sought: str) -> str:
    """Return a full-text query for what somebody typed: every word, the last as a beginning; empty where there is no word."""
    words = _WORD.findall(sought)
    if not words:
        return ""
    return " ".join([*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}"*'])
