"""What the contract of gateways needs from the other side of each: texts that arrive, receipts, bad days."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from stopline.clock import ManualClock
from stopline.errors import GatewayDownError, GatewayNonsenseError
from stopline.gateways.base import Gateway, GatewayConfig, Receipt, ReceiptState
from stopline.gateways.gammu import gammu
from support.gammu_tables import GammuTables
from support.scripted_gateway import ScriptedGateway

A_MOMENT = timedelta(seconds=5)
"""How far the drivers move time where the other side takes a little of it."""


class GatewayDriver(Protocol):
    """One gateway and the power to make things happen behind it."""

    @property
    def gateway(self) -> Gateway:
        """Return the gateway under test."""

    def reopen(self) -> None:
        """Begin again with a fresh gateway on the same world, as after a restart."""

    def bring(self, sender: str, text: str) -> None:
        """Let somebody send us a text."""

    def deliver(self, provider_id: str) -> None:
        """Let a message the gateway accepted reach its phone."""

    def fail(self, provider_id: str) -> None:
        """Let a message the gateway accepted be lost for good."""

    def take_down(self) -> None:
        """Make the gateway unreachable."""

    def bring_back(self) -> None:
        """Make the gateway reachable again."""

    def talk_nonsense(self) -> None:
        """Make the gateway answer what no gateway of its kind answers."""


class GammuDriver:
    """The gammu gateway on tables without the daemon."""

    def __init__(self, folder: Path, clock: ManualClock) -> None:
        self._folder = folder
        self._clock = clock
        self._path = folder / "smsd.db"
        self.tables = GammuTables(self._path, clock)
        self.reopen()

    @property
    def gateway(self) -> Gateway:
        return self._gateway

    def reopen(self) -> None:
        self._gateway = gammu(GatewayConfig("modem", {"database": "smsd.db"}, self._folder, self._clock))

    def bring(self, sender: str, text: str) -> None:
        self.tables.receive(sender, text)

    def deliver(self, provider_id: str) -> None:
        self.tables.work_off()
        self.tables.report(provider_id, "DeliveryOK")
        self._clock.advance(A_MOMENT)

    def fail(self, provider_id: str) -> None:
        self.tables.work_off()
        self.tables.report(provider_id, "DeliveryFailed", 70)
        self._clock.advance(A_MOMENT)

    def take_down(self) -> None:
        self._path.rename(self._folder / "unplugged.db")

    def bring_back(self) -> None:
        (self._folder / "unplugged.db").rename(self._path)
        self.tables.beat()

    def talk_nonsense(self) -> None:
        self._path.write_text("Dear sir or madam, " * 100)


class ScriptedDriver:
    """The fake that other tests use in place of a gateway."""

    def __init__(self, folder: Path, clock: ManualClock) -> None:
        del folder, clock
        self._gateway = ScriptedGateway()

    @property
    def gateway(self) -> Gateway:
        return self._gateway

    def reopen(self) -> None:
        """Keep the gateway: its world is its memory."""

    def bring(self, sender: str, text: str) -> None:
        self._gateway.bring_text(sender, text)

    def deliver(self, provider_id: str) -> None:
        self._gateway.bring(Receipt(provider_id, ReceiptState.DELIVERED))

    def fail(self, provider_id: str) -> None:
        self._gateway.bring(Receipt(provider_id, ReceiptState.FAILED, reason="the number is not in use"))

    def take_down(self) -> None:
        self._gateway.failure = GatewayDownError()

    def bring_back(self) -> None:
        self._gateway.failure = None

    def talk_nonsense(self) -> None:
        self._gateway.failure = GatewayNonsenseError()


DRIVERS: dict[str, Callable[[Path, ManualClock], GatewayDriver]] = {
    "gammu": GammuDriver,
    "scripted": ScriptedDriver,
}
"""The gateways that keep the contract, by kind; a new gateway adds its driver here."""
