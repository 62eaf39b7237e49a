"""Checks the options of a gateway at its door, and says which one is wrong."""

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from stopline.errors import SettingsError
from stopline.faults import place_of, told
from stopline.gateways.base import GatewayConfig


class GatewayOptions(BaseModel):
    """What every gateway's options have in common: nothing is added in silence, nothing changes afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


OptionsT = TypeVar("OptionsT", bound=GatewayOptions)


def read_options(model: type[OptionsT], config: GatewayConfig) -> OptionsT:
    """Return the options of a gateway as its own model.

    Raises:
        SettingsError: an option is missing, unknown or of the wrong kind; the message names the gateway and the option.
    """
    try:
        return model.model_validate(dict(config.options))
    except ValidationError as error:
        first = error.errors()[0]
        known = ", ".join(sorted(model.model_fields))
        raise SettingsError(
            f"gateway “{config.name}”: option “{place_of(first)}”: {told(first)} (its options are {known})"
        ) from error
