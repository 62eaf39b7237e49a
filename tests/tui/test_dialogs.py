"""Dialogs lose no key and no word."""

import pytest
from textual import events
from textual.widgets import Input, Label, Select

from stopline.tui.dialogs.choice import Choice, ChoiceDialog
from stopline.tui.dialogs.help import KEY_WIDTH
from stopline.tui.dialogs.record import RecordDialog
from stopline.tui.keys import KEYS, Where
from support.screens import NARROW, WIDE, opened
from support.transcript import Story


async def test_two_keys_that_come_in_one_read_both_count(shop: Story) -> None:
    async with opened(shop) as screen:
        for key in "go":
            screen.app.post_message(events.Key(key, key))

        await screen.until(lambda: screen.app.current_mode == "optouts")


async def test_an_opt_in_that_is_refused_keeps_the_words_and_says_why(shop: Story) -> None:
    async with opened(shop) as screen:
        await screen.press("5", "s")
        dialog = screen.app.screen
        assert isinstance(dialog, RecordDialog)
        dialog.query_one("#kind", Select).value = "yes"
        await screen.settle()
        assert "Yes" in dialog.query_one("#words", Input).placeholder

        await screen.type("he agreed")
        await screen.press("enter")
        await screen.type("by phone")
        await screen.press("enter")
        await screen.until(lambda: "START" in str(dialog.query_one("#problem", Label).render()))

        assert screen.app.screen is dialog
        assert dialog.query_one("#words", Input).value == "he agreed"


async def test_what_a_choice_says_stands_in_a_column_of_its_own_and_wraps_in_it(shop: Story) -> None:
    async with opened(shop) as screen:
        hints = ["9 o'clock", "a hint so long that it needs a second line beneath the first one " * 2]
        choices = [Choice(1, "short", hints[0], "1"), Choice(2, "longer label", hints[1], "2")]
        screen.app.push_screen(ChoiceDialog("Which?", choices))
        await screen.settle()

        first, second, third = screen.words("#choices").splitlines()[:3]

        column = first.index("9 o'clock")
        assert second.index("a hint") == column
        assert third[:column].strip() == ""
        assert third[column] != " "


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_what_a_key_does_never_runs_on_beneath_the_key(shop: Story, size: tuple[int, int]) -> None:
    names = {"", *(key.name for key in KEYS)}
    async with opened(shop, size=size) as screen:
        await screen.press("question_mark")

        for column in screen.app.screen.query("#help-columns Static"):
            for line in column.render_lines(column.size.region):
                assert line.text[:KEY_WIDTH].strip() in names or line.text.strip() in list(Where)
