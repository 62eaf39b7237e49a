"""Old texts that a program hands in count by when they were said, and are held against us only from when they came in."""

from datetime import timedelta

import pytest

from stopline.address import Address
from stopline.clock import ManualClock
from stopline.consent.events import Channel, EventKind, Evidence, Scope
from stopline.consent.proof import honoured_in
from stopline.gateways.base import InboundText
from stopline.hygiene.findings import Kind
from stopline.workspace import Workspace
from support.luna import GRETA, LunaShop
from support.scripted_gateway import ScriptedGateway
from support.transcript import PEOPLE, Story

TWO_YEARS = timedelta(days=730)
MARIA = PEOPLE["maria"]


@pytest.fixture
def story(workspace: Workspace, clock: ManualClock) -> Story:
    return Story(workspace, clock, ScriptedGateway())


def hand_in(story: Story, address: Address, text: str, ago: timedelta = TWO_YEARS) -> None:
    """Let a program hand in what somebody wrote long ago."""
    said_at = story.clock.now() - ago
    story.workspace.intake.receive("receive", InboundText(address, text, sent_at=said_at, is_handed_in=True))
    story.tick.run()


def test_an_old_stop_that_is_handed_in_was_honoured_when_it_came_in(story: Story) -> None:
    hand_in(story, MARIA, "STOP")

    request = story.workspace.requests.honoured()[0]
    recorded = story.workspace.ledger.events_of(MARIA)[0]

    assert request.asked_at == story.clock.now() - TWO_YEARS
    assert request.arrived_at == story.clock.now()
    assert not request.was_late
    assert request.took == timedelta()
    assert honoured_in(recorded) == "at once"


def test_a_stop_that_lay_at_a_gateway_is_held_against_us_from_when_it_was_said(story: Story) -> None:
    said_at = story.clock.now() - timedelta(days=30)
    story.workspace.intake.receive("scripted", InboundText(MARIA, "STOP", sent_at=said_at))

    assert story.workspace.requests.honoured()[0].was_late


def test_an_old_doubtful_reply_that_is_handed_in_waits_for_a_person_as_long_as_a_new_one(
    story: Story,
) -> None:
    hand_in(story, MARIA, "wrong number")
    story.tick.run()

    hold = story.workspace.decisions.holds()[0]

    assert hold.held_at == story.clock.now() - TWO_YEARS
    assert hold.days_left > 0
    assert story.workspace.requests.overdue() == []
    assert story.workspace.doctor.people(Kind.HOLDS)[0].detail == f"{hold.days_left} business days left"
    assert story.workspace.requests.waiting()[0].deadline == hold.deadline


def test_a_confirmed_stop_that_was_handed_in_late_counts_from_when_it_came_in(story: Story) -> None:
    hand_in(story, MARIA, "wrong number")
    story.clock.advance(timedelta(days=2))

    story.workspace.decisions.confirm(MARIA, Channel.SMS, "alice")

    request = story.workspace.requests.honoured()[0]
    assert request.took == timedelta(days=2)
    assert not request.was_late


def test_an_old_join_that_needs_a_second_yes_is_recorded_and_asks_nobody(luna: LunaShop) -> None:
    hand_in(luna, GRETA, "JOINLUNA")
    luna.let_pass(days=3)

    assert luna.texts(GRETA) == []
    assert luna.state(GRETA) == "unknown"
    asked, expired = luna.events(GRETA)
    assert (asked.kind, asked.evidence.words) == (EventKind.REQUESTED, "JOINLUNA")
    assert expired.kind is EventKind.EXPIRED
    assert expired.evidence.note.endswith("when these words came in, so nobody was asked")
    assert expired.occurred_at > asked.occurred_at


def test_an_old_start_after_an_old_stop_brings_what_needs_no_second_yes_and_asks_nobody(
    luna: LunaShop,
) -> None:
    hand_in(luna, GRETA, "STOP", TWO_YEARS)
    hand_in(luna, GRETA, "START", TWO_YEARS - timedelta(days=1))

    standing = luna.workspace.standings.of(GRETA, Channel.SMS)

    assert luna.texts(GRETA) == []
    assert standing.everything.state.value == "subscribed"
    assert standing.within(Scope.MARKETING).state.value == "unknown"


def test_a_join_of_yesterday_that_was_collected_late_is_still_asked_back(luna: LunaShop) -> None:
    hand_in(luna, GRETA, "JOINLUNA", timedelta(hours=30))
    luna.let_pass(days=1)

    assert len(luna.texts(GRETA)) >= 1


@pytest.mark.parametrize("joined_by", ["JOINLUNA", "JOIN"])
@pytest.mark.parametrize("word", ["JOINLUNA", "JOINSTELLA", "YES", "NO"])
def test_old_words_neither_answer_nor_end_a_question_that_was_asked_after_them(
    luna: LunaShop, word: str, joined_by: str
) -> None:
    luna.writes(GRETA, joined_by)
    hand_in(luna, GRETA, word)

    assert luna.state(GRETA) == "pending"


def test_when_words_came_in_is_part_of_what_the_chain_covers(story: Story) -> None:
    hand_in(story, MARIA, "STOP")

    evidence = story.workspace.ledger.events_of(MARIA)[0].event.evidence

    assert Evidence.from_content(evidence.content()) == evidence
    assert story.workspace.ledger.verify().is_intact
