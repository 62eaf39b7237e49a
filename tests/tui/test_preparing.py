"""Screens are made before anybody goes there: in quiet moments, without reading what takes long, and looking as the theme is then."""

import asyncio
from collections.abc import Callable

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from stopline.tui import preparing
from stopline.tui.app import StoplineApp
from stopline.tui.destinations import DESTINATIONS
from stopline.tui.preparing import Preparing
from stopline.tui.screens.optouts import OptOutsScreen
from stopline.tui.screenshots import settled
from stopline.tui.themes import LIGHT
from support.screens import LOOKS, WIDE
from support.transcript import Story

MODES = {destination.mode for destination in DESTINATIONS}


@pytest.fixture
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Moments that are quiet after a hundredth of a second."""
    monkeypatch.setattr(preparing, "QUIET_SECONDS", 0.01)
    monkeypatch.setattr("stopline.tui.app.LOADED_AFTER", 0.01)


async def until(pilot: Pilot[str], holds: Callable[[], bool]) -> None:
    for _ in range(LOOKS):
        if holds():
            return
        await pilot.pause(0.02)
    raise AssertionError("what was waited for did not happen")


def prepared(app: StoplineApp, mode: str) -> Screen[object] | None:
    return app.get_screen_stack(mode)[0] if mode in app._screen_stacks else None


@pytest.mark.usefixtures("in_a_hurry")
async def test_every_screen_is_made_before_anybody_goes_there(shop: Story) -> None:
    app = StoplineApp(shop.workspace, "alice")
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: app.is_prepared)

        assert set(app._screen_stacks) >= MODES
        assert app.current_mode == "inbox"


@pytest.mark.usefixtures("in_a_hurry")
async def test_the_opt_outs_have_their_figures_and_count_people_only_once_somebody_looks(shop: Story) -> None:
    app = StoplineApp(shop.workspace, "alice")
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: app.is_prepared)
        optouts = prepared(app, "optouts")
        assert isinstance(optouts, OptOutsScreen)
        await until(pilot, lambda: optouts.overview is not None)
        assert (optouts.people, optouts.insight) == (None, None)

        await pilot.press("g", "o")
        await settled(pilot)

        shown = app.screen
        assert shown is optouts
        assert isinstance(shown, OptOutsScreen)
        assert shown.people is not None
        assert shown.insight is not None


@pytest.mark.usefixtures("in_a_hurry")
async def test_a_screen_that_was_made_in_the_dark_is_light_when_somebody_comes_in_the_light(
    shop: Story,
) -> None:
    app = StoplineApp(shop.workspace, "alice")
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: app.is_prepared)
        dark = app.get_screen_stack("audit")[0].background_colors

        app.theme = LIGHT
        await pilot.press("g", "a")
        await settled(pilot)

        assert app.screen.background_colors != dark
        assert app.screen.background_colors == app.get_screen_stack("inbox")[0].background_colors


@pytest.mark.usefixtures("in_a_hurry")
@pytest.mark.parametrize("mode", sorted(MODES - {"inbox"}))
async def test_stopline_can_be_left_while_a_screen_is_being_made(shop: Story, mode: str) -> None:
    app = StoplineApp(shop.workspace, "alice")
    async with app.run_test(size=WIDE):
        while mode not in app._screen_stacks:
            await asyncio.sleep(0)
        screen = prepared(app, mode)
        assert screen is not None

    # What breaks while it closes breaks the test.
    assert not screen.is_running


class Waiting(App[str]):
    """Has something to prepare."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []
        self.preparing = Preparing(
            self, [lambda: self.done.append("first"), lambda: self.done.append("second")]
        )


async def test_what_is_prepared_waits_for_a_quiet_moment_and_is_done_in_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(preparing, "QUIET_SECONDS", 1.0)
    app = Waiting()
    async with app.run_test() as pilot:
        app.preparing.begin()
        for _ in range(24):
            await pilot.pause(0.05)
            app.preparing.put_off()
        assert app.done == []

        await until(pilot, lambda: app.preparing.is_done)

        assert app.done == ["first", "second"]
