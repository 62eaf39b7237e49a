"""The database's own fences: whether its triggers are those that the schema makes.

Whoever owns the file can take a trigger down, change what it kept from changing, and leave it down. The ledger's chain shows what
was done to events; this shows that the door stood open, and puts the fences up again. It tells nothing of triggers that somebody
took down and put up again.
"""

import functools
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from stopline.store.engine import Engine
from stopline.store.migrations import CHANGES, statements_of
from stopline.store.queries import load_queries
from stopline.store.sqlite import SqliteEngine


class Alteration(StrEnum):
    """What became of a trigger."""

    MISSING = "missing"
    CHANGED = "changed"
    ADDED = "added"
    """The schema knows none of that name."""


@dataclass(frozen=True, slots=True)
class AlteredTrigger:
    """A trigger that is not as the schema makes it."""

    name: str
    alteration: Alteration

    def __str__(self) -> str:
        """Return it in words."""
        return f"{self.name} ({self.alteration})"


class _Made(NamedTuple):
    """What a statement of the schema made: a trigger or a view."""

    kind: str
    sql: str


def altered_triggers(engine: Engine) -> tuple[AlteredTrigger, ...]:
    """Return the triggers of a database that differ from the schema's, and the views they read, by name.

    A view that the schema knows nothing of is somebody's own report, and no trigger reads it.
    """
    query = load_queries("stopline.store", "fences.sql")["triggers"]
    there = {row.text("name"): _Made(row.text("type"), row.text("sql")) for row in engine.all(query)}
    made = _made_by_schema(query.sql)
    added = [name for name in there.keys() - made.keys() if there[name].kind == "trigger"]
    altered = [AlteredTrigger(name, Alteration.MISSING) for name in made.keys() - there.keys()]
    altered += [AlteredTrigger(name, Alteration.ADDED) for name in added]
    altered += [
        AlteredTrigger(name, Alteration.CHANGED)
        for name in made.keys() & there.keys()
        if _written(made[name].sql) != _written(there[name].sql)
    ]
    return tuple(sorted(altered, key=lambda each: each.name))


def put_up_again(engine: SqliteEngine) -> tuple[AlteredTrigger, ...]:
    """Make every trigger, and every view they read, as the schema makes it, and take down triggers it knows nothing of.

    Returns which were altered.
    """
    query = load_queries("stopline.store", "fences.sql")["triggers"]
    with engine.transaction():
        altered = altered_triggers(engine)
        kinds = {row.text("name"): row.text("type") for row in engine.all(query)} if altered else {}
        made = _made_by_schema(query.sql)
        connection = engine.connection()
        for each in altered:
            if each.alteration is not Alteration.MISSING:
                # A name cannot be bound; it is quoted, whatever somebody gave it.
                quoted = each.name.replace('"', '""')
                connection.execute(f'DROP {kinds[each.name]} "{quoted}"')
            if each.alteration is not Alteration.ADDED:
                connection.execute(made[each.name].sql)
    return altered


@functools.cache
def _made_by_schema(query: str) -> Mapping[str, _Made]:
    """Return the triggers and views of a fresh database by name."""
    fresh = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for name, _ in CHANGES:
            for statement in statements_of(name):
                fresh.execute(statement)
        return {str(name): _Made(str(kind), str(sql)) for kind, name, sql in fresh.execute(query)}
    finally:
        fresh.close()


def _written(statement: str) -> str:
    """Return a statement however its lines are broken."""
    return " ".join(statement.split())
