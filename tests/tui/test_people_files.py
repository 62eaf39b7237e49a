"""Naming a file at the people screen, and writing out where everybody stands."""

import csv
import json
import stat
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Select, Static

from stopline.settings import TeamSettings, starting_settings
from stopline.tui.dialogs.export import ExportDialog
from stopline.tui.dialogs.import_file import FileKind, ImportDialog, Stage
from stopline.workspace import SETTINGS, Workspace
from support.people import number
from support.people_screen import JEAN, MARIA, at_people, fill, told, until
from support.screens import press

MIXED = "name,phone\nNora Feldt,+12025550140\n"


def dialog_of(pilot: Pilot[str]) -> ImportDialog:
    assert isinstance(pilot.app.screen, ImportDialog)
    return pilot.app.screen


def said(pilot: Pilot[str]) -> str:
    return str(pilot.app.screen.query_one("#told", Static).content)


def write(folder: Path, text: str, name: str = "people.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("name", ["nowhere.csv", ".", ""], ids=["no such file", "a folder", "nothing"])
async def test_what_is_no_file_says_so(workspace: Workspace, tmp_path: Path, name: str) -> None:
    async with at_people(workspace) as pilot:
        await press(pilot, "i")
        await fill(pilot, "#path", str(tmp_path / name) if name else " ")
        await press(pilot, "enter")
        await until(pilot, lambda: bool(said(pilot)) and dialog_of(pilot).stage is Stage.ASKING)

        assert said(pilot).split(";")[-1].strip() in (
            "tab shows what there is.",
            "tab shows what there is",
            "choose a file in it",
        )


async def test_a_name_the_system_refuses_is_told_of_and_closes_nothing(
    workspace: Workspace, tmp_path: Path
) -> None:
    name = str(tmp_path / ("x" * 300))
    async with at_people(workspace) as pilot:
        await press(pilot, "i")
        await fill(pilot, "#path", name)
        await press(pilot, "enter")
        await until(pilot, lambda: "too long" in said(pilot))
        await press(pilot, "escape", "e")
        await fill(pilot, "#file", name)
        await press(pilot, "ctrl+s")

        assert isinstance(pilot.app.screen, ExportDialog)
        assert "too long" in str(pilot.app.screen.query_one("#problem", Static).content)


async def test_tab_completes_the_path_and_then_goes_on(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    write(tmp_path / "exports", MIXED, "people-may.csv")
    write(tmp_path / "exports", MIXED, "people-june.csv")
    write(tmp_path / "exports", MIXED, "peo\x1b[2Jple.csv")
    async with at_people(workspace) as pilot:
        await press(pilot, "i")
        path = pilot.app.screen.query_one("#path", Input)
        await fill(pilot, "#path", f"{tmp_path}/ex")
        await press(pilot, "tab")
        await until(pilot, lambda: path.value == f"{tmp_path}/exports/")
        await press(pilot, "p", "tab")
        await until(pilot, lambda: path.value == f"{tmp_path}/exports/people-")
        assert said(pilot) == "people-june.csv  people-may.csv"
        await press(pilot, "m", "tab")
        await until(pilot, lambda: path.value == f"{tmp_path}/exports/people-may.csv")
        await press(pilot, "tab")
        await until(pilot, lambda: pilot.app.focused is not path)
        assert pilot.app.focused is pilot.app.screen.query_one("#file-kind")


@pytest.mark.parametrize("ending", ["csv", "json"])
async def test_where_everybody_stands_is_written_for_the_owner_alone(
    neighbourhood: Workspace, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"consents.{ending}"
    async with at_people(neighbourhood) as pilot:
        await press(pilot, "e")
        assert isinstance(pilot.app.screen, ExportDialog)
        assert pilot.app.screen.query_one("#file", Input).value.endswith("stopline-consents-2026-11-17.csv")
        await fill(pilot, "#file", str(file))
        await press(pilot, "enter")
        await until(pilot, lambda: "which only you can read" in told(pilot))

        await press(pilot, "e")
        await fill(pilot, "#file", str(file))
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ExportDialog)
        assert "is there already; name another file" in str(
            pilot.app.screen.query_one("#problem", Static).content
        )

    text = file.read_text(encoding="utf-8")
    rows = json.loads(text) if ending == "json" else list(csv.DictReader(text.splitlines()))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {row["state"] for row in rows} == {"stopped", "held", "subscribed"}
    assert {row["address"] for row in rows if ending == "json"} <= {MARIA, JEAN, number(3)}


async def test_one_begins_where_the_files_of_the_team_lie(workspace: Workspace, tmp_path: Path) -> None:
    settings = starting_settings(TeamSettings())
    settings += f'\n[imports]\nfolder = "{tmp_path}"\nsecond_yes = true\n'
    (workspace.folder / SETTINGS).write_text(settings, encoding="utf-8")
    ours = Workspace.open(workspace.folder, workspace.clock, durable=False)
    async with at_people(ours) as pilot:
        await press(pilot, "i")
        assert pilot.app.screen.query_one("#path", Input).value == f"{tmp_path}/"
        assert pilot.app.screen.query_one("#file-kind", Select).value is FileKind.PEOPLE_ASKED
        await press(pilot, "escape", "e")
        assert (
            pilot.app.screen.query_one("#file", Input).value == f"{tmp_path}/stopline-consents-2026-11-17.csv"
        )
