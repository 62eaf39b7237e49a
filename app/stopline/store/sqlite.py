"""SQLite as an engine: one connection for each thread, foreign errors translated at the seam."""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path

from stopline.clock import SystemClock, from_text
from stopline.errors import (
    ConstraintError,
    NoWorkspaceError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
)
from stopline.store.engine import Row, SqlValue
from stopline.store.queries import Query

BUSY_SECONDS = 30.0
"""How long a statement waits for another program that is writing."""
_FOREIGN = (sqlite3.Error, UnicodeEncodeError, OverflowError)
"""What the driver raises: its own errors, and Python's for a value that no column can hold."""
ENDS_BY_ITSELF_SECONDS = 2.0
"""How long closing waits for what other threads have under way."""
ENDS_ABORTED_SECONDS = 2.0
"""How long it waits for that to end once it was aborted."""
GIVES_WAY_EVERY = timedelta(seconds=0.5)
"""How long somebody with many transactions writes before others may."""
GIVES_WAY_SECONDS = 0.11
"""How long others may begin then: SQLite lets nobody queue, and whoever waits looks every tenth of a second."""
JOURNAL_PAUSE_SECONDS = 0.02
"""How long to wait before asking again for something that concerns the journal."""
JOURNAL_ATTEMPTS = 100
"""How often the journal is tried to be emptied while somebody reads from it."""


class SqliteRow(sqlite3.Row):
    """A row whose columns are read by type."""

    __slots__ = ()

    def text(self, column: str) -> str:
        """Return a text column."""
        value = self[column]
        if isinstance(value, str):
            return value
        raise StoreError(f"column “{column}” holds {value!r} where text is expected")

    def text_or_none(self, column: str) -> str | None:
        """Return a text column that may be empty."""
        value = self[column]
        return value if value is None or isinstance(value, str) else self.text(column)

    def number(self, column: str) -> int:
        """Return an integer column."""
        value = self[column]
        if isinstance(value, int):
            return value
        raise StoreError(f"column “{column}” holds {value!r} where a whole number is expected")

    def number_or_none(self, column: str) -> int | None:
        """Return an integer column that may be empty."""
        return None if self[column] is None else self.number(column)

    def instant(self, column: str) -> datetime:
        """Return a column holding the stored form of an instant."""
        return from_text(self.text(column))

    def instant_or_none(self, column: str) -> datetime | None:
        """Return a column holding the stored form of an instant, or nothing."""
        value = self.text_or_none(column)
        return None if value is None else from_text(value)


class OneThreadsConnection(sqlite3.Connection):
    """The connection of one thread; whoever else closes it waits until nothing of it is under way."""

    in_use: "threading.RLock"
    """Held while a statement or a transaction is under way: closing would free what is still read."""
    is_closed = False
    """Whether it can be used no more; read it only while `in_use` is held."""

    def close(self) -> None:
        """Close it, and remember that."""
        self.is_closed = True
        super().close()


class SqliteEngine:
    """A SQLite file, in WAL mode, readable by its owner only.

    Args:
        path: the file; it is created, empty, if `create` is set.
        create: whether a missing file is made or an error.
        durable: whether a commit survives a power cut; only throw-away history is played without.
        busy_seconds: how long a statement waits for another program that is writing.
        journal: the journal mode asked for; None leaves the file's own, for files other programs own.
    """

    def __init__(
        self,
        path: Path,
        *,
        create: bool = False,
        durable: bool = True,
        busy_seconds: float = BUSY_SECONDS,
        journal: str | None = "wal",
    ) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._durable = durable
        self._journal = journal
        self._local = threading.local()
        self._connections: list[OneThreadsConnection] = []
        self._connections_lock = threading.Lock()
        if create:
            _create_private(path)
        elif not path.exists():
            raise NoWorkspaceError(f"there is no database at {path}; create a workspace with `stopline init`")

    def run(self, query: Query, **values: SqlValue) -> int:
        """Run a statement that changes rows; return how many."""
        try:
            with self.used() as connection:
                return connection.execute(query.sql, values).rowcount
        except _FOREIGN as error:
            raise _translate(error, query) from error

    def one(self, query: Query, **values: SqlValue) -> Row | None:
        """Return the first row of an answer, or None."""
        try:
            with self.used() as connection:
                cursor = connection.execute(query.sql, values)
                row: SqliteRow | None = cursor.fetchone()
                # A statement left unfinished keeps its lock: an UPDATE … RETURNING would never commit.
                cursor.close()
        except _FOREIGN as error:
            raise _translate(error, query) from error
        return row

    def all(self, query: Query, **values: SqlValue) -> list[Row]:
        """Return every row of an answer."""
        try:
            with self.used() as connection:
                return connection.execute(query.sql, values).fetchall()
        except _FOREIGN as error:
            raise _translate(error, query) from error

    def transaction(self) -> AbstractContextManager[None]:
        """Hold everything inside together; see `Engine.transaction`."""
        return self._between(_BEGIN)

    def give_way(self) -> None:
        """Let others write who wait for it; see `Engine.give_way`."""
        with self.used() as connection:
            if connection.in_transaction:
                # Whoever holds a transaction keeps others out all the same, and only for longer.
                return
        clock = SystemClock()
        last: datetime = self._local.__dict__.setdefault("gave_way_at", clock.now())
        if not timedelta(0) <= clock.now() - last < GIVES_WAY_EVERY:
            clock.wait(GIVES_WAY_SECONDS, threading.Event())
            self._local.gave_way_at = clock.now()

    def after_commit(self, act: Callable[[], None]) -> None:
        """Do something once what is being changed lasts; see `Engine.after_commit`."""
        with self.used() as connection:
            if connection.in_transaction:
                waiting: dict[Callable[[], None], None] = self._local.__dict__.setdefault("waiting", {})
                waiting[act] = None
                return
        act()

    def snapshot(self) -> AbstractContextManager[None]:
        """Hold still what is read inside; see `Engine.snapshot`."""
        return self._between(_BEGIN_READING)

    def scrub(self) -> bool:
        """Write the file anew, so that nothing deleted is left in it; return whether its journal is empty too.

        Whoever writes waits meanwhile; whoever reads does not. A journal that somebody still reads from is emptied later.
        """
        with _translated(_SCRUB), self.used() as connection:
            connection.execute(_SCRUB.sql)
            clock, never = SystemClock(), threading.Event()
            for _ in range(JOURNAL_ATTEMPTS):
                (is_busy, *_) = connection.execute(_EMPTY_JOURNAL.sql).fetchone()
                if not is_busy:
                    return True
                clock.wait(JOURNAL_PAUSE_SECONDS, never)
        return False

    def connection(self) -> OneThreadsConnection:
        """Return this thread's connection, opening it at first use."""
        connection: OneThreadsConnection | None = getattr(self._local, "connection", None)
        if connection is None or connection.is_closed:
            with _translated(_OPEN):
                connection = self._open()
            self._local.connection = connection
        return connection

    @contextlib.contextmanager
    def used(self) -> Iterator[OneThreadsConnection]:
        """Hold this thread's connection, so that nobody closes it meanwhile."""
        while True:
            connection = self.connection()
            with connection.in_use:
                # Another thread may have closed it between the two lines.
                if not connection.is_closed:
                    yield connection
                    return

    def close(self) -> None:
        """Close every thread's connection; what is under way is let finish for a while, then aborted.

        A thread that holds on to its connection even then keeps it, and it is closed when the thread ends.
        """
        with self._connections_lock:
            connections, self._connections = self._connections, []
        busy = _closed_in_time(connections, ENDS_BY_ITSELF_SECONDS)
        for connection in busy:
            connection.interrupt()
        _closed_in_time(busy, ENDS_ABORTED_SECONDS)

    @contextlib.contextmanager
    def _between(self, begin: Query) -> Iterator[None]:
        # Held to the end: what is left of a transaction must never run on a connection that is opened anew.
        with self.used() as connection:
            if connection.in_transaction:
                yield
            else:
                yield from self._holding_together(connection, begin)

    def _holding_together(self, connection: sqlite3.Connection, begin: Query) -> Iterator[None]:
        with _translated(begin):
            connection.execute(begin.sql)
        try:
            yield
        except BaseException:
            _roll_back(connection)
            self._waiting()
            raise
        try:
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            _roll_back(connection)
            self._waiting()
            raise _translate(error, _COMMIT) from error
        for act in self._waiting():
            act()

    def _waiting(self) -> Iterable[Callable[[], None]]:
        """Return what waits for this thread's commit; it waits no longer."""
        waiting: dict[Callable[[], None], None] = self._local.__dict__.pop("waiting", {})
        return waiting

    def _open(self) -> OneThreadsConnection:
        connection = sqlite3.connect(
            self.path, timeout=self._busy_seconds, isolation_level=None, check_same_thread=False,
            factory=OneThreadsConnection,
        )  # fmt: skip
        connection.in_use = threading.RLock()
        connection.row_factory = SqliteRow
        if self._journal:
            _set_journal(connection, self._journal, self._busy_seconds)
        connection.execute(f"PRAGMA synchronous={'FULL' if self._durable else 'OFF'}")
        connection.execute("PRAGMA foreign_keys=ON")
        # INSERT OR REPLACE fires delete triggers only when asked to; without them a replaced row slips past its guard.
        connection.execute("PRAGMA recursive_triggers=ON")
        with self._connections_lock:
            self._connections.append(connection)
        return connection


_OPEN = Query("open", "Open the file.", "")
_BEGIN = Query("begin", "Take the right to write.", "BEGIN IMMEDIATE")
_BEGIN_READING = Query("begin reading", "Hold still what is read.", "BEGIN DEFERRED")
_SCRUB = Query("scrub", "Write the file anew.", "VACUUM")
_EMPTY_JOURNAL = Query("empty journal", "Cut the journal to nothing.", "PRAGMA wal_checkpoint(TRUNCATE)")
_COMMIT = Query("commit", "Make it last.", "COMMIT")


@contextlib.contextmanager
def _translated(query: Query) -> Iterator[None]:
    try:
        yield
    except _FOREIGN as error:
        raise _translate(error, query) from error


def _translate(error: sqlite3.Error | UnicodeEncodeError | OverflowError, query: Query) -> StoreError:
    """Return the error a person can act on."""
    if not isinstance(error, sqlite3.Error):
        return ConstraintError(f"the database cannot hold what “{query.name}” was given: {error}")
    # The low byte is the kind, the rest the special case. Errors of the Python module itself carry no code.
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreBusyError()
        case sqlite3.SQLITE_FULL | sqlite3.SQLITE_IOERR:
            return StoreFullError()
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return StoreDamagedError()
        case sqlite3.SQLITE_CONSTRAINT:
            return ConstraintError(f"the database refused “{query.name}”: {error}")
        case _:
            return StoreError(f"the database could not do “{query.name}”: {error}")


def _roll_back(connection: sqlite3.Connection) -> None:
    """Undo a transaction, unless the error has done so already."""
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _set_journal(connection: sqlite3.Connection, journal: str, busy_seconds: float) -> None:
    """Set the journal mode, asking again while somebody else opens the same new file: SQLite does not wait for that itself."""
    clock, never = SystemClock(), threading.Event()
    for _ in range(max(1, round(busy_seconds / JOURNAL_PAUSE_SECONDS))):
        try:
            connection.execute(f"PRAGMA journal_mode={journal}")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
            clock.wait(JOURNAL_PAUSE_SECONDS, never)
        else:
            return
    connection.execute(f"PRAGMA journal_mode={journal}")


def _closed_in_time(
    connections: Iterable[OneThreadsConnection], seconds: float
) -> list[OneThreadsConnection]:
    """Close connections as they become free; return those that were not within so many seconds, all of them together."""
    busy = []
    for connection in connections:
        if not connection.in_use.acquire(timeout=seconds):
            busy.append(connection)
            # Whatever comes after it has had as long.
            seconds = 0
            continue
        try:
            connection.close()
        finally:
            connection.in_use.release()
    return busy


def _create_private(path: Path) -> None:
    """Make the file, and its folder, readable by their owner only before anything is in them."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
