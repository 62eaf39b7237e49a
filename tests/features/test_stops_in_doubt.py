"""When in doubt, stopped: no stop is lost because something else in its row or its line cannot be read."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from stopline.address import Address
from stopline.clock import ManualClock
from stopline.consent.events import Channel, Scope
from stopline.consent.status import State
from stopline.importers.contacts import ContactFile
from stopline.importers.habits import Mode
from stopline.workspace import Workspace
from support.command import CommandLine

MARIA, JEAN = Address("+12025550123"), Address("+12025550124")
DOUBTFUL = [
    ("all,stopped,soon,", "is not a point in time", Scope.ALL),
    ("all,stopped,2031-01-01,", "lies in the future", Scope.ALL),
    ("sundays,stopped,,", "is no scope", Scope.ALL),
    ("promo,stopped,,", "", Scope.MARKETING),
    ("all,opted out,,", "", Scope.ALL),
    ("all,Unsubscribed by phone,,", "", Scope.ALL),
    ("all,stopped,,smoke signal", "", Scope.ALL),
]


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize(("cells", "told", "scope"), DOUBTFUL, ids=[cells for cells, _, _ in DOUBTFUL])
def test_a_row_that_speaks_of_a_stop_stops_whatever_else_of_it_can_be_read(
    workspace: Workspace, clock: ManualClock, mode: Mode, cells: str, told: str, scope: Scope
) -> None:
    content = f"address,channel,scope,state,since,method\n{MARIA},sms,{cells}\n".encode()

    report = workspace.consent_states.load("states.csv", content, mode)

    status = workspace.standings.of(MARIA, Channel.SMS).narrow(scope)
    assert (report.bad, report.stopped) == ((), 1)
    assert status is not None
    assert (status.state, status.since) == (State.STOPPED, clock.now())
    assert [told in note.text for note in report.notes] == ([True] if told else [])


def test_a_number_for_a_day_in_a_list_of_objects_keeps_no_stop_out(workspace: Workspace) -> None:
    rows = [{"address": MARIA, "channel": "sms", "state": "stopped", "since": 1732000000}]

    report = workspace.consent_states.load("states.json", json.dumps(rows).encode(), Mode.SUPPRESS_ONLY)

    assert (report.bad, report.stopped) == ((), 1)


def test_a_doubtful_stop_taken_in_twice_changes_nothing(workspace: Workspace, clock: ManualClock) -> None:
    content = f"address,channel,state,since\n{MARIA},sms,stopped,soon\n".encode()
    workspace.consent_states.load("states.csv", content, Mode.MERGE)
    clock.advance(timedelta(days=1))
    before = workspace.ledger.verify().event_count

    workspace.consent_states.load("states.csv", content, Mode.MERGE)

    assert workspace.ledger.verify().event_count == before


@pytest.mark.parametrize(
    ("command", "content", "lines"),
    [
        (
            ("consent", "import", "--mode", "suppress-only"),
            "address,channel,state\n+12025550124,sms,stopped\n+1202555012,sms,opted out\n+12025550123,pigeon,stopped\n+12025550125,sms,maybe\n",
            "lines 3, 4, 5 speak of stops",
        ),
        (
            ("consent", "import", "--mode", "merge"),
            "address,channel,state\n+12025550124,sms,stopped\n+12025550123,sms,stopped,surplus\n",
            "line 3 speaks of a stop",
        ),
        (
            ("consent", "import", "--mode", "merge"),
            "address,channel,state\n+12025550124,sms,stopped\n+12025550123,pigeon,held\n+12025550125,sms,no\n+12025550126,sms,maybe\n",
            "lines 3, 4, 5 speak of stops, holds or a no",
        ),
        (
            ("import", "contacts"),
            "name,phone,consent\nJean,+12025550124,unsubscribed\nMaria,1202,revoked by phone\nOmar,77,yes\n",
            "line 3 speaks of a stop",
        ),
        (
            ("import", "contacts"),
            "name,phone,unsubscribed\nJean,+12025550124,yes\nMaria,1202,x\nOmar,77,no\n",
            "line 3 speaks of a stop",
        ),
    ],
)
def test_a_stop_that_cannot_be_taken_in_ends_the_command_as_bad_input_and_names_its_line(
    workspace: Workspace, tmp_path: Path, command: tuple[str, ...], content: str, lines: str
) -> None:
    file = tmp_path / "file.csv"
    file.write_text(content)

    done = CommandLine(workspace.folder).run(*command, str(file))

    assert done.code == 2
    assert lines in done.err
    assert workspace.standings.of(JEAN, Channel.SMS).everything.state is State.STOPPED


def test_a_stop_among_people_counts_for_everything_where_its_scope_cannot_be_read(
    workspace: Workspace, clock: ManualClock
) -> None:
    content = f"phone,consent,scope,unsubscribed at\n{MARIA},unsubscribed,sundays,soon\n{JEAN},yes,sundays,\n"

    report = workspace.contact_imports.load(ContactFile("people.csv", content.encode()))

    status = workspace.standings.of(MARIA, Channel.SMS).everything
    assert (report.consents.stopped, [note.line for note in report.skipped]) == (1, [3])
    assert (status.state, status.since) == (State.STOPPED, clock.now())
    assert any("the stop covers everything" in note.text for note in report.notes)
    assert any("the stop counts from now" in note.text for note in report.notes)


@pytest.mark.parametrize("at", ["garbage", "9999-99-99", "", 5, [1], None])
def test_no_text_is_left_out_for_its_time(workspace: Workspace, at: object) -> None:
    lines = json.dumps({"from": MARIA, "text": "STOP", "at": at})

    done = CommandLine(workspace.folder).run("receive", "--jsonl", "--json", given=lines)

    told = "line 1: its time cannot be read, so the text counts from now"
    assert (done.code, done.json()["stops"], done.json()["errors"]) == (0, 1, [])
    assert (told in done.err) is (at is not None)
    assert workspace.standings.of(MARIA, Channel.SMS).everything.state is State.STOPPED


def test_one_text_with_a_time_nobody_can_read_is_taken_in_too(workspace: Workspace) -> None:
    done = CommandLine(workspace.folder).run(
        "receive", "--from", MARIA, "--text", "STOP", "--at", "yesterday-ish"
    )

    assert (done.code, "counts from now" in done.err) == (0, True)
    assert workspace.standings.of(MARIA, Channel.SMS).everything.state is State.STOPPED
