"""Words that ask for one kind of message: they give that one and nothing else, also after a stop."""

import pytest

from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.gate import Ask, Draft, Permit, Purpose
from stopline.consent.refusal import Refusal
from stopline.consent.status import State
from stopline.inbox.asking import Question
from support.luna import GRETA, LunaShop
from support.transcript import PEOPLE

MARIA = PEOPLE["maria"]


def permitted(luna: LunaShop) -> set[str]:
    """Return what Maria may be sent."""
    purposes = (Purpose.MARKETING, Purpose.NOTICE)
    asked = {each: luna.workspace.send_block.ask(Draft(MARIA, Channel.SMS, each)) for each in purposes}
    return {each.value for each, decision in asked.items() if isinstance(decision, Permit)}


@pytest.mark.parametrize(
    ("texts", "allowed"),
    [
        (["START NOTIFICATIONS"], {"notice"}),
        (["START MARKETING"], {"marketing"}),
        (["STOP MARKETING", "START NOTIFICATIONS"], {"notice"}),
        (["START", "STOP MARKETING", "START NOTIFICATIONS"], {"notice"}),
        (["START", "STOP MARKETING", "START MARKETING"], {"marketing", "notice"}),
        (["STOP", "START MARKETING"], {"marketing"}),
        (["START", "STOP", "START NOTIFICATIONS"], {"notice"}),
        (["START", "STOP", "JOINLUNA"], {"marketing"}),
        (["START MARKETING", "STOP", "START NOTIFICATIONS"], {"notice"}),
        (["STOP", "START MARKETING", "START NOTIFICATIONS"], {"marketing", "notice"}),
        (["STOP", "START MARKETING", "STOP", "START NOTIFICATIONS"], {"notice"}),
        (["STOP", "START MARKETING", "START"], {"marketing", "notice"}),
        (["STOP", "START MARKETING", "STOP"], set()),
    ],
    ids=lambda values: ", ".join(sorted(values) if isinstance(values, set) else values) or "nothing",
)
def test_words_for_one_kind_of_message_give_that_and_nothing_else(
    luna: LunaShop, texts: list[str], allowed: set[str]
) -> None:
    for text in texts:
        luna.let_pass(minutes=1)
        luna.writes(MARIA, text)

    assert permitted(luna) == allowed
    assert luna.workspace.ledger.verify().is_intact


def test_a_word_of_ours_after_a_stop_is_a_yes_to_what_it_is_for(luna: LunaShop) -> None:
    luna.writes(MARIA, "STOP")
    luna.let_pass(minutes=1)

    luna.writes(MARIA, "JOINLUNA")

    yes = luna.events(MARIA)[-1]
    assert (yes.kind, yes.scope) == (EventKind.GIVEN, Scope.MARKETING)
    standing = luna.workspace.standings.of(MARIA, Channel.SMS)
    assert standing.everything.state is State.UNKNOWN
    assert standing.within(Scope.NOTICE).state is State.STOPPED


@pytest.mark.parametrize("scope", [Scope.ALL, Scope.NOTICE])
def test_what_somebody_did_not_ask_for_again_stays_their_own_stop(luna: LunaShop, scope: Scope) -> None:
    luna.writes(MARIA, "STOP")
    luna.let_pass(minutes=1)
    luna.writes(MARIA, "START MARKETING")
    heard = ConsentEvent(
        MARIA, Channel.SMS, EventKind.GIVEN, Method.AGENT, "alice", luna.clock.now(), scope,
        Evidence(words="she said so", source="phone"),
    )  # fmt: skip

    outcome = luna.workspace.ledger.record(heard)

    assert isinstance(outcome, Refusal)
    assert permitted(luna) == {"marketing"}


def test_words_for_one_kind_of_message_release_no_hold_of_everything(luna: LunaShop) -> None:
    luna.writes(MARIA, "START")
    luna.writes(MARIA, "pls no more of these ok")
    told_before = len(luna.texts(MARIA))

    luna.writes(MARIA, "START MARKETING")

    assert permitted(luna) == set()
    assert len(luna.texts(MARIA)) == told_before


def test_words_for_another_kind_of_message_do_not_answer_a_question(luna: LunaShop) -> None:
    luna.writes(GRETA, "JOINLUNA")
    luna.let_pass(minutes=1)

    luna.writes(GRETA, "START NOTIFICATIONS")

    assert luna.state(GRETA) == "pending"


@pytest.mark.parametrize("yes", ["YES", "Ja", "ok, ja"])
def test_a_yes_to_a_question_that_a_stop_answered_lifts_nothing(luna: LunaShop, yes: str) -> None:
    luna.writes(GRETA, "JOINLUNA")
    luna.let_pass(minutes=1)
    luna.writes(GRETA, "STOP")
    luna.let_pass(minutes=1)

    luna.writes(GRETA, yes)

    assert luna.kinds(GRETA) == [EventKind.REQUESTED, EventKind.WITHDRAWN]
    assert luna.state(GRETA) == "stopped"


def test_a_yes_lifts_nothing_where_a_second_one_is_needed(luna: LunaShop) -> None:
    luna.writes(GRETA, "JOINLUNA")
    luna.let_pass(minutes=1)
    luna.writes(GRETA, "Ja")
    luna.writes(GRETA, "STOP")
    luna.let_pass(minutes=1)

    luna.writes(GRETA, "YES")

    assert luna.state(GRETA) == "stopped"


def test_a_yes_after_a_stop_grants_no_more_than_was_agreed_to(luna: LunaShop) -> None:
    luna.writes(MARIA, "JOINLUNA")
    luna.writes(MARIA, "STOP")
    luna.let_pass(minutes=1)

    luna.writes(MARIA, "YES")

    assert luna.kinds(MARIA) == [EventKind.GIVEN, EventKind.WITHDRAWN]


def test_a_yes_lifts_the_stop_of_somebody_who_had_agreed_to_everything(luna: LunaShop) -> None:
    luna.writes(MARIA, "START")
    luna.writes(MARIA, "STOP")
    luna.let_pass(minutes=1)

    luna.writes(MARIA, "YES")

    assert permitted(luna) == {"marketing", "notice"}


@pytest.mark.parametrize(
    "before", [["STOP MARKETING"], ["JOIN", "STOP MARKETING"], ["STOP", "START NOTIFICATIONS"]]
)
def test_who_stopped_offers_and_starts_again_gets_them_with_the_second_yes(
    luna: LunaShop, before: list[str]
) -> None:
    for text in [*before, "START"]:
        luna.writes(GRETA, text)
        luna.let_pass(minutes=1)
    waiting = luna.state(GRETA)

    luna.writes(GRETA, "YES")

    assert (waiting, luna.state(GRETA)) == ("pending", "subscribed")
    assert isinstance(luna.workspace.send_block.ask(Draft(GRETA, Channel.SMS, Purpose.NOTICE)), Permit)
    assert luna.workspace.ledger.verify().is_intact


def test_a_plain_yes_to_an_earlier_question_does_not_lift_a_stop_of_offers(luna: LunaShop) -> None:
    for text in ("JOIN", "STOP MARKETING", "YES"):
        luna.writes(GRETA, text)
        luna.let_pass(minutes=1)

    standing = luna.workspace.standings.of(GRETA, Channel.SMS)

    assert standing.everything.state is State.SUBSCRIBED
    assert standing.within(Scope.MARKETING).state is State.STOPPED


def test_where_one_yes_is_enough_a_start_lifts_a_stop_of_offers_also_before_an_answer(luna: LunaShop) -> None:
    luna.writes(MARIA, "Hello")
    question = luna.workspace.asking.question(MARIA, Channel.SMS, Scope.ALL, Ask.FIRST)
    assert isinstance(question, Question)
    luna.workspace.asking.ask_as(question, "alice")
    luna.tick.run()
    for text in ("STOP MARKETING", "START"):
        luna.let_pass(minutes=1)
        luna.writes(MARIA, text)

    assert luna.state(MARIA) == "subscribed"
