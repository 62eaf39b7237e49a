"""Whose a stop is: what the person said, here or elsewhere, outlives what a colleague recorded, in whatever order it becomes known."""

from datetime import timedelta
from pathlib import Path

import pytest

from stopline.clock import ManualClock
from stopline.consent.events import CONTACT, Channel, Scope
from stopline.consent.gate import Draft, Purpose
from stopline.consent.keys import NO_KEYS
from stopline.consent.ledger import Change
from stopline.consent.preference_links import LinkOrigin, PreferenceLink
from stopline.consent.refusal import Refusal
from stopline.consent.status import State
from stopline.gateways.base import InboundText
from stopline.importers.consents import Outcome
from stopline.importers.habits import Mode
from stopline.importers.states import csv_text
from stopline.inbox.forms import Visit
from stopline.inbox.preferences import Wish
from stopline.worker.farewell import forget_person
from stopline.workspace import Workspace
from stopline.workspace.restoring import restore
from support.copies import passing_workspace
from support.whose import KINDS, MARIA, STOP, YES, bring, record, state

files = pytest.mark.parametrize("file", ["merge", "suppress-only", "people"])


@files
@pytest.mark.parametrize("minute", [5, None], ids=["with its day", "without a day"])
def test_a_stop_that_a_file_brings_to_one_a_colleague_recorded_is_theirs_from_then_on(
    workspace: Workspace, file: str, minute: int | None
) -> None:
    record(workspace, STOP, 10, "alice")

    bring(workspace, file, minute)

    refusal = record(workspace, YES, 20, "bob")
    assert isinstance(refusal, Refusal)
    assert refusal.codes == ("own_stop",)
    assert state(workspace) is State.STOPPED


@files
def test_a_colleagues_stop_after_a_files_takes_nothing_from_it(workspace: Workspace, file: str) -> None:
    bring(workspace, file, 5)
    record(workspace, STOP, 10, "alice")

    assert isinstance(record(workspace, YES, 20, "bob"), Refusal)
    assert isinstance(record(workspace, YES, 30), Change)
    assert state(workspace) is State.SUBSCRIBED


@files
def test_the_same_file_again_records_nothing_beside_a_colleagues_stop(
    workspace: Workspace, file: str
) -> None:
    record(workspace, STOP, 10, "alice")
    bring(workspace, file, None)
    head = workspace.ledger.verify().head

    bring(workspace, file, None)

    assert workspace.ledger.verify().head == head


@files
def test_a_stop_elsewhere_counts_before_a_yes_that_a_colleague_heard_later(
    workspace: Workspace, file: str
) -> None:
    record(workspace, YES, 20, "alice")

    bring(workspace, file, 10)

    assert state(workspace) is State.STOPPED


@files
def test_a_colleagues_stop_stays_one_where_they_agreed_here_after_what_a_file_brings(
    workspace: Workspace, file: str
) -> None:
    record(workspace, YES, 20)
    record(workspace, STOP, 30, "alice")

    bring(workspace, file, 10)

    assert isinstance(record(workspace, YES, 40, "bob"), Change)
    assert state(workspace) is State.SUBSCRIBED


def test_our_own_list_taken_in_again_makes_nobody_elses_of_a_colleagues_stop(workspace: Workspace) -> None:
    record(workspace, STOP, 10, "alice")
    written = csv_text(workspace.consent_states.states()).encode()

    report = workspace.consent_states.load("ours.csv", written, Mode.MERGE)

    assert report.outcomes[Outcome.KNOWN] == 1
    assert isinstance(record(workspace, YES, 20, "bob"), Change)


@pytest.mark.parametrize("scope", KINDS)
def test_a_stop_of_one_kind_in_a_file_stays_beside_a_colleagues_stop_of_everything(
    workspace: Workspace, scope: Scope
) -> None:
    record(workspace, STOP, 10, "alice")

    bring(workspace, "people", 5, scope)

    assert isinstance(record(workspace, YES, 20, "bob"), Refusal)
    assert isinstance(
        record(workspace, YES, 20, "bob", next(each for each in KINDS if each is not scope)), Change
    )


def test_the_refusal_says_that_the_stop_came_with_a_file_and_who_takes_it_back(workspace: Workspace) -> None:
    record(workspace, STOP, 10, "alice")
    bring(workspace, "merge", 5)

    refusal = workspace.send_block.ask(Draft(MARIA, Channel.SMS, Purpose.NOTICE, "Your bike is ready"))

    assert isinstance(refusal, Refusal)
    assert "nobody else can take that back" in str(refusal)
    assert "A colleague recorded it" not in str(refusal)


def test_who_ends_every_channel_makes_a_colleagues_stop_of_another_theirs(workspace: Workspace) -> None:
    workspace.intake.receive("scripted", InboundText(MARIA, "JOIN", Channel.WHATSAPP))
    record(workspace, STOP, 10, "alice")

    workspace.intake.receive(
        "scripted", InboundText(MARIA, "Stop contacting me on every channel", Channel.WHATSAPP)
    )

    assert isinstance(record(workspace, YES, 20, "bob"), Refusal)


def test_a_start_that_comes_in_late_lifts_no_stop_that_was_said_again_after_it(workspace: Workspace) -> None:
    record(workspace, STOP, 3)
    record(workspace, STOP, 10)

    record(workspace, YES, 5)

    assert state(workspace) is State.STOPPED
    assert workspace.standings.of(MARIA, Channel.SMS).everything.event_seq == 1
    assert workspace.ledger.verify().is_intact
    record(workspace, YES, 11)
    assert state(workspace) is State.SUBSCRIBED


def test_what_was_said_elsewhere_last_goes_along_when_consent_moves(workspace: Workspace) -> None:
    record(workspace, STOP, 3, "alice")
    record(workspace, STOP, 20)
    written = csv_text(workspace.consent_states.states()).encode()

    with passing_workspace() as other:
        record(other, YES, 10)
        other.consent_states.load("theirs.csv", written, Mode.SUPPRESS_ONLY)

        assert state(other) is State.STOPPED
        assert isinstance(record(other, YES, 30, "bob"), Refusal)
        assert csv_text(other.consent_states.states()).encode() == written
    assert b"keyword" in written


def test_an_export_from_before_a_colleague_took_their_stop_back_brings_it_not_back(
    workspace: Workspace,
) -> None:
    record(workspace, YES, 1)
    record(workspace, STOP, 10, "alice")
    written = csv_text(workspace.consent_states.states()).encode()
    record(workspace, YES, 20, "bob")

    report = workspace.consent_states.load("ours.csv", written, Mode.MERGE)

    assert (report.outcomes[Outcome.KNOWN], state(workspace)) == (1, State.SUBSCRIBED)


@files
def test_a_file_that_comes_every_week_leaves_what_they_asked_for_since(
    workspace: Workspace, file: str
) -> None:
    bring(workspace, file, 10)
    record(workspace, YES, 30, scope=Scope.MARKETING)

    bring(workspace, file, 10)

    assert (state(workspace, Scope.MARKETING), state(workspace, Scope.NOTICE)) == (
        State.SUBSCRIBED,
        State.STOPPED,
    )


@files
def test_a_stop_that_was_said_later_elsewhere_is_kept_and_counted_as_known(
    workspace: Workspace, file: str
) -> None:
    record(workspace, STOP, 3)

    bring(workspace, file, 10)
    record(workspace, YES, 5)

    assert state(workspace) is State.STOPPED
    assert len(workspace.ledger.events_of(MARIA)) == 3


def test_a_press_on_their_own_page_is_as_new_as_it_is(workspace: Workspace, clock: ManualClock) -> None:
    workspace.intake.receive("scripted", InboundText(MARIA, "STOP"))
    clock.advance(timedelta(minutes=10))
    link, wish = PreferenceLink(MARIA, LinkOrigin.SENT), Wish("Stop everything", Visit())

    for _ in range(2):
        workspace.preferences.stop(link, MARIA, Channel.SMS, Scope.ALL, wish)
    late = clock.now() - timedelta(minutes=5)
    workspace.intake.receive("scripted", InboundText(MARIA, "START", sent_at=late))

    assert state(workspace) is State.STOPPED
    kinds = [each.event.kind for each in workspace.ledger.events_of(MARIA)]
    assert kinds == [STOP, STOP, YES]


def test_what_is_restored_knows_of_a_stop_that_came_after_a_colleagues(
    workspace: Workspace, clock: ManualClock, tmp_path: Path
) -> None:
    record(workspace, YES, 1)
    record(workspace, STOP, 3, "alice")
    workspace.backups.save(tmp_path / "before.backup", None)
    record(workspace, STOP, 10)
    record(workspace, STOP, 20)

    found = restore(
        str(tmp_path / "before.backup"), tmp_path / "new", lambda: None, lambda _: NO_KEYS, workspace
    )

    restored = Workspace.open(tmp_path / "new", clock)
    assert found.carried_count is not None
    assert isinstance(record(restored, YES, 30, "bob"), Refusal)
    record(restored, YES, 15)
    assert state(restored) is State.STOPPED
    restored.close()


def test_a_yes_heard_of_somebody_forgotten_is_refused_because_they_were_forgotten(
    workspace: Workspace,
) -> None:
    record(workspace, STOP, 10, "alice")
    forget_person(workspace, MARIA, "alice")

    refusal = record(workspace, YES, 30, "bob")

    assert isinstance(refusal, Refusal)
    assert "was forgotten" in str(refusal)
    assert "themselves" not in str(refusal)


def test_what_the_rules_say_about_a_person_and_what_the_gate_answers_name_the_same_stop(
    workspace: Workspace,
) -> None:
    record(workspace, STOP, 10, "alice")

    found = workspace.whereabouts.of(MARIA, Channel.SMS)

    for view in found.purposes:
        assert view.refusal is not None
        assert "A colleague recorded it" in str(view.refusal)


@pytest.mark.parametrize("actor", [CONTACT, "alice"])
def test_a_stop_that_came_in_late_goes_along_as_new_as_the_yes_it_ended(
    workspace: Workspace, actor: str
) -> None:
    record(workspace, YES, 20)
    record(workspace, STOP, 5, actor)
    written = csv_text(workspace.consent_states.states()).encode()
    head = workspace.ledger.verify().head

    with passing_workspace() as other:
        record(other, YES, 20)
        other.consent_states.load("theirs.csv", written, Mode.SUPPRESS_ONLY)
        assert state(other) is State.STOPPED
    workspace.consent_states.load("ours.csv", written, Mode.MERGE)
    assert workspace.ledger.verify().head == head
