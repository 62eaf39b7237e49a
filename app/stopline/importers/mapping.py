"""Pure: what the columns of a sheet are: told by whoever imports, else guessed from their names, else from what they hold."""

import re
from collections.abc import Mapping as Meanings
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from stopline.consent.events import Channel
from stopline.consent.places import tells_where
from stopline.errors import BadInputError
from stopline.importers.presets import Preset
from stopline.importers.rows import Sheet
from stopline.importers.words import Said, compared, shipped_words
from stopline.inert import one_line

ATTRIBUTE = "attr:"
"""Begins the field of a column that becomes an attribute of that name."""
LONGEST_ATTRIBUTE = 60
"""Characters of an attribute's name."""
SAMPLED_ROWS = 200
ENOUGH = 0.8
"""The share of filled cells that must look alike for a column to be guessed from them."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DAY = r"\d{1,4}[-./]\d{1,2}[-./]\d{2,4}(?:$|[ T])"
_PHONE = re.compile(rf"(?!{_DAY})'?[+(]?\d[\d\s().-]{{6,18}}")
"""What looks like a number, and is no day."""


class Field(StrEnum):
    """What a column can be; any other becomes an attribute with `attr:NAME`."""

    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    PHONE = "phone"
    EMAIL = "email"
    CHANNEL = "channel"
    TAGS = "tags"
    CONSENT_STATUS = "consent_status"
    CONSENT_SCOPE = "consent_scope"
    CONSENT_AT = "consent_at"
    CONSENT_SOURCE = "consent_source"
    CONSENT_WORDING = "consent_wording"
    CONSENT_IP = "consent_ip"
    CONSENT_BOUNCED_AT = "consent_bounced_at"
    """When messages to the address came back for good: whatever was agreed, it reaches nobody."""
    OPTED_OUT = "opted_out"
    OPTED_OUT_AT = "opted_out_at"
    IGNORE = "ignore"


MANY = frozenset({Field.PHONE, Field.EMAIL, Field.TAGS})
"""Fields that several columns may hold."""


OF_A_CHANNEL = {
    f"{channel}_{field}": (channel, field)
    for channel in Channel
    for field in Field
    if field.startswith(("consent_", "opted_out"))
}
"""Fields of one channel alone, such as `sms_consent_at` and `email_opted_out`."""


class Basis(StrEnum):
    """How it is known what a column is."""

    TOLD = "told"
    PRESET = "the preset"
    NAME = "its name"
    CONTENT = "what it holds"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Column:
    """One column and what it is."""

    name: str
    field: str
    """A `Field`, or `attr:NAME`."""
    basis: Basis


@dataclass(frozen=True, slots=True)
class Mapping:
    """What every column of a sheet is, in the order of the sheet."""

    columns: tuple[Column, ...]
    preset: Preset | None = None
    """The system whose export the sheet is."""

    @property
    def values(self) -> Meanings[str, Said]:
        """Return what cells of such an export say of a consent, besides the words everybody uses."""
        return self.preset.values if self.preset else {}

    @property
    def means(self) -> Said:
        """Return what it says of a consent that somebody is in the file at all."""
        return self.preset.means if self.preset else Said.UNKNOWN

    @property
    def dates_status(self) -> bool:
        """Tell whether the time of a consent is that of its status, also where that is a stop."""
        return self.preset is not None and self.preset.dates_status

    def own_places(self, channel: Channel | None, field: Field) -> tuple[int, ...]:
        """Return where the columns of a field of one channel alone stand."""
        return tuple(
            place
            for place, column in enumerate(self.columns)
            if OF_A_CHANNEL.get(column.field) == (channel, field)
        )

    def places(self, field: Field) -> tuple[int, ...]:
        """Return where the columns of a field stand."""
        return tuple(place for place, column in enumerate(self.columns) if column.field == field)

    def attributes(self) -> tuple[tuple[int, str], ...]:
        """Return where the columns of attributes stand, with the attribute's name."""
        return tuple(
            (place, column.field.removeprefix(ATTRIBUTE))
            for place, column in enumerate(self.columns)
            if column.field.startswith(ATTRIBUTE)
        )


def mapped(sheet: Sheet, told: Sequence[str] = (), preset: Preset | None = None) -> Mapping:
    """Return what the columns of a sheet are.

    Args:
        sheet: the sheet.
        told: `COLUMN=FIELD` each, as whoever imports wrote it.
        preset: the system whose export it is; it counts after what was told.

    Raises:
        BadInputError: a column or field that was told does not exist, or no column holds an address.
    """
    fields = _told(sheet, told)
    taken = set(fields.values())
    columns: list[Column] = []
    for place, name in enumerate(sheet.columns):
        if place in fields:
            column = Column(name, fields[place], Basis.TOLD)
        else:
            column = _by_preset(name, taken, preset) if preset else _by_name(name, taken)
        columns.append(column)
        taken.add(column.field)
    found = _by_content(sheet, columns)
    if not any(column.field in (Field.PHONE, Field.EMAIL) for column in found):
        raise BadInputError(_no_address(sheet))
    return Mapping(tuple(found), preset)


def _told(sheet: Sheet, told: Sequence[str]) -> dict[int, str]:
    """Return the field of each place that was told."""
    fields: dict[int, str] = {}
    for each in told:
        name, equals, field = each.rpartition("=")
        if not equals:
            raise BadInputError(
                f"--map {one_line(each, 60)}: write it as COLUMN=FIELD, such as --map Mobile=phone"
            )
        fields[_place(sheet, name)] = field_named(field.strip())
    return fields


def _place(sheet: Sheet, name: str) -> int:
    if name in sheet.columns:
        return sheet.columns.index(name)
    alike = [place for place, column in enumerate(sheet.columns) if compared(column) == compared(name)]
    if len(alike) == 1:
        return alike[0]
    raise BadInputError(
        f"--map: there is no column “{one_line(name, 60)}”; the columns are {', '.join(sheet.columns)}"
    )


def field_named(written: str) -> str:
    """Return the field somebody named.

    Raises:
        BadInputError: there is none of that name.
    """
    if written.startswith(ATTRIBUTE) and len(written) > len(ATTRIBUTE):
        return ATTRIBUTE + one_line(written.removeprefix(ATTRIBUTE), LONGEST_ATTRIBUTE)
    plain = written.lower().replace("-", "_")
    if plain in OF_A_CHANNEL:
        return plain
    try:
        return Field(plain)
    except ValueError as error:
        raise BadInputError(
            f"--map: there is no field “{one_line(written, 60)}”; the fields are {', '.join(Field)}, those about consent also "
            "of one channel, such as sms_consent_at, and attr:NAME"
        ) from error


def _by_preset(name: str, taken: set[str], preset: Preset) -> Column:
    """Return what a column of a known export is; of one that is not known, only what is not about consent is guessed."""
    field = preset.columns.get(compared(name))
    if field is not None:
        is_free = field not in taken or field in MANY or field == Field.IGNORE
        return Column(name, field if is_free else Field.IGNORE, Basis.PRESET)
    guessed = _by_name(name, taken)
    is_about_consent = guessed.field in OF_A_CHANNEL or guessed.field.startswith(("consent_", "opted_out"))
    return Column(name, Field.IGNORE, Basis.NOTHING) if is_about_consent else guessed


def _by_name(name: str, taken: set[str]) -> Column:
    """Return the column its name tells; a field that is taken already is not taken twice."""
    # A second column of one name is numbered in brackets.
    plain = compared(re.sub(r" \(\d+\)$", "", name))
    field = shipped_words().columns.get(plain)
    if field is None and plain in (*Field, *(each.replace("_", " ") for each in Field)):
        field = plain.replace(" ", "_")
    field = field or _of_a_channel(plain)
    if field is None and tells_where(plain):
        field = ATTRIBUTE + one_line(name, LONGEST_ATTRIBUTE)
    if field is None or (field in taken and field not in MANY):
        return Column(name, Field.IGNORE, Basis.NOTHING)
    return Column(name, field, Basis.NAME)


def _of_a_channel(plain: str) -> str | None:
    """Return the field of one channel that a name tells, such as “email opt in date”."""
    words = shipped_words()
    channel, _, rest = plain.partition(" ")
    known = words.columns.get(rest, rest.replace(" ", "_"))
    field = f"{words.channel.get(channel, '')}_{known}"
    return field if field in OF_A_CHANNEL else None


def _by_content(sheet: Sheet, columns: Sequence[Column]) -> list[Column]:
    """Return the columns with addresses found in those whose names tell nothing, where no name told of any."""
    known = {column.field for column in columns}
    return [
        Column(column.name, guessed, Basis.CONTENT)
        if column.basis is Basis.NOTHING and (guessed := _held(sheet, place)) and guessed not in known
        else column
        for place, column in enumerate(columns)
    ]


def _held(sheet: Sheet, place: int) -> Field | None:
    cells = [row.cells[place].strip() for row in sheet.rows[:SAMPLED_ROWS]]
    filled = [cell for cell in cells if cell]
    for field, pattern in ((Field.EMAIL, _EMAIL), (Field.PHONE, _PHONE)):
        if filled and sum(bool(pattern.fullmatch(cell)) for cell in filled) >= ENOUGH * len(filled):
            return field
    return None


def _no_address(sheet: Sheet) -> str:
    if len(sheet.columns) == 1 and re.search(r"[:^#~]", sheet.columns[0]):
        return f"there is one column, “{sheet.columns[0]}”; separate columns by a comma, a semicolon or a tab"
    return (
        "no column holds phone numbers or e-mail addresses; say which with --map COLUMN=phone; "
        f"the columns are {', '.join(sheet.columns)}"
    )
