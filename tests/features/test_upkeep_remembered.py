"""Saving, anchoring and comparing by command are remembered like those on the screen, with who did it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from stopline.backup.upkeep_facts import UpkeepFacts
from stopline.clock import ManualClock
from stopline.consent.events import Channel, EventKind
from stopline.gateways.base import ListedOptOut, OptOutPage
from stopline.hygiene.keeping import Checkup
from stopline.settings import TeamSettings, starting_settings
from stopline.worker.contained import ContainedGateway
from stopline.worker.lists import compare_file
from stopline.worker.reconcile import Reconciliation
from stopline.workspace import SETTINGS, Workspace
from support.command import CommandLine
from support.people import consent, number
from support.scripted_gateway import ScriptedGateway
from support.transcript import PEOPLE

CARRIERS = """
[[gateways]]
name = "north"
kind = "simulator"
[[gateways]]
name = "south"
kind = "simulator"
"""


class North(ScriptedGateway):
    """A carrier where three people have stopped."""

    def __init__(self) -> None:
        super().__init__("north")

    def opted_out(self, cursor: str | None, limit: int) -> OptOutPage:
        return OptOutPage(tuple(ListedOptOut(number(each), Channel.SMS) for each in (2, 3, 4)), None)


@pytest.fixture
def command(workspace: Workspace) -> CommandLine:
    """The command line, on a workspace in which somebody has agreed."""
    consent(workspace, number(1))
    return CommandLine(workspace.folder)


@contextmanager
def remembered(command: CommandLine) -> Iterator[UpkeepFacts]:
    """What stands in the workspace now."""
    with closing(Workspace.open(command.folder)) as workspace:
        yield workspace.upkeep_facts


def test_a_backup_and_looking_it_through_are_remembered(command: CommandLine, tmp_path: Path) -> None:
    assert command.run("backup", str(tmp_path / "a.backup")).code == 0
    with remembered(command) as facts:
        [kept] = facts.backups()
    assert (kept.place, kept.by, kept.is_encrypted, kept.verified_at) == (
        str(tmp_path / "a.backup"),
        "alice",
        False,
        None,
    )

    assert command.run("backup", "verify", str(tmp_path / "a.backup")).code == 0
    with remembered(command) as facts:
        assert facts.backups()[0].verified_at is not None


def test_a_nightly_backup_needs_no_name(command: CommandLine, tmp_path: Path) -> None:
    saved = command.run("--agent", "", "backup", str(tmp_path / "a.backup"))

    assert saved.code == 0
    with remembered(command) as facts:
        assert facts.backups()[0].by == ""


def test_anchors_that_were_written_and_compared_are_remembered(command: CommandLine, tmp_path: Path) -> None:
    anchors = tmp_path / "anchors.jsonl"
    assert command.run("consent", "anchor", "--to", str(anchors)).code == 0
    assert command.run("consent", "verify", "--against", str(anchors)).code == 0

    with remembered(command) as facts:
        kept, compared = facts.anchor(), facts.anchors_compared()
    assert kept is not None
    assert compared is not None
    assert (kept.by, kept.seq, kept.place) == ("alice", 1, str(anchors))
    assert (compared.by, compared.seq, compared.fault) == ("alice", 1, "")


def test_an_anchor_that_cannot_be_written_is_refused_in_words(command: CommandLine, tmp_path: Path) -> None:
    refused = command.run("consent", "anchor", "--to", str(tmp_path / "nowhere" / "anchors.jsonl"))

    assert refused.code == 2
    assert "anchors.jsonl cannot be written: No such file or directory" in refused.err
    with remembered(command) as facts:
        assert facts.anchor() is None


def test_a_list_from_a_file_is_remembered_and_counts_as_compared(
    command: CommandLine, tmp_path: Path
) -> None:
    listed = tmp_path / "optouts.csv"
    listed.write_text(f"phone\n{PEOPLE['maria']}\n{PEOPLE['jean']}\n", encoding="utf-8")

    assert command.run("reconcile", "--file", str(listed)).code == 5
    with closing(Workspace.open(command.folder)) as workspace:
        [kept] = workspace.upkeep_facts.files_compared()
        assert (kept.name, kept.by, kept.listed, kept.only_there) == ("optouts.csv", "alice", 2, 2)
        assert workspace.checkups.outcomes()[Checkup.COMPARED].fault_count == 2

    assert command.run("reconcile", "--file", str(listed), "--apply").code == 0
    with closing(Workspace.open(command.folder)) as workspace:
        [kept] = workspace.upkeep_facts.files_compared()
        assert (kept.agreed, kept.only_there) == (2, 0)
        assert workspace.checkups.outcomes()[Checkup.COMPARED].fault_count == 0


def test_a_list_that_agrees_does_not_hide_that_a_gateways_list_differs(
    workspace: Workspace, clock: ManualClock, tmp_path: Path
) -> None:
    settings = starting_settings(TeamSettings(name="Harbour Bikes", zone="America/New_York")) + CARRIERS
    (workspace.folder / SETTINGS).write_text(settings, encoding="utf-8")
    Reconciliation(workspace).with_gateway(ContainedGateway(North()))
    listed = tmp_path / "optouts.csv"
    listed.write_text(f"phone\n{number(1)}\n", encoding="utf-8")
    consent(workspace, number(1), EventKind.WITHDRAWN)
    clock.advance(timedelta(days=1))

    compare_file(workspace, listed, Channel.SMS, "alice")

    assert workspace.checkups.outcomes()[Checkup.COMPARED].fault_count == 3
