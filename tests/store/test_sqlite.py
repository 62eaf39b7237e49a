"""The engine keeps what it promises on real files."""

import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from stopline.errors import ConstraintError, NoWorkspaceError, StoreNewerError
from stopline.store.migrations import migrate
from stopline.store.queries import Query
from stopline.store.sqlite import SqliteEngine

ADD = Query("add", "Add a fact.", "INSERT INTO workspace_facts (name, value) VALUES (:name, :value)")
FACTS = Query("facts", "Every fact.", "SELECT name, value FROM workspace_facts ORDER BY name")


def test_a_transaction_that_fails_leaves_nothing(engine: SqliteEngine) -> None:
    with pytest.raises(ConstraintError), engine.transaction():
        engine.run(ADD, name="zone", value="UTC")
        engine.run(ADD, name="zone", value="UTC")

    assert engine.all(FACTS) == []


def test_a_transaction_within_a_transaction_joins_it(engine: SqliteEngine) -> None:
    with pytest.raises(ZeroDivisionError), engine.transaction():
        with engine.transaction():
            engine.run(ADD, name="zone", value="UTC")
        raise ZeroDivisionError

    assert engine.all(FACTS) == []


def test_the_database_is_readable_by_its_owner_only(engine: SqliteEngine) -> None:
    engine.run(ADD, name="zone", value="UTC")

    for path in engine.path.parent.glob("stopline.db*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_missing_database_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoWorkspaceError, match="stopline init"):
        SqliteEngine(tmp_path / "stopline.db")


def test_a_database_of_a_newer_stopline_is_left_alone(engine: SqliteEngine) -> None:
    engine.connection().execute("PRAGMA user_version=999")

    with pytest.raises(StoreNewerError):
        migrate(engine)


def test_many_openers_at_once_make_one_schema(tmp_path: Path) -> None:
    path = tmp_path / "stopline.db"
    failures: list[Exception] = []

    def open_and_migrate() -> None:
        try:
            migrate(SqliteEngine(path, create=True))
        except sqlite3.Error as error:
            failures.append(error)

    threads = [threading.Thread(target=open_and_migrate) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    applied = Query("applied", "Applied changes.", "SELECT name FROM _sqlite_migrations")
    assert [row.text("name") for row in SqliteEngine(path).all(applied)] == ["m001_foundation"]
