"""A hold that was released by mistake is held again with one key, on the same screen."""

from datetime import timedelta

from stopline.consent.events import Channel
from stopline.consent.status import State
from stopline.tui.widgets.key_line import KeyLine
from support.screens import Opened, opened
from support.transcript import PEOPLE, Story


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

        assert "undo release" in [hint.words for hint in screen.inbox.query_one(KeyLine).hints]
        await screen.press("u")
        await screen.until(lambda: screen.box.is_locked)

        assert [each.message for each in screen.app._notifications] == [
            "Held again: Tom Okafor; nothing is sent until somebody decides"
        ]
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

        assert [each.message for each in screen.app._notifications] == [
            "Released Tom Okafor · u takes it back"
        ]


async def test_a_release_that_was_taken_back_stands_before_that_in_the_conversation_and_on_the_card(
    shop: Story,
) -> None:
    async with opened(shop) as screen:
        shop.clock.advance(timedelta(minutes=5))
        await release(screen)
        shop.clock.advance(timedelta(minutes=2))

        await screen.press("u")
        await screen.until(lambda: screen.box.is_locked)

        said = " ".join(screen.words("#said").split())
        assert said.index("hold released · by alice") < said.index("the release was taken back · by alice")
        card = " ".join(screen.words("#card").split())
        assert "held again by alice" in card
        assert card.index("sms held again") < card.index("sms released") < card.rindex("sms held")


async def test_u_never_takes_back_what_somebody_else_has_released_since(shop: Story) -> None:
    decisions = shop.workspace.decisions
    tom, sms = PEOPLE["tom"], Channel.SMS
    async with opened(shop) as screen:
        await release(screen)
        decisions.hold_again(tom, sms, "bob")
        decisions.release(tom, sms, "bob", "I have asked him")
        screen.inbox.reload()
        await screen.settle()

        assert screen.inbox.active_bindings["u"].binding.action == "mark_unread"
        assert shop.workspace.standings.of(tom, sms).everything.state is not State.HELD
