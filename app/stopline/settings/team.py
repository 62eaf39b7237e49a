"""The section that says who we are."""

from collections.abc import Set
from functools import cache
from zoneinfo import available_timezones

from pydantic import Field, field_validator

from stopline.settings.section import Section


class TeamSettings(Section):
    """Who we are."""

    name: str = Field(default="Our team", min_length=1, max_length=60)
    zone: str = "UTC"
    """The IANA time zone in which days are counted."""
    region: str = Field(default="US", pattern="^[A-Z]{2}$")
    """ISO 3166 code of the country national phone numbers are read in."""

    @field_validator("zone")
    @classmethod
    def _is_known(cls, zone: str) -> str:
        if zone not in _known_zones():
            raise ValueError(f"“{zone}” is no time zone; write one like America/New_York")
        return zone


@cache
def _known_zones() -> Set[str]:
    """Return the names of all time zones; finding them opens each of several hundred files."""
    return frozenset(available_timezones())
