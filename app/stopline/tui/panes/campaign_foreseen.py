"""Whom a campaign that is being written would reach, beside the form or beneath it."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.reactive import reactive

from stopline.tui.campaign_draft_words import Foreseen, foreseen_words
from stopline.tui.widgets.words import Words


class CampaignForeseen(VerticalScroll, can_focus=False):
    """Who would get it, when, in how many parts; and what is not right yet."""

    foreseen: reactive[Foreseen | None] = reactive(None)

    def compose(self) -> ComposeResult:
        """Put the words."""
        yield Words(id="foreseen-words")

    def watch_foreseen(self) -> None:
        """Say what is foreseen now."""
        self._say()

    def on_resize(self) -> None:
        """Word it for the room there is."""
        self.call_after_refresh(self._say)

    def _say(self) -> None:
        is_roomy = any(map(self.screen.has_class, ("-wide", "-broad")))
        words = self.query_one("#foreseen-words", Words)
        width = words.content_size.width or self.app.size.width
        words.say(foreseen_words(self.foreseen, width, is_roomy=is_roomy))
