"""Copies of a database file: taken while others write, and looked through before anybody relies on them."""

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from stopline.errors import StoreDamagedError, StoreError, StoreFullError
from stopline.store.files import synced
from stopline.store.sqlite import SqliteEngine

_DAMAGED = (
    "the copy of the database is damaged, so it was not used; keep the file as it is, see that its disk is sound, and go back to a "
    "backup made before"
)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds."""

    row_counts: dict[str, int]
    """By table."""
    queued_count: int
    """Messages that wait, and may have left since the copy was made."""


def copy_database(engine: SqliteEngine, target: Path) -> None:
    """Write a consistent copy of a database into a new file that only its owner can read; nobody who writes waits.

    The copy holds nothing of what was deleted, and no half of a transaction.

    Raises:
        StoreFullError: there is no room.
        StoreError: the copy could not be made.
    """
    os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with engine.used() as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            raise StoreFullError from error
        raise StoreError(f"the database could not be copied: {error}") from error
    synced(target)


def look_through(path: Path) -> Contents:
    """Look at every page and every reference of a database that nobody has open; return what it holds.

    Raises:
        StoreDamagedError: something in it is damaged.
    """
    from sqlite_utils import Database  # noqa: PLC0415 - takes 90 ms, and only copies need it

    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
        if found != ["ok"]:
            raise StoreDamagedError(_DAMAGED)
        orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
        if orphan is not None:
            table, _, missing, _ = orphan
            raise StoreDamagedError(
                f"rows of “{missing}” that “{table}” points at are gone from the database, so its copy was not used. "
                "`stopline consent verify` says whether evidence is among them; keep the file as it is, and take the rows from a "
                "backup made before"
            )
        database = Database(connection, execute_plugins=False)
        names = [name for name in database.table_names() if not name.startswith("sqlite_")]
        return Contents(
            {name: database.table(name).count for name in names},
            database.table("messages").count_where("state = ?", ["queued"]),
        )
    except (sqlite3.Error, OSError) as error:
        raise StoreDamagedError(_DAMAGED) from error
    finally:
        connection.close()
