"""The screens one can go to, each with the key that follows `g`."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from textual.app import App
from textual.screen import Screen

from stopline.tui.desk import Desk


@dataclass(frozen=True, slots=True)
class Destination:
    """A screen one can go to."""

    key: str
    """What follows `g`."""
    mode: str
    title: str
    explanation: str
    open: Callable[[Desk], Screen[None]]
    """Makes the screen when somebody first goes there."""


def _inbox(desk: Desk) -> Screen[None]:
    from stopline.tui.screens.inbox import InboxScreen  # noqa: PLC0415 - a screen is loaded when it is first opened

    return InboxScreen(desk)


def _optouts(desk: Desk) -> Screen[None]:
    from stopline.tui.screens.optouts import OptOutsScreen  # noqa: PLC0415 - as above

    return OptOutsScreen(desk)


def _audit(desk: Desk) -> Screen[None]:
    from stopline.tui.screens.audit import AuditScreen  # noqa: PLC0415 - as above

    return AuditScreen(desk)


def _hygiene(desk: Desk) -> Screen[None]:
    from stopline.tui.screens.hygiene import HygieneScreen  # noqa: PLC0415 - as above

    return HygieneScreen(desk)


def _upkeep(desk: Desk) -> Screen[None]:
    from stopline.tui.screens.upkeep import UpkeepScreen  # noqa: PLC0415 - as above

    return UpkeepScreen(desk)


def _campaigns(desk: Desk) -> Screen[None]:
    from stopline.tui.screens.campaigns import CampaignsScreen  # noqa: PLC0415 - as above

    return CampaignsScreen(desk)


def _people(desk: Desk) -> Screen[None]:
    from stopline.tui.screens.people import PeopleScreen  # noqa: PLC0415 - as above

    return PeopleScreen(desk)


DESTINATIONS: tuple[Destination, ...] = (
    Destination("i", "inbox", "Inbox", "Conversations, and what you may answer", _inbox),
    Destination("p", "people", "People", "Everybody who is known; importing and exporting", _people),
    Destination("o", "optouts", "Opt-outs", "Who left, when, and after what", _optouts),
    Destination(
        "c", "campaigns", "Campaigns", "What is sent to many, to whom, and who left after it", _campaigns
    ),
    Destination("a", "audit", "Audit", "Whether the ledger holds, and its newest events", _audit),
    Destination("d", "hygiene", "Hygiene", "What wants tidying, and what helps", _hygiene),
    Destination("u", "upkeep", "Upkeep", "Key, anchors, backups, carriers' lists, alerts", _upkeep),
)
HOME = "inbox"
"""The screen Stopline begins with."""


@runtime_checkable
class MayLose(Protocol):
    """A screen on which something may be written that is lost when it closes."""

    @property
    def is_touched(self) -> bool:
        """Tell whether there is."""

    def action_back(self) -> None:
        """Leave it, where something is written only after a question."""


def to_the_top(app: App[str]) -> None:
    """Leave whatever was opened from the screen one is on, down to the first; what somebody has written there is asked about."""
    top, *opened = app.screen_stack
    for screen in reversed(opened):
        if isinstance(screen, MayLose) and screen.is_touched:
            screen.action_back()
            return
    top.pop_until_active()


def load() -> None:
    """Load what the screens need, so that whoever goes to one need not wait for it; called in a thread, once there is time."""
    for module in (
        "screens.optouts",
        "screens.campaigns",
        "screens.audit",
        "screens.hygiene",
        "screens.people",
        "screens.upkeep",
    ):
        importlib.import_module(f"stopline.tui.{module}")
