"""A large file goes in a stretch at a time: others write in between, and what was interrupted is taken up again."""

import sqlite3

import pytest

from stopline.errors import StoreError
from stopline.importers.contacts import ROWS_AT_ONCE, ContactFile
from stopline.workspace import Workspace

ROWS = ROWS_AT_ONCE * 2 + 50
FILE = ContactFile(
    "people.csv",
    (
        "name,phone,consent,consent_at,source\n"
        + "".join(
            f"Person {number},+1202555{number:04},yes,2026-01-02,form\n"
            for number in range(1000, 1000 + ROWS)
        )
    ).encode(),
)


def counts(workspace: Workspace) -> tuple[int, int]:
    raw = sqlite3.connect(workspace.engine.path)
    people = raw.execute("SELECT COUNT(*) FROM contacts").fetchone()[0]
    events = raw.execute("SELECT COUNT(*) FROM consent_events").fetchone()[0]
    raw.close()
    return people, events


def test_an_interrupted_import_leaves_whole_rows_and_goes_on_when_it_is_repeated(
    workspace: Workspace,
) -> None:
    raw = sqlite3.connect(workspace.engine.path, isolation_level=None)
    raw.execute(
        "CREATE TRIGGER full BEFORE INSERT ON contacts WHEN (SELECT COUNT(*) FROM contacts) >= 207 "
        "BEGIN SELECT RAISE(ABORT, 'full'); END"
    )

    with pytest.raises(StoreError):
        workspace.contact_imports.load(FILE)
    interrupted = counts(workspace)
    raw.execute("DROP TRIGGER full")
    again = workspace.contact_imports.load(FILE)

    assert interrupted == (ROWS_AT_ONCE, ROWS_AT_ONCE)
    assert (again.unchanged, again.added) == (ROWS_AT_ONCE, ROWS - ROWS_AT_ONCE)
    assert counts(workspace) == (ROWS, ROWS)
    assert workspace.ledger.verify().is_intact


def test_a_dry_run_of_many_rows_reports_the_same_and_writes_nothing(workspace: Workspace) -> None:
    tried = workspace.contact_imports.load(FILE, is_dry_run=True)
    before = counts(workspace)
    done = workspace.contact_imports.load(FILE)

    assert before == (0, 0)
    assert {**tried.as_json(), "dry_run": False} == done.as_json()
