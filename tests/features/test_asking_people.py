"""Asking somebody for consent: once, in their language, within hours, and never who said stop."""

from datetime import timedelta

import pytest

from stopline.address import Address
from stopline.consent.events import Channel, EventKind, Method, Scope
from stopline.consent.gate import Ask
from stopline.consent.refusal import Refusal
from stopline.gateways.base import Rejected
from stopline.inbox.asking import AlreadyAsked, Question
from stopline.messages.outbox import Queued
from support.luna import GRETA, LunaShop
from support.transcript import PEOPLE

MARIA = PEOPLE["maria"]
PARIS = Address("+33199001234")


def ask(luna: LunaShop, who: Address, scope: Scope = Scope.MARKETING) -> object:
    question = luna.workspace.asking.question(who, Channel.SMS, scope, Ask.FIRST)
    return luna.workspace.asking.ask_as(question, "alice") if isinstance(question, Question) else question


def test_an_agent_asks_once_and_the_thread_waits(luna: LunaShop) -> None:
    assert isinstance(ask(luna, MARIA), Queued)
    luna.tick.run()

    [event] = luna.events(MARIA)
    assert (event.kind, event.method, event.actor) == (EventKind.REQUESTED, Method.AGENT, "alice")
    assert event.evidence.disclosure == luna.texts(MARIA)[0]
    assert luna.texts(MARIA)[0].startswith("Luna Club: May we text you our offers and news?")
    assert luna.state(MARIA) == "pending"
    assert isinstance(ask(luna, MARIA), AlreadyAsked)


def test_nobody_is_asked_again_for_a_time_that_the_refusal_names(luna: LunaShop) -> None:
    ask(luna, MARIA)
    luna.let_pass(days=15)
    assert luna.kinds(MARIA) == [EventKind.REQUESTED, EventKind.EXPIRED]

    refused = ask(luna, MARIA)
    luna.let_pass(days=16)

    assert isinstance(refused, Refusal)
    assert refused.codes == ("asked_already",)
    assert "again from 17 Dec 2026" in str(refused)
    assert "Wait for their answer" not in str(refused)
    assert isinstance(ask(luna, MARIA), Queued)


def test_a_question_that_the_hour_keeps_is_told_with_the_day_it_leaves(luna: LunaShop) -> None:
    luna.clock.advance(timedelta(hours=14))
    ask(luna, MARIA)

    waits = ask(luna, MARIA)

    assert str(waits) == "A question to this person waits to leave, on 18 Nov 2026 at the earliest."


def test_a_question_is_told_as_asked_once_it_has_left_and_as_over_once_its_time_is(luna: LunaShop) -> None:
    ask(luna, MARIA)
    waits = ask(luna, MARIA)
    luna.tick.run()
    asked = ask(luna, MARIA)
    luna.clock.advance(timedelta(days=15))
    over = ask(luna, MARIA)

    assert isinstance(waits, AlreadyAsked)
    assert str(waits) == "A question to this person waits to leave."
    assert "`stopline cancel 1`" in str(waits.refusal())
    assert isinstance(asked, AlreadyAsked)
    assert str(asked) == "This person was asked on 17 Nov 2026 and has until 1 Dec 2026 to answer."
    assert isinstance(over, AlreadyAsked)
    assert str(over) == "This person was asked on 17 Nov 2026 and did not answer until 1 Dec 2026."
    assert "Wait for their answer" not in str(over.refusal())


@pytest.mark.parametrize(
    ("who", "words", "attribute", "begins"),
    [
        (MARIA, "Bonjour, je voudrais savoir si mon vélo est prêt", "", "Luna Club : pouvons-nous"),
        (MARIA, "", "es", "Luna Club: ¿Podemos"),
        (PARIS, "", "", "Luna Club : pouvons-nous"),
        (MARIA, "Hello, is my bike ready?", "", "Luna Club: May we"),
        (MARIA, "???", "xx", "Luna Club: May we"),
    ],
    ids=["written", "stored", "country", "english", "unknown"],
)
def test_people_are_asked_in_their_language(
    luna: LunaShop, who: Address, words: str, attribute: str, begins: str
) -> None:
    if words or who is PARIS:
        luna.writes(who, words or "1")
    contact = luna.workspace.contacts.ensure(who, "test")
    if attribute:
        luna.workspace.contacts.set_attribute(contact, "Language", attribute)

    question = luna.workspace.asking.question(who, Channel.SMS, Scope.ALL, Ask.FIRST)

    assert isinstance(question, Question)
    assert question.text.startswith(begins)


def test_a_question_out_of_hours_leaves_in_the_morning(luna: LunaShop) -> None:
    luna.clock.advance(timedelta(hours=13))

    queued = ask(luna, MARIA)
    assert isinstance(queued, Queued)
    assert queued.not_before is not None
    luna.let_pass(hours=2)
    assert luna.texts(MARIA) == []
    luna.let_pass(hours=10)

    assert len(luna.texts(MARIA)) == 1


def test_who_agreed_is_not_asked(luna: LunaShop) -> None:
    luna.writes(MARIA, "JOINLUNA")

    refused = ask(luna, MARIA)

    assert isinstance(refused, Refusal)
    assert refused.codes == ("agreed_already",)


def test_where_the_law_takes_a_question_for_advertising_a_stranger_is_not_asked(luna: LunaShop) -> None:
    refused = ask(luna, GRETA)

    assert isinstance(refused, Refusal)
    assert refused.codes == ("ask_not_allowed",)
    assert luna.kinds(GRETA) == []


def test_a_refused_question_leaves_no_trace(luna: LunaShop) -> None:
    luna.writes(MARIA, "STOP")
    before = len(luna.workspace.outbox.messages())

    assert isinstance(ask(luna, MARIA), Refusal)

    assert luna.kinds(MARIA) == [EventKind.WITHDRAWN]
    assert len(luna.workspace.outbox.messages()) == before


def test_a_question_that_could_not_be_delivered_may_be_asked_again(luna: LunaShop) -> None:

    luna.gateway.outcomes.append(Rejected("no such number"))
    ask(luna, MARIA)
    luna.tick.run()

    assert isinstance(ask(luna, MARIA), Queued)
    assert len(luna.workspace.asks.waiting()) == 1
