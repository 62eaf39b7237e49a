"""STOP and then START where a yes needs a second one: what needs none counts at once, the rest waits for it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.gate import Draft, Permit, Purpose
from stopline.consent.status import State
from stopline.gateways.base import InboundText
from support.command import CommandLine
from support.luna import GRETA, LunaShop
from support.transcript import PEOPLE

MARIA = PEOPLE["maria"]


def back_again(luna: LunaShop, word: str = "START") -> None:
    """Let Greta stop everything, and a minute later text a word that starts."""
    luna.writes(GRETA, "STOP")
    luna.let_pass(minutes=1)
    luna.writes(GRETA, word)


def permitted(luna: LunaShop) -> set[str]:
    """Return what Greta may be sent."""
    purposes = (Purpose.CONVERSATION, Purpose.NOTICE, Purpose.MARKETING)
    asked = {each: luna.workspace.send_block.ask(Draft(GRETA, Channel.SMS, each)) for each in purposes}
    return {each.value for each, decision in asked.items() if isinstance(decision, Permit)}


def test_after_a_stop_conversation_and_notices_come_back_at_once_and_offers_wait(luna: LunaShop) -> None:
    back_again(luna)

    assert permitted(luna) == {"conversation", "notice"}
    assert luna.state(GRETA) == "pending"
    assert [(event.kind, event.scope) for event in luna.events(GRETA)] == [
        (EventKind.WITHDRAWN, Scope.ALL),
        (EventKind.GIVEN, Scope.ALL),
        (EventKind.REQUESTED, Scope.MARKETING),
    ]
    given, requested = luna.events(GRETA)[1:]
    assert given.evidence.note == "a yes from DE needs a second one; until it comes, marketing waits"
    assert requested.evidence.note == "a yes from DE needs a second one"


def test_one_text_tells_what_comes_at_once_and_asks_for_the_second_yes(luna: LunaShop) -> None:
    back_again(luna, "start wieder")  # words nobody knows change nothing
    assert luna.state(GRETA) == "stopped"
    luna.writes(GRETA, "START")

    texts = luna.texts(GRETA)

    assert len(texts) == 2
    assert texts[1].startswith("Luna Club: You get messages from us again. Reply YES to get our offers")
    assert luna.events(GRETA)[-1].evidence.disclosure == texts[1]


def test_the_second_yes_brings_the_offers_back(luna: LunaShop) -> None:
    back_again(luna)
    luna.let_pass(minutes=1)

    luna.writes(GRETA, "Ja")

    confirmed = luna.events(GRETA)[-1]
    assert (confirmed.kind, confirmed.scope) == (EventKind.CONFIRMED, Scope.MARKETING)
    assert permitted(luna) == {"conversation", "notice", "marketing"}


def heard_by_alice(luna: LunaShop, kind: EventKind, scope: Scope = Scope.ALL) -> None:
    """Let a colleague record what Greta said on the phone."""
    heard = ConsentEvent(
        GRETA, Channel.SMS, kind, Method.AGENT, "alice", luna.clock.now(), scope, Evidence(source="phone")
    )
    luna.workspace.contacts.ensure(GRETA, "phone", "Greta")
    luna.workspace.double_optin.record(heard)
    luna.let_pass(minutes=1)


def test_a_stop_of_offers_that_a_colleague_recorded_ends_with_the_second_yes_after_one_to_everything(
    luna: LunaShop,
) -> None:
    heard_by_alice(luna, EventKind.WITHDRAWN, Scope.MARKETING)
    heard_by_alice(luna, EventKind.GIVEN)
    before = luna.state(GRETA)

    luna.writes(GRETA, "Ja")

    assert (before, luna.state(GRETA)) == ("pending", "subscribed")


def test_a_stop_of_offers_that_somebody_said_themselves_stands_whatever_a_colleague_records(
    luna: LunaShop,
) -> None:
    luna.workspace.ledger.record(
        ConsentEvent(
            GRETA, Channel.SMS, EventKind.WITHDRAWN, Method.FORM, "contact", luna.clock.now(), Scope.MARKETING
        )
    )
    heard_by_alice(luna, EventKind.GIVEN)

    assert (luna.state(GRETA), luna.texts(GRETA)) == ("stopped", [])


@pytest.mark.parametrize(("answer", "state"), [("Nein", "stopped"), ("", "unknown")], ids=["no", "silence"])
def test_without_the_second_yes_notices_stay_and_no_offers_come(
    luna: LunaShop, answer: str, state: str
) -> None:
    back_again(luna)
    luna.let_pass(minutes=1)
    if answer:
        luna.writes(GRETA, answer)
    luna.let_pass(days=3)
    luna.clock.advance(timedelta(hours=2))

    assert luna.state(GRETA) == state
    assert permitted(luna) == {"conversation", "notice"}


def test_the_same_word_once_more_is_no_second_yes(luna: LunaShop) -> None:
    back_again(luna)
    luna.let_pass(minutes=1)
    before = luna.kinds(GRETA)

    luna.writes(GRETA, "START")

    assert luna.kinds(GRETA) == before
    assert len(luna.texts(GRETA)) == 2


def test_who_lets_the_question_run_out_and_starts_again_is_asked_again(luna: LunaShop) -> None:
    back_again(luna)
    luna.let_pass(days=3)
    assert luna.state(GRETA) == "unknown"

    luna.writes(GRETA, "START")
    waiting_again = luna.state(GRETA)
    luna.let_pass(minutes=1)
    luna.writes(GRETA, "JA")

    assert waiting_again == "pending"
    assert luna.state(GRETA) == "subscribed"


@pytest.mark.parametrize("word", ["START MARKETING", "JOINLUNA"])
def test_words_for_offers_alone_bring_nothing_before_the_second_yes(luna: LunaShop, word: str) -> None:
    back_again(luna, word)

    assert permitted(luna) == {"conversation"}
    assert luna.state(GRETA) == "pending"
    standing = luna.workspace.standings.of(GRETA, Channel.SMS)
    assert standing.within(Scope.NOTICE).state is State.STOPPED
    luna.let_pass(minutes=1)
    luna.writes(GRETA, "ja")
    assert luna.state(GRETA) == "subscribed"
    assert luna.workspace.ledger.verify().is_intact


def test_tags_and_flow_of_a_word_wait_for_the_second_yes_after_a_stop_too(luna: LunaShop) -> None:
    back_again(luna, "JOINLUNA")
    contact = luna.workspace.contacts.ensure(GRETA, "test")
    before = luna.workspace.contacts.contact(contact).tags
    luna.let_pass(minutes=1)

    luna.writes(GRETA, "ja")

    assert "luna" not in before
    assert "luna" in luna.workspace.contacts.contact(contact).tags


def test_words_for_notices_alone_need_no_second_yes(luna: LunaShop) -> None:
    back_again(luna, "START NOTIFICATIONS")

    assert permitted(luna) == {"conversation", "notice"}
    assert luna.state(GRETA) == "stopped"


def test_a_doubtful_reply_between_two_yeses_is_lifted_without_a_third(luna: LunaShop) -> None:
    luna.writes(GRETA, "JOINLUNA")
    luna.let_pass(minutes=1)
    luna.writes(GRETA, "ja")
    luna.writes(GRETA, "pls no more of these ok")
    assert luna.state(GRETA) == "held"

    luna.writes(GRETA, "START")

    assert luna.state(GRETA) == "subscribed"


def test_a_start_lifts_a_hold_of_somebody_who_never_agreed_only_for_what_needs_no_second_yes(
    luna: LunaShop,
) -> None:
    luna.writes(GRETA, "pls no more of these ok")

    luna.writes(GRETA, "START")

    assert luna.state(GRETA) == "pending"


def test_a_start_that_was_said_before_the_stop_asks_nobody(luna: LunaShop) -> None:
    earlier = luna.clock.now() - timedelta(hours=1)
    luna.writes(GRETA, "STOP")

    luna.workspace.intake.receive("scripted", InboundText(GRETA, "START", Channel.SMS, sent_at=earlier))
    luna.tick.run()

    assert luna.state(GRETA) == "stopped"
    assert len(luna.texts(GRETA)) == 1


def test_a_yes_an_agent_heard_after_a_stop_an_agent_recorded_waits_for_the_second_too(luna: LunaShop) -> None:
    heard = ConsentEvent(
        GRETA, Channel.SMS, EventKind.WITHDRAWN, Method.AGENT, "alice", luna.clock.now(), Scope.ALL,
        Evidence(words="bitte nicht mehr", source="phone"),
    )  # fmt: skip
    luna.workspace.ledger.record(heard)
    luna.clock.advance(timedelta(minutes=1))

    yes = replace(heard, kind=EventKind.GIVEN, occurred_at=luna.clock.now())
    luna.workspace.double_optin.record(yes)

    assert luna.kinds(GRETA) == [EventKind.WITHDRAWN, EventKind.GIVEN, EventKind.REQUESTED]
    assert luna.state(GRETA) == "pending"


def test_where_one_yes_is_enough_a_start_brings_everything_back(luna: LunaShop) -> None:
    luna.writes(MARIA, "STOP")
    luna.let_pass(minutes=1)

    luna.writes(MARIA, "START")

    assert luna.kinds(MARIA) == [EventKind.WITHDRAWN, EventKind.GIVEN]
    assert luna.state(MARIA) == "subscribed"


def test_the_command_tells_what_came_back_and_what_waits(luna: LunaShop) -> None:
    command = CommandLine(luna.workspace.folder)
    command.run("receive", "--from", GRETA, "--text", "STOP")

    told = command.run("receive", "--from", GRETA, "--text", "START")
    again = command.run("receive", "--from", GRETA, "--text", "Hallo", "--json")

    assert "the consent is now subscribed, pending for marketing alone." in told.out
    assert (again.json()["consent"], again.json()["narrower"]) == ("subscribed", {"marketing": "pending"})
