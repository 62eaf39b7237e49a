"""The application: opening, going around, closing."""

import threading

import pytest

from stopline.tui.app import StoplineApp
from stopline.tui.destinations import DESTINATIONS, Destination
from stopline.tui.dialogs.go_to import GoToDialog
from stopline.tui.dialogs.help import HelpDialog
from stopline.tui.keys import Where, keys_of
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


@pytest.mark.parametrize("destination", DESTINATIONS, ids=[each.mode for each in DESTINATIONS])
async def test_help_begins_with_the_keys_of_the_screen_one_is_on(
    workspace: Workspace, destination: Destination
) -> None:
    app = StoplineApp(workspace, "alice")

    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("g", destination.key)
        await settled(pilot)
        await pilot.press("question_mark")
        await settled(pilot)

        left, right = (
            str(column.render()).splitlines() for column in app.screen.query("#help-columns Static")
        )
        assert left[0] == destination.title
        assert right[0].startswith({"Inbox": "Thread list"}.get(destination.title, f"{destination.title}: "))
        shown = set(left) | set(right)
        assert {str(where) for where in Where if keys_of(where)} <= shown


async def test_help_over_a_dialog_begins_with_its_keys(workspace: Workspace) -> None:
    app = StoplineApp(workspace, "alice")

    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("g")
        app.action_show_help()
        await settled(pilot)

        assert str(app.screen.query("#help-columns Static").first().render()).startswith("Dialogs")


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
