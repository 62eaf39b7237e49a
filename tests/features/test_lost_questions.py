"""A question for consent that never reaches anybody is closed, and leaves the consent it was about alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from stopline.address import Address
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.gate import Ask
from stopline.consent.refusal import Reason, Refusal
from stopline.gateways.base import Receipt, ReceiptState, Rejected
from stopline.inbox.asking import Question
from stopline.inbox.reconfirmations import Meanwhile, Selection
from stopline.messages.outbox import Queued
from support.luna import GRETA, LunaShop
from support.transcript import PEOPLE

MARIA = PEOPLE["maria"]


def asked_first(luna: LunaShop) -> int:
    """Let Maria write and an agent ask her; return the message that waits."""
    luna.writes(MARIA, "Is it ready?")
    question = luna.workspace.asking.question(MARIA, Channel.SMS, Scope.MARKETING, Ask.FIRST)
    assert isinstance(question, Question)
    queued = luna.workspace.asking.ask_as(question, "alice")
    assert isinstance(queued, Queued)
    return queued.message


def asked_again(luna: LunaShop) -> int:
    """Let Maria have agreed two years ago and be asked whether it stands; return the message that waits."""
    given = ConsentEvent(
        MARIA, Channel.SMS, EventKind.GIVEN, Method.KEYWORD, CONTACT, luna.clock.now() - timedelta(days=700),
        Scope.MARKETING, Evidence(words="JOIN", keyword="JOIN"),
    )  # fmt: skip
    luna.workspace.ledger.record(given)
    older = Selection(older_than=luna.clock.now() - timedelta(days=365))
    assert luna.workspace.reconfirmations.run(luna.workspace.reconfirmations.preview(older), "alice") == 1
    return luna.workspace.asks.waiting()[0].message


def test_who_was_pending_only_for_a_question_that_is_cancelled_is_so_no_more(luna: LunaShop) -> None:
    message = asked_first(luna)
    assert luna.state(MARIA) == "pending"

    luna.workspace.outbox.cancel(message, "bob")

    assert luna.workspace.asks.waiting() == []
    assert luna.state(MARIA) == "unknown"
    ended = luna.events(MARIA)[-1]
    assert (ended.kind, ended.actor, ended.scope) == (EventKind.EXPIRED, "stopline", Scope.MARKETING)
    assert ended.evidence.note == "the question never arrived: cancelled by bob"


def test_who_was_to_be_asked_may_be_asked_anew_once_the_question_is_cancelled(luna: LunaShop) -> None:
    luna.workspace.outbox.cancel(asked_first(luna), "bob")

    question = luna.workspace.asking.question(MARIA, Channel.SMS, Scope.MARKETING, Ask.FIRST)

    assert isinstance(question, Question)


def test_a_proven_consent_outlives_the_question_about_it_that_is_cancelled(luna: LunaShop) -> None:
    message = asked_again(luna)

    luna.workspace.outbox.cancel(message, "bob")
    assert luna.workspace.asks.waiting() == []
    luna.let_pass(days=20)

    assert luna.kinds(MARIA) == [EventKind.GIVEN, EventKind.REQUESTED]
    assert luna.state(MARIA) == "subscribed"


def test_a_proven_consent_outlives_the_question_about_it_that_fails(luna: LunaShop) -> None:
    asked_again(luna)
    luna.gateway.outcomes.append(Rejected("no such number"))
    luna.tick.run()

    assert luna.workspace.asks.waiting() == []
    luna.let_pass(days=20)

    assert luna.state(MARIA) == "subscribed"


def test_a_question_that_the_network_did_not_deliver_is_closed(luna: LunaShop) -> None:
    message = asked_first(luna)
    luna.tick.run()

    luna.gateway.bring(Receipt(f"out-{message}", ReceiptState.FAILED, reason="absent"))
    luna.tick.run()

    assert luna.workspace.asks.waiting() == []
    assert luna.events(MARIA)[-1].evidence.note == "the question never arrived: absent"
    assert luna.state(MARIA) == "unknown"


def test_the_reminder_may_be_cancelled_and_the_question_goes_on_waiting(luna: LunaShop) -> None:
    luna.writes(GRETA, "JOINLUNA")
    luna.clock.advance(timedelta(days=1))
    luna.workspace.waiting.let_time_pass()
    [waiting] = luna.workspace.asks.waiting()
    assert waiting.reminder is not None

    luna.workspace.outbox.cancel(waiting.reminder, "bob")

    assert [each.id for each in luna.workspace.asks.waiting()] == [waiting.id]
    assert luna.state(GRETA) == "pending"


@pytest.mark.parametrize("asked", [asked_first, asked_again])
def test_a_question_that_a_hold_kept_back_ends_with_the_hold(
    luna: LunaShop, asked: Callable[[LunaShop], int]
) -> None:
    asked(luna)
    before = luna.state(MARIA)
    hold = ConsentEvent(
        MARIA, Channel.SMS, EventKind.HELD, Method.SENTENCE, CONTACT, luna.clock.now(), Scope.ALL,
        Evidence(words="what is this"),
    )  # fmt: skip
    luna.workspace.ledger.record(hold)
    luna.let_pass(hours=1)
    assert len(luna.workspace.asks.waiting()) == 1

    luna.workspace.decisions.release(MARIA, Channel.SMS, "alice", "she wondered who we are")
    luna.let_pass(hours=1)

    assert luna.workspace.asks.waiting() == []
    assert (before, luna.state(MARIA)) in {("pending", "unknown"), ("subscribed", "subscribed")}


def test_nobody_at_another_address_is_touched(luna: LunaShop) -> None:
    luna.writes(GRETA, "JOINLUNA")
    message = asked_first(luna)

    luna.workspace.outbox.cancel(message, "bob")

    assert [each.address for each in luna.workspace.asks.waiting()] == [Address(GRETA)]


def test_whose_vague_consent_ended_by_a_question_that_is_lost_is_found_again(luna: LunaShop) -> None:
    vague = ConsentEvent(
        MARIA, Channel.SMS, EventKind.IMPORTED, Method.IMPORT, "import of shop.csv", luna.clock.now(), Scope.ALL,
        Evidence(words="yes", source="shopify"),
    )  # fmt: skip
    luna.workspace.ledger.record(vague)
    reconfirmations = luna.workspace.reconfirmations
    assert reconfirmations.run(reconfirmations.preview(Selection()), "alice") == 1
    luna.workspace.outbox.cancel(luna.workspace.asks.waiting()[0].message, "bob")

    [again] = reconfirmations.preview(Selection()).chosen

    assert (again.question.address, again.meanwhile) == (MARIA, Meanwhile.NONE)
    assert again.why == "their consent was vague, and the question never arrived: cancelled by bob"


def test_a_question_that_the_gate_keeps_back_as_it_leaves_is_closed(luna: LunaShop) -> None:
    message = luna.workspace.outbox.message(asked_first(luna))

    luna.workspace.outbox.refuse(message, Refusal((Reason("never_wrote", "They never wrote.", "Wait."),)))

    assert luna.workspace.asks.waiting() == []
    assert luna.events(MARIA)[-1].evidence.note == "the question never arrived: never_wrote"
    assert luna.state(MARIA) == "unknown"
