"""“Why was I texted?” has an answer for every message: the event or the text it rested on, or the reasons it was kept back."""

from datetime import timedelta

import pytest

from stopline.consent.events import Channel, EventKind
from stopline.consent.gate import Purpose
from stopline.errors import NotFoundError
from stopline.messages.message import MessageState
from stopline.proof.explanation import Explanation
from stopline.proof.wording import lines, verdict
from support.transcript import PEOPLE, Story


def why(story: Story, message: int) -> Explanation:
    return story.workspace.explanations.of(message)


def told(story: Story, message: int) -> dict[str, str]:
    return dict(lines(why(story, message), story.workspace.settings.zone))


def last(story: Story, person: str) -> int:
    return story.outbound(person)[-1].id


def test_a_message_somebody_agreed_to_rests_on_their_yes(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:10 alice [marketing] > maria: Ten per cent off
    09:11 tick
    """
    explained = why(transcript, last(transcript, "maria"))

    assert explained.message.state is MessageState.SENT
    assert explained.rested_on is not None
    assert (explained.rested_on.event.kind, explained.rested_on.event.evidence.words) == (
        EventKind.GIVEN,
        "JOIN",
    )
    assert explained.last_text is None
    assert "it rested on event 1 (consent given)" in verdict(explained)
    shown = told(transcript, explained.message.id)
    assert shown["their words"] == "JOIN"
    assert shown["rested on"].endswith("17 Nov 2026, 09:00:00 UTC-05:00")
    assert "by alice" in shown["queued"]
    assert "through scripted" in shown["sent"]


def test_a_reply_rests_on_the_last_thing_they_had_written_when_it_was_queued(transcript: Story) -> None:
    """
    09:00 maria > Is it ready?
    09:05 maria > Hello?
    09:10 alice > maria: It is
    09:11 maria > Thanks!
    """
    explained = why(transcript, last(transcript, "maria"))

    assert explained.rested_on is None
    assert explained.last_text is not None
    assert explained.last_text.text == "Hello?"
    assert "it answered what they had written themselves" in verdict(explained)


def test_the_one_confirmation_of_a_stop_names_the_stop_it_answers(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:05 maria > STOP
    09:06 tick
    """
    explained = why(transcript, last(transcript, "maria"))

    assert explained.answers is not None
    assert explained.answers.event.kind is EventKind.WITHDRAWN
    assert "the one answer to event 2 (stop)" in verdict(explained)


def test_an_answer_to_help_rests_on_their_asking(transcript: Story) -> None:
    """
    09:00 maria > HELP
    """
    explained = why(transcript, last(transcript, "maria"))

    assert explained.answers is None
    assert explained.last_text is not None
    assert explained.last_text.text == "HELP"


def test_a_message_kept_back_by_a_stop_says_so_with_their_words_and_what_helps(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:05 tick
    09:10 alice [marketing] > maria: Ten per cent off
    09:11 maria > Stop. Thank you
    """
    refused = next(each.id for each in transcript.outbound("maria") if each.state is MessageState.REFUSED)

    explained = why(transcript, refused)

    assert [reason.code for reason in explained.reasons] == ["stopped"]
    assert "asked for no more" in verdict(explained)
    assert explained.kept_back_by is not None
    assert explained.kept_back_by.event.evidence.words == "Stop. Thank you"
    assert "START" in told(transcript, refused)["what helps"]


def test_a_message_kept_back_by_what_a_colleague_recorded_names_it_as_that(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:05 tick
    09:10 alice [marketing] > maria: Ten per cent off
    """
    transcript.records("bob", "maria", EventKind.WITHDRAWN, "no more, she says")

    explained = why(transcript, last(transcript, "maria"))

    assert "A colleague recorded it" in told(transcript, explained.message.id)["what helps"]


def test_the_confirmation_of_a_yes_that_a_stop_overtook_says_so(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:01 maria > STOP
    """
    refused = next(each.id for each in transcript.outbound("maria") if each.state is MessageState.REFUSED)

    explained = why(transcript, refused)

    assert "before this confirmation of their yes could leave" in verdict(explained)
    assert explained.kept_back_by is not None
    assert explained.kept_back_by.event.evidence.words == "STOP"


def test_the_confirmation_of_a_yes_that_a_hold_overtook_says_so(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:01 maria > We have got to stop this somehow
    """
    refused = next(each.id for each in transcript.outbound("maria") if each.state is MessageState.REFUSED)

    explained = why(transcript, refused)

    assert [reason.code for reason in explained.reasons] == ["held"]
    assert "before this confirmation of their yes could leave" in verdict(explained)
    assert explained.kept_back_by is not None
    assert explained.kept_back_by.event.kind is EventKind.HELD
    assert "stopline decide" in told(transcript, refused)["what helps"]


def test_the_confirmation_of_a_stop_that_waited_too_long_says_so(transcript: Story) -> None:
    """
    09:00 maria > STOP
    10:00 tick
    """
    explained = why(transcript, last(transcript, "maria"))

    assert "within 5 minutes" in verdict(explained)
    assert explained.answers is not None
    assert explained.answers.event.evidence.words == "STOP"


def test_what_came_later_does_not_change_why_a_message_was_kept_back(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:10 alice [marketing] > maria: Ten per cent off
    09:11 maria > STOP
    09:20 maria > START
    """
    refused = next(each.id for each in transcript.outbound("maria") if each.state is MessageState.REFUSED)

    explained = why(transcript, refused)

    assert [reason.code for reason in explained.reasons] == ["stopped"]
    assert explained.kept_back_by is not None
    assert explained.kept_back_by.seq == 2


def test_a_message_whose_window_closed_in_the_queue_says_so(transcript: Story) -> None:
    """
    09:00 maria > Is it ready?
    09:01 alice > maria: It is
    """
    transcript.clock.advance(timedelta(days=40))
    transcript.tick.run()

    explained = why(transcript, last(transcript, "maria"))

    assert explained.message.state is MessageState.REFUSED
    assert [reason.code for reason in explained.reasons] == ["window_closed"]
    assert explained.kept_back_by is None
    assert "no longer a reply" in verdict(explained)


def test_a_text_that_came_in_says_what_was_recorded_because_of_it(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:01 maria > Hello
    """
    texts = transcript.workspace.outbox.messages(direction="inbound")

    assert "because of it was recorded: consent given (event 1)" in verdict(why(transcript, texts[1].id))
    assert "it changed no consent" in verdict(why(transcript, texts[0].id))


def test_a_whatsapp_reply_rests_on_consent_and_on_the_text_that_opened_the_window(transcript: Story) -> None:
    transcript.says("maria", "JOIN", Channel.WHATSAPP)
    workspace = transcript.workspace
    thread = workspace.outbox.messages()[-1].thread
    workspace.replies.reply(thread, "Hi!", "alice", Purpose.CONVERSATION)

    explained = why(transcript, last(transcript, "maria"))

    assert explained.rested_on is not None
    assert explained.last_text is not None


def test_every_message_of_a_person_is_explained_the_same_one_by_one_and_together(transcript: Story) -> None:
    """
    09:00 maria > Is it ready?
    09:01 alice > maria: It is
    09:02 tick
    09:03 maria > JOIN
    09:10 alice [marketing] > maria: Ten per cent off
    09:11 maria > no more of these texts please
    09:12 tick
    09:20 maria > START
    09:21 alice > maria: Welcome back
    09:22 tick
    """
    together = transcript.workspace.explanations.of_address(PEOPLE["maria"])

    assert len(together) > 7
    assert together == [why(transcript, each.message.id) for each in together]
    assert together[2:] == transcript.workspace.explanations.of_address(PEOPLE["maria"], len(together) - 2)


def test_a_message_nobody_has_is_said_to_be_unknown(transcript: Story) -> None:
    with pytest.raises(NotFoundError):
        why(transcript, 99)
