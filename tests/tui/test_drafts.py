"""What an agent has written and not sent is there again, wherever the screen was in between."""

from stopline.consent.events import Channel
from support.screens import NARROW, opened
from support.transcript import PEOPLE, Story


def kept(story: Story) -> list[str]:
    return list(story.workspace.drafts.of("alice").values())


async def test_a_draft_is_there_again_after_the_screen_was_closed(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.press("enter")
        await screen.type("Yes it is")
        await screen.press("ctrl+q")

    async with opened(shop) as screen:
        assert screen.box.composer.text == "Yes it is"
        await screen.press("enter", "enter")
        assert "this draft was kept" in screen.words("#counter")


async def test_a_draft_is_of_one_agent(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.press("enter")
        await screen.type("Yes")

    async with opened(shop, agent="bob") as screen:
        assert screen.box.composer.text == ""


async def test_a_draft_is_written_to_the_store_after_a_pause(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.press("enter")
        await screen.type("Yes")
        await screen.until(lambda: kept(shop) == ["Yes"])


async def test_a_draft_that_was_sent_or_deleted_is_gone(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.press("enter")
        await screen.type("Yes")
        await screen.press("escape")
        await screen.until(lambda: kept(shop) == ["Yes"])
        await screen.press("enter", "enter", "enter")
        await screen.until(lambda: kept(shop) == [])

        await screen.type("No")
        await screen.press("escape", "enter", "backspace", "backspace", "escape")
        await screen.until(lambda: kept(shop) == [])

    async with opened(shop) as screen:
        assert screen.box.composer.text == ""


async def test_a_draft_that_was_written_on_while_it_was_sent_is_kept(shop: Story) -> None:
    maria = shop.workspace.threads.at(PEOPLE["maria"], Channel.SMS)
    assert maria is not None
    shop.workspace.drafts.keep("alice", maria, "Yes it is. See you")

    shop.workspace.replies.reply(maria, "Yes it is.", "alice")

    assert kept(shop) == ["Yes it is. See you"]


async def test_a_locked_box_keeps_its_draft_across_a_restart(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.press("enter")
        await screen.type("Yes")
        shop.says("maria", "STOP")
        await screen.until(lambda: screen.box.is_locked)

    async with opened(shop) as screen:
        assert screen.box.composer.text == "Yes"
        assert "draft kept" in screen.words("#counter")


async def test_the_list_says_where_a_draft_waits(shop: Story) -> None:
    async with opened(shop) as screen:
        assert "draft" not in screen.words("#threads")
        await screen.press("enter")
        await screen.type("Yes")
        await screen.press("escape")
        await screen.until(lambda: "draft · sms" in screen.words("#threads"))

    async with opened(shop, size=NARROW) as screen:
        assert "draft · Is" in screen.words("#threads")
