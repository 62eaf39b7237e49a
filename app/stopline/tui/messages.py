"""Messages that more than one part of the interface knows."""

from textual.message import Message
from textual.message_pump import MessagePump

from stopline.campaigns.campaign import Campaign


class StoreChanged(Message, bubble=False):
    """Something was committed to the store; a burst of commits is one message."""

    def can_replace(self, message: Message) -> bool:
        """Let one message stand for many."""
        return isinstance(message, StoreChanged)


class ScreensLoaded(Message, bubble=False):
    """What the screens need is loaded; from now on they can be made at once."""


class WorkFailed(Message):
    """What a screen asked of the workspace could not be done; the reason is for the agent."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class Noted(Message):
    """What a screen asked of the workspace was done, in a few words for the agent."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words


class ThreadWanted(Message, bubble=False):
    """An agent wants to read on in a thread; the application passes it to the inbox."""

    def __init__(self, thread: int) -> None:
        super().__init__()
        self.thread = thread


class CampaignBraked(Message):
    """A campaign rests because it paused itself."""

    def __init__(self, campaign: Campaign) -> None:
        super().__init__()
        self.campaign = campaign


def post(pump: MessagePump, message: Message) -> None:
    """Post a message from a thread; one that comes after its receiver has closed is of no use to anybody."""
    if pump.is_running:
        pump.post_message(message)
