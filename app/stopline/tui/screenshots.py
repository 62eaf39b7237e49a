"""Makes the pictures of the README: the demo, always at the same moment with the same seed, without a terminal."""

import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from stopline.clock import ManualClock
from stopline.consent.events import Channel
from stopline.demo.preparation import GATEWAY, prepare
from stopline.gateways.base import InboundText
from stopline.tui.app import StoplineApp
from stopline.tui.panes.compose import ComposeBox
from stopline.tui.themes import DARK, LIGHT
from stopline.worker.gateways import opened_gateways
from stopline.worker.tick import Tick
from stopline.workspace import Workspace

MOMENT = datetime(2026, 11, 23, 19, 5, tzinfo=UTC)
"""When the pictures are taken: a Monday, 14:05 in New York."""
AGENT = "alice"
MANAGER = "bob"
WIDE = (120, 36)
NARROW = (80, 24)
WATCHED_SECONDS, LOOK_SECONDS = 90, 2
"""How long the demo goes on, and how often its worker looks, until the campaign under way has paused itself."""
LOOKS = 500
"""How often it is looked whether something has come to be seen, before giving up."""
QUIET_LOOKS = 2
"""How often in a row nothing must be under way before everything is taken to be painted."""


async def take_screenshots(folder: Path) -> list[Path]:
    """Write every picture into a folder as SVG; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="stopline-screenshots-") as scratch:
        clock = ManualClock(MOMENT)
        folder_of_demo = Path(scratch) / "demo"
        prepare(folder_of_demo, clock).close()
        # The picture of a proof shows hashes, so what is random in them elsewhere must not be here.
        workspace = Workspace.open(folder_of_demo, clock, salt=lambda: "screenshot")
        try:
            _work_once(workspace)
            return [
                await _inbox(workspace, folder / "inbox.svg", WIDE, DARK),
                await _inbox(workspace, folder / "inbox-light.svg", WIDE, LIGHT),
                await _inbox(workspace, folder / "inbox-80x24.svg", NARROW, DARK),
                await _elsewhere(workspace, "o", folder / "opt-outs.svg"),
                await _elsewhere(workspace, "p", folder / "people.svg"),
                await _elsewhere(workspace, "d", folder / "hygiene.svg"),
                await _elsewhere(workspace, "a", folder / "audit.svg"),
                await _locked(workspace, clock, folder / "locked.svg"),
                await _proof(workspace, folder / "proof.svg"),
                await _campaigns(workspace, clock, folder / "campaigns.svg"),
            ]
        finally:
            workspace.close()


async def _inbox(workspace: Workspace, path: Path, size: tuple[int, int], theme: str) -> Path:
    async with _opened(workspace, AGENT, size, theme) as pilot:
        return _take(pilot, path)


async def _elsewhere(workspace: Workspace, key: str, path: Path) -> Path:
    """Go to another screen."""
    async with _opened(workspace, MANAGER, WIDE, DARK) as pilot:
        await pilot.press("g", key)
        await settled(pilot)
        return _take(pilot, path)


async def _locked(workspace: Workspace, clock: ManualClock, path: Path) -> Path:
    """Let Maria say stop while alice types."""
    async with _opened(workspace, AGENT, WIDE, DARK) as pilot:
        await pilot.press("r")
        box = pilot.app.screen.query_one(ComposeBox)
        box.insert("Yes it is! I'll keep it for you until 5 pm.")
        # What was typed is kept after a moment, and the list says so from then on.
        await _until(pilot, lambda: bool(workspace.drafts.of(AGENT)))
        maria = box.conversation
        if maria is not None:
            text = InboundText(maria.thread.address, "Stop. Thank you", Channel.SMS, sent_at=clock.now())
            workspace.intake.receive(GATEWAY, text)
            clock.advance(timedelta(seconds=2))
            _work_once(workspace)
        await _until(pilot, lambda: box.is_locked)
        return _take(pilot, path)


async def _proof(workspace: Workspace, path: Path) -> Path:
    async with _opened(workspace, AGENT, WIDE, DARK) as pilot:
        await pilot.press("p")
        await settled(pilot)
        return _take(pilot, path)


async def _campaigns(workspace: Workspace, clock: ManualClock, path: Path) -> Path:
    """Let so many leave after the campaign under way that it pauses itself."""
    for _ in range(WATCHED_SECONDS // LOOK_SECONDS):
        clock.advance(timedelta(seconds=LOOK_SECONDS))
        _work_once(workspace)
    async with _opened(workspace, MANAGER, WIDE, DARK) as pilot:
        await pilot.press("g", "c")
        await settled(pilot)
        return _take(pilot, path)


@asynccontextmanager
async def _opened(
    workspace: Workspace, agent: str, size: tuple[int, int], theme: str
) -> AsyncIterator[Pilot[str]]:
    app = StoplineApp(workspace, agent)
    app.theme = theme
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        yield pilot


def _work_once(workspace: Workspace) -> None:
    """Let a worker pass by, whose lease the status line goes on showing: the pictures show a team at work."""
    with opened_gateways(workspace) as gateways:
        Tick(workspace, gateways, "screenshots").run()


def _take(pilot: Pilot[str], path: Path) -> Path:
    picture = pilot.app.export_screenshot(title="Stopline")
    path.write_text(picture.rstrip() + "\n", encoding="utf-8")
    return path


async def settled(pilot: Pilot[str]) -> None:
    """Wait until what was committed is announced, nothing is wanted or being read, and everything is painted."""
    app = pilot.app
    quiet = 0
    for _ in range(LOOKS):
        is_busy = isinstance(app, StoplineApp) and app.catch_up()
        is_busy = is_busy or any(not worker.is_finished for worker in app.workers)
        # A reading that a newer one took the place of ends by being cancelled.
        with suppress(WorkerCancelled):
            await app.workers.wait_for_complete()
        await pilot.pause()
        quiet = 0 if is_busy else quiet + 1
        if quiet == QUIET_LOOKS:
            return


async def _until(pilot: Pilot[str], is_seen: Callable[[], bool]) -> None:
    """Wait until something has come to be seen.

    Raises:
        TimeoutError: it never came.
    """
    for _ in range(LOOKS):
        await settled(pilot)
        if is_seen():
            return
        await pilot.pause(0.01)
    raise TimeoutError("what a picture was to show did not come to be seen")
