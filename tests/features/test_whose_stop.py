"""Whose a stop is: what the person said, here or elsewhere, outlives what a colleague recorded, in whatever order it becomes known."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stopline.clock import ManualClock
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.gate import Draft, Purpose
from stopline.consent.keys import NO_KEYS
from stopline.consent.ledger import Change
from stopline.consent.preference_links import LinkOrigin, PreferenceLink
from stopline.consent.refusal import Refusal
from stopline.consent.status import State
from stopline.gateways.base import InboundText
from stopline.importers.consents import Outcome
from stopline.importers.contacts import ContactFile
from stopline.importers.habits import Mode
from stopline.importers.states import ConsentState, csv_text
from stopline.inbox.forms import Visit
from stopline.inbox.preferences import Wish
from stopline.worker.farewell import forget_person
from stopline.workspace import Workspace
from stopline.workspace.restoring import restore
from support.copies import passing_workspace
from support.times import START
from support.transcript import PEOPLE

MARIA = PEOPLE["maria"]
KINDS = (Scope.MARKETING, Scope.NOTICE)
STOP, YES = EventKind.WITHDRAWN, EventKind.GIVEN


def record(
    workspace: Workspace, kind: EventKind, minute: int, actor: str = CONTACT, scope: Scope = Scope.ALL
) -> Change | Refusal:
    method = Method.KEYWORD if actor == CONTACT else Method.AGENT
    at = START - timedelta(hours=2) + timedelta(minutes=minute)
    evidence = Evidence(words=str(kind), source="phone")
    return workspace.ledger.record(ConsentEvent(MARIA, Channel.SMS, kind, method, actor, at, scope, evidence))


def states_file(minute: int | None, scope: Scope = Scope.ALL) -> bytes:
    since = None if minute is None else START - timedelta(hours=2) + timedelta(minutes=minute)
    stop = ConsentState(MARIA, Channel.SMS, scope, State.STOPPED, since, "keyword", "the shop", words="STOP")
    return csv_text([stop]).encode()


def people_file(minute: int | None, scope: Scope = Scope.ALL) -> ContactFile:
    at = (
        ""
        if minute is None
        else f"{START - timedelta(hours=2) + timedelta(minutes=minute):%Y-%m-%dT%H:%M:%SZ}"
    )
    table = f"phone,consent,unsubscribed at,scope\n{MARIA},unsubscribed,{at},{scope}\n"
    return ContactFile("people.csv", table.encode())


def bring(workspace: Workspace, file: str, minute: int | None, scope: Scope = Scope.ALL) -> None:
    if file == "people":
        workspace.contact_imports.load(people_file(minute, scope))
    else:
        workspace.consent_states.load("states.csv", states_file(minute, scope), Mode(file))


def state(workspace: Workspace, scope: Scope = Scope.ALL) -> State:
    return workspace.standings.of(MARIA, Channel.SMS).within(scope).state


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

    workspace.contact_imports.load(people_file(5, scope))

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


steps = st.lists(
    st.tuples(
        st.sampled_from(["they stop", "they agree", "a colleague stops", "merge", "suppress-only", "people"]),
        st.integers(0, 90),
        st.sampled_from(Scope),
    ),
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(steps)
def test_no_history_lets_a_colleague_lift_what_the_person_said_here_or_elsewhere(
    history: Sequence[tuple[str, int, Scope]],
) -> None:
    with passing_workspace() as workspace:
        stopped: dict[Scope, int] = {}
        agreed: list[tuple[int, Scope]] = []
        for deed, minute, scope in history:
            kinds = KINDS if scope is Scope.ALL else (scope,)
            match deed:
                case "they stop":
                    record(workspace, STOP, minute, scope=scope)
                case "they agree":
                    record(workspace, YES, minute, scope=scope)
                    agreed.append((minute, scope))
                    stopped = {each: at for each, at in stopped.items() if each not in kinds or at > minute}
                case "a colleague stops":
                    record(workspace, STOP, minute, "alice", scope)
                case file:
                    bring(workspace, file, minute, scope)
            is_overtaken = any(at > minute and covered in (Scope.ALL, scope) for at, covered in agreed)
            if deed == "they stop" or (deed not in ("they agree", "a colleague stops") and not is_overtaken):
                stopped.update({each: max(minute, stopped.get(each, 0)) for each in kinds})

            for each in (*stopped, *([Scope.ALL] if stopped else [])):
                assert isinstance(record(workspace, YES, 119, "bob", each), Refusal)
            assert all(state(workspace, each) is State.STOPPED for each in stopped)
            assert workspace.ledger.verify().is_intact


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([(STOP, CONTACT), (YES, CONTACT), (STOP, "alice"), (YES, "bob")]), max_size=5),
    st.integers(0, 6).map(lambda tens: 10 * tens),
    st.sampled_from(["merge", "suppress-only", "people"]),
)
def test_when_a_file_comes_changes_nothing_of_who_is_stopped(
    said: Sequence[tuple[EventKind, str]], minute: int, file: str
) -> None:
    found: set[State] = set()
    for place in range(len(said) + 1):
        with passing_workspace() as workspace:
            for number, (kind, actor) in enumerate(said):
                if number == place:
                    bring(workspace, file, minute)
                record(workspace, kind, 10 * number + 5, actor)
            if place == len(said):
                bring(workspace, file, minute)
            found.add(state(workspace))

    assert len(found) == 1


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


words = st.lists(
    st.tuples(
        st.sampled_from(["STOP", "START", "STOP MARKETING", "START MARKETING", "START NOTIFICATIONS"]),
        st.integers(0, 60),
    ),
    max_size=7,
)


@settings(max_examples=150, deadline=None)
@given(words)
def test_words_in_whatever_order_they_come_in_are_taken_and_the_ledger_follows(
    said: Sequence[tuple[str, int]],
) -> None:
    with passing_workspace() as workspace:
        for text, minute in said:
            at = START - timedelta(hours=2) + timedelta(minutes=minute)
            workspace.intake.receive("scripted", InboundText(MARIA, text, sent_at=at))

        assert workspace.ledger.verify().is_intact
        last = {text: max(minute for each, minute in said if each == text) for text, _ in said}
        if last.get("STOP", -1) > max(
            (last.get(yes, -1) for yes in last if yes.startswith("START")), default=-1
        ):
            assert state(workspace) is State.STOPPED


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
