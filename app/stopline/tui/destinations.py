"""The screens one can go to, each with the key that follows `g`."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass

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
)
HOME = "inbox"
"""The screen Stopline begins with."""


def load() -> None:
    """Load what the screens need, so that whoever goes to one need not wait for it; called in a thread, once there is time."""
    for module in (
        "screens.optouts",
        "screens.campaigns",
        "screens.audit",
        "screens.hygiene",
        "screens.people",
    ):
        importlib.import_module(f"stopline.tui.{module}")
