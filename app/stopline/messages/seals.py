"""Seals of automatic answers: only what Stopline itself queued may go to somebody who stopped, and a row cannot vouch for itself.

A seal is a keyed digest of everything that makes the message what it is. The key lies beside the database, so whoever writes a
row with SQL has none; and it is taken off when the message is handed over, so one seal is worth one message.
"""

import json
from collections.abc import Callable

from stopline.errors import SecretError
from stopline.signing import is_same, keyed_digest
from stopline.store.engine import Row

KEY = "answer-key"
"""What the key is called among the workspace's secrets."""
_PURPOSE = "automatic answer"


class Seals:
    """Seals the automatic answers of one workspace.

    Args:
        key: finds the key; it is asked only where something is sealed or looked at.
    """

    def __init__(self, key: Callable[[], bytes]) -> None:
        self._find_key = key
        self._key: bytes | None = None

    def of(self, row: Row) -> str:
        """Return the seal of a message, of a row with all its columns.

        Raises:
            SecretError: the key cannot be read or made.
        """
        if self._key is None:
            self._key = self._find_key()
        return keyed_digest(self._key, _PURPOSE, _content(row))

    def objection(self, row: Row) -> str | None:
        """Return why a message is none of our own answers, or None where it is one."""
        seal = row.text_or_none("seal")
        if seal is None:
            return "not an automatic answer: Stopline did not queue it"
        try:
            is_ours = is_same(seal, self.of(row))
        except SecretError as error:
            return f"it cannot be told whether Stopline queued this automatic answer: {error}"
        return None if is_ours else "not an automatic answer: it is not what Stopline queued"


def _content(row: Row) -> str:
    number, thread, event = row.number("id"), row.number("thread"), row.number_or_none("answers_event")
    return json.dumps([number, thread, event, *(row.text(name) for name in ("address", "channel", "text"))])
