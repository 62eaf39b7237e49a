"""A question how to stop is answered and holds nothing, but somebody is shown that it was asked."""

from datetime import timedelta

import pytest

from stopline.consent.events import Channel
from stopline.consent.status import State
from stopline.inbox.threads import ThreadRow
from stopline.inbox.timeline import QuestionEntry
from support.transcript import PEOPLE, Story

ASKED = "how do I unsubscribe from these texts?"


def thread_of(story: Story) -> ThreadRow:
    number = story.workspace.threads.at(PEOPLE["maria"], Channel.SMS)
    assert number is not None
    return story.workspace.threads.thread(number)


def test_a_question_how_to_stop_is_answered_holds_nothing_and_marks_its_thread(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    """
    transcript.clock.advance(timedelta(minutes=10))

    transcript.says("maria", ASKED)

    assert thread_of(transcript).asks_how_to_stop
    assert transcript.status("maria").state is State.SUBSCRIBED
    assert [message.purpose for message in transcript.outbound("maria")] == ["compliance"] * 2


@pytest.mark.parametrize("deed", ["open", "answer", "close"])
def test_the_mark_goes_when_an_agent_has_seen_the_question(transcript: Story, deed: str) -> None:
    transcript.says("maria", ASKED)
    thread = thread_of(transcript).id

    match deed:
        case "open":
            transcript.workspace.threads.mark_read(thread)
        case "answer":
            transcript.workspace.replies.reply(thread, "Just reply STOP", "alice")
        case _:
            transcript.workspace.threads.close(thread, "alice")

    assert not thread_of(transcript).asks_how_to_stop


def test_the_conversation_goes_on_telling_which_words_asked(transcript: Story) -> None:
    transcript.says("maria", ASKED)
    transcript.workspace.threads.mark_read(thread_of(transcript).id)

    page = transcript.workspace.timeline.page(thread_of(transcript))
    questions = [entry for entry in page.entries if isinstance(entry, QuestionEntry)]

    assert len(questions) == 1
    assert "unsubscribe" in ASKED[slice(*questions[0].span)]


def test_any_other_text_marks_nothing(transcript: Story) -> None:
    transcript.says("maria", "how do I get to the shop?")

    assert not thread_of(transcript).asks_how_to_stop
