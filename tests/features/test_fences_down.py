"""A fence of the database that somebody took down is told of by name."""

import sqlite3
from pathlib import Path

import pytest

from stopline.store.fences import Alteration, altered_triggers
from stopline.workspace import DATABASE
from support.command import CommandLine
from support.transcript import PEOPLE, Story


def owner_runs(story: Story, *statements: str) -> None:
    """Let somebody who owns the file run statements past Stopline."""
    owner = sqlite3.connect(story.workspace.folder / DATABASE)
    for statement in statements:
        owner.execute(statement)
    owner.commit()
    owner.close()


def test_a_fresh_database_has_every_fence(story: Story) -> None:
    assert altered_triggers(story.workspace.engine) == ()


@pytest.mark.parametrize(
    ("statements", "alteration"),
    [
        (["DROP TRIGGER ledger_never_changes"], Alteration.MISSING),
        (
            [
                "DROP TRIGGER ledger_never_changes",
                "CREATE TRIGGER ledger_never_changes BEFORE UPDATE ON consent_events BEGIN SELECT 1; END",
            ],
            Alteration.CHANGED,
        ),
        (
            ["CREATE TRIGGER let_them_all_go AFTER INSERT ON consent_events BEGIN SELECT 1; END"],
            Alteration.ADDED,
        ),
        (["DROP VIEW stops_in_force"], Alteration.MISSING),
        (
            [
                "DROP VIEW stops_in_force",
                "CREATE VIEW stops_in_force AS SELECT '' AS address, '' AS channel, '' AS scope, '' AS kind WHERE 0",
            ],
            Alteration.CHANGED,
        ),
    ],
    ids=["missing", "changed", "added", "what fences read is missing", "what fences read is changed"],
)
def test_a_fence_that_is_not_as_it_was_made_is_named(
    story: Story, statements: list[str], alteration: Alteration
) -> None:
    owner_runs(story, *statements)

    (altered,) = altered_triggers(story.workspace.engine)

    assert altered.alteration is alteration
    assert altered.name in statements[0]


@pytest.mark.parametrize(
    "statements",
    [
        ["DROP TRIGGER ledger_never_changes", "DROP TRIGGER nothing_leaves_to_a_stopped_address"],
        [
            "DROP TRIGGER ledger_never_changes",
            "CREATE TRIGGER ledger_never_changes BEFORE UPDATE ON consent_events BEGIN SELECT 1; END",
            'CREATE TRIGGER "let ""them"" go" AFTER INSERT ON consent_events BEGIN SELECT 1; END',
        ],
    ],
    ids=["missing", "changed and added"],
)
def test_rebuild_puts_fences_up_again_and_says_so(story: Story, statements: list[str]) -> None:
    story.says("maria", "STOP")
    owner_runs(story, *statements)
    folder = story.workspace.folder
    story.workspace.close()

    told = CommandLine(folder).run("consent", "rebuild")
    again = CommandLine(folder).run("consent", "rebuild", "--json")
    verified = CommandLine(folder).run("consent", "verify")

    assert told.code == 0
    assert "Put in order, fences of the database: " in told.out
    assert "ledger_never_changes" in told.out
    assert again.json() == {"changed": 0, "fences": {}}
    assert verified.code == 0
    owner = sqlite3.connect(folder / DATABASE)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        owner.execute("UPDATE consent_events SET actor = 'mallory'")


def test_the_evidence_packet_tells_of_a_fence_that_is_down(story: Story, tmp_path: Path) -> None:
    story.says("maria", "STOP")
    owner_runs(story, "DROP TRIGGER ledger_never_changes")
    command = CommandLine(story.workspace.folder)
    story.workspace.close()

    told = command.run("consent", "proof", PEOPLE["maria"])
    as_json = command.run("consent", "proof", PEOPLE["maria"], "--json")
    page = command.run("consent", "proof", PEOPLE["maria"], "--html", str(tmp_path / "proof.html"))

    assert (told.code, as_json.code, page.code) == (4, 4, 4)
    assert "ledger_never_changes (missing)" in told.err
    assert "`stopline consent rebuild` puts them up again" in told.err
    assert as_json.json()["ledger"]["fences"] == {"ledger_never_changes": "missing"}
    assert "ledger_never_changes (missing)" in (tmp_path / "proof.html").read_text()


def test_a_backup_with_a_fence_down_is_told_of_when_it_is_looked_through_and_restored(
    story: Story, tmp_path: Path
) -> None:
    story.says("maria", "STOP")
    owner_runs(story, "DROP TRIGGER ledger_never_changes")
    story.workspace.backups.save(tmp_path / "a.backup", None)
    command = CommandLine(story.workspace.folder)
    story.workspace.close()

    looked = command.run("backup", "verify", str(tmp_path / "a.backup"))
    as_json = command.run("backup", "verify", str(tmp_path / "a.backup"), "--json")
    restored = command.run("restore", str(tmp_path / "a.backup"), str(tmp_path / "again"))
    mended = CommandLine(tmp_path / "again").run("consent", "rebuild")

    assert (looked.code, as_json.code) == (4, 4)
    assert "ledger_never_changes (missing)" in looked.err
    assert as_json.json()["fences"] == {"ledger_never_changes": "missing"}
    assert restored.code == 0
    assert "ledger_never_changes (missing)" in restored.err
    assert "ledger_never_changes (missing)" in mended.out


def test_a_report_of_ones_own_is_no_fence(story: Story) -> None:
    owner_runs(story, "CREATE VIEW mine AS SELECT COUNT(*) AS messages FROM messages")

    assert altered_triggers(story.workspace.engine) == ()


def test_what_fences_read_is_put_up_again(story: Story) -> None:
    story.says("maria", "STOP")
    owner_runs(
        story, "DROP VIEW stops_in_force", "CREATE VIEW stops_in_force AS SELECT '' AS address WHERE 0"
    )
    folder = story.workspace.folder
    story.workspace.close()

    told = CommandLine(folder).run("consent", "rebuild")

    assert "stops_in_force" in told.out
    owner = sqlite3.connect(folder / DATABASE)
    with pytest.raises(sqlite3.IntegrityError, match="a stop or hold that nothing has lifted"):
        owner.execute("DELETE FROM consent_status")
