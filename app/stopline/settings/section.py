"""What every section of the settings has in common."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A part of the settings: frozen, and no field that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
