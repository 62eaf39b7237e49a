"""Every width has room for what matters: the keys are whole, and the conversation is not squeezed."""

from datetime import timedelta

import pytest

from stopline.address import Address
from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method
from stopline.gateways.base import InboundText
from stopline.tui.dialogs.help import HelpDialog
from stopline.tui.keys import KEYS, key_tables
from stopline.tui.messages import ThreadWanted
from stopline.tui.widgets.key_line import KeyLine
from support.screens import NARROW, Opened, opened
from support.transcript import PEOPLE, Story


def hints(screen: Opened) -> list[str]:
    return [f"{hint.shown} {hint.words}" for hint in screen.inbox.query_one(KeyLine).hints]


@pytest.mark.parametrize("width", [50, 80, 97, 120])
async def test_no_hint_at_the_bottom_is_cut(shop: Story, width: int) -> None:
    async with opened(shop, size=(width, 24)) as screen:
        line = screen.words("KeyLine")

        assert "? help" in hints(screen)
        assert all(f" {hint} " in f"{line} " for hint in hints(screen))


async def test_a_click_on_a_hint_does_what_its_key_does(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.pilot.click(KeyLine, offset=(screen.words("KeyLine").index("? help"), 0))
        await screen.settle()

        assert isinstance(screen.app.screen, HelpDialog)


async def test_a_hint_is_explained_only_while_it_stands_where_the_mouse_is(shop: Story) -> None:
    async with opened(shop) as screen:
        line = screen.inbox.query_one(KeyLine)
        await screen.pilot.hover(KeyLine, offset=(3, 0))
        pointed_at = line.hints[0]
        assert line.tooltip == pointed_at.explanation != ""

        await screen.press("r")

        assert line.hints[0] != pointed_at
        assert line.tooltip is None


async def test_what_can_be_done_only_here_and_now_is_not_left_out_for_what_always_can(shop: Story) -> None:
    async with opened(shop, size=(80, 24)) as screen:
        await screen.press("4")

        assert "h decide" in hints(screen)


@pytest.mark.parametrize("width", [80, 97, 120])
async def test_a_locked_box_cuts_nothing_but_their_words(shop: Story, width: int) -> None:
    async with opened(shop, size=(width, 30)) as screen:
        await screen.press("4")
        await screen.until(lambda: "HELD" in screen.gate)

        headline = screen.gate.splitlines()[0].partition("“")[0]
        assert "business days left" in headline
        assert "ago" in headline
        assert "…" not in headline


async def test_hints_come_back_where_the_screen_grows(shop: Story) -> None:
    async with opened(shop, size=(50, 24)) as screen:
        few = hints(screen)
        await screen.pilot.resize_terminal(120, 36)
        await screen.until(lambda: len(hints(screen)) > len(few))


@pytest.mark.parametrize("width", [80, 100, 114, 120])
async def test_a_conversation_has_room_at_every_width(shop: Story, width: int) -> None:
    async with opened(shop, size=(width, 30)) as screen:
        assert screen.inbox.query_one("#conversation").size.width >= 42
        assert screen.inbox.query_one("#card").display == (width >= 116)


@pytest.mark.parametrize("width", [80, 110])
async def test_a_folded_card_opens_over_the_list(shop: Story, width: int) -> None:
    async with opened(shop, size=(width, 30)) as screen:
        await screen.press("v")
        assert screen.inbox.query_one("#card").has_focus
        assert not screen.inbox.query_one("#list").display

        await screen.press("v")
        assert screen.threads.has_focus

        await screen.press("v")
        assert "esc list" in screen.words("KeyLine")
        await screen.press("escape")
        assert screen.threads.has_focus
        assert screen.inbox.query_one("#list").display


async def test_the_palette_names_every_command_once(shop: Story) -> None:
    async with opened(shop) as screen:
        commands = [command.title for command in screen.app.get_system_commands(screen.app.screen)]

        assert len(commands) == len(set(commands))
        assert "Show every key" not in commands
        assert "Jump to the compose box" in commands


def test_each_direction_has_its_own_line_in_the_tables() -> None:
    assert not [key for key in KEYS if key.name == "j/k"]
    assert "| `r/i` | Jump to the compose box |" in key_tables()


@pytest.mark.parametrize("width", [80, 97, 120])
async def test_what_stands_beneath_the_box_is_shortened_and_never_cut(shop: Story, width: int) -> None:
    async with opened(shop, size=(width, 30)) as screen:
        await screen.press("r")
        await screen.type("Thirty bikes came in today")
        await screen.settle()
        told = screen.words("#counter")
        assert "reply · 1 part" in told
        assert "…" not in told

        screen.box.composer.text = "Thirty ‘bikes’"
        await screen.settle()
        assert "…" not in screen.words("#counter")


async def test_whom_nothing_but_a_number_is_known_of_is_found_with_the_number_once(shop: Story) -> None:
    stranger = shop.workspace.contacts.ensure(Address("+12025550177"), "test")
    shop.workspace.threads.ensure(stranger, Address("+12025550177"), Channel.SMS, shop.clock.now())
    async with opened(shop) as screen:
        await screen.press("slash")
        await screen.type("0177")
        await screen.until(lambda: "+1 202-555-0177" in screen.words("#choices"))

        assert screen.words("#choices").count("+1 202-555-0177") == 1


async def test_a_long_reason_leaves_the_line_beneath_a_locked_box_in_its_place(shop: Story) -> None:
    ana, workspace = PEOPLE["ana"], shop.workspace
    workspace.ledger.record(
        ConsentEvent(
            ana, Channel.SMS, EventKind.WITHDRAWN, Method.IMPORT, "import of everybody-who-left-the-old-shop-2019-to-2024.csv",
            shop.clock.now() - timedelta(days=400), evidence=Evidence(words="no more of these texts to my number please"),
        )
    )  # fmt: skip
    workspace.intake.receive(
        "elsewhere", InboundText(ana, "Hello", Channel.WHATSAPP, sent_at=shop.clock.now())
    )
    thread = workspace.threads.at(ana, Channel.SMS)
    assert thread is not None
    async with opened(shop, size=NARROW) as screen:
        screen.app.post_message(ThreadWanted(thread))
        await screen.until(lambda: screen.box.is_locked and "STOPPED" in screen.gate)

        gate, counter = (screen.inbox.query_one(each).region for each in ("#gate", "#counter"))
        assert gate.height > 6, "else the reason is no long one"
        assert counter.bottom <= screen.box.region.bottom
        assert "sms · reply" in screen.words("#counter")
