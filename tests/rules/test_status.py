"""What follows from the events."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from stopline.address import Address
from stopline.consent.events import Channel, ConsentEvent, EventKind, Method, Scope
from stopline.consent.status import UNTOUCHED, Standing, State, advance, fold

START = datetime(2026, 11, 17, 14, 0, tzinfo=UTC)
MARIA = Address("+12025550123")


def event(kind: EventKind, scope: Scope = Scope.ALL, minutes: int = 0) -> ConsentEvent:
    return ConsentEvent(
        MARIA, Channel.SMS, kind, Method.KEYWORD, "contact", START + timedelta(minutes=minutes), scope
    )


def after(*events: ConsentEvent) -> Standing:
    return fold(enumerate(events, start=1))


histories = st.lists(st.tuples(st.sampled_from(EventKind), st.sampled_from(Scope)), max_size=12).map(
    lambda steps: [event(kind, scope, minutes) for minutes, (kind, scope) in enumerate(steps)]
)


def test_a_release_returns_to_what_was_before_the_hold() -> None:
    standing = after(event(EventKind.GIVEN), event(EventKind.HELD), event(EventKind.RELEASED))

    assert standing.everything.state is State.SUBSCRIBED


def test_a_second_stop_keeps_the_date_of_the_first() -> None:
    standing = after(event(EventKind.WITHDRAWN), event(EventKind.WITHDRAWN, minutes=9))

    assert standing.everything.since == START
    assert standing.everything.event_seq == 1


def test_a_yes_older_than_the_last_time_a_stop_was_said_does_not_undo_it() -> None:
    twice = (event(EventKind.WITHDRAWN), event(EventKind.WITHDRAWN, minutes=9))

    assert after(*twice, event(EventKind.GIVEN, minutes=5)).everything.state is State.STOPPED
    assert after(*twice, event(EventKind.GIVEN, minutes=9)).everything.state is State.SUBSCRIBED


def test_a_yes_older_than_a_doubt_does_not_settle_it() -> None:
    held = (event(EventKind.GIVEN), event(EventKind.HELD, minutes=9))

    assert after(*held, event(EventKind.GIVEN, minutes=5)).everything.state is State.HELD
    assert after(*held, event(EventKind.GIVEN, minutes=9)).everything.state is State.SUBSCRIBED


def test_a_wish_for_one_kind_is_older_than_a_stop_of_everything_that_was_said_again() -> None:
    standing = after(
        event(EventKind.WITHDRAWN, Scope.MARKETING),
        event(EventKind.WITHDRAWN, minutes=9),
        event(EventKind.GIVEN, Scope.NOTICE, 12),
        event(EventKind.GIVEN, Scope.MARKETING, 5),
    )

    assert standing.within(Scope.NOTICE).state is State.SUBSCRIBED
    assert standing.within(Scope.MARKETING).state is State.STOPPED


def test_an_import_or_a_request_never_lifts_a_stop() -> None:
    for kind in (
        EventKind.IMPORTED,
        EventKind.REQUESTED,
        EventKind.CONFIRMED,
        EventKind.EXPIRED,
        EventKind.RELEASED,
    ):
        assert after(event(EventKind.WITHDRAWN), event(kind)).everything.state is State.STOPPED


def test_a_yes_older_than_the_stop_it_meets_does_not_undo_it() -> None:
    standing = after(event(EventKind.WITHDRAWN, minutes=5), event(EventKind.GIVEN, minutes=1))

    assert standing.everything.state is State.STOPPED


def test_a_fresh_yes_to_everything_lifts_a_narrower_stop() -> None:
    standing = after(event(EventKind.WITHDRAWN, Scope.MARKETING), event(EventKind.GIVEN, minutes=1))

    assert standing.within(Scope.MARKETING).state is State.SUBSCRIBED


def test_a_yes_repeated_lifts_a_narrower_stop_too() -> None:
    standing = after(
        event(EventKind.GIVEN),
        event(EventKind.WITHDRAWN, Scope.MARKETING, 1),
        event(EventKind.GIVEN, minutes=2),
    )

    assert standing.within(Scope.MARKETING).state is State.SUBSCRIBED


def test_a_yes_read_in_late_leaves_a_newer_narrower_stop() -> None:
    standing = after(
        event(EventKind.GIVEN),
        event(EventKind.WITHDRAWN, Scope.MARKETING, 5),
        event(EventKind.GIVEN, minutes=2),
    )

    assert standing.within(Scope.MARKETING).state is State.STOPPED


def test_a_stop_of_everything_wins_over_a_narrower_yes() -> None:
    standing = after(event(EventKind.GIVEN, Scope.MARKETING), event(EventKind.WITHDRAWN))

    assert standing.within(Scope.MARKETING).state is State.STOPPED


@given(history=histories)
def test_folding_at_once_and_step_by_step_agree(history: list[ConsentEvent]) -> None:
    standing = UNTOUCHED
    for seq, each in enumerate(history, start=1):
        standing = advance(standing, seq, each)

    assert standing == after(*history)


@given(history=histories)
def test_after_a_stop_only_a_given_or_corrected_opens_the_way(history: list[ConsentEvent]) -> None:
    later = [each for each in history if each.kind not in (EventKind.GIVEN, EventKind.CORRECTED)]

    standing = after(event(EventKind.WITHDRAWN, minutes=-1), *later)

    assert all(standing.within(scope).state is State.STOPPED for scope in Scope)
