"""Somebody who owns the file and takes the database's own fences down, changes what stands behind them, and puts them up again."""

import sqlite3

_FENCED = ("subjects", "consent_status")


def past_the_fences(owner: sqlite3.Connection, statement: str, values: tuple[str, ...] = ()) -> None:
    """Run a statement on whose events they are, or on where an address stands, as if nothing guarded them."""
    fences = owner.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (?, ?) AND sql LIKE '%RAISE(%'",
        _FENCED,
    ).fetchall()
    for name, _ in fences:
        owner.execute(f"DROP TRIGGER {name}")
    owner.execute(statement, values)
    for _, sql in fences:
        owner.execute(sql)
