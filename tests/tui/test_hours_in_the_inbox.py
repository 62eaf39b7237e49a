"""The inbox knows what time it is where somebody is: it says so, lets a message wait for its hour, and takes it back."""

from datetime import timedelta

from textual.widgets import Input, Select

from stopline.consent.events import Channel
from stopline.consent.requests import RequestKind
from stopline.tui.dialogs.record import RecordDialog
from stopline.tui.panes.consent_card import card_text
from support.screens import NARROW, Opened, opened
from support.transcript import PEOPLE, Story


def at_night(shop: Story) -> None:
    """Let it be 21:40 in New York."""
    shop.clock.advance(timedelta(hours=11, minutes=40))


def card(screen: Opened) -> str:
    """What the consent card says, uncut."""
    conversation = screen.inbox.conversation
    assert conversation is not None
    return card_text(conversation.card, screen.inbox.now, conversation.zone).plain


def said(screen: Opened) -> str:
    """What the conversation says, on one line."""
    return " ".join(screen.words("#said").replace("▎", " ").split())


async def to_marketing(screen: Opened) -> None:
    await screen.press("m", "m")
    await screen.until(
        lambda: screen.inbox.purpose == "marketing" and "marketing" in screen.words("#counter")
    )


async def test_the_card_says_the_hours_and_the_time_there(shop: Story) -> None:
    async with opened(shop) as screen:
        assert "HOURS" in card(screen)
        assert "10:00 there, until 20:00" in card(screen)


async def test_at_night_the_card_says_when_they_may_be_texted_next(shop: Story) -> None:
    at_night(shop)
    async with opened(shop) as screen:
        assert "may be texted 09:00–20:00" in card(screen)
        assert "now 21:40 there" in card(screen)


async def test_at_night_a_reply_leaves_at_once(shop: Story) -> None:
    at_night(shop)
    async with opened(shop) as screen:
        await screen.press("enter")
        await screen.type("Yes it is")
        assert "enter send" in screen.words("#counter")
        await screen.press("enter")
        await screen.until(lambda: shop.states("maria")[-1] == "queued")

    assert shop.outbound("maria")[-1].not_before is None


async def test_marketing_at_night_is_offered_for_the_morning_and_waits_once_that_is_confirmed(
    shop: Story,
) -> None:
    at_night(shop)
    async with opened(shop) as screen:
        await to_marketing(screen)
        await screen.press("r")
        await screen.type("New tyres are in")
        assert "It is 21:40 where they are" in " ".join(screen.gate.split())
        assert "enter sends it at Wed 18 Nov 09:00 their time" in " ".join(screen.gate.split())
        assert not screen.box.is_locked

        await screen.press("enter")
        assert "enter again: at Wed 09:00" in screen.words("#counter")
        assert shop.states("maria")[-1] != "queued"

        await screen.press("enter")
        await screen.until(lambda: shop.states("maria")[-1] == "queued")
        await screen.until(lambda: "leaves 18 Nov 2026, 09:00" in screen.words("#said"))

    scheduled = shop.workspace.outbox.scheduled()
    assert [message.text for message in scheduled] == ["New tyres are in"]
    shop.tick.run()
    assert "New tyres are in" not in [permit.draft.text for permit in shop.gateway.permits]
    shop.clock.advance(timedelta(hours=11, minutes=20))
    shop.tick.run()
    assert shop.gateway.permits[-1].draft.text == "New tyres are in"


async def test_what_was_taken_back_is_said_to_be_cancelled_and_not_to_be_kept_back(shop: Story) -> None:
    async with opened(shop) as screen:
        assert screen.inbox.conversation is not None
        thread, at = screen.inbox.conversation.thread.id, shop.clock.now() + timedelta(hours=2)
        shop.workspace.replies.reply(thread, "See you then", "alice", at=at)
        await screen.until(lambda: "x cancel" in screen.words("#said"))

        await screen.press("x")
        await screen.until(lambda: "✗ cancelled by alice" in said(screen))
        assert "kept back" not in said(screen)

        await screen.press("x")
        assert "It is cancelled already, and nothing else is scheduled in this thread." in [
            each.message for each in screen.app._notifications
        ]


async def test_by_day_the_box_says_until_when_marketing_may_leave(shop: Story) -> None:
    async with opened(shop, size=(160, 36)) as screen:
        await to_marketing(screen)

        assert "until 20:00 there" in screen.gate


async def test_a_yes_in_writing_that_an_agent_records_carries_marketing(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.press("1", "j", "s")
        dialog = screen.app.screen
        assert isinstance(dialog, RecordDialog)
        dialog.query_one("#kind", Select).value = "written"
        dialog.query_one("#words", Input).value = "Offers by text: yes"
        dialog.query_one("#where", Input).value = "signed in the shop"
        await screen.press("ctrl+s")
        conversation = screen.inbox.conversation
        assert conversation is not None
        standings = shop.workspace.standings
        whose = conversation.thread.address
        await screen.until(lambda: standings.of(whose, Channel.SMS).everything.state == "subscribed")

    assert standings.of(whose, Channel.SMS).everything.basis == "express_written"


async def test_typing_on_takes_the_offer_back(shop: Story) -> None:
    at_night(shop)
    async with opened(shop) as screen:
        await to_marketing(screen)
        await screen.press("r")
        await screen.type("New")
        await screen.press("enter")
        await screen.type(" tyres")
        await screen.press("enter")

        assert "enter again" in screen.words("#counter")
        assert not shop.workspace.outbox.scheduled()


async def test_a_stop_still_locks_a_box_that_only_waited_for_the_hour(shop: Story) -> None:
    at_night(shop)
    async with opened(shop) as screen:
        await to_marketing(screen)
        await screen.press("r")
        await screen.type("New tyres")
        shop.says("maria", "STOP")
        await screen.until(lambda: screen.box.is_locked)

        assert "■ STOPPED" in screen.gate


async def test_what_is_due_has_a_list_of_its_own_that_says_when_it_is_overdue(shop: Story) -> None:
    shop.workspace.requests.open(RequestKind.FORGET, PEOPLE["ana"], "alice")
    async with opened(shop, size=NARROW) as screen:
        await screen.press("7")
        page = screen.inbox.page
        assert page is not None
        assert [row.name for row in page.rows] == ["Tom Okafor", "Ana Souza"]
        assert "7 Due 2" in screen.words("#filters")

        shop.clock.advance(timedelta(days=40))
        shop.says("jean", "bonjour", Channel.WHATSAPP)
        await screen.until(lambda: "Overdue" in screen.words("#filters"))


async def test_a_stop_shows_how_soon_it_was_honoured(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.press("5")

        assert "honoured at once" in card(screen)
