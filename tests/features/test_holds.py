"""Doubtful replies freeze sending until somebody decides, or until time does."""

from datetime import UTC, datetime, timedelta

import pytest

from stopline.consent.deadlines import business_days_after, business_days_left
from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.gate import Permit, Purpose
from stopline.consent.status import State
from stopline.errors import BadInputError, NotFoundError
from support.times import START
from support.transcript import PEOPLE, Story

MARIA = PEOPLE["maria"]


def hold(story: Story, words: str = "pls no more of these ok") -> None:
    story.workspace.ledger.record(
        ConsentEvent(
            MARIA, Channel.SMS, EventKind.HELD, Method.SENTENCE, "contact", story.clock.now(),
            evidence=Evidence(words=words, rule="phrase:en:no more", span=(4, 20)),
        )
    )  # fmt: skip


def test_a_hold_freezes_what_was_queued_and_what_follows(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:01 alice > maria: Your order is ready
    """
    hold(transcript)
    transcript.sends("alice", "maria", "Are you there?")

    assert transcript.states("maria") == ["refused", "refused"]
    assert [refusal.codes for refusal in transcript.refusals] == [("held",)]


def test_a_confirmed_hold_is_a_stop_dated_to_the_text_and_the_contacts_own(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    """
    hold(transcript)
    held_at = transcript.clock.now()
    transcript.clock.advance(timedelta(hours=3))

    transcript.workspace.decisions.confirm(MARIA, Channel.SMS, "alice")
    transcript.records("bob", "maria", EventKind.GIVEN, "she is fine with it")

    assert transcript.status("maria").state is State.STOPPED
    assert transcript.status("maria").since == held_at
    assert [refusal.codes for refusal in transcript.refusals] == [("own_stop",)]


def test_a_hold_confirmed_within_minutes_is_confirmed_to_the_contact(transcript: Story) -> None:
    """
    09:00 maria > hello
    """
    hold(transcript)
    transcript.clock.advance(timedelta(minutes=4))

    transcript.workspace.decisions.confirm(MARIA, Channel.SMS, "alice")

    assert [message.purpose for message in transcript.outbound("maria")] == [Purpose.COMPLIANCE]


def test_a_hold_confirmed_late_sends_nothing(transcript: Story) -> None:
    """
    09:00 maria > hello
    """
    hold(transcript)
    transcript.clock.advance(timedelta(minutes=6))

    transcript.workspace.decisions.confirm(MARIA, Channel.SMS, "alice")

    assert transcript.outbound("maria") == []


def test_a_hold_may_turn_out_to_mean_marketing_only(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    """
    hold(transcript)

    transcript.workspace.decisions.confirm(MARIA, Channel.SMS, "alice", Scope.MARKETING)

    assert isinstance(transcript.ask("maria", Purpose.NOTICE), Permit)
    assert not isinstance(transcript.ask("maria", Purpose.MARKETING), Permit)


def test_a_wrong_number_is_a_stop_and_the_person_we_meant_loses_the_number(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    """
    contacts = transcript.workspace.contacts
    meant = contacts.ensure(MARIA, source="test")
    contacts.rename(meant, "Maria Alvarez")
    hold(transcript, "you have the wrong number")

    transcript.workspace.decisions.wrong_number(MARIA, Channel.SMS, "alice")

    assert transcript.status("maria").state is State.STOPPED
    assert contacts.name_at(MARIA) == ""
    assert contacts.contact(meant).name == "Maria Alvarez"
    assert contacts.contact(meant).addresses == ()


def test_a_release_needs_a_reason_and_returns_to_what_was(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    """
    hold(transcript)
    decisions = transcript.workspace.decisions
    with pytest.raises(BadInputError):
        decisions.release(MARIA, Channel.SMS, "alice", "  ")

    decisions.release(MARIA, Channel.SMS, "alice", "she means the flyers on her door")

    assert transcript.status("maria").state is State.SUBSCRIBED


def test_a_release_that_is_taken_back_holds_the_same_words_and_its_time_has_run_on(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    """
    hold(transcript)
    decisions = transcript.workspace.decisions
    before = decisions.hold_of(MARIA, Channel.SMS)
    assert before is not None
    transcript.clock.move_to(transcript.clock.now() + timedelta(days=3))
    decisions.release(MARIA, Channel.SMS, "alice", "she means the flyers on her door")

    decisions.hold_again(MARIA, Channel.SMS, "alice")

    after = decisions.hold_of(MARIA, Channel.SMS)
    assert after is not None
    assert (after.deadline, after.evidence.words) == (before.deadline, before.evidence.words)
    assert after.evidence.span == before.evidence.span


def test_only_what_was_released_last_can_be_held_again(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    """
    hold(transcript)
    decisions = transcript.workspace.decisions
    decisions.confirm(MARIA, Channel.SMS, "alice")

    with pytest.raises(NotFoundError):
        decisions.hold_again(MARIA, Channel.SMS, "alice")


def test_a_release_is_taken_back_only_by_its_own_event(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    """
    hold(transcript)
    decisions = transcript.workspace.decisions
    first = decisions.release(MARIA, Channel.SMS, "alice", "the flyers").recorded.seq
    decisions.hold_again(MARIA, Channel.SMS, "bob", first)
    second = decisions.release(MARIA, Channel.SMS, "bob", "the flyers indeed").recorded.seq

    with pytest.raises(NotFoundError, match="somebody else has decided"):
        decisions.hold_again(MARIA, Channel.SMS, "alice", first)
    decisions.hold_again(MARIA, Channel.SMS, "bob", second)

    assert transcript.status("maria").state is State.HELD


def test_what_is_not_held_cannot_be_decided(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    """
    with pytest.raises(NotFoundError):
        transcript.workspace.decisions.confirm(MARIA, Channel.SMS, "alice")


def test_a_hold_nobody_decides_becomes_a_stop_after_ten_business_days(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    """
    hold(transcript)
    transcript.clock.advance(timedelta(days=13, hours=22))
    transcript.tick.run()
    assert transcript.status("maria").state is State.HELD

    transcript.clock.advance(timedelta(hours=3))
    transcript.tick.run()

    assert transcript.status("maria").state is State.STOPPED
    assert transcript.status("maria").since == START


@pytest.mark.parametrize(
    ("from_day", "days", "to_day"),
    [("2026-11-17", 1, "2026-11-18"), ("2026-11-20", 1, "2026-11-23"), ("2026-11-21", 10, "2026-12-04")],
)
def test_business_days_leave_out_weekends(from_day: str, days: int, to_day: str) -> None:
    start, end = (datetime.fromisoformat(f"{day}T10:00:00+00:00") for day in (from_day, to_day))

    assert business_days_after(start, days) == end
    assert business_days_left(start, end) == days


def test_business_days_are_those_of_the_person_and_the_earliest_of_their_zones_counts() -> None:
    friday_in_london = datetime(2026, 11, 20, 22, tzinfo=UTC)  # Saturday morning in Sydney

    assert business_days_after(friday_in_london, 5) == datetime(2026, 11, 27, 22, tzinfo=UTC)
    assert business_days_after(friday_in_london, 5, ["Australia/Sydney"]) == datetime(
        2026, 11, 26, 22, tzinfo=UTC
    )
    assert business_days_after(friday_in_london, 5, ["Europe/London", "Australia/Sydney"]) == datetime(
        2026, 11, 26, 22, tzinfo=UTC
    )


def test_a_hold_that_was_confirmed_for_offers_alone_is_told_as_that(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:01 tick
    """
    hold(transcript)
    transcript.workspace.decisions.confirm(MARIA, Channel.SMS, "alice", Scope.MARKETING)
    transcript.clock.advance(timedelta(minutes=1))
    transcript.tick.run()

    last = transcript.gateway.permits[-1].draft
    assert (
        last.text
        == "Harbour Bikes: You will get no more offers from us. Text STOP to get no messages at all."
    )


def test_a_released_hold_leaves_the_consent_with_whoever_gave_it(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    """
    hold(transcript)
    transcript.clock.advance(timedelta(hours=1))
    workspace = transcript.workspace
    workspace.decisions.release(MARIA, Channel.SMS, "alice", "she meant the bell")
    thread = workspace.threads.at(MARIA, Channel.SMS)
    assert thread is not None

    (consent,) = workspace.cards.of(workspace.threads.thread(thread)).channels

    assert consent.made_by is not None
    assert consent.released_by is not None
    assert (consent.made_by.event.actor, consent.made_by.event.evidence.words) == ("contact", "JOIN")
    assert consent.released_by.event.actor == "alice"
