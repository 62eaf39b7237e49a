"""Why something was kept back, whom a run leaves out and what waits: said in words, once, and without times that are past."""

from datetime import UTC, timedelta

from stopline.cli.asking import _preview, _waiting_row
from stopline.consent.events import Channel, Scope
from stopline.consent.gate import Ask
from stopline.consent.refusal import in_short
from stopline.inbox.asking import AlreadyAsked, Question
from stopline.inbox.reconfirmations import LeftOut, Preview
from stopline.messages.message import MessageState
from stopline.tui.panes.conversation_blocks import MessageBlock
from support.luna import LunaShop
from support.transcript import PEOPLE, Story

MARIA = PEOPLE["maria"]


def test_a_late_confirmation_is_kept_back_in_words_and_not_by_a_code(story: Story) -> None:
    story.says("maria", "STOP")
    story.clock.advance(timedelta(minutes=20))
    story.tick.run()

    (late,) = story.outbound("maria")
    foot = " ".join(line.plain for line in MessageBlock(late, UTC).lines(100))

    assert (late.state, late.reason) == (MessageState.REFUSED, "late_confirmation")
    assert "kept back: the stop was said too long ago" in foot
    assert "late_confirmation" not in foot


def test_codes_become_words_and_other_words_stay() -> None:
    assert in_short("out_of_hours, weak_consent") == "outside their hours, their consent is too weak"
    assert in_short("absent subscriber") == "absent subscriber"


def asked(luna: LunaShop) -> AlreadyAsked:
    luna.writes(MARIA, "Is it ready?")
    question = luna.workspace.asking.question(MARIA, Channel.SMS, Scope.MARKETING, Ask.FIRST)
    assert isinstance(question, Question)
    luna.workspace.asking.ask_as(question, "alice")
    again = luna.workspace.asking.question(MARIA, Channel.SMS, Scope.MARKETING, Ask.FIRST)
    assert isinstance(again, AlreadyAsked)
    return again


def test_a_question_that_waits_names_the_key_and_the_command_that_take_it_back(luna: LunaShop) -> None:
    waits = asked(luna)

    assert f"x in the inbox, `stopline cancel {waits.question.message}`" in str(waits.refusal())


def test_the_time_for_an_answer_to_what_has_not_left_is_a_length_and_no_past_day(luna: LunaShop) -> None:
    asked(luna)
    luna.clock.advance(timedelta(days=60))

    row = _waiting_row(luna.workspace.asks.waiting()[0], UTC)

    assert "waits to leave" in row
    assert "14 days from then" in row


def test_a_run_names_each_reason_once() -> None:
    why = "they said stop"
    people = tuple(LeftOut(PEOPLE[each], Channel.SMS, Scope.ALL, each, why) for each in ("maria", "jean"))

    shown = _preview(Preview((), people), 0, UTC, 100, is_dry_run=True)

    assert shown.count(why) == 1
    assert "maria" in shown
    assert "jean" in shown
