"""Doing something with the workspace from a screen: in a thread, and telling in a few words what came of it."""

from collections.abc import Callable

from textual import on, work
from textual.message import Message

from stopline.consent.refusal import Refusal
from stopline.errors import StoplineError
from stopline.tui.messages import WorkFailed, post
from stopline.tui.screens.base import StoplineScreen

TOLD_FOR = 4.0
"""Seconds for which it is told that something was done."""
Deed = Callable[[], object]
"""Something done with the workspace; where it answers with a refusal, it was not done."""


class Deeds(StoplineScreen):
    """A screen from which something can be done."""

    class Done(Message, bubble=False):
        """A deed was done."""

        def __init__(self, outcome: str | Refusal) -> None:
            super().__init__()
            self.outcome = outcome

    @on(Done)
    def tell_done(self, done: Done) -> None:
        """Tell what came of a deed, and show it."""
        self.app.clear_notifications()
        if isinstance(done.outcome, Refusal):
            self.notify(str(done.outcome), title="Not done", severity="warning", timeout=8, markup=False)
        elif done.outcome:
            self.notify(done.outcome, timeout=TOLD_FOR, markup=False)
        self.reload()

    @work(thread=True, group="deed")
    def do(self, deed: Deed, words: str) -> None:
        """Do something with the workspace, and tell the agent in a few words; deeds are not exclusive: none may be dropped."""
        try:
            outcome = deed()
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
        else:
            post(self, self.Done(outcome if isinstance(outcome, Refusal) else words))
