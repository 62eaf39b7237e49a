"""What the contract of gateways needs from the other side of each: texts that arrive, receipts, bad days."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from stopline.clock import ManualClock
from stopline.consent.events import Channel
from stopline.errors import GatewayDownError, GatewayNonsenseError
from stopline.gateways.base import Gateway, GatewayConfig, Receipt, ReceiptState
from stopline.gateways.gammu import gammu
from stopline.gateways.simulated.network import Network
from stopline.gateways.simulated.planned import PlannedReceipt, PlannedText
from stopline.gateways.simulator import simulator
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


QUIET_SHOP = """
[team]
name = "Shop"
zone = "America/New_York"
agents = ["alice"]
"""
"""A scenario in which nobody says anything by themselves."""


class SimulatorDriver:
    """The simulated gateway, whose network is made to do what the contract asks."""

    def __init__(self, folder: Path, clock: ManualClock) -> None:
        self._folder = folder
        self._clock = clock
        self._path = folder / "simulator.db"
        (folder / "quiet.toml").write_text(QUIET_SHOP, encoding="utf-8")
        self.reopen()

    @property
    def gateway(self) -> Gateway:
        return self._gateway

    def reopen(self) -> None:
        config = GatewayConfig("simulator", {"scenario": "quiet.toml"}, self._folder, self._clock)
        self._gateway = simulator(config)

    def bring(self, sender: str, text: str) -> None:
        network = Network(self._folder)
        network.set_pace(self._clock.now(), 1.0)
        network.plan_text(PlannedText(timedelta(), sender, Channel.SMS, text), self._clock.now())
        network.close()

    def deliver(self, provider_id: str) -> None:
        del provider_id
        self._clock.advance(A_MOMENT)

    def fail(self, provider_id: str) -> None:
        sent = int(provider_id.removeprefix("out-"))
        receipt = PlannedReceipt(timedelta(), ReceiptState.FAILED, "the number is not in service")
        network = Network(self._folder)
        network.plan_receipt(sent, receipt, self._clock.now())
        network.close()

    def take_down(self) -> None:
        self._gateway.close()
        self._path.rename(self._folder / "unplugged.db")
        self._path.mkdir()

    def bring_back(self) -> None:
        self._path.rmdir()
        (self._folder / "unplugged.db").rename(self._path)

    def talk_nonsense(self) -> None:
        self._gateway.close()
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
    "simulator": SimulatorDriver,
}
"""The gateways that keep the contract, by kind; a new gateway adds its driver here."""
