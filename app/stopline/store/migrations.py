"""The schema, as an ordered list of changes; a change is added, never edited.

The list is sqlite-utils' `Migrations`. It is applied inside one immediate transaction, because several processes may
open a workspace at the same moment. `PRAGMA user_version` tells a workspace that needs nothing, so that the ordinary
start does not import sqlite-utils at all.
"""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from stopline.errors import StoreNewerError
from stopline.store.sqlite import SqliteEngine

if TYPE_CHECKING:  # sqlite-utils takes 90 ms to import; only a workspace behind the schema pays for it
    from sqlite_utils import Database, Migrations

CHANGES = (
    (
        "001_foundation",
        "Everything a consent inbox starts with: ledger, contacts, threads, messages, counts.",
    ),
    (
        "002_quarantine",
        "One text that cannot be taken in must not keep the ones behind it waiting, nor be lost.",
    ),
    (
        "003_turns",
        "A message that is put back waits behind the others, whatever the clock says.",
    ),
    (
        "004_drafts",
        "What an agent has not sent yet must outlive their screen.",
    ),
    (
        "005_questions",
        "A question how to stop is answered and holds nothing, so it must be shown.",
    ),
    (
        "006_policy",
        "Consents know what they rest on, messages whether they ask for one, and requests have deadlines.",
    ),
    (
        "007_capture",
        "A question for consent has a time for its answer, and a flow of texts is sent once.",
    ),
    (
        "008_web",
        "A form that is sent twice counts once, and a program that asks again is answered the same.",
    ),
    (
        "009_proof",
        "A chain that anybody can make again proves little: events are tagged with a key, and read by what they are.",
    ),
    (
        "010_rights",
        "A person can be forgotten and stay stopped, and no number of what is erased is given away again.",
    ),
    (
        "011_hygiene",
        "What was looked into, what somebody wants to be told of, and lists of messages that need no scan.",
    ),
    (
        "012_campaigns",
        "A text to a whole audience is queued in pieces, paused and cancelled as one, and sent to nobody twice.",
    ),
    (
        "013_figures",
        "A manager asks why people left, and the answer must be read, not counted.",
    ),
    (
        "014_seals",
        "A message that calls itself an automatic answer must be one that Stopline queued.",
    ),
    (
        "015_fences",
        "One statement beside the ledger must not take a stop away: not whose it is, and not that it stands.",
    ),
    (
        "016_wishes",
        "A wish for one kind that comes in late was refused because of a stop that a yes had lifted before.",
    ),
)
"""Every change, in order: its file in `schema`, and why it came."""
SCHEMA_VERSION = len(CHANGES)
"""How many changes the list has; stored as `PRAGMA user_version`."""


def migrate(engine: SqliteEngine) -> bool:
    """Bring a workspace's database up to the present schema; return whether it was an older one with something in it.

    Raises:
        StoreNewerError: the database was written by a newer Stopline.
    """
    connection = engine.connection()
    found = _version(connection)
    if found == SCHEMA_VERSION:
        return False
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
    return found > 0


def _migrations() -> "Migrations":
    from sqlite_utils import Migrations  # noqa: PLC0415 - see above

    migrations = Migrations("stopline")
    for name, _ in CHANGES:
        migrations(name=f"m{name}")(_running(name))
    return migrations


def _running(name: str) -> "Callable[[Database], None]":
    def change(db: "Database") -> None:
        for statement in statements_of(name):
            db.conn.execute(statement)

    return change


def statements_of(change: str) -> Iterator[str]:
    """Yield the statements of a change one by one: `executescript` would commit the transaction around them."""
    text = Path(__file__).parent.joinpath("schema", f"{change}.sql").read_text(encoding="utf-8")
    pending = ""
    for line in text.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version
