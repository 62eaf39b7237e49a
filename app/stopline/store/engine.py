"""The seam to a database: three verbs (`run`, `one`, `all`) and `transaction()`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from stopline.store.queries import Query

SqlValue = str | int | float | bytes | None
"""What may be bound to a placeholder or read from a column."""


class Row(Protocol):
    """One row of an answer; its columns are read by the type they are expected to have."""

    def text(self, column: str) -> str:
        """Return a text column."""

    def text_or_none(self, column: str) -> str | None:
        """Return a text column that may be empty."""

    def number(self, column: str) -> int:
        """Return an integer column."""

    def number_or_none(self, column: str) -> int | None:
        """Return an integer column that may be empty."""

    def instant(self, column: str) -> datetime:
        """Return a column holding the stored form of an instant."""

    def instant_or_none(self, column: str) -> datetime | None:
        """Return a column holding the stored form of an instant, or nothing."""

    def __iter__(self) -> Iterator[SqlValue]:
        """Iterate over the values in the order of the query."""


class Engine(Protocol):
    """A database with Stopline's schema.

    All verbs raise StoreBusyError, StoreFullError, StoreDamagedError or ConstraintError, in words a person can act on.
    """

    def run(self, query: Query, **values: SqlValue) -> int:
        """Run a statement that changes rows; return how many."""

    def one(self, query: Query, **values: SqlValue) -> Row | None:
        """Return the first row of an answer, or None."""

    def all(self, query: Query, **values: SqlValue) -> list[Row]:
        """Return every row of an answer."""

    def transaction(self) -> AbstractContextManager[None]:
        """Hold everything inside together: all of it is committed at the end, or none of it.

        The right to write is taken at the start, so what was read inside is still true at the end. A transaction
        within a transaction joins it.
        """

    def give_way(self) -> None:
        """Let others write who wait for it; called by whoever has many transactions to go, as often as it likes. Within one it does nothing."""

    def after_commit(self, act: Callable[[], None]) -> None:
        """Do something once what is being changed is committed, or at once; not where it is undone, and once however often asked."""

    def snapshot(self) -> AbstractContextManager[None]:
        """Hold still what is read inside, without keeping anybody from writing; nothing may be changed inside."""
