"""Consent kept in step with other systems: written out and read back without loss, and no file ever lifts a stop."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stopline.address import Address
from stopline.consent.events import Basis, Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.gate import Draft, Purpose
from stopline.consent.refusal import Refusal
from stopline.consent.status import State
from stopline.errors import BadInputError
from stopline.gateways.base import InboundText
from stopline.importers.consents import MergeReport, Outcome
from stopline.importers.habits import Mode
from stopline.importers.states import COLUMNS, ConsentState, csv_text, json_states, read_states
from stopline.inert import sealed, storable, unsealed
from stopline.workspace import Workspace
from support.command import CommandLine
from support.copies import passing_workspace
from support.times import START
from support.transcript import PEOPLE

MARIA = PEOPLE["maria"]
texts = st.text(max_size=40).map(storable)
instants = st.integers(0, 10_000).map(lambda minutes: START - timedelta(minutes=minutes))


events = st.builds(
    ConsentEvent,
    address=st.sampled_from([MARIA, PEOPLE["jean"], Address("maria@example.com"), Address("72727"), Address("=SHOP")]),
    channel=st.just(Channel.SMS),
    kind=st.sampled_from([kind for kind in EventKind if kind is not EventKind.ERASED]),
    method=st.sampled_from([method for method in Method if method is not Method.SUPPRESSION]),
    actor=st.sampled_from(["contact", "alice"]),
    occurred_at=instants,
    scope=st.sampled_from(Scope),
    evidence=st.builds(
        Evidence, words=texts, source=texts, disclosure=texts, basis=st.none() | st.sampled_from(Basis)
    ),
)  # fmt: skip


def fitting(event: ConsentEvent) -> ConsentEvent:
    channel = Channel.EMAIL if "@" in event.address else Channel.SMS
    return ConsentEvent(
        event.address, channel, event.kind, event.method, event.actor, event.occurred_at, event.scope, event.evidence
    )  # fmt: skip


def present(workspace: Workspace) -> set[tuple[str, ...]]:
    return {(state.address, state.channel, state.scope, state.state, str(state.since), str(state.before_hold)) for state in workspace.consent_states.states()}  # fmt: skip


def rests(workspace: Workspace, states: list[ConsentState]) -> list[tuple[Basis | None, datetime | None]]:
    """What every yes rests on, and when it was given, as the gate asks for it."""
    kept = [workspace.standings.of(each.address, each.channel).narrow(each.scope) for each in states]
    return [
        (each.basis, each.agreed_at)
        for each in kept
        if each is not None and State.SUBSCRIBED in (each.state, each.before_hold)
    ]


def sensible(workspace: Workspace) -> list[ConsentState]:
    """What a workspace holds that a file can carry: a bare sender cannot agree to anything."""
    return [
        each
        for each in workspace.consent_states.states()
        if each.address[0] == "+" or "@" in each.address or each.state in (State.STOPPED, State.HELD)
    ]


@settings(max_examples=120, deadline=None)
@given(st.lists(events.map(fitting), max_size=12), st.sampled_from([csv_text, json_states]))
def test_what_is_written_and_read_into_an_empty_workspace_gives_the_same_state(
    history: list[ConsentEvent], form: object
) -> None:
    with passing_workspace() as here, passing_workspace() as there:
        for event in history:
            here.ledger.record(event)
        wanted = sensible(here)
        content = csv_text(wanted) if form is csv_text else json_states(wanted)

        report = there.consent_states.load("states", content.encode(), Mode.MERGE)

        assert report.bad == ()
        written = csv_text(there.consent_states.states())
        assert written == csv_text(wanted)
        assert rests(there, wanted) == rests(here, wanted)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(events.map(fitting), max_size=8),
    st.lists(events.map(fitting), max_size=8),
    st.sampled_from(Mode),
)
def test_importing_twice_changes_nothing(
    ours: list[ConsentEvent], theirs: list[ConsentEvent], mode: Mode
) -> None:
    with passing_workspace() as here, passing_workspace() as there:
        for event in ours:
            here.ledger.record(event)
        for event in theirs:
            there.ledger.record(event)
        content = csv_text(sensible(there)).encode()
        here.consent_states.load("states", content, mode)
        before, count = present(here), here.ledger.verify().event_count

        again = here.consent_states.load("states", content, mode)

        assert again.outcomes[Outcome.TAKEN] == 0
        assert (present(here), here.ledger.verify().event_count) == (before, count)


rows = st.builds(
    ConsentState,
    address=st.sampled_from([MARIA, PEOPLE["jean"]]),
    channel=st.sampled_from([Channel.SMS, Channel.WHATSAPP]),
    scope=st.sampled_from(Scope),
    state=st.sampled_from(State),
    since=instants,
    method=st.sampled_from(["keyword", "form", "import"]),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(st.lists(rows, max_size=6), st.sampled_from(Mode)), max_size=6))
def test_no_sequence_of_imports_lifts_a_stop(files: list[tuple[list[ConsentState], Mode]]) -> None:
    with passing_workspace() as workspace:
        stopped: set[tuple[Address, Channel, Scope]] = set()
        for states, mode in files:
            workspace.consent_states.load("states", csv_text(states).encode(), mode)
            for each in states:
                if each.state is State.STOPPED:
                    stopped.add((each.address, each.channel, each.scope))

            for address, channel, scope in stopped:
                kept = workspace.standings.of(address, channel).narrow(scope)
                assert kept is not None
                assert kept.state is State.STOPPED


@given(st.text())
def test_a_sealed_cell_is_never_run_and_gives_back_every_letter(text: str) -> None:
    assert not sealed(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "|", "%"))
    assert unsealed(sealed(text)) == text


def test_the_table_is_inert_in_a_spreadsheet() -> None:
    state = ConsentState(
        MARIA, Channel.SMS, Scope.ALL, State.STOPPED, START, "agent", "=SUM(A1)", "@import", "-2+3|cmd"
    )

    [_, cells] = csv.reader(io.StringIO(csv_text([state])))

    assert cells == [
        "'+12025550123", "sms", "all", "stopped", "2026-11-17T14:00:00.000Z", "agent", "'=SUM(A1)", "'@import", "'-2+3|cmd", "", "", "", "",
    ]  # fmt: skip


def merge(workspace: Workspace, *states: ConsentState, mode: Mode = Mode.MERGE) -> MergeReport:
    return workspace.consent_states.load("states.csv", csv_text(states).encode(), mode)


def elsewhere(state: State, hours_ago: float, scope: Scope = Scope.ALL) -> ConsentState:
    return ConsentState(MARIA, Channel.SMS, scope, state, START - timedelta(hours=hours_ago), "form", "shop")


def here(workspace: Workspace, kind: EventKind, hours_ago: float, method: Method = Method.KEYWORD) -> None:
    at = START - timedelta(hours=hours_ago)
    workspace.ledger.record(ConsentEvent(MARIA, Channel.SMS, kind, method, "contact", at))


@pytest.mark.parametrize(
    ("kind", "ours", "state", "theirs", "becomes"),
    [
        pytest.param(EventKind.GIVEN, 2, State.STOPPED, 1, State.STOPPED, id="newer stop elsewhere"),
        pytest.param(EventKind.GIVEN, 1, State.STOPPED, 2, State.SUBSCRIBED, id="fresh yes here after that stop"),
        pytest.param(EventKind.WITHDRAWN, 2, State.SUBSCRIBED, 1, State.STOPPED, id="yes elsewhere after our stop"),
        pytest.param(EventKind.HELD, 2, State.SUBSCRIBED, 1, State.HELD, id="yes elsewhere after our hold"),
        pytest.param(EventKind.HELD, 1, State.STOPPED, 2, State.STOPPED, id="older stop elsewhere, doubt here"),
        pytest.param(EventKind.REQUESTED, 2, State.SUBSCRIBED, 1, State.SUBSCRIBED, id="yes elsewhere, asked here"),
        pytest.param(EventKind.GIVEN, 1, State.PENDING, 2, State.SUBSCRIBED, id="less is known elsewhere"),
    ],
)  # fmt: skip
def test_the_newest_word_wins_except_that_no_stop_is_lost(
    workspace: Workspace, kind: EventKind, ours: float, state: State, theirs: float, becomes: State
) -> None:
    here(workspace, kind, ours)

    merge(workspace, elsewhere(state, theirs))

    assert workspace.standings.of(MARIA, Channel.SMS).everything.state is becomes


def test_an_imported_yes_never_outweighs_a_stop_elsewhere_in_whatever_order_files_come(
    workspace: Workspace,
) -> None:
    merge(workspace, elsewhere(State.SUBSCRIBED, 1))

    merge(workspace, elsewhere(State.STOPPED, 2))

    assert workspace.standings.of(MARIA, Channel.SMS).everything.state is State.STOPPED


def test_only_stops_are_taken_where_only_stops_were_asked_for(workspace: Workspace) -> None:
    report = merge(
        workspace,
        elsewhere(State.SUBSCRIBED, 1),
        elsewhere(State.STOPPED, 1, Scope.MARKETING),
        mode=Mode.SUPPRESS_ONLY,
    )

    assert (report.outcomes[Outcome.LEFT_OUT], report.outcomes[Outcome.TAKEN], report.stopped) == (1, 1, 1)
    standing = workspace.standings.of(MARIA, Channel.SMS)
    assert (standing.everything.state, standing.within(Scope.MARKETING).state) == (
        State.UNKNOWN,
        State.STOPPED,
    )


BAD = [
    ("address,channel,state\n+1202555012,sms,stopped\n", "digits"),
    ("address,channel,state\n,sms,stopped\n", "no address"),
    ("address,channel,state\n+12025550123,pigeon,stopped\n", "“pigeon” is no channel"),
    ("address,channel,state\n+12025550123,email,stopped\n", "email does not lead"),
    ("address,channel,state\n+12025550123,sms,maybe\n", "“maybe” is no state"),
    ("address,channel,state,since\n+12025550123,sms,held,2027-01-01\n", "future"),
    ("address,channel,state,since\n+12025550123,sms,held,soon\n", "not a point in time"),
    ("address,channel,state\n+12025550123,sms,subscribed\n", "proves nothing"),
    ("address,channel,state,since\n+12025550123,sms,subscribed,2026-01-01\n", "neither how nor where"),
    ("address,channel,state\n+12025550123,sms,stopped,surplus\n", "more cells"),
    ("address,channel,state\nBike Shop,sms,subscribed\n", "neither a phone number"),
    ("address,channel,state\n+12O25550123,sms,stopped\n", "a mistake in it: correct it"),
    ("address,channel,state\n1202555o123,sms,held\n", "a mistake in it"),
    ("address,channel,state\n555-0123 home,sms,stopped\n", "with a mistake"),
    ("address,channel,state\n555-0123,sms,stopped\n", "lacks the area code"),
    ("address,channel,state\n12345678,sms,stopped\n", "looks like a number"),
    ("address,channel,state\nnotanumber,sms,stopped\n", "put “name” into a column “kind”"),
    ("address,channel,state\n+1202555O147,sms,stopped\n", "a letter amid its digits"),
    ("address,channel,state\n(202) 555-01,sms,stopped\n", "too few or too many digits"),
    ("address,channel,state\nBike Shop,sms,held\n", "neither a phone number nor an e-mail address"),
    ("address,channel,state,kind\n12O25550123,sms,stopped,name\n", "letter amid"),
    ("address,channel,state,kind\nBike Shop,sms,subscribed,name\n", "neither a phone"),
]


@pytest.mark.parametrize(("content", "reason"), BAD, ids=[reason for _, reason in BAD])
def test_a_bad_row_is_refused_with_its_line_and_the_others_count(
    workspace: Workspace, content: str, reason: str
) -> None:
    whole = content + "+12025550124,sms,stopped\n"

    report = workspace.consent_states.load("states.csv", whole.encode(), Mode.MERGE)

    [bad] = report.bad
    assert bad.line == 2
    assert reason in bad.reason
    assert workspace.standings.of(PEOPLE["jean"], Channel.SMS).everything.state is State.STOPPED
    assert workspace.standings.of(MARIA, Channel.SMS).everything.state is State.UNKNOWN


@pytest.mark.parametrize("sender", ["Bike Shop", "72345", "LUNA24", "7-Eleven", "Info 365", "O2"])
def test_a_sender_nobody_can_answer_may_have_stopped_all_the_same(workspace: Workspace, sender: str) -> None:
    content = f"address,channel,state,kind\n{sender},sms,stopped,Name\n".encode()

    report = workspace.consent_states.load("states.csv", content, Mode.SUPPRESS_ONLY)

    assert (report.bad, report.stopped) == ((), 1)
    assert workspace.standings.of(Address(sender), Channel.SMS).everything.state is State.STOPPED


def test_a_name_that_is_known_here_needs_no_word_for_it(workspace: Workspace) -> None:
    workspace.intake.receive("scripted", InboundText("Bike Shop", "START", Channel.SMS))
    content = b"address,channel,state\nBike Shop,sms,stopped\n"

    report = workspace.consent_states.load("states.csv", content, Mode.SUPPRESS_ONLY)

    assert (report.bad, report.stopped) == ((), 1)


def test_the_command_tells_that_the_stop_of_a_mistyped_number_was_not_taken_in(
    workspace: Workspace, tmp_path: Path
) -> None:
    command = CommandLine(workspace.folder)
    file = tmp_path / "stops.csv"
    file.write_text("address,channel,state\nnotanumber,sms,stopped\n+12025550124,sms,stopped\n")

    told = command.run("consent", "import", str(file), "--mode", "suppress-only")

    assert told.code == 2
    assert "line 2: “notanumber” is neither" in told.out
    assert "its stop was not taken in" in told.out
    assert "correct it, and import the file again" in told.err
    assert command.run("check", "+12025550124", "--json").json()["status"] == "stopped"


@pytest.mark.parametrize(("state", "code"), [("stoped", 2), ("subscribed", 0)])
def test_a_state_nobody_can_read_may_be_a_stop_and_is_not_passed_over(
    workspace: Workspace, tmp_path: Path, state: str, code: int
) -> None:
    command = CommandLine(workspace.folder)
    file = tmp_path / "states.csv"
    rows = f"+12025550124,sms,stopped,\n+12025550123,sms,{state},2031-01-01T00:00:00Z\n"
    file.write_text(f"address,channel,state,since\n{rows}", encoding="utf-8")

    told = command.run("consent", "import", str(file), "--mode", "merge")

    assert "line 3" in told.out
    assert told.code == code


def test_the_line_of_a_bad_row_behind_a_cell_of_many_lines_is_right() -> None:
    text = 'address,channel,state,words\n+12025550124,sms,stopped,"a\nb\nc"\n+12025550123,sms,maybe,x\n'

    _, [bad] = read_states(text.encode(), datetime(2026, 11, 18, tzinfo=UTC), "US", lambda _: False)

    assert bad.line == 5


def test_a_list_of_people_is_told_from_a_list_of_states(workspace: Workspace) -> None:
    with pytest.raises(BadInputError, match="stopline import contacts"):
        workspace.consent_states.load("people.csv", b"name,phone\nMaria,+12025550123\n", Mode.MERGE)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            ",2024-05-12T10:00:00Z",
            "by sms before on 12 May 2024: from old-list.csv, taken in on 17 Nov 2026.",
        ),
        (",", "by sms before: from old-list.csv, taken in on 17 Nov 2026."),
    ],
    ids=["with its day", "without a day"],
)
def test_a_stop_that_was_taken_in_is_told_with_its_source(workspace: Workspace, row: str, said: str) -> None:
    content = f"address,channel,state,since\n+12025550123,sms,stopped{row}\n".encode()

    workspace.consent_states.load("old-list.csv", content, Mode.SUPPRESS_ONLY)

    refusal = workspace.send_block.ask(Draft(MARIA, Channel.SMS, Purpose.CONVERSATION))
    assert isinstance(refusal, Refusal)
    [reason] = refusal.reasons
    assert reason.sentence == f"This person stopped messages {said}"
    assert reason.remedy == "Only their own yes opens it again: they write START."


def test_a_dry_run_writes_nothing_and_reports_the_same(workspace: Workspace) -> None:
    content = csv_text([elsewhere(State.STOPPED, 1), elsewhere(State.SUBSCRIBED, 1, Scope.NOTICE)]).encode()

    tried = workspace.consent_states.load("states.csv", content, Mode.MERGE, is_dry_run=True)
    count = workspace.ledger.verify().event_count
    done = workspace.consent_states.load("states.csv", content, Mode.MERGE)

    assert count == 0
    assert (tried.outcomes, tried.stopped, tried.notes) == (done.outcomes, done.stopped, done.notes)


def test_an_imported_stop_says_where_it_came_from_and_no_agent_undoes_it(workspace: Workspace) -> None:
    merge(workspace, elsewhere(State.STOPPED, 1))

    [recorded] = workspace.ledger.events_of(MARIA)

    evidence = recorded.event.evidence
    assert (recorded.event.method, evidence.origin, evidence.source) == (Method.IMPORT, "form", "shop")
    assert evidence.note == "import of states.csv, line 2"


def test_the_commands_carry_consent_from_one_workspace_to_another(
    workspace: Workspace, tmp_path: Path
) -> None:
    here(workspace, EventKind.WITHDRAWN, 1)
    there = tmp_path / "there"
    file = tmp_path / "states.csv"
    CommandLine(there).run("init", "--team", "Other")

    piped = CommandLine(workspace.folder).run("consent", "export", "--csv")
    written = CommandLine(workspace.folder).run("consent", "export", "--to", str(file))
    dry = CommandLine(there).run("consent", "import", str(file), "--mode", "merge", "--preview")
    taken = CommandLine(there).run("consent", "import", str(file), "--mode", "merge", "--json")

    assert (piped.code, written.code, dry.code, taken.code) == (0, 0, 0, 0)
    assert piped.out.splitlines()[0] == ",".join(COLUMNS)
    assert file.read_bytes().decode().splitlines() == piped.out.splitlines()
    assert "Nothing was written." in dry.out
    assert (taken.json()["taken"], taken.json()["stopped"]) == (1, 1)
    assert CommandLine(there).run("check", MARIA).code == 3
    assert json.loads(CommandLine(there).run("consent", "export", "--json").out)[0]["state"] == "stopped"
