"""How far the ledger had come, kept beside the database: a database copied back from before does not know what was said since.

A stop may be among that, so it is noticed and nobody is written to until a person has seen to it. The mark is made whenever a stop,
a hold or an erasure was committed, by whichever process, and after every pass of the worker. It tells no more than number and hash
of an event. It lies beside the database: whoever copies the whole folder back, or deletes the mark, is not noticed by it. A backup
does not carry it; a restored workspace starts with a mark that says so, and counts as rolled back until stops were taken over.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from stopline.clock import Clock, from_text, to_text
from stopline.errors import BadInputError, StoreError
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

MARK_FILE = "ledger.mark"
_RESTORED = "restored"
"""Stands in place of a hash where a backup was put in place."""


@dataclass(frozen=True, slots=True)
class RolledBack:
    """A ledger that had come further than it has now, or along another way."""

    seq: int
    """The last event it is known to have had."""
    at: datetime
    """When it was seen there."""
    head: int
    """The last event it has now."""
    is_restored: bool = False
    """Whether it came out of a backup, so that nobody knows how far it had come."""


def hold_back(folder: Path, at: datetime) -> None:
    """Mark a workspace that is being restored: nobody knows what was said since its copy was made."""
    _write(folder / MARK_FILE, {"workspace": "", "seq": 0, "hash": _RESTORED, "at": to_text(at)})


class HighWater:
    """How far the ledger of one workspace had come.

    Args:
        engine: its database.
        clock: tells when.
        folder: where the mark lies, beside the database.
        workspace_id: names the workspace, whose mark it must be.
    """

    def __init__(self, engine: Engine, clock: Clock, folder: Path, workspace_id: Callable[[], str]) -> None:
        self._engine = engine
        self._clock = clock
        self._path = folder / MARK_FILE
        self._workspace_id = workspace_id
        self._noted = 0
        self._sql = load_queries("stopline.consent", "ledger.sql")

    def note(self) -> None:
        """Note how far the ledger has come, where that is further than before; what is lost stays noted until somebody accepts it."""
        row = self._engine.one(self._sql["head"])
        if row is None or row.number("seq") == self._noted or self.lost() is not None:
            return
        mark = {
            "workspace": self._workspace_id(), "seq": row.number("seq"), "hash": row.text("hash"),
            "at": to_text(self._clock.now()),
        }  # fmt: skip
        _write(self._path, mark)
        self._noted = row.number("seq")

    def note_stop(self) -> None:
        """Note how far the ledger has come, after a stop; one that is committed is not taken back because the mark cannot be made."""
        try:
            self.note()
        except (OSError, StoreError) as error:
            import logging  # noqa: PLC0415 - see `_write`

            logging.getLogger(__name__).warning("how far the ledger has come could not be noted: %s", error)

    def lost(self) -> RolledBack | None:
        """Return how far the ledger had come where it has not got there now, or None where all of it is there."""
        try:
            mark = json.loads(self._path.read_text(encoding="ascii"))
            workspace, seq, hashed, at = (str(mark[name]) for name in ("workspace", "seq", "hash", "at"))
            seen = RolledBack(int(seq), from_text(at), self._head())
        except (OSError, ValueError, TypeError, KeyError, BadInputError):
            # No mark was made yet, or it was spoilt: nothing follows from it.
            return None
        if hashed == _RESTORED:
            return replace(seen, seq=seen.head, is_restored=True)
        row = self._engine.one(self._sql["hash_at"], seq=seen.seq)
        is_there = row is not None and row.text("hash") == hashed
        return None if is_there or workspace != self._workspace_id() else seen

    def accept(self) -> None:
        """Take the ledger as it is now: a person has seen to what was lost."""
        self._noted = 0
        self._path.unlink(missing_ok=True)
        self.note()

    def _head(self) -> int:
        row = self._engine.one(self._sql["head"])
        return row.number("seq") if row else 0


def _write(path: Path, mark: Mapping[str, object]) -> None:
    from stopline.store.files import whole_file  # noqa: PLC0415 - `stopline check` only reads, and should not pay for it

    with whole_file(path) as scratch:
        scratch.write_text(json.dumps(mark) + "\n", encoding="ascii")
