"""The schema, as an ordered list of changes; a change is added, never edited.

The list is sqlite-utils' `Migrations`. It is applied inside one immediate transaction, because several processes may
open a workspace at the same moment. `PRAGMA user_version` tells a workspace that needs nothing, so that the ordinary
start does not import sqlite-utils at all.
"""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from stopline.errors import StoreNewerError
from stopline.store.sqlite import SqliteEngine

if TYPE_CHECKING:  # sqlite-utils takes 90 ms to import; only a workspace behind the schema pays for it
    from sqlite_utils import Database, Migrations

SCHEMA_VERSION = 5
"""How many changes the list has; stored as `PRAGMA user_version`."""


def migrate(engine: SqliteEngine) -> None:
    """Bring a workspace's database up to the present schema; do nothing if it is there already.

    Raises:
        StoreNewerError: the database was written by a newer Stopline.
    """
    connection = engine.connection()
    found = _version(connection)
    if found == SCHEMA_VERSION:
        return
    if found > SCHEMA_VERSION:
        raise StoreNewerError
    from sqlite_utils import Database  # noqa: PLC0415 - see above

    # Foreign keys can only be switched outside a transaction; a change may rebuild a table others point to.
    connection.execute("PRAGMA foreign_keys=OFF")
    try:
        with engine.transaction():
            if _version(connection) != SCHEMA_VERSION:
                _migrations().apply(Database(connection, execute_plugins=False))
                connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    finally:
        connection.execute("PRAGMA foreign_keys=ON")


def _migrations() -> "Migrations":
    from sqlite_utils import Migrations  # noqa: PLC0415 - see above

    migrations = Migrations("stopline")

    @migrations()
    def m001_foundation(db: "Database") -> None:
        """Everything a consent inbox starts with: ledger, contacts, threads, messages, counts."""
        _run_file(db, "001_foundation.sql")

    @migrations()
    def m002_quarantine(db: "Database") -> None:
        """One text that cannot be taken in must not keep the ones behind it waiting, nor be lost."""
        _run_file(db, "002_quarantine.sql")

    @migrations()
    def m003_turns(db: "Database") -> None:
        """A message that is put back waits behind the others, whatever the clock says."""
        _run_file(db, "003_turns.sql")

    @migrations()
    def m004_drafts(db: "Database") -> None:
        """What an agent has not sent yet must outlive their screen."""
        _run_file(db, "004_drafts.sql")

    @migrations()
    def m013_figures(db: "Database") -> None:
        """A manager asks why people left, and the answer must be read, not counted."""
        _run_file(db, "013_figures.sql")

    return migrations


def _run_file(db: "Database", file_name: str) -> None:
    """Run every statement of a file one by one: `executescript` would commit the transaction around it."""
    text = Path(__file__).parent.joinpath("schema", file_name).read_text(encoding="utf-8")
    pending = ""
    for line in text.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            db.conn.execute(pending)
            pending = ""


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version
