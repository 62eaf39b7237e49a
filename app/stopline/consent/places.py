"""Where somebody may be, from their number and from what is stored of them, with the rules that may count there.

The number alone is a guess: people move and carry it along. What is stored narrows it where the two agree; where they do not,
both count. Nothing here asks phonenumbers: the zones of a number come from whoever calls.
"""

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from stopline.address import Address
from stopline.consent.countries import country_of
from stopline.consent.country_zones import zones_of_country
from stopline.consent.hours import Holiday, HoursRule, Place, Window

UNKNOWN_RULE = "unknown"
FEDERAL_RULE = "US-federal"
_UNITED_STATES = "US"
_CANADA = "CA"
_POSTCODES = {
    _UNITED_STATES: re.compile(r"(\d{3})\d{2}(-?\d{4})?"),
    _CANADA: re.compile(r"([A-Z]\d[A-Z])( ?\d[A-Z]\d)?"),
}
"""How postcodes are written, with what tells the state or the province."""
_WORD = re.compile(r"[^a-z]")
_ZONE_NAMES = frozenset({"zone", "timezone"})
_POSTCODE_NAMES = frozenset({"postcode", "postalcode", "zip", "zipcode"})
_STATE_NAMES = frozenset(
    {"state", "region", "province", "stateprovince", "stateregion", "statecode", "provincecode"}
)
_COUNTRY_NAMES = frozenset({"country", "countrycode"})
_NOT_ROWS = frozenset({"source", "confidence"})


_Tables = Mapping[str, Any]
"""A file of values as it is written; its form is checked by the tests of the rules."""


class Residence(NamedTuple):
    """What is stored of where somebody lives; empty where it is not known."""

    zone: str = ""
    postcode: str = ""
    state: str = ""
    country: str = ""

    @classmethod
    def from_attributes(cls, attributes: Iterable[tuple[str, str]]) -> "Residence":
        """Return where somebody lives by the attributes of their contact, however the columns of a file were called."""
        found: dict[str, str] = {}
        for name, value in attributes:
            word = _WORD.sub("", name.casefold())
            for field, names in _FIELDS.items():
                if word in names and value.strip():
                    found[field] = value.strip()
        return cls(**found)


NOWHERE_STORED = Residence()
_FIELDS = {
    "zone": _ZONE_NAMES,
    "postcode": _POSTCODE_NAMES,
    "state": _STATE_NAMES,
    "country": _COUNTRY_NAMES,
}


class Atlas:
    """Every rule about hours, and what tells where a number may be; each row is read when it is asked for.

    Args:
        hours: `hours.toml` as it is written.
        places: `places.toml` as it is written.
    """

    def __init__(self, hours: _Tables, places: _Tables) -> None:
        self._hours = hours
        self._places = places
        self._rules: dict[str, HoursRule] = {}
        self._parts = {_UNITED_STATES: places, _CANADA: places["provinces"]}
        self._area_states: dict[str, str] = {}

    @property
    def as_of(self) -> str:
        """Return the day the rules were last looked through."""
        return str(self._hours["as_of"])

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the names of all rules."""
        return tuple(self._hours["rules"])

    def rule(self, code: str) -> HoursRule:
        """Return one rule."""
        if code not in self._rules:
            self._rules[code] = _rule(code, self._hours["rules"][code], self._hours["holidays"])
        return self._rules[code]

    def place_of(
        self,
        address: Address,
        country: str | None,
        number_zones: Iterable[str],
        residence: Residence = NOWHERE_STORED,
        own: HoursRule | None = None,
    ) -> Place:
        """Return where somebody may be.

        Args:
            address: theirs.
            country: the ISO 3166 code of the country the number belongs to.
            number_zones: the zones the number may be in.
            residence: what is stored of where they live.
            own: the team's own rule, which counts everywhere.
        """
        lives_in = country_of(residence.country)
        parted = _parted(residence, country)
        area = self._area_state(address, country or "")
        state = self._stored_state(residence, parted)
        zones = tuple(number_zones) or zones_of_country(country or "")
        if country in self._parts:
            zones = _united(zones, _zones(self._places["area_zones"], address[2:5]))
        stated = self._stated_zones(residence, state, parted)
        abroad = zones_of_country(lives_in) if lives_in not in ("", country) else ()
        of_number = self._codes(country, state if parted == country else "", area)
        codes = [*of_number, *(self._codes(lives_in, state, "") if lives_in else [])]
        rules = [self.rule(code) for code in dict.fromkeys(codes)]
        how = {
            "number": bool(zones), f"area code of {area}": area,
            f"stored country {lives_in}": lives_in, f"{self._way_to(residence, parted)} {state}": state,
            f"stored zone {residence.zone}": _is_zone(residence.zone),
        }  # fmt: skip
        return Place(
            zones=_narrowed(zones, stated) if stated else _united(zones, abroad),
            rules=tuple(rules) if own is None else (*rules, own),
            countries=tuple(dict.fromkeys(each for each in (country, lives_in) if each)) or ("",),
            known_by=tuple(name for name, is_known in how.items() if is_known),
        )

    def unread(self, residence: Residence, country: str | None) -> list[tuple[str, str]]:
        """Return what is stored of where somebody lives and tells nothing: what it is to be, and what stands there.

        Args:
            residence: what is stored.
            country: the ISO 3166 code of the country their number belongs to.
        """
        parted = _parted(residence, country)
        is_parted = parted in self._parts
        found = {
            "time zone": (residence.zone, not _is_zone(residence.zone)),
            "country": (residence.country, not country_of(residence.country)),
            "province" if parted == _CANADA else "state": (
                residence.state, is_parted and not self._written_state(residence, parted),
            ),
            "postcode": (residence.postcode, is_parted and not self._state_of_postcode(residence, parted)),
        }  # fmt: skip
        return [(what, written) for what, (written, is_unread) in found.items() if written and is_unread]

    def _codes(self, country: str | None, state: str, area: str) -> list[str]:
        """Return the names of the rules that may count in a country, as far as it is known where in it."""
        if country != _UNITED_STATES:
            return [country if country and country in self._hours["rules"] else UNKNOWN_RULE]
        of_area = [f"US-{area}"] if f"US-{area}" in self._hours["rules"] else []
        if not state:
            return [*of_area, UNKNOWN_RULE]
        return [f"US-{state}" if f"US-{state}" in self._hours["rules"] else FEDERAL_RULE, *of_area]

    def _area_state(self, address: Address, country: str) -> str:
        if country not in self._parts or not address.startswith("+1"):
            return ""
        code = address[2:5]
        if code not in self._area_states:
            self._area_states[code] = _row_with(self._parts[country]["area_codes"], code)
        return self._area_states[code]

    def _stored_state(self, residence: Residence, country: str) -> str:
        """Return the state or province somebody lives in, by its letters, its name or the postcode; empty where nothing tells."""
        return self._written_state(residence, country) or self._state_of_postcode(residence, country)

    def _written_state(self, residence: Residence, country: str) -> str:
        if country not in self._parts or not residence.state:
            return ""
        letters = residence.state.upper().removeprefix(f"{country}-")
        if letters in self._parts[country]["postcodes"]:
            return letters
        return _row_named(self._parts[country]["names"], residence.state)

    def _state_of_postcode(self, residence: Residence, country: str) -> str:
        written = (
            _POSTCODES[country].fullmatch(residence.postcode.upper()) if country in self._parts else None
        )
        return _row_with(self._parts[country]["postcodes"], written[1]) if written else ""

    def _way_to(self, residence: Residence, country: str) -> str:
        """Return by what the state or province somebody lives in is known."""
        if not self._written_state(residence, country):
            return "stored postcode of"
        return "stored province" if country == _CANADA else "stored state"

    def _stated_zones(self, residence: Residence, state: str, country: str) -> tuple[str, ...]:
        if _is_zone(residence.zone):
            return (residence.zone,)
        return _zones(self._parts[country]["zones"], state) if country in self._parts else ()


def _parted(residence: Residence, country: str | None) -> str:
    """Return the country a stored state or postcode is one of: the stored one, or the number's where none is stored.

    Where the stored one cannot be read it is no country's, so that a postcode from abroad is not taken for one at home.
    """
    return country_of(residence.country) if residence.country else country or ""


def tells_where(column: str) -> bool:
    """Tell whether a column of that name says where somebody lives."""
    word = _WORD.sub("", column.casefold())
    return any(word in names for names in _FIELDS.values())


@functools.cache
def shipped_atlas() -> Atlas:
    """Return the rules and places that ship with Stopline, from `hours.toml` and `places.toml`."""
    return Atlas(_read("hours.toml"), _read("places.toml"))


def window_from(written: str) -> Window:
    """Return the window that is written like `09:00-20:00`.

    Raises:
        ValueError: it is written in another way, or ends before it begins.
    """
    found = re.fullmatch(r"([01]\d|2[0-4]):([0-5]\d)\s*[-–]\s*([01]\d|2[0-4]):([0-5]\d)", written.strip())
    if found is None:
        raise ValueError("write a window like 09:00-20:00")
    start, end = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    if not start < end <= 24 * 60:
        raise ValueError("a window ends after it begins, on the same day")
    return Window(start, end)


def _read(name: str) -> _Tables:
    found: _Tables = tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    return found


def _rule(code: str, row: Mapping[str, str], calendars: Mapping[str, Mapping[str, object]]) -> HoursRule:
    weekdays, saturday, sunday = (
        window_from(row[name]) if name in row else None for name in ("weekdays", "saturday", "sunday")
    )
    maximum = row.get("daily_maximum")
    return HoursRule(
        code=code,
        week=(weekdays,) * 5 + (saturday, sunday),
        holidays=_holidays(calendars[row["holidays"]]) if "holidays" in row else (),
        daily_maximum=int(maximum) if maximum is not None else None,
        source=row["source"],
        confidence=row["confidence"],
    )


def _holidays(calendar: Mapping[str, object]) -> tuple[Holiday, ...]:
    days, after_easter = calendar["days"], calendar["after_easter"]
    if not isinstance(days, list) or not isinstance(after_easter, list):
        raise TypeError("a calendar has lists of days")
    return (
        *(Holiday(month=int(day[:2]), day=int(day[3:])) for day in days),
        *(Holiday(after_easter=int(number)) for number in after_easter),
    )


def _row_with(table: Mapping[str, str], number: str) -> str:
    """Return the row of a table in which a number stands, single or in a range; empty where it stands in none."""
    for name, row in table.items():
        for part in row.split() if name not in _NOT_ROWS else ():
            first, _, last = part.partition("-")
            if first <= number <= (last or first):
                return name
    return ""


def _row_named(table: Mapping[str, str], written: str) -> str:
    """Return the row of a table that has a name, one of several; empty where none has."""
    wanted = _letters(written)
    for code, row in table.items():
        if code not in _NOT_ROWS and wanted in map(_letters, row.split(";")):
            return code
    return ""


def _letters(written: str) -> str:
    """Return the bare letters of a name: accents, spaces and hyphens aside."""
    return _WORD.sub("", unicodedata.normalize("NFKD", written.casefold()))


def _zones(table: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(table.get(name, "").split()) if name not in _NOT_ROWS else ()


def _united(one: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*one, *other]))


def _narrowed(known: tuple[str, ...], stated: tuple[str, ...]) -> tuple[str, ...]:
    """Return what two accounts of the same thing have in common; where they contradict each other, both count."""
    return tuple(zone for zone in known if zone in stated) or _united(known, stated)


def _is_zone(name: str) -> bool:
    try:
        return bool(name) and ZoneInfo(name) is not None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
