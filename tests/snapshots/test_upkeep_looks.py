"""How the upkeep screen looks, at both sizes, dark and light, and what is left of it without colour; salts and places are fixed."""

import itertools
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from stopline.clock import ManualClock
from stopline.consent.chain import Break, BreakKind
from stopline.consent.events import Channel, EventKind
from stopline.consent.keys import keys_from
from stopline.consent.verification import Verification
from stopline.settings import TeamSettings, starting_settings
from stopline.tui import upkeep_reading
from stopline.tui.app import StoplineApp
from stopline.tui.screens.upkeep import UpkeepScreen
from stopline.tui.screens.upkeep_deeds import done
from stopline.tui.themes import DARK, LIGHT
from stopline.tui.upkeep_reading import Matter
from stopline.worker.lists import ListsCompared
from stopline.worker.reconcile import Comparison, Difference, Side
from stopline.workspace import SETTINGS, Workspace
from stopline.workspace.restoring import Restored
from support.looks import Compare, Play, pressing
from support.people import consent, number
from support.screens import NARROW, WIDE, press

ELSEWHERE = Path("/nowhere/elsewhere")
RULES = """
[[gateways]]
name = "modem"
kind = "gammu"
[[alerts]]
name = "team"
on = ["opt-out", "hold", "chain"]
to = "STOPLINE_LOOKS_TEAM"
[[alerts]]
name = "owner"
on = ["brake"]
to = "STOPLINE_LOOKS_OWNER"
"""


@pytest.fixture
def kept(workspace: Workspace, clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A shop that was kept up for a while: anchored, saved, compared, and somebody is told."""
    monkeypatch.setenv("STOPLINE_LOOKS_TEAM", "json://localhost")
    monkeypatch.setattr(Path, "home", lambda: ELSEWHERE)
    # What is at a fixed place on this machine is not known: of the backups all but the oldest are there.
    there = {"harbour-bikes-2.backup", "harbour-bikes-0.backup"}
    monkeypatch.setattr(upkeep_reading, "_is_there", lambda path: path.name in there)
    text = starting_settings(TeamSettings(name="Harbour Bikes", zone="America/New_York")) + RULES
    (workspace.folder / SETTINGS).write_text(text, encoding="utf-8")
    salts = (f"{place:032x}" for place in itertools.count())
    kept = Workspace.open(workspace.folder, clock, durable=False, salt=lambda: next(salts))
    kept.__dict__["ledger_keys"] = keys_from("invented-key-of-a-bike-shop-0000001", "$STOPLINE_LEDGER_KEY")
    kept.alert_watch.look()
    for place in (1, 2, 3):
        consent(kept, number(place))
    facts = kept.upkeep_facts
    for days, by in ((9, "bob"), (2, "worker"), (0, "alice")):
        clock.move_to(workspace.clock.now() + timedelta(days=1))
        path = ELSEWHERE / f"harbour-bikes-{days}.backup"
        facts.note_backup(path, by, is_encrypted=days < 9, size=812_345, event_count=3)
    facts.note_looked_through(ELSEWHERE / "harbour-bikes-2.backup")
    facts.note_looked_through(ELSEWHERE / "harbour-bikes-9.backup", "event 2: changed")
    facts.note_anchor(kept.anchoring.anchor(), ELSEWHERE / "anchors.jsonl", "alice")
    facts.note_file_compared(
        "console.csv", "bob", listed=41, agreed=38, only_there=2, only_here=9, unreadable=1
    )
    consent(kept, number(3), EventKind.WITHDRAWN)
    kept.alert_watch.look()
    clock.advance(timedelta(hours=2))
    return kept


def comparison() -> ListsCompared:
    """Two lists beside ours."""
    why = "subscribed here since 3 Nov 2026; the carrier's stop never came here"
    here = "stopped here on 17 Nov 2026 by keyword; the carrier was not told, which is no fault"
    differences = (
        Difference(number(1), Channel.SMS, Side.ONLY_THERE, why),
        Difference(number(2), Channel.SMS, Side.ONLY_THERE, why, is_recorded=True),
        Difference("72 nonsense", Channel.SMS, Side.UNREADABLE, "that is no number"),
        Difference(number(3), Channel.SMS, Side.ONLY_HERE, here),
    )
    return ListsCompared((Comparison("modem", 41, 38, differences),), ("spare",))


def showing(matter: Matter, *keys: str) -> Play:
    """Return what goes to a matter, then presses keys."""
    return pressing("g", "u", *("j" for _ in range(list(Matter).index(matter))), *keys)


@pytest.mark.parametrize(
    ("size", "theme", "matter", "keys"),
    [
        pytest.param(WIDE, DARK, Matter.BACKUP, ["enter", "j"], id="wide-dark-backup"),
        pytest.param(WIDE, LIGHT, Matter.ANCHOR, [], id="wide-light-anchor"),
        pytest.param(WIDE, LIGHT, Matter.ALERTS, ["enter"], id="wide-light-alerts"),
        pytest.param(WIDE, DARK, Matter.KEY, ["n"], id="wide-dark-new-key"),
        pytest.param(NARROW, DARK, Matter.BACKUP, [], id="narrow-dark-backup"),
        pytest.param(NARROW, LIGHT, Matter.ALERTS, ["enter", "j"], id="narrow-light-alerts"),
        pytest.param(NARROW, LIGHT, Matter.LIST, ["f"], id="narrow-light-list-from-a-file"),
    ],
)
def test_upkeep_looks_as_approved(
    size: tuple[int, int],
    theme: str,
    matter: Matter,
    keys: list[str],
    kept: Workspace,
    snap_compare: Compare,
) -> None:
    app = StoplineApp(kept, "alice")
    app.theme = theme

    assert snap_compare(app, terminal_size=size, run_before=showing(matter, *keys))


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_restoring_is_explained_before_it_is_done(
    size: tuple[int, int], kept: Workspace, snap_compare: Compare
) -> None:
    async def play(pilot: Pilot[str]) -> None:
        await showing(Matter.BACKUP, "r")(pilot)
        pilot.app.screen.query_one("#place-1", Input).value = "/nowhere/restored"
        await press(pilot, "ctrl+s")

    assert snap_compare(StoplineApp(kept, "alice"), terminal_size=size, run_before=play)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_who_differs_looks_as_approved(size: tuple[int, int], kept: Workspace, snap_compare: Compare) -> None:
    async def play(pilot: Pilot[str]) -> None:
        await showing(Matter.LIST)(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, UpkeepScreen)
        screen.compared = comparison()
        screen.done = {
            Matter.LIST: done(
                "1 person stopped at the carrier and may be texted here; `x` records.", is_doubtful=True
            )
        }
        await press(pilot, "enter")

    assert snap_compare(StoplineApp(kept, "alice"), terminal_size=size, run_before=play)


def test_a_restored_workspace_with_warnings_fits_the_smallest_screen(
    kept: Workspace, snap_compare: Compare
) -> None:
    found = Verification(3, "", None, 0)
    warnings = Restored(Path("/nowhere/again"), found, 4, None).warnings()

    async def play(pilot: Pilot[str]) -> None:
        await showing(Matter.BACKUP)(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, UpkeepScreen)
        told = "Restored to /nowhere/again; events: 3, and the ledger holds."
        screen.done = {Matter.BACKUP: done(told, *warnings, is_doubtful=True)}
        await press(pilot, "tab")

    assert snap_compare(StoplineApp(kept, "alice"), terminal_size=NARROW, run_before=play)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_workspace_nobody_has_kept_up_looks_as_approved(
    size: tuple[int, int], workspace: Workspace, snap_compare: Compare
) -> None:
    assert snap_compare(StoplineApp(workspace, "alice"), terminal_size=size, run_before=showing(Matter.KEY))


def test_without_colour_every_matter_can_still_be_read(
    kept: Workspace, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    broken = Verification(4, "", Break(2, BreakKind.REWRITTEN), 0)
    kept.upkeep_facts.note_anchors_compared(broken, ELSEWHERE / "anchors.jsonl", "bob")

    assert snap_compare(StoplineApp(kept, "alice"), terminal_size=WIDE, run_before=showing(Matter.ANCHOR))
