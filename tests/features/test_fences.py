"""Nobody takes a stop away with one statement beside the ledger, and what is lawful goes on."""

import re
import sqlite3
from datetime import timedelta

import pytest

from stopline.address import masked
from stopline.consent.chain import BreakKind
from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.ledger import Change
from stopline.consent.status import State
from stopline.errors import LedgerBrokenError, WeakerStatusError
from support.fences import past_the_fences
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


def test_events_that_belong_to_nobody_are_a_break_that_names_whose_they_were(story: Story) -> None:
    story.says("jean", "JOIN")
    story.says("maria", "STOP")
    past_the_fences(stranger(story), "DELETE FROM subjects WHERE address = ?", (MARIA,))

    found = story.workspace.ledger.verify()
    own = story.workspace.own_events.check(MARIA)

    assert found.first_break is not None
    assert (found.first_break.kind, found.first_break.seq) == (BreakKind.PERSON_MISSING, 2)
    assert found.first_break.about == masked(MARIA)
    assert own.first_break is not None
    assert (own.first_break.kind, own.first_break.seq) == (BreakKind.PERSON_MISSING, 2)


def test_a_rebuild_takes_no_stop_from_somebody_whose_events_belong_to_nobody(story: Story) -> None:
    story.says("maria", "STOP")
    past_the_fences(stranger(story), "DELETE FROM subjects")

    with pytest.raises(LedgerBrokenError, match=re.escape(f"person missing ({masked(MARIA)})")):
        story.workspace.ledger.rebuild(may_weaken=True)

    assert state(story) is State.STOPPED


def test_somebody_who_was_forgotten_is_missing_to_nobody(story: Story) -> None:
    story.says("maria", "STOP")
    story.says("jean", "JOIN")
    walk = story.workspace.ledger.walk()
    walk.step()
    story.workspace.erasure.forget(MARIA, "alice")

    assert story.workspace.ledger.verify().is_intact
    assert walk.finish().first_break is None


def test_a_rebuild_lifts_no_stop_or_hold_unless_somebody_answers_for_it(story: Story) -> None:
    for person in ("maria", "jean", "tom"):
        story.says(person, "JOIN")
    raw = stranger(story)
    for person, false in (("maria", "stopped"), ("jean", "held"), ("tom", "unknown")):
        past_the_fences(raw, "UPDATE consent_status SET state = ? WHERE address = ?", (false, PEOPLE[person]))

    with pytest.raises(WeakerStatusError, match=re.escape(masked(MARIA))) as refused:
        story.workspace.ledger.rebuild()

    assert masked(PEOPLE["tom"]) not in str(refused.value)
    assert story.workspace.ledger.verify().status_differences == 2
    assert state(story) is State.STOPPED
    assert story.workspace.ledger.rebuild(may_weaken=True) == 2
    assert story.workspace.ledger.verify().is_intact
