"""Pictures of screens that were approved: what compares with one, and what is pressed before it is taken."""

from collections.abc import Awaitable, Callable
from typing import Protocol

import pytest
from textual.app import App
from textual.pilot import Pilot

from support.screens import NARROW, WIDE, press

SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["120x36", "80x24"])
Play = Callable[[Pilot[str]], Awaitable[None]]


class Compare(Protocol):
    """Compares a screen with the picture that was approved."""

    def __call__(
        self, app: App[str], *, terminal_size: tuple[int, int] = ..., run_before: Play | None = ...
    ) -> bool:
        """Return whether they are the same."""


def pressing(*keys: str) -> Play:
    """Return what presses keys, each after everything before it was shown."""

    async def play(pilot: Pilot[str]) -> None:
        await press(pilot, *keys)

    return play
