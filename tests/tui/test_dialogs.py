"""Dialogs lose no key and no word."""

from textual import events
from textual.widgets import Input, Label, Select

from stopline.tui.dialogs.record import RecordDialog
from support.screens import opened
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
