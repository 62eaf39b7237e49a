"""A yes that needs a second one: asked, reminded once, confirmed, taken back, or run out."""

from datetime import timedelta

import pytest

from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.gate import Ask, Draft, Purpose
from stopline.consent.refusal import Refusal
from stopline.gateways.base import InboundText
from stopline.inbox.asking import AlreadyAsked
from stopline.messages.outbox import Queued
from support.luna import GRETA, LunaShop
from support.transcript import PEOPLE

MARIA = PEOPLE["maria"]
QUESTION = (
    "Luna Club: Mit JA bestätigen Sie, dass Sie unsere Angebote und Neuigkeiten möchten. Die Häufigkeit variiert. "
    "Es gelten die Nachrichten- und Datentarife Ihres Anbieters. HILFE hilft weiter (help@example.com), STOP beendet alles."
)


def asked(luna: LunaShop) -> None:
    """Let Greta, who lives in Germany, text a word of ours in the morning there."""
    luna.writes(GRETA, "JOINLUNA")


def test_where_a_yes_needs_a_second_one_a_join_is_asked_back_and_waits(luna: LunaShop) -> None:
    asked(luna)

    assert luna.texts(GRETA) == [QUESTION]
    assert luna.state(GRETA) == "pending"
    [event] = luna.events(GRETA)
    assert event.kind is EventKind.REQUESTED
    assert (event.evidence.words, event.evidence.disclosure) == ("JOINLUNA", QUESTION)
    assert event.evidence.note == "a yes from DE needs a second one"


@pytest.mark.parametrize("words", ["Ja", "ja bitte!", "YES", "ok, ja"])
def test_a_yes_confirms_exactly_what_was_asked_and_brings_what_the_word_promised(
    luna: LunaShop, words: str
) -> None:
    asked(luna)
    luna.let_pass(minutes=5)

    luna.writes(GRETA, words)

    assert luna.kinds(GRETA) == [EventKind.REQUESTED, EventKind.CONFIRMED]
    confirmed = luna.events(GRETA)[-1]
    assert (confirmed.scope, confirmed.evidence.disclosure) == (Scope.MARKETING, QUESTION)
    assert luna.texts(GRETA)[1].startswith("Luna Club: Welcome!")
    contact = luna.workspace.contacts.contact(luna.workspace.contacts.ensure(GRETA, "test"))
    assert contact.tags == ("list:Luna Club", "luna", "via-keyword")
    assert len(luna.workspace.outbox.scheduled()) == 2


def test_tags_and_flow_wait_for_the_second_yes(luna: LunaShop) -> None:
    asked(luna)

    contact = luna.workspace.contacts.contact(luna.workspace.contacts.ensure(GRETA, "test"))
    assert contact.tags == ()
    assert luna.workspace.outbox.scheduled() == []


@pytest.mark.parametrize("words", ["Nein", "nein danke", "NO", "Stop", "n"])
def test_a_no_or_a_stop_ends_it_with_one_confirmation(luna: LunaShop, words: str) -> None:
    asked(luna)

    luna.writes(GRETA, words)
    luna.let_pass(days=5)

    assert luna.kinds(GRETA) == [EventKind.REQUESTED, EventKind.WITHDRAWN]
    assert luna.state(GRETA) == "stopped"
    assert len(luna.texts(GRETA)) == 2
    assert luna.workspace.asks.waiting() == []


def test_a_no_that_answers_nothing_is_no_stop(luna: LunaShop) -> None:
    luna.writes(MARIA, "Is it ready?")
    luna.sends("alice", "maria", "Do you mean the blue one?")
    luna.tick.run()

    luna.writes(MARIA, "No")

    assert luna.kinds(MARIA) == []


def test_a_no_to_another_question_of_ours_is_no_stop_while_consent_is_awaited(luna: LunaShop) -> None:
    luna.writes(MARIA, "JOINSTELLA")
    luna.let_pass(minutes=1)
    luna.sends("alice", "maria", "Shall we keep the blue one for you?")
    luna.tick.run()
    luna.clock.advance(timedelta(minutes=1))

    luna.writes(MARIA, "No")
    luna.writes(MARIA, "Yes")

    assert luna.kinds(MARIA) == [EventKind.REQUESTED]


def test_who_does_not_answer_is_reminded_once_and_then_the_time_is_over(luna: LunaShop) -> None:
    asked(luna)

    luna.let_pass(hours=24)
    assert len(luna.texts(GRETA)) == 2
    assert "noch nicht bestätigt" in luna.texts(GRETA)[1]
    luna.let_pass(days=6)

    assert len(luna.texts(GRETA)) == 2
    assert luna.kinds(GRETA) == [EventKind.REQUESTED, EventKind.EXPIRED]
    expired = luna.events(GRETA)[-1]
    assert (expired.actor, expired.evidence.note) == ("stopline", "asked, and no answer within 2 days")
    assert luna.state(GRETA) == "unknown"


def test_a_yes_after_the_time_is_over_confirms_nothing(luna: LunaShop) -> None:
    asked(luna)
    luna.let_pass(days=3)

    luna.writes(GRETA, "Ja")

    assert luna.state(GRETA) == "unknown"


def test_a_yes_that_came_in_time_and_was_collected_late_still_counts(luna: LunaShop) -> None:
    asked(luna)
    in_time = luna.clock.now() + timedelta(hours=40)
    luna.let_pass(days=3)

    luna.workspace.intake.receive("scripted", InboundText(GRETA, "Ja", Channel.SMS, sent_at=in_time))

    assert luna.state(GRETA) == "subscribed"


@pytest.mark.parametrize("words", ["Ja", "YES"])
def test_a_yes_after_the_time_confirms_nothing_though_no_worker_has_looked_since(
    luna: LunaShop, words: str
) -> None:
    asked(luna)
    luna.clock.advance(timedelta(days=29))

    luna.workspace.intake.receive(
        "scripted", InboundText(GRETA, words, Channel.SMS, sent_at=luna.clock.now())
    )

    assert luna.kinds(GRETA) == [EventKind.REQUESTED, EventKind.EXPIRED]
    assert luna.state(GRETA) == "unknown"
    assert luna.workspace.asks.waiting() == []


def test_a_word_that_joins_after_the_time_is_asked_back_though_no_worker_has_looked_since(
    luna: LunaShop,
) -> None:
    asked(luna)
    luna.clock.advance(timedelta(days=29))

    luna.writes(GRETA, "START")

    assert luna.kinds(GRETA) == [EventKind.REQUESTED, EventKind.EXPIRED, EventKind.REQUESTED]
    assert len(luna.texts(GRETA)) == 2


def test_a_yes_in_time_that_no_worker_saw_until_now_still_counts(luna: LunaShop) -> None:
    asked(luna)
    in_time = luna.clock.now() + timedelta(hours=40)
    luna.clock.advance(timedelta(days=29))

    luna.workspace.intake.receive("scripted", InboundText(GRETA, "Ja", Channel.SMS, sent_at=in_time))

    assert luna.kinds(GRETA) == [EventKind.REQUESTED, EventKind.CONFIRMED]


def test_the_same_word_once_more_neither_confirms_nor_asks_again(luna: LunaShop) -> None:
    asked(luna)
    luna.let_pass(minutes=2)
    luna.writes(GRETA, "JOINLUNA")

    assert luna.texts(GRETA) == [QUESTION]
    assert luna.kinds(GRETA) == [EventKind.REQUESTED]


def test_another_word_that_joins_confirms(luna: LunaShop) -> None:
    asked(luna)
    luna.let_pass(minutes=2)
    luna.writes(GRETA, "START")

    assert luna.kinds(GRETA) == [EventKind.REQUESTED, EventKind.CONFIRMED]


def test_a_question_that_never_left_is_not_answered_by_a_yes_and_its_time_has_not_begun(
    luna: LunaShop,
) -> None:
    luna.workspace.intake.receive(
        "scripted", InboundText(GRETA, "JOINLUNA", Channel.SMS, sent_at=luna.clock.now())
    )
    luna.clock.advance(timedelta(days=5))
    luna.workspace.waiting.let_time_pass()
    assert luna.state(GRETA) == "pending"

    luna.workspace.intake.receive("scripted", InboundText(GRETA, "Ja", Channel.SMS, sent_at=luna.clock.now()))
    assert luna.state(GRETA) == "pending"
    luna.tick.run()

    [waiting] = luna.workspace.asks.waiting()
    assert waiting.asked_at == luna.clock.now()
    assert waiting.expires_at == luna.clock.now() + timedelta(days=2)


def test_while_a_reply_waits_for_a_decision_nothing_runs_out(luna: LunaShop) -> None:
    asked(luna)
    hold = ConsentEvent(
        GRETA, Channel.SMS, EventKind.HELD, Method.SENTENCE, CONTACT, luna.clock.now(), Scope.ALL,
        Evidence(words="was soll das"),
    )  # fmt: skip
    luna.workspace.ledger.record(hold)
    luna.let_pass(days=4)
    assert luna.kinds(GRETA) == [EventKind.REQUESTED, EventKind.HELD]

    luna.workspace.decisions.release(GRETA, Channel.SMS, "alice", "she wondered who we are")
    luna.let_pass(hours=1)

    assert luna.kinds(GRETA)[-1] is EventKind.EXPIRED


def test_a_word_may_ask_for_a_second_yes_wherever_the_person_is(luna: LunaShop) -> None:
    luna.writes(MARIA, "JOINSTELLA")

    assert luna.kinds(MARIA) == [EventKind.REQUESTED]
    assert luna.texts(MARIA)[0].startswith(
        "Luna Club: Reply YES to get our messages. Up to 4 messages a month."
    )


def test_a_form_asks_somebody_who_has_never_written_within_hours(luna: LunaShop) -> None:
    optin = luna.workspace.double_optin
    luna.clock.advance(timedelta(hours=10))

    queued = optin.ask(GRETA, Channel.SMS, Scope.MARKETING, "form newsletter", "I want offers by text.")

    assert isinstance(queued, Queued)
    assert queued.not_before is not None
    assert isinstance(optin.ask(GRETA, Channel.SMS, Scope.ALL, "form newsletter"), AlreadyAsked)
    [event] = luna.events(GRETA)
    assert (event.method, event.evidence.disclosure) == (Method.FORM, "I want offers by text.")
    luna.let_pass(hours=24)
    assert luna.texts(GRETA)[0] == QUESTION


def test_a_request_that_is_in_the_ledger_already_is_not_recorded_twice(luna: LunaShop) -> None:
    requested = ConsentEvent(
        GRETA, Channel.SMS, EventKind.REQUESTED, Method.FORM, CONTACT, luna.clock.now(), Scope.MARKETING,
        Evidence(disclosure="I want offers by text.", source="form newsletter"),
    )  # fmt: skip
    change = luna.workspace.ledger.record(requested)
    assert not isinstance(change, Refusal)

    luna.workspace.double_optin.ask(
        GRETA, Channel.SMS, Scope.MARKETING, "form newsletter", event=change.recorded.seq
    )
    luna.tick.run()
    luna.writes(GRETA, "JA")

    assert luna.kinds(GRETA) == [EventKind.REQUESTED, EventKind.CONFIRMED]


def test_who_said_stop_is_never_asked(luna: LunaShop) -> None:
    luna.writes(GRETA, "STOP")

    outcome = luna.workspace.double_optin.ask(GRETA, Channel.SMS, Scope.MARKETING, "form newsletter")

    assert isinstance(outcome, Refusal)
    assert outcome.codes == ("stopped",)
    assert luna.kinds(GRETA) == [EventKind.WITHDRAWN]


def test_a_yes_an_agent_heard_is_asked_back_where_the_rules_want_a_second_one(luna: LunaShop) -> None:
    heard = ConsentEvent(
        GRETA, Channel.SMS, EventKind.GIVEN, Method.AGENT, "alice", luna.clock.now(), Scope.ALL,
        Evidence(words="gerne", source="shop"),
    )  # fmt: skip

    change = luna.workspace.double_optin.record(heard)
    luna.let_pass(hours=1)

    assert not isinstance(change, Refusal)
    assert luna.kinds(GRETA) == [EventKind.REQUESTED]
    assert luna.events(GRETA)[0].evidence.words == "gerne"
    assert len(luna.texts(GRETA)) == 1
    luna.writes(GRETA, "ja")
    assert luna.state(GRETA) == "subscribed"


def test_a_yes_an_agent_heard_elsewhere_counts_at_once(luna: LunaShop) -> None:
    heard = ConsentEvent(
        MARIA, Channel.SMS, EventKind.GIVEN, Method.AGENT, "alice", luna.clock.now(), Scope.ALL,
        Evidence(words="sure", source="shop"),
    )  # fmt: skip

    luna.workspace.double_optin.record(heard)
    assert luna.kinds(MARIA) == [EventKind.GIVEN]


def test_somebody_pending_gets_no_marketing(luna: LunaShop) -> None:
    asked(luna)

    refusal = luna.workspace.send_block.ask(Draft(GRETA, Channel.SMS, Purpose.MARKETING))
    second = luna.workspace.send_block.ask(
        Draft(GRETA, Channel.SMS, Purpose.MARKETING, asks_consent=Ask.FIRST)
    )

    assert isinstance(refusal, Refusal)
    assert isinstance(second, Refusal)
    assert "pending" in refusal.codes
    assert "asked_already" in second.codes


def test_a_yes_recorded_on_another_way_takes_the_question_back(luna: LunaShop) -> None:
    luna.clock.advance(timedelta(hours=10))
    luna.workspace.double_optin.ask(GRETA, Channel.SMS, Scope.MARKETING, "form newsletter")

    given = ConsentEvent(
        GRETA, Channel.SMS, EventKind.GIVEN, Method.FORM, CONTACT, luna.clock.now(), Scope.ALL,
        Evidence(source="preference page"),
    )  # fmt: skip
    luna.workspace.ledger.record(given)
    luna.let_pass(days=2)

    assert luna.texts(GRETA) == []
    assert luna.workspace.asks.waiting() == []
