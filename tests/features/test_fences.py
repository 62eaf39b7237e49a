"""Nobody takes a stop away with one statement beside the ledger, and what is lawful goes on."""

import sqlite3
from datetime import timedelta

import pytest

from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.ledger import Change
from stopline.consent.status import State
from support.transcript import PEOPLE, Story

MARIA = PEOPLE["maria"]


def stranger(story: Story) -> sqlite3.Connection:
    """Return somebody else's connection, without the settings that Stopline's own has."""
    return sqlite3.connect(story.workspace.engine.path, isolation_level=None)


def state(story: Story, scope: Scope = Scope.ALL) -> State:
    return story.workspace.standings.of(MARIA, Channel.SMS).within(scope).state


def heard(story: Story, kind: EventKind, scope: Scope = Scope.ALL, ago: timedelta = timedelta(0)) -> None:
    outcome = story.workspace.ledger.record(
        ConsentEvent(
            MARIA, Channel.SMS, kind, Method.KEYWORD, "contact", story.workspace.clock.now() - ago, scope,
            Evidence(words=kind.value),
        )
    )  # fmt: skip
    assert isinstance(outcome, Change)


@pytest.mark.parametrize("kind", [EventKind.WITHDRAWN, EventKind.HELD])
@pytest.mark.parametrize("scope", [Scope.ALL, Scope.MARKETING])
@pytest.mark.parametrize(
    "deed",
    [
        "DELETE FROM consent_status WHERE scope = ?1",
        "UPDATE consent_status SET state = 'subscribed' WHERE scope = ?1",
        "UPDATE consent_status SET channel = 'email' WHERE scope = ?1",
        "UPDATE consent_status SET event_seq = 0, state = 'unknown' WHERE scope = ?1",
        "REPLACE INTO consent_status SELECT address, channel, scope, 'subscribed', since, 0, '', '', '' FROM consent_status WHERE scope = ?1",
    ],
    ids=["deleted", "changed", "moved", "undone", "replaced"],
)
def test_no_statement_makes_a_status_say_less_than_the_ledger(
    story: Story, deed: str, scope: Scope, kind: EventKind
) -> None:
    heard(story, kind, scope)
    before = state(story, scope)

    with pytest.raises(sqlite3.IntegrityError):
        stranger(story).execute(deed, (scope,))

    assert state(story, scope) is before


def test_a_stop_is_not_turned_into_a_hold_which_an_agent_might_release(story: Story) -> None:
    heard(story, EventKind.WITHDRAWN)

    with pytest.raises(sqlite3.IntegrityError):
        stranger(story).execute("UPDATE consent_status SET state = 'held'")


@pytest.mark.parametrize(
    "deed",
    [
        "DELETE FROM subjects",
        "UPDATE subjects SET address = '+12025550199'",
        "REPLACE INTO subjects SELECT salt, address, salt FROM subjects",
        "REPLACE INTO subjects SELECT subject, '+12025550199', salt FROM subjects",
    ],
)
def test_whose_events_they_are_cannot_be_taken_away(story: Story, deed: str) -> None:
    heard(story, EventKind.WITHDRAWN)

    with pytest.raises(sqlite3.IntegrityError):
        stranger(story).execute(deed)

    assert [each.event.kind for each in story.workspace.ledger.events_of(MARIA)] == [EventKind.WITHDRAWN]


@pytest.mark.parametrize(
    ("kinds", "then"),
    [
        ([EventKind.WITHDRAWN, EventKind.GIVEN], State.SUBSCRIBED),
        ([EventKind.GIVEN, EventKind.HELD, EventKind.RELEASED], State.SUBSCRIBED),
        ([EventKind.HELD, EventKind.WITHDRAWN, EventKind.HELD, EventKind.GIVEN], State.SUBSCRIBED),
        ([EventKind.HELD, EventKind.GIVEN, EventKind.WITHDRAWN], State.STOPPED),
    ],
)
def test_what_the_ledger_lifts_is_lifted(story: Story, kinds: list[EventKind], then: State) -> None:
    for kind in kinds:
        heard(story, kind)

    assert state(story) is then
    assert story.workspace.ledger.verify().is_intact


def test_a_yes_to_everything_lifts_a_narrower_stop_and_a_late_one_does_not(story: Story) -> None:
    heard(story, EventKind.WITHDRAWN, Scope.MARKETING)
    heard(story, EventKind.GIVEN, ago=timedelta(days=2))
    assert state(story, Scope.MARKETING) is State.STOPPED
    with pytest.raises(sqlite3.IntegrityError):
        stranger(story).execute("DELETE FROM consent_status")

    heard(story, EventKind.GIVEN)

    assert state(story, Scope.MARKETING) is State.SUBSCRIBED


def test_somebody_who_is_forgotten_leaves_through_the_fences(story: Story) -> None:
    story.says("maria", "STOP")

    story.workspace.erasure.forget(MARIA, "alice")

    raw = stranger(story)
    assert raw.execute("SELECT COUNT(*) FROM subjects").fetchone() == (0,)
    assert raw.execute("SELECT COUNT(*) FROM consent_status").fetchone() == (0,)
    assert story.workspace.ledger.verify().is_intact
