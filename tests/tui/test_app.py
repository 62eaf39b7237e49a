"""The application: opening, going around, closing."""

import threading

import pytest

from stopline.tui.app import StoplineApp
from stopline.tui.dialogs.go_to import GoToDialog
from stopline.tui.dialogs.help import HelpDialog
from stopline.tui.screens.inbox import InboxScreen
from stopline.tui.screenshots import settled
from stopline.workspace import Workspace


@pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["wide", "narrow"])
async def test_stopline_opens_with_the_inbox(workspace: Workspace, size: tuple[int, int]) -> None:
    app = StoplineApp(workspace, "alice")

    async with app.run_test(size=size) as pilot:
        await settled(pilot)

        assert isinstance(app.screen, InboxScreen)


async def test_question_mark_shows_every_key_and_escape_closes_it(workspace: Workspace) -> None:
    app = StoplineApp(workspace, "alice")

    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("question_mark")
        assert isinstance(app.screen, HelpDialog)
        await pilot.press("escape")

        assert isinstance(app.screen, InboxScreen)


async def test_g_asks_where_to_go_and_the_next_key_goes_there(workspace: Workspace) -> None:
    app = StoplineApp(workspace, "alice")

    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("g")
        assert isinstance(app.screen, GoToDialog)
        await pilot.press("i")

        assert isinstance(app.screen, InboxScreen)


async def test_an_embedded_worker_runs_while_the_screen_is_open_and_ends_with_it(
    workspace: Workspace,
) -> None:
    began, ended = threading.Event(), threading.Event()

    def work(until: threading.Event) -> None:
        began.set()
        until.wait()
        ended.set()

    app = StoplineApp(workspace, "alice", work)
    async with app.run_test():
        assert began.wait(5)

    assert ended.is_set()
