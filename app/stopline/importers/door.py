"""Rows checked at the door: every cell is what its column says, or the row is refused with a reason."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from pydantic import BaseModel, ConfigDict, field_validator

from stopline.address import Address, is_email, parse_address
from stopline.consent.events import Channel, Scope
from stopline.errors import BadAddressError, BadInputError
from stopline.importers.habits import DateOrder
from stopline.importers.mapping import OF_A_CHANNEL, Field, Mapping
from stopline.importers.presets import shipped_presets
from stopline.importers.proof_cells import ProofCells
from stopline.importers.rows import Sheet
from stopline.importers.words import compared, date_order, shipped_words
from stopline.inert import one_line

LONGEST_TAG = 60
_QUOTED_BY_A_SPREADSHEET = re.compile(r'="(.*)"|\'(.*)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Door:
    """What a row is read with."""

    region: str
    """Of national phone numbers."""
    zone: tzinfo
    """Of times that name none."""
    now: datetime
    dates: DateOrder | None = None
    channel: Channel | None = None
    """The channel of consents where the file names none."""
    old_before: datetime | None = None
    """Before which instant a yes is too old to count."""


class PersonRow(BaseModel):
    """The cells of one row, by what they are."""

    model_config = ConfigDict(frozen=True)

    name: str = ""
    first_name: str = ""
    last_name: str = ""
    phone: tuple[Address, ...] = ()
    email: tuple[Address, ...] = ()
    channel: tuple[Channel, ...] = ()
    tags: tuple[str, ...] = ()
    proof: ProofCells = ProofCells()
    """What is said of consent without naming a channel."""
    own: tuple[tuple[Channel, ProofCells], ...] = ()
    """What is said of the consent for one channel alone."""
    attributes: tuple[tuple[str, str], ...] = ()

    @field_validator("channel", mode="before")
    @classmethod
    def _channels(cls, cell: str) -> tuple[str, ...]:
        parts = [compared(part) for part in re.split(r"[,;/|+&]", cell) if part.strip()]
        known = shipped_words().channel
        if unknown := [part for part in parts if part not in known]:
            raise BadInputError(
                f"“{one_line(unknown[0], 40)}” is no channel; the channels are {', '.join(Channel)}"
            )
        return tuple(dict.fromkeys(known[part] for part in parts))

    @field_validator("tags", mode="before")
    @classmethod
    def _tags(cls, cells: tuple[str, ...]) -> tuple[str, ...]:
        written = [one_line(tag, LONGEST_TAG) for cell in cells for tag in re.split(r"[,;|]", cell)]
        return tuple(dict.fromkeys(tag for tag in written if tag))


def scope_of(cell: str) -> Scope:
    """Return the scope a cell names.

    Raises:
        BadInputError: it names none.
    """
    scope = shipped_words().scope.get(compared(cell))
    if scope is None:
        raise BadInputError(
            f"consent_scope: “{one_line(cell, 40)}” is no scope; the scopes are {', '.join(Scope)}"
        )
    return Scope(scope)


def door_for(
    sheet: Sheet,
    mapping: Mapping,
    region: str,
    zone: tzinfo,
    now: datetime,
    channel: Channel | None = None,
    dates: DateOrder | None = None,
) -> Door:
    """Return what the rows of a sheet are read with; where it was not told, all dates together tell whether days come first."""
    dated = (Field.CONSENT_AT, Field.OPTED_OUT_AT, Field.OPTED_OUT)
    places = [
        place
        for place, column in enumerate(mapping.columns)
        if column.field in dated or OF_A_CHANNEL.get(column.field, ("", ""))[1] in dated
    ]
    order = date_order(row.cells[place] for row in sheet.rows for place in places)
    old_before = shipped_presets().old_before(now)
    return Door(region, zone, now, dates or order, channel or _named_channel(mapping), old_before)


def _named_channel(mapping: Mapping) -> Channel | None:
    """Return the channel in the name of the consent's column, such as “SMS consent”."""
    known = shipped_words().channel
    for place in mapping.places(Field.CONSENT_STATUS):
        for word in compared(mapping.columns[place].name).split():
            if word in known:
                return Channel(known[word])
    return None


def addresses_in(
    cells: Sequence[str], field: Field, door: Door
) -> tuple[tuple[Address, ...], tuple[str, ...]]:
    """Return the addresses that cells of a column hold, and why others hold none."""
    found: list[Address] = []
    problems: list[str] = []
    for cell in map(unquoted, cells):
        if not cell.strip():
            continue
        try:
            address = parse_address(cell, door.region)
        except BadAddressError as error:
            problems.append(f"{field}: {error}")
            continue
        if is_email(address) is (field is Field.PHONE):
            problems.append(
                f"{field}: “{one_line(address, 60)}” stands in the column of the other kind of address"
            )
        else:
            found.append(address)
    return tuple(dict.fromkeys(found)), tuple(problems)


def unquoted(cell: str) -> str:
    """Return a number without what spreadsheets put around it to keep it text."""
    quoted = _QUOTED_BY_A_SPREADSHEET.fullmatch(cell.strip())
    return (quoted[1] or quoted[2] or "") if quoted else cell
