"""The compose box locks as soon as a stop is committed, whoever commits it, and unlocks as soon as consent returns."""

from datetime import timedelta

import pytest
from textual.events import Key

from stopline.consent.events import Channel
from stopline.gateways.base import InboundText
from stopline.messages.message import Direction
from stopline.tui.messages import ThreadWanted
from stopline.tui.panes.conversation import ConversationLines
from stopline.workspace import Workspace
from support.screens import NARROW, WIDE, Opened, opened
from support.transcript import PEOPLE, Story


def elsewhere(story: Story, person: str, text: str) -> None:
    """Let a text come in through another program that works on the same files."""
    other = Workspace.open(story.workspace.folder, story.clock)
    other.intake.receive(
        "elsewhere", InboundText(PEOPLE[person], text, Channel.SMS, sent_at=story.clock.now())
    )
    other.close()


def offered(screen: Opened) -> list[str]:
    """Return the keys that the line at the bottom names."""
    return [key for key, active in screen.inbox.active_bindings.items() if active.binding.show]


async def test_a_stop_that_arrives_while_somebody_types_locks_the_box_and_keeps_the_draft(
    shop: Story,
) -> None:
    async with opened(shop) as screen:
        await screen.press("enter")
        await screen.type("Yes it is")

        elsewhere(shop, "maria", "Stop. Thank you")
        await screen.until(lambda: screen.box.is_locked)

        assert "■ STOPPED" in screen.gate
        assert "“Stop. Thank you”" in screen.gate
        assert "START" in screen.gate
        assert screen.box.composer.text == "Yes it is"
        assert "draft kept" in screen.words("#counter")


async def test_what_is_typed_into_a_locked_box_is_neither_written_nor_taken_for_a_command(
    shop: Story,
) -> None:
    async with opened(shop) as screen:
        await screen.press("enter")
        await screen.type("Yes")
        elsewhere(shop, "maria", "STOP")
        await screen.until(lambda: screen.box.is_locked)

        await screen.type(" we close at 8")
        await screen.press("enter")

        assert screen.box.composer.text == "Yes"
        assert screen.app.screen is screen.inbox
        assert screen.inbox.conversation is not None
        assert screen.inbox.conversation.thread.status == "open"


async def test_a_locked_box_opens_again_when_the_person_opts_in(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.press("enter")
        await screen.type("Yes")
        elsewhere(shop, "maria", "STOP")
        await screen.until(lambda: screen.box.is_locked)

        elsewhere(shop, "maria", "START")
        await screen.until(lambda: not screen.box.is_locked)

        assert "● SUBSCRIBED" in screen.gate
        await screen.type("!")
        assert screen.box.composer.text == "Yes!"


async def test_the_gate_in_the_transaction_refuses_even_where_the_box_has_not_locked_yet(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.press("enter")
        await screen.type("Yes")
        screen.app._feed.stop()
        elsewhere(shop, "maria", "STOP")

        await screen.press("enter")
        await screen.until(lambda: screen.box.is_locked)

        assert screen.box.composer.text == "Yes"
        sent = shop.workspace.outbox.messages(direction=Direction.OUTBOUND, address=PEOPLE["maria"])
        assert "Yes" not in [message.text for message in sent]


async def test_a_hold_locks_the_box_and_names_the_key_that_decides(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.press("4")

        assert "▲ HELD" in screen.gate
        assert "h in the inbox" in screen.gate


async def test_another_channel_that_is_open_is_offered_with_its_key(shop: Story) -> None:
    shop.says("jean", "Bonjour", Channel.WHATSAPP)
    async with opened(shop) as screen:
        await screen.press("5")
        assert "WhatsApp is open to you: c" in screen.gate

        await screen.press("r")
        assert "WhatsApp is open to you: esc, then c" in screen.gate
        await screen.press("escape", "c")
        await screen.until(lambda: not screen.box.is_locked)

        assert screen.inbox.conversation is not None
        assert screen.inbox.conversation.thread.channel is Channel.WHATSAPP


@pytest.mark.parametrize(("filters", "key", "why"), [("5", "t", "locked"), ("1", "h", "nothing to decide")])
async def test_a_key_that_does_nothing_here_says_why_and_is_not_offered(
    shop: Story, filters: str, key: str, why: str
) -> None:
    async with opened(shop) as screen:
        await screen.press(filters)
        assert key not in offered(screen)

        await screen.press(key)

        assert [why in notice.message for notice in screen.app._notifications] == [True]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_why_one_may_answer_fits_on_its_line(shop: Story, size: tuple[int, int]) -> None:
    async with opened(shop, size=size) as screen:
        assert screen.gate == " ● SUBSCRIBED  May answer: wrote 5m ago"

        shop.clock.move_to(shop.clock.now() + timedelta(days=3))
        screen.inbox.tick()
        await screen.settle()

        assert screen.gate.startswith(" ● SUBSCRIBED  May answer: ")
        assert screen.gate.endswith("by JOIN")


async def test_that_they_wrote_is_a_reason_to_answer_and_for_nothing_else(shop: Story) -> None:
    async with opened(shop, size=WIDE) as screen:
        await screen.press("m")
        notice = screen.gate
        await screen.press("m")
        offer = screen.gate

        assert "wrote" not in notice + offer
        assert notice.startswith(" ● SUBSCRIBED  May notify: ")
        assert offer.startswith(" ● SUBSCRIBED  May send offers: ")


async def test_a_canned_reply_is_set_apart_from_what_is_written(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.press("enter")
        await screen.type("Hello.")
        await screen.press("escape", "t", "1")

        assert screen.box.composer.text == "Hello. Hi Maria, your order is ready. alice"


async def test_a_reply_is_queued_and_the_box_emptied(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.press("enter")
        await screen.type("Yes it is")
        await screen.press("enter")
        await screen.until(lambda: not screen.box.has_draft)

        [queued] = shop.workspace.outbox.messages(state="queued")
        assert queued.text == "Yes it is"
        assert queued.agent == "alice"


async def test_a_draft_waits_in_its_thread_and_enter_asks_before_it_sends_it(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.press("enter")
        await screen.type("Yes")
        await screen.press("escape", "j")
        assert screen.box.composer.text == ""
        await screen.press("k", "enter")
        assert screen.box.composer.text == "Yes"

        await screen.press("enter")
        assert shop.workspace.outbox.counts().queued == 0
        await screen.press("enter")
        await screen.until(lambda: not screen.box.has_draft)

        assert shop.workspace.outbox.counts().queued == 1


async def test_the_keys_that_write_are_not_offered_while_the_box_is_locked(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.press("enter")
        assert {"enter", "ctrl+j"} <= set(offered(screen))

        elsewhere(shop, "maria", "STOP")
        await screen.until(lambda: screen.box.is_locked)

        assert offered(screen) == ["escape"]


async def test_a_locked_box_says_how_to_leave_it_to_somebody_who_types(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.press("5", "r")
        assert "cannot send · esc first" in screen.words("#counter")

        await screen.press("c")
        assert "locked: esc, then keys" in screen.words("#counter")

        await screen.press("escape")
        assert screen.words("#counter").endswith("cannot send")


async def test_a_stopped_thread_reached_from_another_channel_leaves_the_keys_free(shop: Story) -> None:
    shop.says("jean", "Bonjour", Channel.WHATSAPP)
    async with opened(shop) as screen:
        await screen.until(lambda: screen.threads.row_count == 5)
        assert screen.inbox.conversation is not None
        assert screen.inbox.conversation.thread.channel is Channel.WHATSAPP

        await screen.press("c")

        assert screen.box.is_locked
        assert screen.inbox.query_one(ConversationLines).has_focus
        await screen.press("c")
        assert screen.box.composer.has_focus
        assert not screen.box.is_locked


async def test_a_stopped_thread_asked_for_elsewhere_is_opened_as_from_the_list(shop: Story) -> None:
    jean = shop.workspace.threads.at(PEOPLE["jean"], Channel.SMS)
    assert jean is not None
    async with opened(shop) as screen:
        screen.app.post_message(ThreadWanted(jean))
        await screen.until(lambda: screen.box.is_locked and "STOPPED" in screen.gate)

        assert screen.inbox.query_one(ConversationLines).has_focus


async def test_what_is_typed_before_a_thread_is_read_is_not_taken_for_commands(shop: Story) -> None:
    jean = shop.workspace.threads.at(PEOPLE["jean"], Channel.SMS)
    assert jean is not None
    async with opened(shop) as screen:
        screen.inbox.open(jean)
        screen.box.composer.post_message(Key("e", "e"))
        await screen.until(lambda: "STOPPED" in screen.gate)

        assert screen.inbox.focused is screen.box.composer
        assert shop.workspace.threads.thread(jean).status == "open"


async def test_who_leaves_is_not_there_any_more(shop: Story) -> None:
    maria = shop.workspace.threads.at(PEOPLE["maria"], Channel.SMS)
    assert maria is not None
    async with opened(shop) as screen:
        await screen.press("enter")
        await screen.until(lambda: bool(shop.workspace.presence.others_in(maria, "bob")))

    assert shop.workspace.presence.others_in(maria, "bob") == []
