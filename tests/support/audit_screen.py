"""What tests of the audit screen share."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from stopline.tui.app import StoplineApp
from stopline.tui.screens.audit import AuditScreen
from stopline.tui.screenshots import settled
from stopline.workspace import Workspace
from support.screens import LOOKS, WIDE


@asynccontextmanager
async def at_audit(workspace: Workspace, size: tuple[int, int] = WIDE) -> AsyncIterator[Pilot[str]]:
    """Open Stopline, go to the audit, and let it walk the ledger to its end."""
    async with StoplineApp(workspace, "bob").run_test(size=size) as pilot:
        await pilot.press("g", "a")
        await verified(pilot)
        yield pilot


async def verified(pilot: Pilot[str]) -> None:
    """Wait until everything was read, and the ledger walked to its end."""
    for _ in range(LOOKS):
        await settled(pilot)
        screen = pilot.app.screen_stack[0]
        if (
            isinstance(screen, AuditScreen)
            and screen.checking is not None
            and screen.checking.found is not None
        ):
            return
        await pilot.pause(0.01)
    raise AssertionError("the ledger was never walked to its end")


def screen_of(pilot: Pilot[str]) -> AuditScreen:
    """Return the audit screen, which must be shown."""
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, AuditScreen)
    return screen
