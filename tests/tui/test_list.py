"""The list of threads: it follows, it pages, it keeps the keys, and the mouse works in it."""

from stopline.address import Address
from stopline.consent.events import Channel
from stopline.gateways.base import InboundText
from stopline.inbox.threads import ThreadFilter
from stopline.tui.panes.conversation import ConversationLines
from support.screens import NARROW, Opened, opened
from support.transcript import PEOPLE, Story


def crowd(story: Story, count: int) -> None:
    """Let many people write, one after the other."""
    with story.workspace.engine.transaction():
        for number in range(count):
            address = Address(f"+1{202 + number // 20}55501{60 + number % 20}")
            story.workspace.intake.receive(
                "scripted", InboundText(address, f"text {number}", sent_at=story.clock.now())
            )


def shown_name(screen: Opened) -> str:
    assert screen.inbox.conversation is not None
    return screen.inbox.conversation.name


async def test_the_cursor_stays_on_its_thread_when_others_come_in_above(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.press("j")
        assert shown_name(screen) == "Ana Souza"

        crowd(shop, 3)
        await screen.until(lambda: screen.threads.cursor == 4)

        assert shown_name(screen) == "Ana Souza"
        await screen.press("j")
        assert shown_name(screen) == "Tom Okafor"


async def test_a_thread_that_goes_to_the_top_takes_the_cursor_along(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.press("end")

        shop.says("jean", "Encore moi")
        await screen.until(lambda: screen.threads.cursor == 0)

        assert shown_name(screen) == "Jean Tremblay"


async def test_a_long_list_holds_only_what_is_around_the_cursor(shop: Story) -> None:
    crowd(shop, 600)
    async with opened(shop) as screen:
        assert screen.threads.row_count == 604
        await screen.press("end")
        await screen.until(lambda: shown_name(screen) == "Jean Tremblay")

        assert len(screen.threads._rows) < 100
        await screen.press("home")
        await screen.until(lambda: screen.threads.row is not None and screen.threads.cursor == 0)


async def test_a_list_without_threads_keeps_the_keys(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.press("6", "1", "j")

        assert screen.inbox.focused is screen.threads
        assert shown_name(screen) == "Ana Souza"


async def test_a_click_opens_a_thread(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.pilot.click("#threads", offset=(10, 4))
        await screen.until(lambda: shown_name(screen) == "Ana Souza")

        assert screen.inbox.focused is screen.box.composer


async def test_a_click_chooses_a_filter(shop: Story) -> None:
    async with opened(shop) as screen:
        at = screen.words("#filters").index("5 Stopped")
        await screen.pilot.click("#filters", offset=(at, 0))
        await screen.settle()

        assert screen.inbox.shown is ThreadFilter.STOPPED


async def test_what_an_agent_writes_is_not_taken_away_when_the_thread_leaves_the_filter(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.press("enter")
        await screen.type("Yes")

        maria = screen.inbox.selected
        assert maria is not None
        shop.workspace.threads.close(maria, "bob")
        await screen.until(lambda: screen.threads.row_count == 3)

        assert screen.box.composer.text == "Yes"
        assert shown_name(screen) == "Maria Alvarez"


async def test_older_messages_are_read_as_one_scrolls_up(shop: Story) -> None:
    for number in range(150):
        shop.says("maria", f"number {number}")
    async with opened(shop) as screen:
        lines = screen.inbox.query_one(ConversationLines)
        before = len(lines._blocks)
        await screen.press("tab")
        lines.scroll_to(y=5, animate=False)
        await screen.press("k", "k", "k")
        await screen.until(lambda: len(lines._blocks) > before)

        assert lines.scroll_offset.y > 100, "what was looked at stays where it was"


async def test_on_a_small_screen_the_card_comes_and_goes_with_one_key(shop: Story) -> None:
    async with opened(shop, size=NARROW) as screen:
        assert not screen.inbox.query_one("#card").display
        await screen.press("v")
        assert "by keyword JOIN" in screen.words("#card")
        await screen.press("v", "j")

        assert shown_name(screen) == "Ana Souza"


async def test_an_agent_sees_who_else_is_in_the_thread(shop: Story) -> None:
    maria = shop.workspace.threads.at(PEOPLE["maria"], Channel.SMS)
    assert maria is not None
    async with opened(shop) as screen:
        assert "also here" not in screen.words("#who")

        shop.workspace.presence.see("bob", "another screen", maria, is_typing=True)
        await screen.until(lambda: "also here: bob (typing)" in screen.words("#who"))


async def test_others_are_told_that_somebody_types(shop: Story) -> None:
    maria = shop.workspace.threads.at(PEOPLE["maria"], Channel.SMS)
    assert maria is not None
    async with opened(shop) as screen:
        await screen.press("enter")
        await screen.type("Yes")
        await screen.until(
            lambda: [each.is_typing for each in shop.workspace.presence.others_in(maria, "bob")] == [True]
        )


async def test_a_thread_that_was_searched_for_is_marked_in_the_list(shop: Story) -> None:
    async with opened(shop) as screen:
        await search(screen, "obrigada")

        assert shown_name(screen) == "Ana Souza"
        assert "▌Ana Souza" in screen.words("#threads")
        assert not screen.inbox.query_one("#guest").display


async def test_a_thread_the_filter_does_not_show_is_named_above_the_list_and_no_row_is_marked(
    shop: Story,
) -> None:
    async with opened(shop) as screen:
        await screen.press("5")
        await search(screen, "obrigada")

        assert shown_name(screen) == "Ana Souza"
        assert "▌Ana Souza" in screen.words("#guest")
        assert "▌" not in screen.words("#threads")

        shop.says("ana", "Tchau")
        await screen.until(lambda: "Tchau" in screen.words("#said"))
        assert shown_name(screen) == "Ana Souza"
        await screen.press("escape", "j")
        assert shown_name(screen) == "Jean Tremblay"
        assert not screen.inbox.query_one("#guest").display


async def search(screen: Opened, words: str) -> None:
    """Search for words and open the first thread that is found."""
    await screen.press("slash")
    await screen.type(words)
    await screen.until(lambda: "the latest first" in screen.words("#found-count"))
    await screen.press("enter")
    await screen.settle()
