"""Keys that arrive in one instant, as from a paste or a slow line, count one after the other: none is taken for a command too early."""

from collections.abc import Iterable

import pytest
from textual import events
from textual.keys import _character_to_key

from stopline.clock import ManualClock
from stopline.inbox.threads import ThreadStatus
from stopline.inbox.timeline import NoteEntry
from stopline.tui.app import StoplineApp
from stopline.tui.key_order import KeyOrder
from stopline.workspace import Workspace
from support.screens import Opened, opened
from support.scripted_gateway import ScriptedGateway
from support.transcript import PEOPLE, Story


@pytest.fixture
def story(workspace: Workspace, clock: ManualClock) -> Story:
    story = Story(workspace, clock, ScriptedGateway())
    for person in ("tom", "jean", "maria"):
        story.says(person, f"Hello from {person}")
    return story


def at_once(app: StoplineApp, keys: Iterable[str]) -> None:
    """Let keys arrive without a moment between them."""
    for key in keys:
        named = "enter" if key == "\n" else key if len(key) > 1 else _character_to_key(key)
        app.post_message(events.Key(named, key if len(key) == 1 and key != "\n" else None))


def untouched(inbox: Opened) -> bool:
    """Tell whether no key has closed, assigned or put away anything, nor opened a dialog."""
    threads = inbox.story.workspace.threads
    rows = [threads.thread(number) for number in (1, 2, 3)]
    return len(inbox.app.screen_stack) == 1 and all(
        row.status is ThreadStatus.OPEN and row.assignee == "" for row in rows
    )


def noted(inbox: Opened) -> list[str]:
    """Return the notes that stand in the conversation."""
    conversation = inbox.inbox.conversation
    assert conversation is not None
    return [entry.text for entry in conversation.entries if isinstance(entry, NoteEntry)]


@pytest.mark.parametrize("words", ["easy e", "assign zzz", "Fine, see you at 5?", "jjj", "hg/n"])
@pytest.mark.parametrize("first", ["r", "i", "\n"])
async def test_what_is_typed_at_once_behind_the_key_that_answers_goes_into_the_box(
    story: Story, first: str, words: str
) -> None:
    async with opened(story) as inbox:
        at_once(inbox.app, [first, *words])
        await inbox.until(lambda: inbox.box.composer.text == words)

        assert untouched(inbox)
        assert inbox.inbox.focused is inbox.box.composer


async def test_a_locked_box_swallows_what_is_typed_at_once(story: Story) -> None:
    story.says("maria", "STOP")
    async with opened(story) as inbox:
        at_once(inbox.app, ["r", *"easy e"])
        await inbox.until(lambda: inbox.box.composer.has_swallowed)
        await inbox.settle()

        assert untouched(inbox)
        assert inbox.box.composer.text == ""


async def test_a_move_counts_before_the_answer_that_follows_at_once(story: Story) -> None:
    async with opened(story) as inbox:
        at_once(inbox.app, ["j", "r", *"ready"])
        await inbox.until(lambda: inbox.inbox.focused is inbox.box.composer)
        await inbox.settle()

        # Until it is known whether one may write there, letters go nowhere.
        conversation = inbox.inbox.conversation
        assert conversation is not None
        assert conversation.thread.address == PEOPLE["jean"]
        assert inbox.box.composer.text in "ready"
        assert untouched(inbox)


async def test_a_key_whose_list_is_gone_keeps_nobody_waiting(story: Story) -> None:
    async with opened(story) as inbox:
        at_once(inbox.app, ["g", "o", "g", "i", "question_mark"])
        await inbox.until(lambda: len(inbox.app.screen_stack) == 2)


async def test_a_key_that_takes_long_keeps_those_behind_it_waiting_until_its_widget_is_gone(
    story: Story,
) -> None:
    order = KeyOrder()
    async with opened(story) as inbox:
        number = order.follow(inbox.inbox)
        while_it_is_there = order.is_slow(number)

    assert while_it_is_there
    assert order.keeps(events.Key("a", "a"))
    assert not order.is_slow(number)
    assert order.give_up(number)


@pytest.mark.parametrize("send", ["enter", "ctrl+s"])
async def test_a_key_that_sends_waits_for_every_letter_before_it(story: Story, send: str) -> None:
    words = "Your bike is ready, come by before six; we close early today."
    async with opened(story) as inbox:
        await inbox.press("r")
        await inbox.until(lambda: inbox.inbox.focused is inbox.box.composer)
        at_once(inbox.app, [*words, send])
        await inbox.until(lambda: len(story.outbound("maria")) > 0)
        await inbox.settle()

        assert [message.text for message in story.outbound("maria")] == [words]
        assert inbox.box.composer.text == ""


@pytest.mark.parametrize("is_pasted", [True, False])
async def test_a_note_that_is_kept_at_once_holds_every_letter(story: Story, is_pasted: bool) -> None:
    words = "Prefers to be called after school, never before."
    async with opened(story) as inbox:
        await inbox.press("n")
        if is_pasted:
            inbox.app.post_message(events.Paste(words))
        at_once(inbox.app, [*([] if is_pasted else words), "ctrl+s"])
        await inbox.until(lambda: noted(inbox) != [])

        assert noted(inbox) == [words]


async def test_what_is_typed_at_once_behind_a_reply_does_not_leave_with_it_and_is_not_lost(
    story: Story,
) -> None:
    async with opened(story) as inbox:
        await inbox.press("r")
        await inbox.until(lambda: inbox.inbox.focused is inbox.box.composer)
        at_once(inbox.app, [*"See you at five.", "\n", *"Or at six?"])
        await inbox.until(lambda: len(story.outbound("maria")) > 0)
        await inbox.settle()

        assert [message.text for message in story.outbound("maria")] == ["See you at five."]
        assert inbox.box.composer.text == "Or at six?"
