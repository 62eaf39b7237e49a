"""What a yes that comes from another system is worth here: as much as there, and never more."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from stopline.consent.events import Basis, Channel, Scope
from stopline.consent.status import State
from stopline.importers.consents import MergeReport, Outcome
from stopline.importers.habits import Mode
from stopline.importers.states import ConsentState, csv_text
from stopline.workspace import Workspace
from support.command import CommandLine
from support.times import START
from support.transcript import PEOPLE

MARIA = PEOPLE["maria"]


def merge(workspace: Workspace, *states: ConsentState) -> MergeReport:
    return workspace.consent_states.load("states.csv", csv_text(states).encode(), Mode.MERGE)


def elsewhere(state: State, hours_ago: float, scope: Scope = Scope.ALL) -> ConsentState:
    return ConsentState(MARIA, Channel.SMS, scope, state, START - timedelta(hours=hours_ago), "form", "shop")


@pytest.mark.parametrize(
    ("method", "basis", "becomes"),
    [
        ("agent", "", Basis.EXPRESS),
        ("import", "", Basis.EXPRESS),
        ("api", "", Basis.EXPRESS),
        ("", "", Basis.EXPRESS),
        ("keyword", "", Basis.EXPRESS_WRITTEN),
        ("sentence", "", Basis.EXPRESS_WRITTEN),
        ("form", "", Basis.EXPRESS_WRITTEN),
        ("agent", "implied_inquiry", Basis.IMPLIED_INQUIRY),
        ("import", "express_written", Basis.EXPRESS_WRITTEN),
    ],
)
def test_a_yes_in_a_file_is_worth_what_the_file_says_and_else_counts_as_heard_unless_it_is_written(
    workspace: Workspace, method: str, basis: str, becomes: Basis
) -> None:
    content = f"address,channel,state,since,method,source,basis\n{MARIA},sms,subscribed,2026-01-05T10:00:00Z,{method},shop,{basis}\n"

    report = workspace.consent_states.load("states.csv", content.encode(), Mode.MERGE)

    assert workspace.standings.of(MARIA, Channel.SMS).everything.basis is becomes
    assert report.heard == (not basis and becomes is Basis.EXPRESS)


def test_a_held_yes_of_unknown_worth_counts_as_heard_whatever_the_doubt_was_read_from(
    workspace: Workspace,
) -> None:
    content = (
        f"address,channel,state,since,method,before_hold\n{MARIA},sms,held,2026-01-05,sentence,subscribed\n"
    )

    workspace.consent_states.load("states.csv", content.encode(), Mode.MERGE)

    status = workspace.standings.of(MARIA, Channel.SMS).everything
    assert (status.state, status.basis) == (State.HELD, Basis.EXPRESS)


def test_a_yes_that_is_worth_more_elsewhere_is_worth_as_much_here_and_never_less(
    workspace: Workspace,
) -> None:
    written = replace(elsewhere(State.SUBSCRIBED, 3), basis=Basis.EXPRESS_WRITTEN)
    merge(workspace, replace(written, basis=Basis.IMPLIED_INQUIRY))

    taken = merge(workspace, written)
    weaker = merge(workspace, replace(written, basis=Basis.EXPRESS))

    assert workspace.standings.of(MARIA, Channel.SMS).everything.basis is Basis.EXPRESS_WRITTEN
    assert (taken.outcomes[Outcome.TAKEN], weaker.outcomes[Outcome.KNOWN]) == (1, 1)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [("certainty,", "“certainty” is no basis"), (",2031-01-01", "lies in the future")],
)
def test_a_yes_with_a_basis_or_a_day_nobody_can_read_is_refused(
    workspace: Workspace, cells: str, reason: str
) -> None:
    content = f"address,channel,state,since,source,basis,agreed_at\n{MARIA},sms,subscribed,2026-01-05,shop,{cells}\n"

    [bad] = workspace.consent_states.load("states.csv", content.encode(), Mode.MERGE).bad

    assert reason in bad.reason


def test_what_was_heard_in_one_workspace_carries_no_marketing_in_another(
    workspace: Workspace, tmp_path: Path
) -> None:
    here, there = CommandLine(workspace.folder), CommandLine(tmp_path / "there")
    there.run("init", "--team", "Other", "--region", "US")
    heard = ["--give", "--channel", "sms", "--source", "shop", "--words", "ok text me"]
    here.run("consent", "record", MARIA, *heard, "--method", "phone")
    file = tmp_path / "states.csv"
    here.run("consent", "export", "--to", str(file))

    taken = there.run("consent", "import", str(file), "--mode", "merge")

    assert taken.code == 0, taken.out
    asked = ("check", MARIA, "--purpose", "marketing")
    assert [each.run(*asked).code for each in (here, there)] == [3, 3]
    assert "marketing needs a yes in writing" in there.run(*asked).out


def test_the_command_tells_how_many_yeses_count_as_heard_for_want_of_a_basis(
    workspace: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "states.csv"
    file.write_text(f"address,channel,state,since,method\n{MARIA},sms,subscribed,2026-01-05,import\n")

    told = CommandLine(workspace.folder).run("consent", "import", str(file), "--mode", "merge")

    assert (
        "1 yes of which the file does not say what it rests on: it counts as heard and not written"
        in told.out
    )
