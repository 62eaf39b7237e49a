"""A held thread shows its clock and the words it is about."""

from stopline.consent.events import Channel
from stopline.tui.panes.conversation_blocks import MessageBlock, blocks_of
from support.screens import opened
from support.transcript import PEOPLE, Story


def texts(story: Story, person: str) -> list[str]:
    """Return the lines of the messages of a thread as they are shown."""
    workspace = story.workspace
    thread = workspace.threads.at(PEOPLE[person], Channel.SMS)
    assert thread is not None
    page = workspace.timeline.page(workspace.threads.thread(thread))
    blocks = blocks_of(page.entries, story.clock.now(), workspace.settings.zone)
    lines = [line for block in blocks if isinstance(block, MessageBlock) for line in block.lines(60)]
    return [line.plain for line in lines]


async def test_the_box_of_a_held_thread_shows_how_many_business_days_are_left(shop: Story) -> None:
    hold = shop.workspace.decisions.hold_of(PEOPLE["tom"], Channel.SMS)
    assert hold is not None
    async with opened(shop) as screen:
        await screen.press("4")

        assert f"▲ HELD · {hold.days_left} business days left" in screen.gate


def test_the_words_a_hold_or_a_stop_rests_on_are_marked(shop: Story) -> None:
    assert any("‹" in line and "no more of these" in line for line in texts(shop, "tom"))
    assert any("‹ARRET›" in line for line in texts(shop, "jean"))
    assert not any("‹" in line for line in texts(shop, "ana"))


def test_a_text_without_words_says_so(shop: Story) -> None:
    shop.says("ana", "  ")

    assert any("(no words)" in line for line in texts(shop, "ana"))
