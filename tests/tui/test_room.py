"""Every width has room for what matters: the keys are whole, and the conversation is not squeezed."""

import pytest

from stopline.tui.keys import KEYS, key_tables
from stopline.tui.widgets.key_line import KeyLine
from support.screens import Opened, opened
from support.transcript import Story


def hints(screen: Opened) -> list[str]:
    return [f"{hint.shown} {hint.words}" for hint in screen.inbox.query_one(KeyLine).hints]


@pytest.mark.parametrize("width", [50, 80, 97, 120])
async def test_no_hint_at_the_bottom_is_cut(shop: Story, width: int) -> None:
    async with opened(shop, size=(width, 24)) as screen:
        line = screen.words("KeyLine")

        assert "? help" in hints(screen)
        assert all(f" {hint} " in f"{line} " for hint in hints(screen))


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


async def test_the_palette_names_every_command_once(shop: Story) -> None:
    async with opened(shop) as screen:
        commands = [command.title for command in screen.app.get_system_commands(screen.app.screen)]

        assert len(commands) == len(set(commands))
        assert "Show every key" not in commands
        assert "Jump to the compose box" in commands


def test_each_direction_has_its_own_line_in_the_tables() -> None:
    assert not [key for key in KEYS if key.name == "j/k"]
    assert "| `r/i` | Jump to the compose box |" in key_tables()
