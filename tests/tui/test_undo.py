"""A hold that was released by mistake is held again with one key, on the same screen."""

from support.screens import Opened, opened
from support.transcript import Story


async def release(screen: Opened) -> None:
    """Release the one hold there is, from the list of those to decide."""
    await screen.press("4", "h", "n", "o", "k", "enter")
    await screen.until(lambda: "hold released" in screen.words("#said"))


def marked_row(screen: Opened) -> str:
    """Return the first line of the list that carries the mark, empty where none does."""
    return next((line for line in screen.words("#threads").splitlines() if "▌" in line), "")


async def test_who_was_released_stays_shown_and_u_holds_them_again(shop: Story) -> None:
    async with opened(shop) as screen:
        await release(screen)
        assert screen.inbox.conversation is not None
        assert screen.inbox.conversation.name == "Tom Okafor"
        assert "▌Tom Okafor" in screen.words("#guest")
        assert screen.inbox.active_bindings["u"].binding.action == "undo_release"

        await screen.press("u")
        await screen.until(lambda: screen.box.is_locked)

        assert "▲ HELD" in screen.gate
        assert "Tom Okafor" in marked_row(screen)
        assert screen.inbox.active_bindings["u"].binding.action == "mark_unread"


async def test_u_marks_as_unread_once_the_released_person_has_written_stop(shop: Story) -> None:
    async with opened(shop) as screen:
        await release(screen)

        shop.says("tom", "STOP")
        await screen.until(lambda: screen.box.is_locked)

        assert screen.inbox.active_bindings["u"].binding.action == "mark_unread"


async def test_what_was_done_takes_the_place_of_what_could_not_be_done(shop: Story) -> None:
    async with opened(shop) as screen:
        screen.inbox.notify("that cannot be", title="Not done", severity="error", timeout=60)

        await release(screen)

        assert [each.message for each in screen.app._notifications] == ["Released · u takes it back"]
