"""The ledger keeps what was recorded, and shows where it was touched."""

import random
import sqlite3
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stopline.address import Address, masked
from stopline.clock import ManualClock
from stopline.consent.chain import BreakKind
from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.ledger import Change, Ledger
from stopline.errors import WeakerStatusError
from stopline.store.sqlite import SqliteEngine
from stopline.workspace import Workspace
from support.times import START
from support.transcript import PEOPLE

TAMPERINGS = {
    "a field": ("UPDATE consent_events SET kind = 'given' WHERE seq = 2", BreakKind.CHANGED, 2),
    "a hash": ("UPDATE consent_events SET hash = 'ff' WHERE seq = 2", BreakKind.CHANGED, 2),
    "a link": (
        "UPDATE consent_events SET previous_hash = (SELECT hash FROM consent_events WHERE seq = 1) WHERE seq = 3",
        BreakKind.UNLINKED,
        3,
    ),
    "a missing event": ("DELETE FROM consent_events WHERE seq = 2", BreakKind.MISSING, 2),
    "the evidence": (
        "UPDATE evidence SET content = '{}' WHERE digest = (SELECT evidence_digest FROM consent_events WHERE seq = 3)",
        BreakKind.EVIDENCE_CHANGED,
        3,
    ),
    "the person": (
        "UPDATE subjects SET address = '+12025550199' WHERE address = '+12025550123'",
        BreakKind.ADDRESS_CHANGED,
        1,
    ),
}


def event(kind: EventKind, person: str = "maria", words: str = "", scope: Scope = Scope.ALL) -> ConsentEvent:
    return ConsentEvent(
        PEOPLE[person], Channel.SMS, kind, Method.KEYWORD, "contact", START, scope, Evidence(words=words)
    )


def record_three(workspace: Workspace) -> None:
    for kind in (EventKind.GIVEN, EventKind.WITHDRAWN, EventKind.GIVEN):
        assert isinstance(workspace.ledger.record(event(kind, words=kind.value)), Change)


def test_an_untouched_ledger_verifies(workspace: Workspace) -> None:
    record_three(workspace)

    verification = workspace.ledger.verify()

    assert verification.is_intact
    assert verification.event_count == 3


@pytest.mark.parametrize(("sql", "kind", "seq"), TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_the_first_break_is_named(workspace: Workspace, sql: str, kind: BreakKind, seq: int) -> None:
    record_three(workspace)
    owner = sqlite3.connect(workspace.engine.path)
    for (trigger,) in owner.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        owner.execute(f"DROP TRIGGER {trigger}")
    owner.execute(sql)
    owner.commit()

    broken = workspace.ledger.verify().first_break

    assert broken is not None
    assert (broken.kind, broken.seq) == (kind, seq)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE consent_events SET kind = 'given'",
        "DELETE FROM consent_events",
        "INSERT OR REPLACE INTO consent_events SELECT * FROM consent_events WHERE seq = 2",
        "REPLACE INTO consent_events SELECT 2, subject, channel, scope, 'given', method, actor, evidence_digest, occurred_at, recorded_at, previous_hash, 'x' FROM consent_events WHERE seq = 2",
        "UPDATE evidence SET content = 'other'",
        "DELETE FROM evidence",
    ],
)
def test_the_database_itself_keeps_the_ledger_append_only(workspace: Workspace, sql: str) -> None:
    record_three(workspace)
    anybody = sqlite3.connect(workspace.engine.path)

    with pytest.raises(sqlite3.IntegrityError):
        anybody.execute(sql)

    assert workspace.ledger.verify().is_intact


def test_the_evidence_of_who_is_forgotten_is_erased_while_the_chain_still_verifies(
    workspace: Workspace,
) -> None:
    record_three(workspace)
    with workspace.engine.transaction():
        workspace.ledger.erase(PEOPLE["maria"], "alice")

    assert workspace.ledger.verify().is_intact


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE evidence SET content = NULL WHERE digest = (SELECT evidence_digest FROM consent_events WHERE seq = 2)",
        "DELETE FROM evidence WHERE digest = (SELECT evidence_digest FROM consent_events WHERE seq = 2)",
    ],
)
def test_words_that_are_gone_while_nobody_was_forgotten_are_a_break_and_hide_no_event(
    workspace: Workspace, sql: str
) -> None:
    record_three(workspace)
    assert isinstance(workspace.ledger.record(event(EventKind.GIVEN, "jean")), Change)
    owner = sqlite3.connect(workspace.engine.path)
    owner.execute("DROP TRIGGER evidence_stays")
    owner.execute(sql)
    owner.commit()

    broken = workspace.ledger.verify().first_break
    own = workspace.own_events.check(PEOPLE["maria"])

    assert broken is not None
    assert (broken.kind, broken.seq, broken.about) == (
        BreakKind.EVIDENCE_MISSING,
        2,
        masked(PEOPLE["maria"]),
    )
    assert own.first_break == broken
    assert workspace.own_events.check(PEOPLE["jean"]).is_intact
    assert [each.seq for each in workspace.ledger.events_of(PEOPLE["maria"])] == [1, 2, 3]
    assert workspace.ledger.event(2) is not None


def test_a_projection_that_was_touched_is_found_and_rebuilt(workspace: Workspace) -> None:
    record_three(workspace)
    owner = sqlite3.connect(workspace.engine.path)
    owner.execute("UPDATE consent_status SET state = 'stopped'")
    owner.commit()
    found = workspace.ledger.verify()

    with pytest.raises(WeakerStatusError, match="--weaken"):
        workspace.ledger.rebuild()
    rebuilt = workspace.ledger.rebuild(may_weaken=True)

    assert not found.is_intact
    assert (found.status_differences, rebuilt) == (1, 1)
    assert workspace.ledger.verify().is_intact


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_the_projection_always_equals_the_folded_ledger(
    engine: SqliteEngine, clock: ManualClock, seed: int
) -> None:
    chance = random.Random(seed)
    ledger = Ledger(engine, clock)
    for _ in range(12):
        clock.advance(timedelta(minutes=1))
        ledger.record(
            ConsentEvent(
                chance.choice([Address("+12025550123"), Address("+12025550124")]),
                chance.choice(list(Channel)),
                chance.choice(list(EventKind)),
                chance.choice(list(Method)),
                chance.choice(["contact", "alice"]),
                clock.now(),
                chance.choice(list(Scope)),
            )
        )

    assert ledger.verify().is_intact
    assert ledger.rebuild() == 0
