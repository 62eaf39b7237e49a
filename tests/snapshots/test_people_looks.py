"""How the people screen looks, at both sizes, dark and light, with what a file would bring, and what is left of it without colour."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Select

from stopline.tui.app import StoplineApp
from stopline.tui.dialogs.import_file import FileKind, ImportDialog, Stage
from stopline.tui.themes import DARK, LIGHT
from stopline.workspace import Workspace
from support.looks import Compare, Play, pressing
from support.people_screen import until
from support.screens import NARROW, WIDE, press

SAMPLES = Path(__file__).parent.parent.parent / "data" / "samples"
MIXED = """name,phone,consent,consent date,source,opted out
Nora Feldt,+12025550140,subscribed,2026-03-02,web form,
Jean Tremblay,+12025550102,subscribed,2026-03-02,web form,
Nobody,12,subscribed,2026-03-02,web form,
Gone,nonsense,,,,yes
Omar Reyes,+12025550141,unsubscribed,2026-01-01,,
"""
STATES = """address,channel,scope,state,since,method
+12025550104,sms,all,stopped,2026-03-02T10:00:00.000Z,keyword
+12025550150,sms,all,subscribed,2026-03-02T10:00:00.000Z,form
20255501,sms,all,stopped,2026-03-02T10:00:00.000Z,keyword
"""


def importing(file: Path, kind: FileKind = FileKind.PEOPLE, *keys: str) -> Play:
    """Return what looks at a file; where its folder differs from run to run, only its name stays to be seen."""

    async def play(pilot: Pilot[str]) -> None:
        await press(pilot, "g", "p", "i")
        dialog = pilot.app.screen
        assert isinstance(dialog, ImportDialog)
        dialog.query_one("#file-kind", Select).value = kind
        dialog.query_one("#path", Input).value = str(file)
        await press(pilot, "enter")
        await until(pilot, lambda: dialog.stage is Stage.PREVIEWED)
        with dialog.prevent(Input.Changed):
            dialog.query_one("#path", Input).value = f"~/{file.name}"
        await press(pilot, *keys)

    return play


@pytest.mark.parametrize(
    ("size", "theme", "keys"),
    [
        pytest.param(WIDE, DARK, ["end"], id="wide-dark"),
        pytest.param(WIDE, LIGHT, ["j"], id="wide-light"),
        pytest.param(WIDE, DARK, ["i"], id="wide-dark-import"),
        pytest.param(WIDE, LIGHT, ["o"], id="wide-light-rules"),
        pytest.param(WIDE, DARK, ["l"], id="wide-dark-no-link"),
        pytest.param(NARROW, DARK, ["end"], id="narrow-dark"),
        pytest.param(NARROW, LIGHT, ["end", "v"], id="narrow-light-card"),
        pytest.param(NARROW, LIGHT, ["slash", "v", "i", "p"], id="narrow-light-search"),
        pytest.param(NARROW, DARK, ["o"], id="narrow-dark-rules"),
    ],
)
def test_people_look_as_approved(
    size: tuple[int, int], theme: str, keys: list[str], neighbourhood: Workspace, snap_compare: Compare
) -> None:
    app = StoplineApp(neighbourhood, "alice")
    app.theme = theme

    assert snap_compare(app, terminal_size=size, run_before=pressing("g", "p", *keys))


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nobody_yet_looks_as_approved(
    size: tuple[int, int], workspace: Workspace, snap_compare: Compare
) -> None:
    assert snap_compare(StoplineApp(workspace, "alice"), terminal_size=size, run_before=pressing("g", "p"))


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_what_a_file_would_bring_looks_as_approved(
    size: tuple[int, int], neighbourhood: Workspace, tmp_path: Path, snap_compare: Compare
) -> None:
    file = tmp_path / "people.csv"
    file.write_text(MIXED)

    assert snap_compare(StoplineApp(neighbourhood, "alice"), terminal_size=size, run_before=importing(file))


def test_an_export_of_another_system_looks_as_approved(
    neighbourhood: Workspace, snap_compare: Compare
) -> None:
    play = importing(SAMPLES / "klaviyo-profiles.csv", FileKind.PEOPLE, "pagedown")

    assert snap_compare(StoplineApp(neighbourhood, "alice"), terminal_size=WIDE, run_before=play)


def test_what_a_file_of_consent_states_did_looks_as_approved(
    neighbourhood: Workspace, tmp_path: Path, snap_compare: Compare
) -> None:
    file = tmp_path / "states.csv"
    file.write_text(STATES)
    app = StoplineApp(neighbourhood, "alice")
    app.theme = LIGHT

    assert snap_compare(app, terminal_size=WIDE, run_before=importing(file, FileKind.STOPS, "enter"))


def test_without_colour_every_state_can_still_be_read(
    neighbourhood: Workspace, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    assert snap_compare(
        StoplineApp(neighbourhood, "alice"), terminal_size=WIDE, run_before=pressing("g", "p", "j")
    )
