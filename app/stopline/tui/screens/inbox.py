"""The inbox."""

from stopline.tui.screens.base import StoplineScreen


class InboxScreen(StoplineScreen):
    """Conversations, and what may be answered."""
