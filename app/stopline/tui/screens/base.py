"""What every screen of Stopline has: the line at the top, the keys at the bottom, and news from the store.

A screen overrides `compose_body` and `reload`; it reads the workspace only in thread workers, which post messages.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import ClassVar

from textual import events, on, work
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen

from stopline.address import Address
from stopline.errors import StoplineError
from stopline.tui.desk import Desk
from stopline.tui.dialogs.proof import ProofDialog, ShownProof
from stopline.tui.keys import Where, bindings
from stopline.tui.messages import CampaignBraked, Noted, StoreChanged, WorkFailed, post
from stopline.tui.pace import Pace
from stopline.tui.panes.top_line import TopLine
from stopline.tui.reading import StatusLine, read_proof, read_status
from stopline.tui.widgets.key_line import KeyLine

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
LOOK_AGAIN_AFTER = 0.5
"""Seconds between two looks at worker, gateways and queue while much happens."""
TICK_SECONDS = 5.0
"""How often relative times are worded anew."""


class StoplineScreen(Screen[None]):
    """A screen at a desk.

    Args:
        desk: who sits in front of which workspace.
    """

    TITLE = "Stopline"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.EVERYWHERE)]

    status: reactive[StatusLine | None] = reactive(None, repaint=False)
    now: reactive[datetime] = reactive(_NEVER, repaint=False)
    """The present, as of the last look at the clock."""

    class StatusRead(Message, bubble=False):
        """How worker, gateways and queue are doing; None where that could not be read."""

        def __init__(self, status: StatusLine | None, now: datetime) -> None:
            super().__init__()
            self.status = status
            self.now = now

    class ProofRead(Message, bubble=False):
        """The proof of a person's consent."""

        def __init__(self, proof: ShownProof) -> None:
            super().__init__()
            self.proof = proof

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._is_back = False
        self._looking = Pace(self, LOOK_AGAIN_AFTER, self.read_status)
        self.set_reactive(StoplineScreen.now, desk.workspace.clock.now())

    def compose(self) -> ComposeResult:
        """Put the line at the top, the body, and the keys."""
        # Known before anything is styled, or all of it would be styled again with the first look at the size.
        self.add_class(*classes_for(self.app), update=False)
        yield TopLine(str(self.TITLE), self.desk.agent).data_bind(StoplineScreen.status, StoplineScreen.now)
        yield from self.compose_body()
        yield KeyLine()

    def compose_body(self) -> ComposeResult:
        """Put what this screen is for; to be overridden."""
        yield from ()

    def reload(self) -> None:
        """Read again what is shown, because the store has changed; to be overridden, and extended, not replaced."""
        self._looking.want()

    def hurry(self) -> bool:
        """Let nothing wait for a pause; return whether anything is wanted or under way."""
        still = [pace.hurry() for pace in vars(self).values() if isinstance(pace, Pace)]
        return any(still)

    def read_ahead(self) -> None:
        """Read what is quick to read before anybody comes here; to be overridden."""

    def on_mount(self) -> None:
        """Keep the clock going."""
        self.set_interval(TICK_SECONDS, self.tick)

    def tick(self) -> None:
        """Look at the clock."""
        if self in self.app.screen_stack:
            self.now = self.desk.workspace.clock.now()

    @on(StoreChanged)
    def catch_up(self) -> None:
        """Read what happened."""
        self.reload()

    @on(events.ScreenResume)
    def come_back(self) -> None:
        """Read what happened while another screen was shown; on the way to yet another there is nothing to read."""
        if self.app.screen is self:
            self.reload()

    def check_message_enabled(self, message: Message) -> bool:
        """Let a screen come back once: of a new one Textual says so twice, and each time everything on it is styled.

        One that is made before somebody goes there is not back by that.
        """
        if isinstance(message, events.ScreenResume | events.ScreenSuspend):
            is_back = isinstance(message, events.ScreenResume) and self.is_current
            was_back, self._is_back = self._is_back, is_back
            if isinstance(message, events.ScreenResume) and self.stack_updates:
                # It was styled before; where the theme has changed meanwhile, the application sees to it.
                message.refresh_styles = False
            if was_back and self._is_back:
                return False
        return super().check_message_enabled(message)

    @work(thread=True, exclusive=True, group="status")
    def read_status(self) -> None:
        """Read how worker, gateways and queue are doing."""
        try:
            status = read_status(self.desk)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            status = None
        post(self, self.StatusRead(status, self.desk.workspace.clock.now()))

    @on(StatusRead)
    def show_status(self, read: StatusRead) -> None:
        """Show how worker, gateways and queue are doing; which campaigns paused themselves is told wherever one is."""
        self._looking.done()
        if read.status is None:
            return
        self.now = read.now
        self.status = read.status
        for campaign in read.status.braked:
            self.post_message(CampaignBraked(campaign))

    @work(thread=True, exclusive=True, group="proof")
    def show_proof(self, address: Address) -> None:
        """Read the proof of a person's consent, then show it."""
        try:
            proof = read_proof(self.desk, address)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            return
        post(self, self.ProofRead(proof))

    @on(ProofRead)
    def open_proof_read(self, read: ProofRead) -> None:
        """Show the proof of a person's consent."""
        self.app.push_screen(ProofDialog(read.proof))

    @on(WorkFailed)
    def tell_failure(self, failure: WorkFailed) -> None:
        """Tell the agent what could not be done, and why."""
        self.notify(failure.reason, title="Not done", severity="error", markup=False)

    @on(Noted)
    def tell(self, noted: Noted) -> None:
        """Tell the agent what was done; what could not be done before is no news any more."""
        self.app.clear_notifications()
        self.notify(noted.words, timeout=3, markup=False)


def classes_for(app: App[object]) -> Iterator[str]:
    """Yield the classes that a screen of the present size has."""
    for size, steps in (
        (app.size.width, app.HORIZONTAL_BREAKPOINTS),
        (app.size.height, app.VERTICAL_BREAKPOINTS),
    ):
        yield from [name for least, name in steps or () if size >= least][-1:]
