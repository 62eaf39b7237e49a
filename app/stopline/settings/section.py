"""What every section of the settings has in common."""

from collections.abc import Callable

from pydantic import BaseModel, ConfigDict

Place = tuple[int | str, ...]
"""Where a value belongs, such as `("words", "join", 0, "keyword")`."""
PlaceOf = Callable[[str, Place], str]
"""Says where in which file a value stands."""


class Section(BaseModel):
    """A part of the settings: frozen, no field that is not known, and no value repeated in an error, for it may be a secret."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, hide_input_in_errors=True
    )
