"""What a thread shows as its last word was said: nothing that never left, and nothing that has yet to."""

from datetime import timedelta

from stopline.address import Address
from stopline.consent.events import Channel, Scope
from stopline.consent.gate import Ask
from stopline.inbox.asking import Question
from stopline.inbox.threads import ThreadRow
from stopline.messages.outbox import Queued
from support.luna import GRETA, LunaShop
from support.transcript import PEOPLE

MARIA = PEOPLE["maria"]


def thread_of(luna: LunaShop, address: Address) -> ThreadRow:
    number = luna.workspace.threads.at(address, Channel.SMS)
    assert number is not None
    return luna.workspace.threads.thread(number)


def test_a_reminder_is_the_last_word_only_once_it_has_left(luna: LunaShop) -> None:
    luna.writes(GRETA, "JOINLUNA")
    before = thread_of(luna, GRETA)
    luna.clock.advance(timedelta(days=1))
    luna.workspace.waiting.let_time_pass()

    waits = thread_of(luna, GRETA)
    luna.tick.run()
    left = thread_of(luna, GRETA)

    assert (waits.last_text, waits.last_at) == (before.last_text, before.last_at)
    assert left.last_direction == "outbound"
    assert left.last_at > before.last_at


def test_a_question_that_is_cancelled_leaves_what_they_said_as_the_last_word(luna: LunaShop) -> None:
    luna.writes(MARIA, "Is it ready?")
    question = luna.workspace.asking.question(MARIA, Channel.SMS, Scope.MARKETING, Ask.FIRST)
    assert isinstance(question, Question)
    queued = luna.workspace.asking.ask_as(question, "alice")
    assert isinstance(queued, Queued)
    assert thread_of(luna, MARIA).last_text.startswith("Luna Club")

    luna.workspace.outbox.cancel(queued.message, "alice")

    thread = thread_of(luna, MARIA)
    assert (thread.last_text, thread.last_direction) == ("Is it ready?", "inbound")


def test_a_text_that_is_cancelled_leaves_the_last_one_that_was_sent(luna: LunaShop) -> None:
    luna.writes(MARIA, "Is it ready?")
    luna.sends("alice", "maria", "It is")
    luna.tick.run()
    luna.clock.advance(timedelta(minutes=1))
    luna.sends("alice", "maria", "Not quite")

    (never,) = [each for each in luna.outbound("maria") if each.text == "Not quite"]
    luna.workspace.outbox.cancel(never.id, "alice")

    thread = thread_of(luna, MARIA)
    assert (thread.last_text, thread.last_direction) == ("It is", "outbound")
