"""A fence of the database that somebody took down is told of by name."""

import sqlite3

import pytest

from stopline.store.fences import Alteration, altered_triggers
from stopline.workspace import DATABASE
from support.transcript import Story


def owner_runs(story: Story, *statements: str) -> None:
    """Let somebody who owns the file run statements past Stopline."""
    owner = sqlite3.connect(story.workspace.folder / DATABASE)
    for statement in statements:
        owner.execute(statement)
    owner.commit()
    owner.close()


def test_a_fresh_database_has_every_fence(story: Story) -> None:
    assert altered_triggers(story.workspace.engine) == ()


@pytest.mark.parametrize(
    ("statements", "alteration"),
    [
        (["DROP TRIGGER ledger_never_changes"], Alteration.MISSING),
        (
            [
                "DROP TRIGGER ledger_never_changes",
                "CREATE TRIGGER ledger_never_changes BEFORE UPDATE ON consent_events BEGIN SELECT 1; END",
            ],
            Alteration.CHANGED,
        ),
        (
            ["CREATE TRIGGER let_them_all_go AFTER INSERT ON consent_events BEGIN SELECT 1; END"],
            Alteration.ADDED,
        ),
    ],
    ids=["missing", "changed", "added"],
)
def test_a_fence_that_is_not_as_it_was_made_is_named(
    story: Story, statements: list[str], alteration: Alteration
) -> None:
    owner_runs(story, *statements)

    (altered,) = altered_triggers(story.workspace.engine)

    assert altered.alteration is alteration
    assert altered.name in statements[0]
