"""How the worker works, and what carries its messages."""

from collections.abc import Mapping

from pydantic import Field

from stopline.settings.section import Section


class WorkerSettings(Section):
    """How the worker goes about its work."""

    poll_seconds: float = Field(default=2.0, ge=0.1, le=3600)
    marketing_waits_after_seconds: float = Field(default=120.0, ge=1)
    """How old the last successful collect may be for marketing to leave."""
    reconcile_hours: float = Field(default=24.0, ge=0, le=8_760)
    """How often our stops are compared with the gateways' own lists of opt-outs; 0 never. `reconcile_every` under [upkeep] says it, too."""


class GatewaySettings(Section):
    """One gateway, with the options its kind understands."""

    name: str = Field(min_length=1, pattern=r"^[\w-]+$")
    kind: str = Field(min_length=1)
    options: Mapping[str, str | int | float | bool] = {}
