"""Screens as tests open them: a real workspace, a real feed, and waiting for what is to be seen instead of for a time."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from stopline.tui.app import StoplineApp
from stopline.tui.panes.compose import ComposeBox
from stopline.tui.panes.thread_list import ThreadList
from stopline.tui.screens.inbox import InboxScreen
from stopline.tui.screenshots import settled
from support.transcript import Story

WIDE = (120, 36)
NARROW = (80, 24)
LOOKS = 200
"""How often it is looked whether something has come to be seen, each after everything that was under way."""


class Opened:
    """An inbox somebody sits in front of."""

    def __init__(self, pilot: Pilot[str], story: Story) -> None:
        self.pilot = pilot
        self.story = story

    @property
    def app(self) -> StoplineApp:
        assert isinstance(self.pilot.app, StoplineApp)
        return self.pilot.app

    @property
    def inbox(self) -> InboxScreen:
        inbox = self.app.screen_stack[0]
        assert isinstance(inbox, InboxScreen)
        return inbox

    @property
    def threads(self) -> ThreadList:
        return self.inbox.threads

    @property
    def box(self) -> ComposeBox:
        return self.inbox.box

    @property
    def gate(self) -> str:
        """What the line above the field says."""
        return self.words("#gate")

    def words(self, selector: str) -> str:
        """What is to be read in one place."""
        widget = self.app.screen.query_one(selector)
        return "\n".join(strip.text.rstrip() for strip in widget.render_lines(widget.size.region))

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        await self.pilot.press(*("space" if letter == " " else letter for letter in text))

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        await settled(self.pilot)

    async def until(self, seen: Callable[[], bool]) -> None:
        """Wait until something is to be seen."""
        for _ in range(LOOKS):
            await self.settle()
            if seen():
                return
            await self.pilot.pause(0.01)
        raise AssertionError("what was waited for did not come to be seen")


async def press(pilot: Pilot[str], *keys: str) -> None:
    """Press keys, each after everything before it was shown."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
        await settled(pilot)


@asynccontextmanager
async def opened(story: Story, agent: str = "alice", size: tuple[int, int] = WIDE) -> AsyncIterator[Opened]:
    """Open the inbox of a story's workspace."""
    async with StoplineApp(story.workspace, agent).run_test(size=size) as pilot:
        inbox = Opened(pilot, story)
        await inbox.settle()
        yield inbox
