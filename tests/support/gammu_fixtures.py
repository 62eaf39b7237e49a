"""A modem run by gammu-smsd, without modem and daemon."""

from pathlib import Path

import pytest

from stopline.clock import ManualClock
from stopline.gateways.base import GatewayConfig
from stopline.gateways.gammu import GammuGateway, gammu
from support.gammu_tables import GammuTables


@pytest.fixture
def smsd(tmp_path: Path, clock: ManualClock) -> GammuTables:
    """The daemon's tables."""
    return GammuTables(tmp_path / "smsd.db", clock)


@pytest.fixture
def modem(smsd: GammuTables, clock: ManualClock) -> GammuGateway:
    """The gateway on the daemon's tables."""
    return gammu(GatewayConfig("modem", {"database": smsd.path.name}, smsd.path.parent, clock))
