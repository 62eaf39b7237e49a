"""Words of a team's own: what joining by one brings, and the texts that follow."""

from datetime import timedelta

import pytest

from stopline.consent.events import Channel, EventKind, Scope
from stopline.consent.status import State
from stopline.messages.message import MessageState
from support.luna import LunaShop
from support.transcript import PEOPLE

MARIA = PEOPLE["maria"]
WELCOME = (
    "Luna Club: Welcome! Up to 4 messages a month. Msg & data rates may apply. "
    "HELP for help (help@example.com), STOP to end."
)
BELL = "Harbour Bikes: Hi Maria, show this text for a free bell. STOP to end."
WORKSHOP = "Harbour Bikes: Our workshop is open until 8. STOP to end."


def test_a_word_of_ours_marks_the_contact_logs_how_and_when_and_adds_tags_and_list(luna: LunaShop) -> None:
    luna.writes(MARIA, "joinluna")

    contact = luna.workspace.contacts.contact(luna.workspace.contacts.ensure(MARIA, "test"))
    thread = luna.workspace.threads.at(MARIA, Channel.SMS)
    assert luna.tags("maria") == ("list:Luna Club", "luna", "via-keyword")
    assert dict(contact.attributes) == {
        "sms_opted_in_at": "2026-11-17T14:00:00.000Z",
        "sms_opted_in_by": "keyword JOINLUNA",
        "sms_opted_in_thread": str(thread),
    }


def test_a_word_of_ours_gives_consent_to_what_it_is_for_and_nothing_else(luna: LunaShop) -> None:
    luna.writes(MARIA, "JOINLUNA")

    standing = luna.workspace.standings.of(MARIA, Channel.SMS)
    assert standing.within(Scope.MARKETING).state is State.SUBSCRIBED
    assert standing.within(Scope.NOTICE).state is State.UNKNOWN


def test_the_exact_words_of_the_confirmation_are_kept_as_what_the_person_was_told(luna: LunaShop) -> None:
    luna.writes(MARIA, "JOINLUNA")

    [given] = luna.events(MARIA)
    assert given.evidence.disclosure == WELCOME == luna.texts(MARIA)[0]
    assert (given.evidence.words, given.evidence.keyword) == ("JOINLUNA", "JOINLUNA")


def test_a_flow_follows_a_join_each_text_after_its_delay_and_within_hours(luna: LunaShop) -> None:
    luna.writes(MARIA, "JOINLUNA")
    assert luna.texts(MARIA) == [WELCOME]

    luna.let_pass(hours=2)
    assert luna.texts(MARIA) == [WELCOME, BELL]
    luna.let_pass(hours=23)

    assert luna.texts(MARIA) == [WELCOME, BELL, WORKSHOP]


def test_a_text_of_a_flow_that_falls_into_the_night_waits_for_the_morning(luna: LunaShop) -> None:
    luna.clock.advance(timedelta(hours=10))
    luna.writes(MARIA, "JOINLUNA")

    luna.let_pass(hours=3)
    assert luna.texts(MARIA) == [WELCOME]
    [bell, _] = luna.workspace.outbox.scheduled()
    assert bell.not_before is not None
    luna.let_pass(hours=11)

    assert luna.texts(MARIA) == [WELCOME, BELL]


@pytest.mark.parametrize("words", ["STOP", "pls no more of these ok"], ids=["stop", "hold"])
def test_a_stop_or_a_hold_ends_a_flow(luna: LunaShop, words: str) -> None:
    luna.writes(MARIA, "JOINLUNA")
    luna.let_pass(hours=2)

    luna.writes(MARIA, words)
    luna.let_pass(days=3)

    assert WORKSHOP not in luna.texts(MARIA)
    assert luna.workspace.outbox.scheduled() == []


def test_joining_twice_runs_a_flow_once(luna: LunaShop) -> None:
    luna.writes(MARIA, "JOINLUNA")
    luna.let_pass(minutes=30)
    luna.writes(MARIA, "JoinLuna")
    luna.let_pass(hours=3)
    luna.writes(MARIA, "JOINLUNA!")
    luna.let_pass(days=3)

    assert luna.texts(MARIA) == [WELCOME, BELL, WORKSHOP]


def test_who_stopped_in_the_middle_and_joins_again_gets_what_was_kept_back(luna: LunaShop) -> None:
    luna.writes(MARIA, "JOINLUNA")
    luna.let_pass(hours=2)
    luna.writes(MARIA, "STOP")

    luna.writes(MARIA, "JOINLUNA")
    luna.let_pass(days=2)

    assert luna.texts(MARIA).count(BELL) == 1
    assert luna.texts(MARIA).count(WORKSHOP) == 1
    assert luna.kinds(MARIA) == [EventKind.GIVEN, EventKind.WITHDRAWN, EventKind.GIVEN]


def test_a_flow_goes_on_after_a_restart(luna: LunaShop) -> None:
    luna.writes(MARIA, "JOINLUNA")
    folder = luna.workspace.folder
    luna.workspace.close()

    again = LunaShop(type(luna.workspace).open(folder, luna.clock), luna.clock, luna.gateway)
    again.let_pass(hours=30)

    assert again.texts(MARIA) == [WELCOME, BELL, WORKSHOP]


def test_what_is_scheduled_stands_in_the_conversation_and_not_in_the_list(luna: LunaShop) -> None:
    luna.writes(MARIA, "JOINLUNA")

    [thread] = luna.workspace.threads.of_contact(luna.workspace.contacts.ensure(MARIA, "test"))
    page = luna.workspace.timeline.page(thread)
    waiting = [entry for entry in page.entries if getattr(entry, "state", None) is MessageState.QUEUED]
    assert [getattr(entry, "not_before", None) for entry in waiting] == [
        luna.clock.now() + timedelta(hours=2),
        luna.clock.now() + timedelta(days=1),
    ]
    assert thread.last_text == "JOINLUNA"


def test_people_are_tagged_by_where_their_yes_came_from_only_if_the_team_wants_it(luna: LunaShop) -> None:
    settings = luna.workspace.folder / "settings.toml"
    settings.write_text(settings.read_text() + "\n[capture]\nsource_tags = false\n", encoding="utf-8")
    again = LunaShop(type(luna.workspace).open(luna.workspace.folder, luna.clock), luna.clock, luna.gateway)

    again.writes(MARIA, "START")

    assert again.tags("maria") == ()
