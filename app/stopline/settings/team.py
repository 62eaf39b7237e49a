"""The section that says who we are."""

from collections.abc import Set
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

from pydantic import Field, field_validator

from stopline.settings.countries import Country
from stopline.settings.section import Section

MOST_NAMED = 3
"""Zones that are named in an error."""
NEARLY = 0.75
"""How alike a zone is written that may be meant, from 0 to 1."""


class TeamSettings(Section):
    """Who we are."""

    name: str = Field(default="Our team", min_length=1, max_length=60)
    zone: str = "UTC"
    """The IANA time zone in which days are counted."""
    region: Country = "US"
    """ISO 3166 code of the country national phone numbers are read in."""

    @field_validator("zone")
    @classmethod
    def _is_known(cls, zone: str) -> str:
        if zone not in _known_zones():
            near = near_zones(zone)
            like = " or ".join(near) if near else "one like America/New_York"
            raise ValueError(f"“{zone}” is no time zone; write {like}")
        return zone


@cache
def _known_zones() -> Set[str]:
    """Return the names of all time zones; finding them opens each of several hundred files."""
    return frozenset(available_timezones())


def near_zones(written: str) -> list[str]:
    """Return the few zones that may be meant by what is none: those of that city, else those that are written nearly so."""
    wanted = written.strip().replace(" ", "_").casefold()
    zones = {zone.casefold(): zone for zone in sorted(_known_zones()) if "/" in zone}
    of_city = [
        zone
        for name, zone in zones.items()
        if wanted and name.rpartition("/")[2] == wanted.rpartition("/")[2]
    ]
    near = of_city or [zones[name] for name in get_close_matches(wanted, zones, MOST_NAMED, NEARLY)]
    return near[:MOST_NAMED]
