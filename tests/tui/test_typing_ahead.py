"""What an agent types is never taken for commands because a box locked a moment ago."""

from stopline.clock import ManualClock
from stopline.inbox.threads import ThreadStatus
from stopline.tui.app import StoplineApp
from stopline.tui.screenshots import settled
from stopline.workspace import Workspace
from support.scripted_gateway import ScriptedGateway
from support.transcript import Story


async def test_words_typed_after_r_into_a_locked_thread_do_nothing(
    workspace: Workspace, clock: ManualClock
) -> None:
    Story(workspace, clock, ScriptedGateway()).says("maria", "STOP")
    app = StoplineApp(workspace, "alice")

    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("r", *"easy e")

        assert len(app.screen_stack) == 1
        thread = workspace.threads.thread(1)
        assert thread.status is ThreadStatus.OPEN
        assert thread.assignee == ""
