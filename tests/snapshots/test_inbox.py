"""How the inbox looks, in every state that matters, at both sizes; times, people and salts are fixed.

Look at every picture when one changes: `pytest tests/snapshots --snapshot-update`, in a commit of its own.
"""

from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from stopline.clock import ManualClock
from stopline.consent.events import Channel
from stopline.tui.app import StoplineApp
from stopline.tui.themes import LIGHT
from stopline.workspace import Workspace
from support.looks import SIZES, Compare, Play
from support.screens import WIDE, Opened
from support.scripted_gateway import ScriptedGateway
from support.transcript import Story

pytestmark = pytest.mark.slow


def after(story: Story, *keys: str) -> Play:
    """Return what an agent does before the picture is taken."""

    async def play(pilot: Pilot[str]) -> None:
        screen = Opened(pilot, story)
        await screen.settle()
        for key in keys:
            if key.startswith("type "):
                await screen.type(key.removeprefix("type "))
            else:
                await screen.press(key)
        await screen.settle()

    return play


def of(story: Story) -> StoplineApp:
    return StoplineApp(story.workspace, "alice")


@SIZES
@pytest.mark.parametrize(
    "keys",
    [
        pytest.param((), id="inbox"),
        pytest.param(("enter", "type Yes it is! See you at 5"), id="answer"),
        pytest.param(("5",), id="stopped"),
        pytest.param(("6",), id="nothing-closed"),
        pytest.param(("4", "h"), id="hold"),
        pytest.param(("4", "h", "n"), id="hold-released"),
        pytest.param(("s",), id="record"),
        pytest.param(("p",), id="proof"),
        pytest.param(("F",), id="forget"),
        pytest.param(("z",), id="snooze"),
        pytest.param(("t",), id="templates"),
        pytest.param(("n",), id="note"),
        pytest.param(("g",), id="go-to"),
        pytest.param(("question_mark",), id="help"),
        pytest.param(("v",), id="card"),
    ],
)
def test_the_inbox_looks_as_it_should(
    shop: Story, snap_compare: Compare, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    assert snap_compare(of(shop), terminal_size=size, run_before=after(shop, *keys))


@SIZES
def test_a_box_that_locked_while_somebody_typed(
    shop: Story, snap_compare: Compare, size: tuple[int, int]
) -> None:
    async def play(pilot: Pilot[str]) -> None:
        screen = Opened(pilot, shop)
        await after(shop, "enter", "type Yes it is!")(pilot)
        await screen.until(lambda: bool(shop.workspace.drafts.of("alice")))
        shop.says("maria", "Stop. Thank you")
        await screen.until(lambda: screen.box.is_locked)
        # The draft is stored after a pause, and then marked in the list.
        await screen.until(lambda: screen.threads.page is not None and bool(screen.threads.page.drafts))

    assert snap_compare(of(shop), terminal_size=size, run_before=play)


@SIZES
def test_a_person_who_stopped_here_and_wrote_elsewhere(
    shop: Story, snap_compare: Compare, size: tuple[int, int]
) -> None:
    shop.says("jean", "Bonjour !", Channel.WHATSAPP)

    assert snap_compare(of(shop), terminal_size=size, run_before=after(shop, "5"))


@SIZES
@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(("m", "m", "r", "type New tyres are in.", "enter"), id="offered"),
        pytest.param(("m", "m", "r", "type New tyres are in.", "enter", "enter"), id="scheduled"),
        pytest.param(("v",), id="card"),
        pytest.param(("7",), id="due"),
    ],
)
def test_the_inbox_at_night(
    shop: Story, snap_compare: Compare, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    shop.clock.advance(timedelta(hours=11, minutes=40))

    assert snap_compare(of(shop), terminal_size=size, run_before=after(shop, *keys))


@SIZES
def test_a_question_how_to_stop_is_marked(shop: Story, snap_compare: Compare, size: tuple[int, int]) -> None:
    shop.says("ana", "how do i unsubscribe from these?")

    assert snap_compare(of(shop), terminal_size=size, run_before=after(shop))


@SIZES
def test_what_was_found(shop: Story, snap_compare: Compare, size: tuple[int, int]) -> None:
    async def play(pilot: Pilot[str]) -> None:
        screen = Opened(pilot, shop)
        await after(shop, "slash", "type bike")(pilot)
        await screen.until(lambda: "the latest first" in screen.words("#found-count"))

    assert snap_compare(of(shop), terminal_size=size, run_before=play)


@SIZES
def test_a_workspace_without_people(
    workspace: Workspace, clock: ManualClock, snap_compare: Compare, size: tuple[int, int]
) -> None:
    # The settings are read where they are; the picture names a folder that is the same everywhere.
    assert workspace.settings.team.name == "Harbour Bikes"
    workspace.folder = Path("/home/alice/shop")
    story = Story(workspace, clock, ScriptedGateway())

    assert snap_compare(of(story), terminal_size=size, run_before=after(story))


def test_the_inbox_in_the_light_theme(shop: Story, snap_compare: Compare) -> None:
    app = of(shop)
    app.theme = LIGHT

    assert snap_compare(app, terminal_size=WIDE, run_before=after(shop))


def test_the_inbox_without_colours(
    shop: Story, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    assert snap_compare(of(shop), terminal_size=WIDE, run_before=after(shop, "5"))
