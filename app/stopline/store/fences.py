"""The database's own fences: whether its triggers are those that the schema makes.

Whoever owns the file can take a trigger down, change what it kept from changing, and leave it down. The ledger's chain shows what
was done to events; this shows that the door stood open, and puts the fences up again. It tells nothing of triggers that somebody
took down and put up again.
"""

import functools
import sqlite3
from dataclasses import dataclass
from enum import StrEnum

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


def altered_triggers(engine: Engine) -> tuple[AlteredTrigger, ...]:
    """Return the triggers of a database that differ from the schema's, by name."""
    query = load_queries("stopline.store", "fences.sql")["triggers"]
    there = {row.text("name"): _written(row.text("sql")) for row in engine.all(query)}
    made = {name: _written(statement) for name, statement in _made_by_schema(query.sql)}
    altered = [AlteredTrigger(name, Alteration.MISSING) for name in made.keys() - there.keys()]
    altered += [AlteredTrigger(name, Alteration.ADDED) for name in there.keys() - made.keys()]
    altered += [
        AlteredTrigger(name, Alteration.CHANGED)
        for name in made.keys() & there.keys()
        if made[name] != there[name]
    ]
    return tuple(sorted(altered, key=lambda each: each.name))


def put_up_again(engine: SqliteEngine) -> tuple[AlteredTrigger, ...]:
    """Make every trigger as the schema makes it, and take down those it knows nothing of; return which were altered."""
    query = load_queries("stopline.store", "fences.sql")["triggers"].sql
    with engine.transaction():
        altered = altered_triggers(engine)
        made = dict(_made_by_schema(query)) if altered else {}
        connection = engine.connection()
        for each in altered:
            if each.alteration is not Alteration.MISSING:
                # A name cannot be bound; it is quoted, whatever somebody gave it.
                quoted = each.name.replace('"', '""')
                connection.execute(f'DROP TRIGGER "{quoted}"')
            if each.alteration is not Alteration.ADDED:
                connection.execute(made[each.name])
    return altered


@functools.cache
def _made_by_schema(query: str) -> tuple[tuple[str, str], ...]:
    """Return the triggers of a fresh database, each with its statement."""
    fresh = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for name, _ in CHANGES:
            for statement in statements_of(name):
                fresh.execute(statement)
        return tuple((str(name), str(sql)) for name, sql in fresh.execute(query))
    finally:
        fresh.close()


def _written(statement: str) -> str:
    """Return a statement however its lines are broken."""
    return " ".join(statement.split())
