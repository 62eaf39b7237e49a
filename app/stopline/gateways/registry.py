"""Finds gateways by the kind the settings name: entry points of the group `stopline.gateways`.

The kinds that are installed are listed without importing any of them, and exactly the one asked for is loaded, so that a
provider's library costs nothing to those who do not use it. Another package adds a gateway by naming a factory in the group.
"""

from importlib.metadata import EntryPoint, entry_points

from stopline.errors import SettingsError
from stopline.gateways.base import Gateway, GatewayConfig, GatewayFactory

GROUP = "stopline.gateways"


def gateway_kinds() -> tuple[str, ...]:
    """Return the kinds of gateway that are installed."""
    return tuple(sorted(entry_points(group=GROUP).names))


def open_gateway(kind: str, config: GatewayConfig) -> Gateway:
    """Return a gateway of a kind, built for a workspace.

    Raises:
        SettingsError: no such gateway is installed, it cannot be loaded, or an option cannot be used.
    """
    return _load(_entry_point(kind))(config)


def _entry_point(kind: str) -> EntryPoint:
    found = {entry_point.value: entry_point for entry_point in entry_points(group=GROUP, name=kind)}
    match list(found.values()):
        case [entry_point]:
            return entry_point
        case []:
            installed = (
                ", ".join(gateway_kinds()) or "none; install Stopline with pip, which registers its own"
            )
            raise SettingsError(f"there is no gateway of kind “{kind}”; installed are {installed}")
        case _:
            raise SettingsError(
                f"several packages bring a gateway of kind “{kind}” ({', '.join(sorted(found))}); uninstall all but one"
            )


def _load(entry_point: EntryPoint) -> GatewayFactory:
    try:
        factory: GatewayFactory = entry_point.load()
    except (ImportError, AttributeError) as error:
        raise SettingsError(
            f"the gateway “{entry_point.name}” ({entry_point.value}) cannot be loaded: {error}"
        ) from error
    return factory
