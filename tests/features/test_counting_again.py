"""Counting again keeps nobody waiting, survives its own death, and ends with what counting as it happened would have given."""

import sqlite3
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stopline.analytics import tally
from stopline.analytics.optouts import OptOuts
from stopline.analytics.series import By
from stopline.analytics.tally import Tally
from stopline.consent.events import EventKind, Method
from stopline.store.queries import Query
from support.counting_desk import HISTORIES, KOLKATA, PEOPLE, YEAR, Desk, desk, play

TABLES = (
    "optouts", "optout_counts", "reach_days", "reach_counts", "memberships", "membership_counts", "cohort_counts", "hold_facts",
)  # fmt: skip
SERIES_NAMES = "SELECT s.dimension, s.key, c.day, c.previous, c.people FROM reach_counts c JOIN reach_series s ON s.id = c.series"


class Dies(Exception):  # noqa: N818 - it is what happens
    """The process is killed."""


def held(at: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Return everything the figures hold, whatever numbers series have."""
    connection = sqlite3.connect(at.engine.path)
    found = {}
    for table in TABLES:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        counts = [name for name in ("optouts", "people") if name in columns and table != "optouts"]
        where = f" WHERE {counts[0]} <> 0" if counts else ""
        if "series" in columns:
            names = ", ".join(column for column in columns if column != "series")
            sql = f"SELECT s.dimension, s.key, {names} FROM {table} c JOIN reach_series s ON s.id = c.series{where}"  # noqa: S608 - fixed names
        else:
            sql = f"SELECT * FROM {table}{where}"  # noqa: S608 - fixed names
        found[table] = sorted(map(repr, connection.execute(sql)))
    connection.close()
    return found  # type: ignore[return-value]  # written out, for a readable difference


@settings(max_examples=30, deadline=None)
@given(HISTORIES)
def test_counting_again_gives_row_for_row_what_was_counted_as_it_happened(
    history: list[tuple[object, ...]],
) -> None:
    with desk() as at:
        play(at, history)  # type: ignore[arg-type]  # what the strategy makes
        before = held(at)

        at.optouts.tally.rebuild()

        assert held(at) == before


@settings(max_examples=25, deadline=None)
@given(HISTORIES, st.integers(0, 12))
def test_whoever_comes_after_a_process_that_died_counting_goes_on_from_there(
    history: list[tuple[object, ...]], pieces: int
) -> None:
    with pytest.MonkeyPatch.context() as patch, desk() as at:
        patch.setattr(tally, "EVENTS_AT_ONCE", 3)
        patch.setattr(tally, "MESSAGES_AT_ONCE", 2)
        play(at, history)  # type: ignore[arg-type]
        before = held(at)
        done = 0

        def work(self: Tally, place: object) -> object:
            nonlocal done
            done += 1
            if done > pieces:
                raise Dies
            return count_messages(self, place)  # type: ignore[arg-type]

        count_messages = Tally._count_messages
        with pytest.MonkeyPatch.context() as dying:
            dying.setattr(Tally, "_count_messages", work)
            try:
                at.optouts.tally.rebuild()
            except Dies:
                # Meanwhile life goes on, counted by nobody yet.
                at.record(PEOPLE[0], EventKind.GIVEN)
                at.record(PEOPLE[0])
                before = {}
        survivor = OptOuts(at.engine, at.clock, at.zone)
        survivor.tally.catch_up()

        assert survivor.tally.compare().is_true
        assert not survivor.tally.catch_up()
        assert not before or held(at) == before


def test_what_happens_while_somebody_counts_again_is_counted_once() -> None:
    with pytest.MonkeyPatch.context() as patch, desk() as at:
        patch.setattr(tally, "EVENTS_AT_ONCE", 1)
        patch.setattr(tally, "MESSAGES_AT_ONCE", 1)
        for person in PEOPLE:
            at.record(person, EventKind.GIVEN)
            at.send(person, campaign="Winter sale")
            at.clock.advance(timedelta(minutes=5))
        roll_up = Tally._roll_up_one
        happened: list[int] = []

        def in_between(self: Tally) -> bool:
            if len(happened) < 2:
                happened.append(1)
                at.send(PEOPLE[3 - len(happened)], campaign="Winter sale")
                at.record(PEOPLE[len(happened)])
            return roll_up(self)

        patch.setattr(Tally, "_roll_up_one", in_between)
        moved = OptOuts(at.engine, at.clock, KOLKATA)

        assert moved.tally.catch_up()

        assert len(happened) == 2
        assert moved.tally.compare().is_true
        assert sum(share.optouts for share in moved.shares(YEAR, By.KEYWORD)) == 2


def test_each_piece_of_counting_again_lets_others_write() -> None:
    with pytest.MonkeyPatch.context() as patch, desk() as at:
        patch.setattr(tally, "MESSAGES_AT_ONCE", 2)
        for person in PEOPLE:
            at.record(person, EventKind.GIVEN)
            at.send(person)
        transactions = []
        begin = at.engine.transaction

        def counted() -> object:
            transactions.append(1)
            return begin()

        patch.setattr(at.engine, "transaction", counted)

        at.optouts.tally.rebuild()

        assert len(transactions) > 4


def test_erased_words_keep_the_figures_they_made() -> None:
    with desk() as at:
        at.record(PEOPLE[0], EventKind.GIVEN, method=Method.FORM, keyword="")
        at.send(PEOPLE[0], campaign="Winter sale")
        at.clock.advance(timedelta(minutes=5))
        at.record(PEOPLE[0], keyword="ARRET")
        at.engine.run(Query("erase", "Erase every word.", "UPDATE evidence SET content = NULL"))

        assert at.optouts.tally.compare().is_true
        before = held(at)
        at.optouts.tally.rebuild()

        assert held(at) == before
        assert [share.key for share in at.optouts.shares(YEAR, By.KEYWORD)] == ["ARRET"]


def test_a_person_who_is_forgotten_leaves_the_figures_as_they_were() -> None:
    with desk() as at:
        at.record(PEOPLE[0], EventKind.GIVEN)
        at.send(PEOPLE[0], campaign="Winter sale")
        at.clock.advance(timedelta(minutes=5))
        at.record(PEOPLE[0])
        with at.engine.transaction():
            at.optouts.tally.forget(PEOPLE[0], "subject-1")

        addresses = {
            row[0]
            for table in ("figure_people", "optouts", "memberships", "hold_facts")
            for row in sqlite3.connect(at.engine.path).execute(f"SELECT address FROM {table}")  # noqa: S608 - fixed names
        }

        assert addresses == {"forgotten:subject-1"}
        assert at.optouts.people_reached(YEAR) == 1
