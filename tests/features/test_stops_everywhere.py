"""Stops that name every channel, and texts that say stop and start in one breath."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stopline.address import Address
from stopline.clock import ManualClock
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Method
from stopline.consent.recognise import Certainty, Meaning, Recogniser, shipped_lexicon
from stopline.consent.status import State
from stopline.workspace import Workspace
from support.scripted_gateway import ScriptedGateway
from support.transcript import PEOPLE, Story

MARIA, MAIL = PEOPLE["maria"], Address("maria@example.com")
PLACES = [(MARIA, Channel.SMS), (MARIA, Channel.WHATSAPP), (MAIL, Channel.EMAIL)]
RECOGNISER = Recogniser(shipped_lexicon())


@pytest.fixture
def story(workspace: Workspace, clock: ManualClock) -> Story:
    """Maria has agreed on three channels."""
    contact = workspace.contacts.ensure(MARIA, "test")
    workspace.contacts.add_address(contact, MAIL)
    for address, channel in PLACES:
        workspace.ledger.record(
            ConsentEvent(address, channel, EventKind.GIVEN, Method.FORM, CONTACT, clock.now())
        )
    return Story(workspace, clock, ScriptedGateway())


def states(story: Story) -> list[State]:
    return [story.workspace.standings.of(address, channel).everything.state for address, channel in PLACES]


@pytest.mark.parametrize(
    "text",
    [
        "STOP on every channel", "stop everything everywhere", "STOP everywhere", "please stop texting me on all channels",
        "stop all messages on sms, whatsapp and email",
    ],
)  # fmt: skip
def test_a_stop_that_names_every_channel_stops_every_channel_of_the_person(story: Story, text: str) -> None:
    story.says("maria", text)

    assert states(story) == [State.STOPPED] * 3
    [recorded] = story.workspace.ledger.events_of(MAIL)[1:]
    assert (recorded.event.actor, recorded.event.evidence.words) == (CONTACT, text)


def test_a_doubtful_stop_that_names_every_channel_holds_every_channel(story: Story) -> None:
    story.says("maria", "Stop, auf allen Kanälen")

    assert states(story) == [State.HELD] * 3


@pytest.mark.parametrize("text", ["STOP", "please stop texting me", "STOP ALL"])
def test_a_stop_that_names_no_channel_ends_the_one_it_came_by(story: Story, text: str) -> None:
    story.says("maria", text)

    assert states(story) == [State.STOPPED, State.SUBSCRIBED, State.SUBSCRIBED]


def test_words_for_every_channel_without_a_wish_to_stop_change_nothing(story: Story) -> None:
    story.says("maria", "your bikes are everywhere, I love it")

    assert states(story) == [State.SUBSCRIBED] * 3


@pytest.mark.parametrize("text", ["START? no! STOP", "STOP START", "START STOP", "Join, no wait, STOP"])
def test_a_text_that_says_stop_and_start_in_one_breath_is_held_for_a_decision(
    story: Story, text: str
) -> None:
    story.says("maria", text)

    hold = story.workspace.decisions.hold_of(MARIA, Channel.SMS)
    assert states(story) == [State.HELD, State.SUBSCRIBED, State.SUBSCRIBED]
    assert hold is not None
    assert hold.evidence.words == text


@given(
    st.lists(st.sampled_from(["no", "wait", "or", "and", "start", "STOP", "Start?", "stop!"]), max_size=6),
    st.permutations(["START", "STOP"]),
)
def test_stop_beside_start_never_passes_for_nothing_and_never_for_a_yes(
    among: list[str], both: list[str]
) -> None:
    verdict = RECOGNISER.recognise(" ".join([both[0], *among, both[1]]))

    assert (verdict.meaning, verdict.certainty) == (Meaning.STOP, Certainty.LIKELY)


@pytest.mark.parametrize("text", ["Do I start at the bus stop?", "Can you stop by at the start of the week?"])
def test_both_words_in_a_sentence_about_something_else_hold_nobody(text: str) -> None:
    assert RECOGNISER.recognise(text).meaning is Meaning.NONE
