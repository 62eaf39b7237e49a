"""The engine keeps what it promises on real files."""

import sqlite3
import stat
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from stopline.clock import SystemClock
from stopline.errors import (
    ConstraintError,
    NoWorkspaceError,
    StoreBusyError,
    StoreError,
    StoreFullError,
    StoreNewerError,
)
from stopline.store.migrations import SCHEMA_VERSION, migrate
from stopline.store.queries import Query
from stopline.store.sqlite import (
    ENDS_ABORTED_SECONDS,
    ENDS_BY_ITSELF_SECONDS,
    GIVES_WAY_SECONDS,
    SqliteEngine,
)

ADD = Query("add", "Add a fact.", "INSERT INTO workspace_facts (name, value) VALUES (:name, :value)")
ADD_MANY = Query(
    "add_many",
    "Add so many facts that it takes a while.",
    "WITH RECURSIVE places (place) AS (SELECT 1 UNION ALL SELECT place + 1 FROM places WHERE place < 20000) "
    "INSERT INTO workspace_facts (name, value) SELECT :name || place, 'many' FROM places",
)
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


def test_a_database_held_by_another_program_is_said_in_words(engine: SqliteEngine) -> None:
    impatient = SqliteEngine(engine.path, busy_seconds=0.01)

    with engine.transaction(), pytest.raises(StoreBusyError, match="Another program"):
        impatient.run(ADD, name="zone", value="UTC")


def test_a_full_disk_is_said_in_words_and_leaves_nothing_half_written(engine: SqliteEngine) -> None:
    pages = engine.connection().execute("PRAGMA page_count").fetchone()[0]
    engine.connection().execute(f"PRAGMA max_page_count={pages + 2}")

    with pytest.raises(StoreFullError, match="make room"), engine.transaction():
        engine.run(ADD, name="small", value="UTC")
        engine.run(ADD, name="large", value="x" * 100_000)

    assert engine.all(FACTS) == []


def test_an_answer_that_could_not_be_kept_for_want_of_room_is_not_given(engine: SqliteEngine) -> None:
    take = Query(
        "take", "Take.", "INSERT INTO workspace_facts (name, value) VALUES (:name, :value) RETURNING name"
    )
    pages = engine.connection().execute("PRAGMA page_count").fetchone()[0]
    engine.connection().execute(f"PRAGMA max_page_count={pages}")

    with pytest.raises(StoreFullError):
        engine.one(take, name="large", value="x" * 100_000)

    assert engine.all(FACTS) == []


def test_a_value_no_column_can_hold_is_refused_as_such(engine: SqliteEngine) -> None:
    with pytest.raises(ConstraintError, match="cannot hold"):
        engine.run(ADD, name="half a pair", value="\ud83d")
    with pytest.raises(ConstraintError, match="cannot hold"):
        engine.run(ADD, name=1 << 70, value="x")


def test_a_table_whose_name_says_full_is_not_a_full_disk(engine: SqliteEngine) -> None:
    with pytest.raises(StoreError, match="no such table") as raised:
        engine.all(Query("missing", "Read what is not there.", "SELECT * FROM full_and_locked"))

    assert type(raised.value) is StoreError


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
    names = [row.text("name") for row in SqliteEngine(path).all(applied)]
    assert len(names) == len(set(names)) == SCHEMA_VERSION


COUNTING = Query(
    "counting",
    "Count for so long.",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :until) SELECT i FROM n",
)


def test_closing_while_other_threads_read_waits_for_them(
    engine: SqliteEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stopline.store.sqlite.ENDS_BY_ITSELF_SECONDS", 60)
    began, answers = threading.Barrier(5), list[int]()

    def read() -> None:
        engine.one(FACTS)
        began.wait()
        answers.append(len(engine.all(COUNTING, until=100_000)))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    began.wait()
    engine.close()
    for reader in readers:
        reader.join()

    assert answers == [100_000] * 4


def test_closing_aborts_what_would_take_too_long(
    engine: SqliteEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stopline.store.sqlite.ENDS_BY_ITSELF_SECONDS", 0.05)
    began, errors = threading.Barrier(2), list[StoreError]()

    def read() -> None:
        engine.one(FACTS)
        began.wait()
        try:
            engine.all(COUNTING, until=1_000_000_000)
        except StoreError as error:
            errors.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    began.wait()
    while not _is_in_use(engine):
        pass
    engine.close()
    reader.join()

    assert "interrupted" in str(errors[0])


def test_a_transaction_that_is_under_way_at_closing_is_kept_whole(engine: SqliteEngine) -> None:
    half_way, go_on = threading.Event(), threading.Event()

    def write() -> None:
        with engine.transaction():
            engine.run(ADD, name="first", value="1")
            half_way.set()
            go_on.wait()
            engine.run(ADD, name="second", value="2")

    writer = threading.Thread(target=write)
    closing = threading.Thread(target=engine.close)
    writer.start()
    half_way.wait()
    closing.start()
    go_on.set()
    writer.join()
    closing.join()

    assert [row.text("name") for row in engine.all(FACTS)] == ["first", "second"]


class NeverFree:
    """A lock that another thread never lets go; it notes how long it was waited for."""

    def __init__(self, waited: list[float]) -> None:
        self._waited = waited

    def acquire(self, *, timeout: float) -> bool:
        self._waited.append(timeout)
        return False


def test_closing_waits_for_all_threads_no_longer_than_for_one(engine: SqliteEngine) -> None:
    waited: list[float] = []
    for _ in range(3):
        reader = threading.Thread(target=engine.all, args=(FACTS,))
        reader.start()
        reader.join()
    held = [each for each in engine._connections if each is not engine.connection()]
    for connection in held:
        connection.in_use = NeverFree(waited)  # type: ignore[assignment]  # all that closing does with a lock

    engine.close()

    assert len(held) == 3
    assert sum(waited) == ENDS_BY_ITSELF_SECONDS + ENDS_ABORTED_SECONDS
    for connection in held:
        connection.close()


def test_whoever_waits_gets_in_while_another_has_many_to_go(engine: SqliteEngine) -> None:
    has_got_in, turns = threading.Event(), 0

    def write_once() -> None:
        SqliteEngine(engine.path).run(ADD, name="mine", value="at last")
        has_got_in.set()

    waiting = threading.Thread(target=write_once)
    while not has_got_in.is_set() and turns < 60:
        with engine.transaction():
            engine.run(ADD_MANY, name=f"{turns} ")
            if not turns:
                waiting.start()
        engine.give_way()
        turns += 1
    waiting.join()

    assert turns < 60


def _is_in_use(engine: SqliteEngine) -> bool:
    """Tell whether another thread has a statement under way."""
    for connection in engine._connections:
        if not connection.in_use.acquire(blocking=False):
            return True
        connection.in_use.release()
    return False


def test_nobody_gives_way_while_holding_others_off(
    engine: SqliteEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(SystemClock, "wait", lambda _, seconds, __: waited.append(seconds))
    monkeypatch.setattr("stopline.store.sqlite.GIVES_WAY_EVERY", timedelta(0))

    with engine.transaction():
        engine.give_way()
    within = list(waited)
    engine.give_way()

    assert (within, waited) == ([], [GIVES_WAY_SECONDS])
