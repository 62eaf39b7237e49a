"""Verifying keeps nobody waiting, sees what is recorded meanwhile, and a rebuild mends what is wrong and nothing else."""

import sqlite3
import threading
from contextlib import closing

import pytest

from stopline.consent import verification
from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method
from stopline.consent.status import State
from stopline.errors import LedgerBrokenError
from stopline.workspace import Workspace
from support.fences import past_the_fences
from support.transcript import PEOPLE


def record(workspace: Workspace, kind: EventKind, person: str = "maria") -> None:
    workspace.ledger.record(
        ConsentEvent(
            PEOPLE[person], Channel.SMS, kind, Method.KEYWORD, "contact", workspace.clock.now(),
            evidence=Evidence(words=kind.value),
        )
    )  # fmt: skip


def touch(workspace: Workspace, sql: str, *values: str) -> None:
    """Change the file behind the ledger's back, at once or not at all."""
    with closing(sqlite3.connect(workspace.engine.path, timeout=0, isolation_level=None)) as stranger:
        past_the_fences(stranger, sql, values)


def test_a_walk_that_has_begun_keeps_nobody_from_writing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "PAGE", 2)
    for kind in (EventKind.GIVEN, EventKind.WITHDRAWN, EventKind.GIVEN):
        record(workspace, kind)
    walk = workspace.ledger.walk()
    assert walk.step()

    touch(workspace, "CREATE TABLE written_meanwhile (x)")
    record(Workspace.open(workspace.folder, workspace.clock), EventKind.WITHDRAWN)

    found = walk.finish()
    assert (found.is_intact, found.event_count) == (True, 4)


def test_a_walk_goes_on_with_what_was_recorded_since(workspace: Workspace) -> None:
    record(workspace, EventKind.GIVEN)
    walk = workspace.ledger.walk()
    first = walk.finish()
    record(workspace, EventKind.WITHDRAWN)
    record(workspace, EventKind.GIVEN, "jean")

    second = walk.finish()

    assert (first.event_count, second.event_count) == (1, 3)
    assert second == workspace.ledger.verify()


def test_a_rebuild_mends_what_is_wrong_missing_and_too_much(workspace: Workspace) -> None:
    for person in ("maria", "jean", "tom"):
        record(workspace, EventKind.WITHDRAWN, person)
    touch(workspace, "UPDATE consent_status SET state = 'subscribed' WHERE address = ?", PEOPLE["maria"])
    touch(workspace, "DELETE FROM consent_status WHERE address = ?", PEOPLE["jean"])
    touch(
        workspace,
        "INSERT INTO consent_status VALUES ('+12025550199', 'sms', 'all', 'subscribed', '2026-01-01T00:00:00.000Z', 1, NULL, NULL, NULL)",
    )

    assert workspace.ledger.verify().status_differences == 3
    assert workspace.ledger.rebuild() == 3
    assert workspace.ledger.verify().is_intact


def test_a_rebuild_while_others_record_ends_with_what_they_recorded(workspace: Workspace) -> None:
    for number in range(40):
        record(workspace, EventKind.GIVEN if number % 2 else EventKind.WITHDRAWN)
    touch(workspace, "UPDATE consent_status SET state = 'subscribed'")
    ends = threading.Event()

    def go_on() -> None:
        other, number = Workspace.open(workspace.folder, workspace.clock), 0
        # With a breath between, or SQLite, which knows no queue, lets nobody else write for seconds.
        while not ends.wait(0.002):
            number += 1
            record(other, EventKind.GIVEN if number % 2 else EventKind.WITHDRAWN, "jean")
        record(other, EventKind.WITHDRAWN, "jean")
        other.close()

    writing = threading.Thread(target=go_on)
    writing.start()
    try:
        for _ in range(5):
            workspace.ledger.rebuild()
    finally:
        ends.set()
        writing.join()

    assert workspace.ledger.verify().is_intact
    assert workspace.standings.of(PEOPLE["jean"], Channel.SMS).everything.state is State.STOPPED


def test_nothing_is_derived_from_a_broken_chain(workspace: Workspace) -> None:
    record(workspace, EventKind.GIVEN)
    record(workspace, EventKind.WITHDRAWN)
    touch(workspace, "DROP TRIGGER ledger_never_changes")
    touch(workspace, "UPDATE consent_events SET kind = 'nonsense' WHERE seq = 2")

    with pytest.raises(LedgerBrokenError, match="event 2: changed"):
        workspace.ledger.rebuild()

    assert workspace.standings.of(PEOPLE["maria"], Channel.SMS).everything.state is State.STOPPED
