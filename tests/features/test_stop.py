"""What a stop does, told as conversations."""

from datetime import timedelta

import pytest

from stopline.consent.events import Channel
from stopline.consent.gate import Permit, Purpose
from stopline.consent.refusal import Refusal
from stopline.consent.status import State
from stopline.gateways.base import InboundText
from stopline.messages.message import MessageState
from support.transcript import PEOPLE, Story


def test_a_stop_refuses_everything_still_queued(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:01 alice > maria: Your order is ready
    09:01 maria > stop please
    """
    assert transcript.status("maria").state is State.STOPPED
    assert transcript.states("maria") == ["refused", "refused", "queued"]


def test_a_stop_is_confirmed_once_and_nothing_follows(transcript: Story) -> None:
    """
    09:00 maria > Hello
    09:01 maria > STOP
    09:02 tick
    09:03 maria > STOP
    09:04 maria > stop!!
    09:05 tick
    09:06 alice > maria: Are you sure?
    09:07 tick
    """
    sent = [permit.draft.text for permit in transcript.gateway.permits]
    assert sent == ["Harbour Bikes: You will get no more messages from us. Text START to get them again."]
    assert [refusal.codes for refusal in transcript.refusals] == [("stopped",)]


def test_whom_a_colleague_had_stopped_is_told_once_that_their_own_stop_is_heard(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:01 alice records stop of maria: no more texts please
    09:02 maria > STOP
    09:03 maria > STOP
    """
    confirmed = [each for each in transcript.outbound("maria") if "no more messages" in each.text]

    assert len(confirmed) == 1


def test_a_fresh_yes_after_a_stop_opens_the_way_again(transcript: Story) -> None:
    """
    09:00 maria > STOP
    09:01 tick
    09:02 maria > START
    09:03 alice [marketing] > maria: Welcome back
    09:04 tick
    """
    assert transcript.status("maria").state is State.SUBSCRIBED
    assert [message.purpose for message in transcript.outbound("maria")] == [
        "compliance",
        "compliance",
        "marketing",
    ]
    assert set(transcript.states("maria")) == {"sent"}


def test_a_second_stop_after_a_resume_is_confirmed_again(transcript: Story) -> None:
    """
    09:00 maria > STOP
    09:01 maria > START
    09:02 maria > STOP
    09:03 tick
    """
    assert [message.purpose for message in transcript.outbound("maria")] == ["compliance"] * 3


def test_a_stop_overtakes_the_confirmation_of_a_yes_that_has_not_left(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:01 maria > STOP
    09:02 tick
    """
    sent = [permit.draft.text for permit in transcript.gateway.permits]
    assert sent == ["Harbour Bikes: You will get no more messages from us. Text START to get them again."]
    assert transcript.states("maria") == ["refused", "sent"]


def test_help_is_answered_even_after_a_stop(transcript: Story) -> None:
    """
    09:00 maria > STOP
    09:01 tick
    09:10 maria > HELP
    09:11 tick
    """
    assert [message.state for message in transcript.outbound("maria")] == [
        MessageState.SENT,
        MessageState.SENT,
    ]
    assert transcript.status("maria").state is State.STOPPED


def test_an_agent_cannot_undo_a_contacts_own_stop(transcript: Story) -> None:
    """
    09:00 maria > STOP
    09:01 alice records yes of maria: she did not mean it
    """
    assert [refusal.codes for refusal in transcript.refusals] == [("own_stop",)]
    assert "START" in str(transcript.refusals[0])
    assert transcript.status("maria").state is State.STOPPED


def test_a_stop_heard_on_the_phone_can_be_followed_by_a_yes_heard_on_the_phone(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:01 alice records stop of maria: no more texts please
    09:02 alice > maria: One more
    09:03 bob records yes of maria: I want them again
    """
    assert transcript.status("maria").state is State.SUBSCRIBED
    assert [refusal.codes for refusal in transcript.refusals] == [("stopped",)]


def test_marketing_needs_a_yes_that_a_reply_does_not(transcript: Story) -> None:
    """
    09:00 maria > Is the blue one still in?
    """
    assert isinstance(transcript.ask("maria", Purpose.CONVERSATION), Permit)
    refused = transcript.ask("maria", Purpose.MARKETING)
    assert isinstance(refused, Refusal)
    assert refused.codes == ("no_consent",)


def test_somebody_who_never_wrote_cannot_be_replied_to(transcript: Story) -> None:
    """
    09:00 alice > maria: Hello there
    """
    assert [refusal.codes for refusal in transcript.refusals] == [("never_wrote",)]
    assert transcript.workspace.contacts.at(PEOPLE["maria"]) is None


def test_the_list_shows_the_persons_stop_and_not_the_automatic_answer(transcript: Story) -> None:
    """
    09:00 maria > ARRÊT
    09:01 tick
    """
    thread = transcript.workspace.threads.at(PEOPLE["maria"], Channel.SMS)
    assert thread is not None
    assert transcript.workspace.threads.thread(thread).last_text == "ARRÊT"


def test_a_word_our_message_asked_for_answers_it_and_stops_nothing(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:01 alice > maria: Reply CANCEL to cancel your fitting on Friday
    09:02 tick
    09:03 maria > Cancel
    """
    assert transcript.status("maria").state is State.SUBSCRIBED


def test_stop_always_stops_whatever_our_message_asked_for(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:01 alice > maria: Reply STOP if the bike should not go on the truck
    09:02 tick
    09:03 maria > Stop
    """
    assert transcript.status("maria").state is State.STOPPED


def test_a_narrow_stop_is_confirmed_with_no_more_than_was_stopped(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:01 tick
    09:02 maria > STOP MARKETING
    09:03 tick
    """
    sent = [permit.draft.text for permit in transcript.gateway.permits]
    assert (
        sent[-1] == "Harbour Bikes: You will get no more offers from us. Text STOP to get no messages at all."
    )
    assert transcript.status("maria").state is State.SUBSCRIBED


@pytest.mark.parametrize("words", ["STOP", "JOIN", "HELP"])
def test_what_was_written_long_ago_counts_and_is_not_answered(story: Story, words: str) -> None:
    text = InboundText(PEOPLE["maria"], words, sent_at=story.clock.now() - timedelta(days=700))

    story.workspace.intake.receive("scripted", text)

    counts = {"STOP": State.STOPPED, "JOIN": State.SUBSCRIBED, "HELP": State.UNKNOWN}
    assert story.status("maria").state is counts[words]
    assert story.outbound("maria") == []


def test_a_stop_that_a_gateway_brought_some_hours_late_is_still_confirmed(story: Story) -> None:
    text = InboundText(PEOPLE["maria"], "STOP", sent_at=story.clock.now() - timedelta(hours=5))

    story.workspace.intake.receive("scripted", text)

    assert story.states("maria") == ["queued"]


def test_a_hold_overtakes_the_confirmation_of_a_yes_but_no_answer_to_help(transcript: Story) -> None:
    """
    09:00 maria > HELP
    09:06 maria > JOIN
    09:07 maria > We have got to stop this somehow
    09:08 tick
    """
    assert transcript.status("maria").state is State.HELD
    assert transcript.states("maria") == ["sent", "refused"]
    (sent,) = transcript.gateway.permits
    assert sent.draft.text == transcript.outbound("maria")[0].text


def test_a_stop_is_confirmed_to_the_last_second_of_five_minutes_and_never_later(transcript: Story) -> None:
    """
    09:00 maria > STOP
    09:05 tick
    09:06 jean > STOP
    09:12 tick
    """
    assert transcript.states("maria") == ["sent"]
    assert transcript.states("jean") == ["refused"]
    assert transcript.outbound("jean")[0].reason == "late_confirmation"
    assert transcript.status("jean").state is State.STOPPED


def test_a_worker_that_was_down_for_an_hour_confirms_no_stop_of_that_hour(story: Story) -> None:
    now = story.clock.now()
    for number in range(45):
        said_at = now - timedelta(minutes=60 - number)
        story.gateway.bring(
            InboundText(f"+120255501{number:02}", "STOP", provider_id=f"in-{number}", sent_at=said_at)
        )

    while story.tick.run().has_more:
        pass
    story.tick.run()

    assert story.gateway.permits == []
    stopped = story.workspace.outbox.messages(state=MessageState.REFUSED)
    assert {message.reason for message in stopped} == {"late_confirmation"}
    assert len(stopped) == 45


def test_help_that_waited_an_hour_is_answered_and_so_is_a_yes(transcript: Story) -> None:
    """
    09:00 maria > HELP
    09:00 jean > JOIN
    10:00 tick
    """
    assert transcript.states("maria") == ["sent"]
    assert transcript.states("jean") == ["sent"]


@pytest.mark.parametrize(
    ("script", "told", "untold"),
    [
        ("09:00 maria > JOIN\n09:01 maria > STOP", "nobody else can take that back", "colleague"),
        (
            "09:00 maria > JOIN\n09:01 alice records stop of maria: on the phone",
            "A colleague recorded it",
            "nobody else",
        ),
        (
            "09:00 maria > JOIN\n09:01 alice records stop of maria: on the phone\n09:02 maria > STOP",
            "nobody else can take that back",
            "colleague",
        ),
    ],
    ids=["their own", "a colleague's", "their own after a colleague's"],
)
def test_a_refusal_tells_who_may_take_this_stop_back_and_nothing_of_other_stops(
    transcript: Story, script: str, told: str, untold: str
) -> None:
    transcript.play(script)

    remedy = str(transcript.ask("maria", Purpose.NOTICE))

    assert told in remedy
    assert untold not in remedy
