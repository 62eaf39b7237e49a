"""The application: opens the inbox, runs an embedded worker if it is given one, and passes on news from the store."""

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual import events, on
from textual._path import CSSPathType
from textual.app import App, SystemCommand
from textual.screen import Screen
from textual.widget import AwaitMount, Widget

from stopline.errors import StoplineError
from stopline.inert import one_line
from stopline.tui.desk import Desk
from stopline.tui.destinations import DESTINATIONS, HOME, Destination, load, to_the_top
from stopline.tui.dialogs.go_to import GoToDialog
from stopline.tui.dialogs.help import HelpDialog
from stopline.tui.feed import Feed
from stopline.tui.key_order import GIVEN_UP_AFTER, LOST_AFTER, KeyFollowed, KeyOrder
from stopline.tui.keys import Where, keys_of
from stopline.tui.messages import CampaignBraked, ScreensLoaded, StoreChanged, ThreadWanted
from stopline.tui.preparing import Preparing
from stopline.tui.screens.base import StoplineScreen
from stopline.tui.themes import DARK, FALLBACKS, LIGHT, THEMES, theme_for
from stopline.workspace import Workspace

Worker = Callable[[threading.Event], None]
"""Works in the background until the event is set; it runs in a thread of its own."""
WORKER_ENDS_WITHIN = 10.0
"""Seconds the worker has to finish the message in its hands when the screen closes."""
BRAKE_TOLD_FOR = 20.0
"""Seconds for which it is told that a campaign paused itself; the line at the top goes on saying so."""
LOADED_AFTER = 1.0
"""Seconds after which the other screens are loaded: the first is shown by then."""
MADE_WITHIN = 2.0
"""Seconds a screen that is being made has, when Stopline closes."""
STYLES = (
    "styles/app.tcss",
    "styles/inbox.tcss",
    "styles/optouts.tcss",
    "styles/audit.tcss",
    "styles/hygiene.tcss",
    "styles/upkeep.tcss",
    "styles/campaigns.tcss",
    "styles/people.tcss",
    "styles/dialogs.tcss",
)
"""Beside this module."""
WIDTHS = [(0, "-narrow"), (100, "-folded"), (116, "-wide"), (150, "-broad")]
"""From how many columns on a screen has which class."""
HEIGHTS = [(0, "-low"), (30, "-tall")]
"""From how many lines on a screen has which class."""


class StoplineApp(App[str]):
    """Stopline in a terminal. It ends with the name of a command to go on with, or nothing.

    Args:
        workspace: what to show.
        agent: who sits in front of it.
        worker: what to run in the background meanwhile, if anything.
    """

    CSS_PATH: ClassVar[CSSPathType | None] = [*STYLES]
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    TITLE = "Stopline"
    DEFAULT_MODE: ClassVar[str] = HOME

    def __init__(self, workspace: Workspace, agent: str, worker: Worker | None = None) -> None:
        super().__init__()
        self.desk = Desk(workspace, agent)
        self._worker = worker
        self._worker_ends = threading.Event()
        self._worker_thread: threading.Thread | None = None
        self._feed = Feed(workspace.engine, self._announce)
        self._opened_at = workspace.clock.now()
        self._keys = KeyOrder()
        self._told_brakes: set[tuple[int, datetime]] = set()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = theme_for(os.environ)
        for destination in DESTINATIONS:
            self.add_mode(destination.mode, partial(self._open, destination))
        modes = [destination.mode for destination in DESTINATIONS if destination.mode != HOME]
        self._making: AwaitMount | None = None
        """The screen that was made last, or is being made."""
        self._preparing = Preparing(
            self,
            [
                partial(deed, mode)
                for mode in modes
                for deed in (self._make_ahead, self._read_ahead, self._draw_ahead)
            ],
        )

    @property
    def is_prepared(self) -> bool:
        """Whether every screen is made, whether or not somebody went there."""
        return self._preparing.is_done

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return what our styles name and other themes lack."""
        return dict(FALLBACKS)

    async def on_event(self, event: events.Event) -> None:
        """Let a key that arrives while another is under way wait for it, and what is prepared for whoever presses one."""
        if isinstance(event, events.Key):
            self._preparing.put_off()
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif not self._keys.keeps(event):
            await self._take_input(event)

    async def _take_input(self, event: events.Key | events.Paste) -> None:
        """Hand a key to what has the focus, and follow it unless it is a letter that is only typed there."""
        target = self.focused or self.screen
        if isinstance(event, events.Paste) or target.check_consume_key(event.key, event.character):
            self._keys.typed_into = target
            await super().on_event(event)
            return
        if (number := self._keys.waits_for_letters(event)) is not None:
            self.set_timer(LOST_AFTER, partial(self._go_on_without, number, LOST_AFTER))
            await self._take_waiting()
            return
        await super().on_event(event)
        # A key that acted at once may have closed the dialog it was pressed in.
        number = self._keys.follow(target if event.is_forwarded else self.focused or self.screen)
        self.set_timer(LOST_AFTER, partial(self._go_on_without, number, LOST_AFTER))

    async def _go_on_without(self, number: int, waited_seconds: float) -> None:
        if waited_seconds < GIVEN_UP_AFTER and self._keys.is_slow(number):
            again = partial(self._go_on_without, number, waited_seconds + LOST_AFTER)
            self.set_timer(LOST_AFTER, again)
        elif self._keys.give_up(number):
            await self._take_waiting()

    async def _take_waiting(self) -> None:
        """Take what has waited, in its order, until a key is under way again."""
        while self._keys.waiting and not self._keys.is_under_way:
            await self._take_input(self._keys.waiting.popleft())

    @on(KeyFollowed)
    async def go_on(self, followed: KeyFollowed) -> None:
        """Take the next key once the one before it has done what it does."""
        if self._keys.is_done(followed):
            await self._take_waiting()

    def on_mount(self) -> None:
        """Begin to watch the store, and to work."""
        self._feed.start()
        # As a daemon, because whoever leaves need not wait for what they do not go to any more.
        loading = threading.Thread(target=self._load, name="loading", daemon=True)
        self.set_timer(LOADED_AFTER, loading.start)
        if self._worker is not None:
            self._worker_thread = threading.Thread(
                target=self._worker, args=(self._worker_ends,), name="worker", daemon=True
            )
            self._worker_thread.start()

    @on(ScreensLoaded)
    def prepare_screens(self) -> None:
        """Make the other screens in quiet moments."""
        self._preparing.begin()

    def on_unmount(self) -> None:
        """Tell others that nobody sits here any more, and let the worker finish what it has in hand."""
        self._feed.stop()
        leaving = threading.Thread(target=self._leave, name="leaving", daemon=True)
        leaving.start()
        self._worker_ends.set()
        if self._worker_thread is not None:
            self._worker_thread.join(timeout=WORKER_ENDS_WITHIN)
        leaving.join(timeout=1)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Return what the command palette offers besides the keys of the screen."""
        for destination in DESTINATIONS:
            yield SystemCommand(
                f"Go to {destination.title}",
                destination.explanation,
                partial(self._arrive, destination.mode),
            )
        yield SystemCommand(
            "New conversation…", "Write to somebody by name, number or address", self.action_new_conversation
        )
        yield SystemCommand("Light theme", "Dark words on a light ground", partial(self._use_theme, LIGHT))
        yield SystemCommand("Dark theme", "Light words on a dark ground", partial(self._use_theme, DARK))
        yield SystemCommand("Help", "Show every key", self.action_show_help)
        yield SystemCommand("Quit", "Leave Stopline; the worker goes with it", self.exit)
        # What counts everywhere is offered above in words, and two keys for one thing are one command.
        offered = {key.action for key in keys_of(Where.EVERYWHERE)}
        for active in screen.active_bindings.values():
            is_new = active.binding.action not in offered
            if is_new and active.enabled and active.binding.tooltip and active.node is screen:
                offered.add(active.binding.action)
                yield SystemCommand(
                    active.binding.tooltip,
                    f"Key: {active.binding.key_display or active.binding.key}",
                    partial(self.run_action, active.binding.action, active.node),
                )

    def action_show_help(self) -> None:
        """Show every key."""
        self.push_screen(HelpDialog(self.screen))

    async def action_new_conversation(self) -> None:
        """Ask whom to write to, in the inbox."""
        self._go(HOME)
        await self.run_action("new_conversation", self.screen)

    def action_go_to(self) -> None:
        """Ask where to go."""
        self.push_screen(GoToDialog(DESTINATIONS), self._arrive)

    @on(StoreChanged)
    def pass_on(self) -> None:
        """Tell the screen that shows something, also where a dialog is open above it."""
        for screen in self.screen_stack:
            screen.post_message(StoreChanged())

    @on(ThreadWanted)
    def open_thread(self, wanted: ThreadWanted) -> None:
        """Show a thread in the inbox, wherever it was asked for."""
        self._go(HOME)
        self.screen.post_message(ThreadWanted(wanted.thread))

    @on(CampaignBraked)
    def tell_brake(self, braked: CampaignBraked) -> None:
        """Tell once that a campaign paused itself; what did so before this screen was opened, the line at the top says."""
        campaign = braked.campaign
        at = campaign.braked_at
        if at is None or at < self._opened_at or (campaign.id, at) in self._told_brakes:
            return
        self._told_brakes.add((campaign.id, at))
        self.notify(
            f"{one_line(campaign.reason, 200).capitalize()}. Nothing more of it leaves; g c shows who left.",
            title=f"▲ “{one_line(campaign.name, 60)}” is braked", severity="warning", timeout=BRAKE_TOLD_FOR, markup=False,
        )  # fmt: skip

    def catch_up(self) -> bool:
        """Have what was committed announced, and read without a pause; return whether anything is still to be read."""
        self._feed.catch_up()
        still = [screen.hurry() for screen in self.screen_stack if isinstance(screen, StoplineScreen)]
        return any(still)

    def _open(self, destination: Destination) -> Screen[None]:
        """Make a screen when somebody first goes there."""
        screen = destination.open(self.desk)
        # What is made now is styled as the theme is now: nothing is to be read and styled again because of it, twice.
        screen._css_update_count = self._css_update_count  # noqa: SLF001 - Textual has no word for it
        return screen

    def _make_ahead(self, mode: str) -> None:
        """Make a screen nobody went to yet."""
        if mode not in self._screen_stacks:
            self._init_mode(mode)

    def _init_mode(self, mode: str) -> AwaitMount:
        """Make a screen, and keep in mind that it is being made."""
        self._making = super()._init_mode(mode)
        return self._making

    async def _shutdown(self) -> None:
        """Let the screen that is being made be made: it looks for what is on it, which closing would take away meanwhile."""
        self._preparing.end()
        if self._making is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._making(), MADE_WITHIN)
        await super()._shutdown()

    def _read_ahead(self, mode: str) -> None:
        """Let a screen nobody looks at read what is quick to read."""
        if mode != self.current_mode:
            for screen in self.get_screen_stack(mode):
                if isinstance(screen, StoplineScreen):
                    screen.read_ahead()

    def _draw_ahead(self, mode: str) -> None:
        """Draw what a screen nobody looks at will show, one thing after another: it is kept until it changes."""
        if mode != self.current_mode:
            for screen in self.get_screen_stack(mode):
                for widget in screen.walk_children(Widget):
                    if widget.size:
                        self.call_later(widget.render_lines, widget.size.region)

    def _load(self) -> None:
        """Load what the screens need; called on a thread of its own."""
        load()
        if self.is_running:
            self.post_message(ScreensLoaded())

    def _go(self, mode: str | None) -> None:
        if mode is not None and mode != self.current_mode:
            self.switch_mode(mode)

    def _arrive(self, mode: str | None) -> None:
        """Go to a screen as it was left; where somebody is there already, to its top."""
        if mode == self.current_mode:
            to_the_top(self)
        else:
            self._go(mode)

    def _leave(self) -> None:
        """Note that this screen is closed; where the store is busy, it is forgotten by itself after a while."""
        with contextlib.suppress(StoplineError):
            self.desk.workspace.presence.leave(self.desk.agent, self.desk.name)

    def _use_theme(self, name: str) -> None:
        self.theme = name

    def _announce(self) -> None:
        """Post the feed's news; called on the feed's thread."""
        if self.is_running:
            self.post_message(StoreChanged())
