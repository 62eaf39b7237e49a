"""What tests against the real gammu-smsd begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stopline.clock import SystemClock
from stopline.gateways.base import GatewayConfig
from stopline.gateways.gammu import GammuGateway, gammu
from support.gammu_daemon import GammuDaemon


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[GammuDaemon]:
    """A daemon with its phone, running."""
    daemon = GammuDaemon(tmp_path / "gammu")
    try:
        daemon.start()
        yield daemon
    finally:
        daemon.stop()


@pytest.fixture
def gateway(daemon: GammuDaemon, tmp_path: Path) -> Iterator[GammuGateway]:
    """A gateway on the daemon's tables."""
    options: dict[str, str | int] = {
        "database": str(daemon.database),
        "parts_wait_seconds": 3,
        "silent_after_seconds": 5,
    }
    gateway = gammu(GatewayConfig("modem", options, tmp_path, SystemClock()))
    yield gateway
    gateway.close()
