"""A held thread shows its clock and the words it is about."""

from datetime import timedelta

from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method
from stopline.tui.panes.conversation_blocks import ConsentBlock, MessageBlock, blocks_of
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


def said_of_the_consent(story: Story, person: str) -> list[str]:
    """Return what is told between the messages of a thread, oldest first."""
    workspace = story.workspace
    thread = workspace.threads.at(PEOPLE[person], Channel.SMS)
    assert thread is not None
    page = workspace.timeline.page(workspace.threads.thread(thread))
    blocks = blocks_of(page.entries, story.clock.now(), workspace.settings.zone)
    shown = [block.lines(200)[0].plain.strip() for block in blocks if isinstance(block, ConsentBlock)]
    return [line.rpartition(" · ")[0] for line in shown]


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


def test_a_hold_from_a_file_is_told_as_such_and_as_held_again_only_once_its_release_was_taken_back(
    shop: Story,
) -> None:
    evidence = Evidence(words="no", source="people.csv", note="import of people.csv, line 3")
    ana, sms, ledger = PEOPLE["ana"], Channel.SMS, shop.workspace.ledger
    now = shop.clock.now()
    ledger.record(
        ConsentEvent(ana, sms, EventKind.HELD, Method.IMPORT, "import of people.csv", now, evidence=evidence)
    )
    shop.clock.advance(timedelta(minutes=5))
    shop.workspace.decisions.release(ana, sms, "alice", "she meant the flyers")
    shop.clock.advance(timedelta(minutes=5))
    shop.workspace.decisions.hold_again(ana, sms, "alice")

    assert said_of_the_consent(shop, "ana")[-3:] == [
        "▲ held: may mean stop · import of people.csv",
        "○ hold released · by alice",
        "▲ held again: the release was taken back · by alice",
    ]
