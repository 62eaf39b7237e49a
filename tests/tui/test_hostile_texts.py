"""Texts from strangers: none crashes the screen, reaches the terminal as a command, or becomes markup."""

import re

import pytest
from textual import events

from stopline.inbox.threads import ThreadRow
from support.screens import Opened, opened
from support.transcript import PEOPLE, Story

HOSTILE = {
    "title by OSC": "\x1b]0;owned\x07hello",
    "clipboard by OSC 52": "\x1b]52;c;ZXZpbA==\x07hello",
    "colour by CSI": "\x1b[31mred\x1b[2Jhello",
    "C1 control": "\x9b31mred hello",
    "override of direction": "\u202egnp.exe hello \u2066x\u2069",
    "closing tag": "STOP [/b] hello",
    "link to an action": "[@click=app.exit]hello[/]",
    "open bracket": "price [50% off hello",
    "NUL and bell": "a\x00b\x07c\x08 hello",
    "lone surrogate": "\ud83d hello",
    "no blanks": "hello" * 400,
    "many lines": "hello\n" * 3_000,
    "a megabyte": "hello " * 175_000,
    "combining marks": "hello" + "\u0301" * 2_000,
}
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def everything_drawn(screen: Opened) -> str:
    """Return every character the screen sends to the terminal as text."""
    drawn = screen.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip if not segment.control) for strip in drawn)


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_hostile_text_is_shown_as_text(text: str, shop: Story) -> None:
    shop.says("maria", text)
    async with opened(shop) as screen:
        await screen.press("enter")

        drawn = everything_drawn(screen)

        assert "hello" in drawn
        assert _CONTROL.search(drawn.replace("\n", "")) is None


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_hostile_name_is_shown_as_text_everywhere(text: str, shop: Story) -> None:
    contact = shop.workspace.contacts.at(PEOPLE["maria"])
    assert contact is not None
    shop.workspace.contacts.rename(contact, text[:5_000])
    shop.workspace.contacts.tag(contact, text[:5_000])
    shop.workspace.contacts.set_attribute(contact, text[:50], text[:5_000])
    async with opened(shop) as screen:
        for key in ("enter", "escape", "p", "escape", "s", "escape", "n", "escape", "z", "escape", "a"):
            await screen.press(key)
            drawn = everything_drawn(screen)
            assert _CONTROL.search(drawn.replace("\n", "")) is None


async def test_hostile_texts_one_after_the_other_are_shown_as_texts(shop: Story) -> None:
    for text in HOSTILE.values():
        shop.says("maria", text[:300])
    async with opened(shop) as screen:
        await screen.press("enter")

        assert _CONTROL.search(everything_drawn(screen).replace("\n", "")) is None


async def test_a_paste_cannot_bring_commands_for_the_terminal(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.press("enter")
        screen.app.post_message(events.Paste("a\x1b]0;owned\x07b"))
        await screen.settle()

        assert screen.box.composer.text == "a␛]0;owned␇b"


async def test_a_very_long_text_does_not_hold_up_the_screen(shop: Story) -> None:
    shop.says("maria", "word " * 200_000)
    async with opened(shop) as screen:
        assert "more lines" in everything_drawn(screen)
        assert isinstance(screen.threads.row, ThreadRow)
