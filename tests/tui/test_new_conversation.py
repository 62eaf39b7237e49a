"""People nobody has written with yet are found like all others, and choosing them begins a conversation."""

from stopline.address import Address
from stopline.clock import ManualClock
from stopline.consent.events import Channel
from stopline.tui.dialogs.search import SearchDialog
from stopline.workspace import Workspace
from support.screens import Opened, opened
from support.scripted_gateway import ScriptedGateway
from support.transcript import Story

INES = Address("+12025550140")


async def seek(screen: Opened, words: str) -> None:
    """Search for words, and open what is found first."""
    await screen.type(words)
    await screen.until(lambda: "the latest first" in screen.words("#found-count"))
    await screen.press("enter")


def shown_name(screen: Opened) -> str:
    return screen.inbox.conversation.name if screen.inbox.conversation else ""


async def test_a_person_without_a_thread_is_found_and_choosing_them_begins_one(shop: Story) -> None:
    shop.workspace.contacts.ensure(INES, "import", "Ines Duarte")
    async with opened(shop) as screen:
        await screen.press("slash")
        await seek(screen, "ines")
        await screen.until(lambda: shown_name(screen) == "Ines Duarte")

        assert shop.workspace.threads.at(INES, Channel.SMS) is not None
        assert screen.box.is_locked, "she has neither written nor agreed to anything"
        assert "▌Ines Duarte" in screen.words("#threads")


async def test_looking_at_what_was_found_begins_nothing(shop: Story) -> None:
    shop.workspace.contacts.ensure(INES, "import", "Ines Duarte")
    async with opened(shop) as screen:
        await screen.press("slash")
        await screen.type("ines")
        await screen.until(lambda: "1 person, " in screen.words("#found-count"))
        await screen.press("escape")

        assert shop.workspace.threads.at(INES, Channel.SMS) is None


async def test_a_new_conversation_is_begun_with_a_number_that_is_typed(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.app.action_new_conversation()
        await screen.settle()
        assert isinstance(screen.app.screen, SearchDialog)
        await seek(screen, "2025550141")
        await screen.until(lambda: shown_name(screen) == "+1 202-555-0141")

        assert shop.workspace.threads.at(Address("+12025550141"), Channel.SMS) is not None


async def test_people_without_a_conversation_are_not_told_as_nobody(
    workspace: Workspace, clock: ManualClock
) -> None:
    story = Story(workspace, clock, ScriptedGateway())
    async with opened(story) as screen:
        assert "Nobody is here yet" in screen.words("#welcome Static")

        workspace.contacts.ensure(INES, "import", "Ines Duarte")
        screen.inbox.reload()
        await screen.until(
            lambda: "1 person is here, and no conversation yet" in screen.words("#welcome Static")
        )

        assert "Nobody is here" not in screen.words("#welcome Static")
        await screen.press("slash")
        await seek(screen, "ines")
        await screen.until(lambda: shown_name(screen) == "Ines Duarte")
