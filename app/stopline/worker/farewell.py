"""Forgets a person everywhere it is ours to forget: here, in gateways whose record is ours, and out of the free parts of the file."""

import threading
from dataclasses import dataclass

from stopline.address import Address
from stopline.consent.refusal import Refusal
from stopline.errors import StoplineError
from stopline.gateways.base import Forgets, Gateway
from stopline.rights.erasure import Forgotten, Held
from stopline.worker.gateways import opened_gateways
from stopline.workspace import Workspace

SETTLE_ATTEMPTS = 40
SETTLE_PAUSE_SECONDS = 0.25
"""How long a message that is being handed over is waited for: ten seconds in all."""


@dataclass(frozen=True, slots=True)
class Untold:
    """A gateway that still has its record of somebody who was forgotten."""

    gateway: str
    why: str


@dataclass(frozen=True, slots=True)
class Farewell:
    """Somebody was forgotten, and where."""

    forgotten: Forgotten
    told: tuple[str, ...]
    """Gateways that have erased them too."""
    untold: tuple[Untold, ...]
    is_scrubbed: bool
    """Whether the last traces are out of the file; else the worker takes them out later."""

    @property
    def held(self) -> Held:
        """Return what was held about them."""
        return self.forgotten.held


def forget_person(workspace: Workspace, address: Address, agent: str) -> Farewell | Refusal:
    """Forget the person at an address; a message that is being handed to a gateway is settled first.

    Raises:
        NotFoundError: nothing is held about that address.
    """
    never = threading.Event()
    outcome = workspace.erasure.forget(address, agent)
    for _ in range(SETTLE_ATTEMPTS):
        if not isinstance(outcome, Refusal):
            break
        workspace.clock.wait(SETTLE_PAUSE_SECONDS, never)
        outcome = workspace.erasure.forget(address, agent)
    if isinstance(outcome, Refusal):
        return outcome
    told, untold = _tell(workspace, outcome.held.addresses)
    return Farewell(outcome, told, untold, workspace.erasure.scrub())


def _tell(workspace: Workspace, addresses: tuple[Address, ...]) -> tuple[tuple[str, ...], tuple[Untold, ...]]:
    told: list[str] = []
    untold: list[Untold] = []
    try:
        with opened_gateways(workspace) as gateways:
            for gateway in gateways:
                reason = _told(gateway, addresses)
                if reason:
                    untold.append(Untold(gateway.name, reason))
                else:
                    told.append(gateway.name)
    except StoplineError as error:
        untold.append(Untold("settings.toml", str(error)))
    return tuple(told), tuple(untold)


def _told(gateway: Gateway, addresses: tuple[Address, ...]) -> str:
    """Have a gateway forget addresses; return why it did not, empty where it did."""
    if not isinstance(gateway, Forgets):
        return "it keeps its own record of what it carried; erase it there"
    try:
        for address in addresses:
            gateway.forget(address)
    except StoplineError as error:
        return str(error)
    return ""
