"""What tests of the upkeep screen share: going there, choosing a matter, filling in a dialog, waiting for a deed to end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot
from textual.widgets import Input, Label, Static

from stopline.tui.app import StoplineApp
from stopline.tui.screens.upkeep import UpkeepScreen
from stopline.tui.screenshots import settled
from stopline.tui.upkeep_reading import Done, Matter
from stopline.tui.upkeep_rows import rows_of
from stopline.tui.upkeep_states import standing
from stopline.tui.upkeep_words import in_words
from stopline.tui.widgets.key_line import KeyLine
from stopline.workspace import Workspace
from support.screens import LOOKS, WIDE, press


class UpkeepDesk:
    """The upkeep screen as somebody sits in front of it."""

    def __init__(self, pilot: Pilot[str], workspace: Workspace) -> None:
        self.pilot = pilot
        self.workspace = workspace

    @property
    def screen(self) -> UpkeepScreen:
        screen = self.pilot.app.screen_stack[0]
        assert isinstance(screen, UpkeepScreen)
        return screen

    @property
    def keys(self) -> str:
        """The hints in the line of keys."""
        return " ".join(hint.words for hint in self.screen.query_one(KeyLine).hints)

    @property
    def words(self) -> str:
        """What is said of the chosen matter."""
        assert self.screen.shown is not None
        return in_words(self.screen.shown).plain

    @property
    def lines(self) -> list[tuple[str, ...]]:
        """The lines of the chosen matter."""
        assert self.screen.shown is not None
        return [row.cells for row in rows_of(self.screen.shown).rows]

    @property
    def problem(self) -> str:
        """What a dialog says is wrong."""
        return str(self.pilot.app.screen.query_one("#problem", Label).content)

    @property
    def title(self) -> str:
        """What a dialog asks."""
        return str(self.pilot.app.screen.query_one("#dialog-title", Static).content)

    def stands(self, matter: Matter) -> str:
        """How a matter stands, in glyph and words."""
        assert self.screen.state is not None
        told = standing(matter, self.screen.state)
        return f"{told.glyph} {told.words}"

    async def choose(self, matter: Matter) -> None:
        """Move the cursor to a matter."""
        for _ in range(list(Matter).index(self.screen.chosen)):
            await press(self.pilot, "k")
        for _ in range(list(Matter).index(matter)):
            await press(self.pilot, "j")
        assert self.screen.chosen is matter

    async def press(self, *keys: str) -> None:
        await press(self.pilot, *keys)

    async def fill(self, *values: object) -> None:
        """Fill in the fields of a dialog, and answer."""
        for field, value in zip(self.pilot.app.screen.query(Input), values, strict=True):
            field.value = str(value)
        await press(self.pilot, "ctrl+s")

    async def ended(self, matter: Matter) -> Done:
        """Wait until nothing is done about a matter any more, and return what came of it."""
        for _ in range(LOOKS):
            await settled(self.pilot)
            if matter not in self.screen.under_way and matter in self.screen.done:
                await settled(self.pilot)
                return self.screen.done[matter]
            await self.pilot.pause(0.01)
        raise AssertionError(f"what was done about {matter} did not come to its end")


@asynccontextmanager
async def at_upkeep(
    workspace: Workspace, agent: str = "alice", size: tuple[int, int] = WIDE
) -> AsyncIterator[UpkeepDesk]:
    """Open Stopline and go to the upkeep screen."""
    async with StoplineApp(workspace, agent).run_test(size=size) as pilot:
        await settled(pilot)
        await press(pilot, "g", "u")
        yield UpkeepDesk(pilot, workspace)
