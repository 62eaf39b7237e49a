"""Gateways are found by their kind, without importing those that are not asked for."""

import subprocess
import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from stopline.clock import ManualClock
from stopline.errors import SettingsError
from stopline.gateways.base import GatewayConfig
from stopline.gateways.registry import GROUP, gateway_kinds, open_gateway

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


def shipped() -> dict[str, str]:
    """Return the gateways Stopline itself registers."""
    kinds: dict[str, str] = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["entry-points"][
        GROUP
    ]
    return kinds


def install(folder: Path, package: str, **kinds: str) -> None:
    """Make a package that brings gateways look installed."""
    metadata = folder / f"{package}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    lines = [f"{kind} = {factory}" for kind, factory in kinds.items()]
    (metadata / "entry_points.txt").write_text("\n".join([f"[{GROUP}]", *lines]))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which packages are installed, with one that brings a pigeon."""
    monkeypatch.syspath_prepend(tmp_path)
    install(tmp_path, "pigeon-post", pigeon="pigeon_post.loft:pigeon")
    return tmp_path


@pytest.fixture
def config(tmp_path: Path, clock: ManualClock) -> GatewayConfig:
    return GatewayConfig("modem", {}, tmp_path, clock)


@pytest.mark.parametrize(("kind", "factory"), shipped().items())
def test_every_gateway_stopline_registers_can_be_loaded(kind: str, factory: str) -> None:
    assert callable(EntryPoint(kind, factory, GROUP).load())


@pytest.mark.usefixtures("site")
def test_a_gateway_of_another_package_is_listed_without_being_imported() -> None:
    assert "pigeon" in gateway_kinds()
    assert "pigeon_post" not in sys.modules


@pytest.mark.usefixtures("site")
def test_an_unknown_kind_is_answered_with_what_is_installed(config: GatewayConfig) -> None:
    with pytest.raises(SettingsError, match=r"no gateway of kind “smoke”; installed are .*pigeon"):
        open_gateway("smoke", config)


@pytest.mark.usefixtures("site")
def test_a_gateway_that_cannot_be_imported_is_named_with_its_reason(config: GatewayConfig) -> None:
    with pytest.raises(SettingsError, match=r"“pigeon”.*cannot be loaded: No module named 'pigeon_post'"):
        open_gateway("pigeon", config)


def test_a_kind_two_packages_bring_is_refused(site: Path, config: GatewayConfig) -> None:
    install(site, "hawk-post", pigeon="hawk_post.loft:pigeon")

    with pytest.raises(SettingsError, match=r"several packages .*hawk_post.loft:pigeon, pigeon_post"):
        open_gateway("pigeon", config)


def test_listing_the_kinds_loads_no_gateway() -> None:
    code = "import sys, stopline.gateways.registry as r; r.gateway_kinds(); print([m for m in sys.modules if 'pydantic' in m or 'gammu' in m])"

    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert printed == "[]\n"
