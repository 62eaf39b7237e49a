"""Consents that have grown old are shown first, then retired or asked for again; who has stopped is never touched."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stopline.address import Address
from stopline.clock import ManualClock
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Method, Scope
from stopline.consent.gate import Ask, Draft, Permit, Purpose
from stopline.consent.refusal import Refusal
from stopline.consent.status import State
from stopline.errors import BadInputError
from stopline.hygiene.decay import Decay
from stopline.hygiene.findings import FADING, Kind, Limits
from stopline.messages.message import MessageState
from stopline.settings import TeamSettings
from stopline.tui.panes.hygiene_deeds import asking_again, retiring
from stopline.workspace import Workspace
from support.command import CommandLine
from support.copies import fresh_workspace
from support.people import consent, number, wrote
from support.times import START

MARIA, JEAN, TOM = number(1), number(2), number(3)


def state_of(workspace: Workspace, address: Address, scope: Scope = Scope.ALL) -> State:
    return workspace.standings.of(address, Channel.SMS).within(scope).state


def may_get_marketing(workspace: Workspace, address: Address) -> bool:
    return isinstance(workspace.send_block.ask(Draft(address, Channel.SMS, Purpose.MARKETING)), Permit)


@pytest.fixture
def faded(workspace: Workspace) -> Workspace:
    """Maria and Jean have been quiet for long; Tom wrote last week."""
    for address in (MARIA, JEAN, TOM):
        consent(workspace, address, days_ago=500)
    wrote(workspace, TOM, 7)
    return workspace


def test_a_preview_names_whom_and_changes_nothing(faded: Workspace) -> None:
    fading = faded.decay.preview()

    assert {each.address for each in fading.people} == {MARIA, JEAN}
    assert fading.by_channel == {"sms": 2}
    assert faded.ledger.verify().event_count == 3


def test_a_preview_may_be_of_other_months_and_of_one_tag(faded: Workspace) -> None:
    faded.contacts.tag(faded.contacts.ensure(JEAN, "test"), "newsletter")

    assert faded.decay.preview(limits=Limits(quiet_months=18)).people == ()
    assert [each.address for each in faded.decay.preview(tag="newsletter").people] == [JEAN]
    assert faded.decay.preview(tag="nobody has it").people == ()


def test_retiring_expires_consents_with_who_and_why(faded: Workspace) -> None:
    retired = faded.decay.retire(faded.decay.preview(), "alice")

    assert (retired.count, retired.left_alone) == (2, 0)
    assert [state_of(faded, each) for each in (MARIA, JEAN, TOM)] == ["unknown", "unknown", "subscribed"]
    assert not may_get_marketing(faded, MARIA)
    last = faded.ledger.events_of(MARIA)[-1].event
    assert (last.kind, last.actor) == (EventKind.EXPIRED, "alice")
    assert last.evidence.note == "no answer for long; retired by alice"
    assert faded.ledger.verify().is_intact
    assert faded.decay.preview().people == ()


def test_who_stops_answers_or_is_held_after_the_preview_is_left_alone(faded: Workspace) -> None:
    consent(faded, number(4), days_ago=500)
    fading = faded.decay.preview()
    consent(faded, MARIA, EventKind.WITHDRAWN)
    consent(faded, JEAN, EventKind.HELD)
    wrote(faded, number(4), 0)

    retired = faded.decay.retire(fading, "alice")

    assert (retired.count, retired.left_alone) == (0, 3)
    assert [state_of(faded, each) for each in (MARIA, JEAN, number(4))] == ["stopped", "held", "subscribed"]


def test_a_narrower_stop_stays_where_the_rest_is_retired(workspace: Workspace) -> None:
    consent(workspace, MARIA, days_ago=500)
    consent(workspace, MARIA, EventKind.WITHDRAWN, days_ago=450, scope=Scope.MARKETING)

    workspace.decay.retire(workspace.decay.preview(), "alice")

    assert state_of(workspace, MARIA) == State.UNKNOWN
    assert state_of(workspace, MARIA, Scope.MARKETING) == State.STOPPED


def test_a_question_nobody_answered_expires(workspace: Workspace) -> None:
    consent(workspace, MARIA, EventKind.REQUESTED, days_ago=30)

    workspace.decay.retire(workspace.decay.preview(Kind.PENDING), "alice")

    assert state_of(workspace, MARIA) == State.UNKNOWN


def test_asking_again_queues_the_question_under_the_gate(faded: Workspace) -> None:
    fading = faded.decay.preview()

    asked_count = faded.decay.reconfirm(fading, "alice")

    questions = faded.outbox.messages(state=MessageState.QUEUED)
    assert asked_count == len(questions) > 0
    assert all(question.asks_consent is Ask.RECONFIRM for question in questions)


def test_who_was_asked_and_still_has_time_is_left_out_of_retiring_and_counted(
    faded: Workspace, clock: ManualClock
) -> None:
    asked_count = faded.decay.reconfirm(faded.decay.preview(), "alice")

    fading = faded.decay.preview()
    retired = faded.decay.retire(fading, "alice")

    assert asked_count == 2
    assert fading.people == ()
    assert {each.person.address for each in fading.still_asked} == {MARIA, JEAN}
    assert {each.until for each in fading.still_asked} == {clock.now() + timedelta(days=14)}
    assert (retired.count, state_of(faded, MARIA)) == (0, State.SUBSCRIBED)


def test_who_was_asked_is_retired_too_where_somebody_says_so(faded: Workspace) -> None:
    faded.decay.reconfirm(faded.decay.preview(), "alice")

    fading = faded.decay.preview(takes_asked=True)
    retired = faded.decay.retire(fading, "alice")

    assert {each.address for each in fading.people} == {MARIA, JEAN}
    assert retired.count == 2
    assert faded.asks.waiting() == []


def test_who_did_not_answer_in_time_is_offered_again(faded: Workspace, clock: ManualClock) -> None:
    faded.decay.reconfirm(faded.decay.preview(), "alice")
    clock.advance(timedelta(days=15))

    fading = faded.decay.preview()

    assert {each.address for each in fading.people} == {MARIA, JEAN}
    assert fading.still_asked == ()


def test_who_is_asked_after_the_preview_is_left_alone(faded: Workspace) -> None:
    fading = faded.decay.preview()
    faded.decay.reconfirm(fading, "alice")

    retired = faded.decay.retire(fading, "alice")

    assert (retired.count, retired.left_alone) == (0, 2)


def test_the_command_tells_who_still_has_time_to_answer(faded: Workspace) -> None:
    command = CommandLine(faded.folder)
    asked = command.run("decay", "--reconfirm")

    shown = command.run("decay")
    retired = command.run("decay", "--retire", "--json")
    all_the_same = command.run("decay", "--retire", "--asked-too", "--json")

    assert asked.out.startswith("2 asked.")
    assert "2 were asked and can still answer, until" in shown.out
    assert "--asked-too takes them in" in shown.out
    assert (retired.json()["retired"], retired.json()["still_asked_count"]) == (0, 2)
    assert all_the_same.json()["retired"] == 2


def test_the_dialog_tells_who_still_has_time_to_answer(faded: Workspace) -> None:
    faded.contacts.tag(faded.contacts.ensure(JEAN, "test"), "newsletter")
    faded.decay.reconfirm(faded.decay.preview(tag="newsletter"), "alice")

    fading = faded.decay.preview()
    said = [deed(fading, faded.settings.zone).lines for deed in (retiring, asking_again)]

    told = (
        "1 was asked and can still answer, until 1 Dec: left out. `stopline decay --asked-too` takes them in."
    )
    assert all(told in lines for lines in said)


class AskingAgain:
    """Remembers who is to be asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Address, Channel]] = []

    def queue(self, addresses: Sequence[tuple[Address, Channel]], agent: str) -> int:
        self.asked += addresses
        return len(addresses)


def test_asking_again_asks_each_address_once(faded: Workspace) -> None:
    asking = AskingAgain()
    decay = Decay(
        faded.engine, faded.clock, faded.ledger, faded.standings, faded.doctor, Limits(), asking, faded.asks
    )  # fmt: skip

    assert decay.reconfirm(decay.preview(), "alice") == 2
    assert sorted(asking.asked) == [(MARIA, Channel.SMS), (JEAN, Channel.SMS)]


def test_only_what_fades_can_be_retired(workspace: Workspace) -> None:
    with pytest.raises(BadInputError, match="only these fade"):
        workspace.decay.preview(Kind.HOLDS)


_EVENTS = st.lists(
    st.tuples(
        st.sampled_from([1, 2]),
        st.sampled_from(list(EventKind)),
        st.sampled_from(list(Scope)),
        st.sampled_from([CONTACT, "alice"]),
    ),
    max_size=8,
)


@settings(max_examples=60)
@given(before=_EVENTS, between=_EVENTS, kind=st.sampled_from(FADING))
def test_no_history_lets_retiring_touch_a_stop_or_a_hold(
    before: list[tuple[int, EventKind, Scope, str]],
    between: list[tuple[int, EventKind, Scope, str]],
    kind: Kind,
) -> None:
    with TemporaryDirectory() as folder:
        clock = ManualClock(START - timedelta(days=900))
        workspace = fresh_workspace(Path(folder), clock, TeamSettings())
        play(workspace, before)
        clock.move_to(START)
        fading = workspace.decay.preview(kind)
        play(workspace, between)
        blocked = blocked_places(workspace)

        workspace.decay.retire(fading, "alice")

        assert blocked <= blocked_places(workspace)
        assert workspace.ledger.verify().is_intact
        workspace.close()


def test_a_suppression_survives_putting_two_contacts_together(workspace: Workspace) -> None:
    consent(workspace, MARIA, EventKind.WITHDRAWN)
    consent(workspace, JEAN)
    for each in (MARIA, JEAN):
        workspace.contacts.ensure(each, "test")

    workspace.merging.merge(JEAN, MARIA)

    assert isinstance(workspace.send_block.ask(Draft(MARIA, Channel.SMS, Purpose.CONVERSATION)), Refusal)
    assert state_of(workspace, MARIA) == State.STOPPED
    assert may_get_marketing(workspace, JEAN)
    assert workspace.ledger.verify().is_intact


def play(workspace: Workspace, events: list[tuple[int, EventKind, Scope, str]]) -> None:
    for place, kind, scope, actor in events:
        event = ConsentEvent(
            number(place), Channel.SMS, kind, Method.AGENT, actor, workspace.clock.now(), scope
        )  # fmt: skip
        workspace.ledger.record(event)


def blocked_places(workspace: Workspace) -> set[tuple[Address, Scope, State]]:
    return {
        (number(place), scope, status.state)
        for place in (1, 2)
        for scope in Scope
        if (status := workspace.standings.of(number(place), Channel.SMS).within(scope)).state
        in (State.STOPPED, State.HELD)
    }
