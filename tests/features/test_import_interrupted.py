"""A large file goes in a stretch at a time: others write in between, and what was interrupted is taken up again."""

import sqlite3

import pytest

from stopline.address import Address
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


class LeftError(Exception):
    """Somebody has seen enough."""


def test_a_dry_run_tells_the_same_where_rows_of_one_person_stand_far_apart(workspace: Workspace) -> None:
    ava, bea = Address("+12025550101"), Address("+12025550102")
    known = workspace.contacts.ensure(ava, "test", "Ava Lindt")
    workspace.contacts.add_address(known, bea)
    between = [f"Person {place},+1202555{place:04},,vip" for place in range(1000, 1000 + ROWS)]
    first = ["Ava Lindt,+12025550101,,vip", "Cleo Brandt,+12025550103,cleo@example.com,vip"]
    last = ["Ava Lindt,+12025550102,,vip", "Cleo Brandt,,cleo@example.com,shop", "Nobody,,,vip"]
    text = "\n".join(["name,phone,email,tags", *first, *between, *last])
    file = ContactFile("people.csv", text.encode())

    tried = workspace.contact_imports.load(file, is_dry_run=True)
    done = workspace.contact_imports.load(file)

    assert {**tried.as_json(), "dry_run": False} == done.as_json()
    assert (tried.added, tried.updated, tried.merged, len(tried.skipped)) == (ROWS + 1, 1, 2, 1)


@pytest.mark.parametrize("is_dry_run", [True, False], ids=["dry run", "import"])
def test_others_write_between_two_stretches_and_it_is_told_how_far_it_has_come(
    workspace: Workspace, is_dry_run: bool
) -> None:
    told: list[tuple[int, int]] = []
    other = sqlite3.connect(workspace.engine.path, isolation_level=None, timeout=0)

    def tell(done: int, of: int) -> None:
        told.append((done, of))
        other.execute("INSERT INTO workspace_facts (name, value) VALUES (?, 'written')", (f"fact {done}",))

    workspace.contact_imports.load(FILE, is_dry_run=is_dry_run, tell=tell)

    assert told == [(ROWS_AT_ONCE, ROWS), (2 * ROWS_AT_ONCE, ROWS), (ROWS, ROWS)]
    assert other.execute("SELECT COUNT(*) FROM workspace_facts WHERE value = 'written'").fetchone() == (3,)
    assert counts(workspace) == ((0, 0) if is_dry_run else (ROWS, ROWS))
    other.close()


def test_whoever_leaves_a_dry_run_in_the_middle_leaves_nothing_behind(workspace: Workspace) -> None:
    def leave(done: int, of: int) -> None:
        assert done < of
        raise LeftError

    with pytest.raises(LeftError):
        workspace.contact_imports.load(FILE, is_dry_run=True, tell=leave)

    assert counts(workspace) == (0, 0)
