"""How it looks to ask for consent and to wait for the answer, at both sizes."""

import pytest
from textual.pilot import Pilot

from stopline.address import Address
from stopline.consent.events import Channel
from stopline.tui.app import StoplineApp
from stopline.tui.dialogs.asking import AskingDialog
from stopline.tui.messages import ThreadWanted
from support.looks import SIZES, Compare
from support.luna import LunaShop
from support.screens import Opened
from support.transcript import PEOPLE

pytestmark = pytest.mark.slow
MARIA = PEOPLE["maria"]


@pytest.fixture
def stranger(luna: LunaShop) -> int:
    """The thread of Maria, who has neither written nor agreed; beside it Jean, who was asked back, and Tom, who joined."""
    luna.workspace.ledger._salt = lambda: "0" * 32
    for person, name, words in (("jean", "Jean Tremblay", "JOINSTELLA"), ("tom", "Tom Okafor", "JOINLUNA")):
        luna.workspace.contacts.ensure(PEOPLE[person], "import", name)
        luna.writes(PEOPLE[person], words)
    luna.let_pass(hours=2)
    contact = luna.workspace.contacts.ensure(MARIA, "import")
    return luna.workspace.threads.ensure(contact, MARIA, Channel.SMS, luna.clock.now())


def of(luna: LunaShop) -> StoplineApp:
    return StoplineApp(luna.workspace, "alice")


@SIZES
@pytest.mark.usefixtures("stranger")
def test_pending(luna: LunaShop, snap_compare: Compare, size: tuple[int, int]) -> None:
    async def play(pilot: Pilot[str]) -> None:
        screen = Opened(pilot, luna)
        await screen.settle()
        await screen.press("8")

    assert snap_compare(of(luna), terminal_size=size, run_before=play)


@SIZES
def test_nobody_pending(luna: LunaShop, snap_compare: Compare, size: tuple[int, int]) -> None:
    luna.workspace.ledger._salt = lambda: "0" * 32
    luna.writes(Address(MARIA), "Hello?")

    async def play(pilot: Pilot[str]) -> None:
        screen = Opened(pilot, luna)
        await screen.settle()
        await screen.press("8")

    assert snap_compare(of(luna), terminal_size=size, run_before=play)


@SIZES
@pytest.mark.parametrize("step", ["locked", "question", "asked"])
def test_asking(
    luna: LunaShop, stranger: int, snap_compare: Compare, size: tuple[int, int], step: str
) -> None:
    async def play(pilot: Pilot[str]) -> None:
        screen = Opened(pilot, luna)
        await screen.settle()
        screen.inbox.post_message(ThreadWanted(stranger))
        await screen.until(
            lambda: screen.inbox.conversation is not None and screen.inbox.conversation.may_ask
        )
        if step != "locked":
            await screen.press("ctrl+r")
            await screen.until(lambda: isinstance(screen.app.screen, AskingDialog))
        if step == "asked":
            await screen.press("enter")
            await screen.until(lambda: "PENDING" in screen.gate)
            screen.app.clear_notifications()
            await screen.settle()

    assert snap_compare(of(luna), terminal_size=size, run_before=play)


@SIZES
@pytest.mark.usefixtures("stranger")
def test_a_flow_in_its_conversation(luna: LunaShop, snap_compare: Compare, size: tuple[int, int]) -> None:
    thread = luna.workspace.threads.at(PEOPLE["tom"], Channel.SMS)
    assert thread is not None

    async def play(pilot: Pilot[str]) -> None:
        screen = Opened(pilot, luna)
        await screen.settle()
        screen.inbox.post_message(ThreadWanted(thread))
        await screen.until(lambda: screen.inbox.conversation is not None)
        await screen.settle()

    assert snap_compare(of(luna), terminal_size=size, run_before=play)
