"""Pure: the people whom the rows of a sheet describe: who they are, where they are reached, what is said of their consent."""

import re
from dataclasses import dataclass

from pydantic import ValidationError

from stopline.address import Address, calling_region_of, region_of
from stopline.consent.events import Channel
from stopline.consent.places import NOWHERE_STORED, Residence, shipped_atlas, tells_where
from stopline.errors import BadInputError
from stopline.importers.claims import Claims, claims_of
from stopline.importers.door import Door, PersonRow, addresses_in, scope_of, unquoted
from stopline.importers.mapping import ATTRIBUTE, MANY, OF_A_CHANNEL, Field, Mapping
from stopline.importers.proof_cells import PROOF_FIELDS, ProofCells
from stopline.importers.rows import SourceRow
from stopline.importers.stops import is_filled, says_stop, scope_or_all
from stopline.importers.words import compared, shipped_words
from stopline.inert import one_line, storable

LONGEST_CELL = 2_000
"""Characters a cell may have; a longer one is a mistake in the file, such as a quote that is never closed."""
LONGEST_NAME = 120
_STOPS = frozenset({Field.OPTED_OUT, Field.OPTED_OUT_AT})
_FORMULA = re.compile(r"[=+@-]\s*\w+\s*[(|!]|[=@]")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, as a row describes them."""

    line: int
    name: str
    addresses: tuple[Address, ...]
    claims: Claims
    tags: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    """What was read otherwise than it was written."""


def person_of(row: SourceRow, mapping: Mapping, door: Door) -> Person:
    """Return the person a row describes.

    Raises:
        BadInputError: it describes none that could be imported; the message says why.
    """
    if row.surplus:
        raise BadInputError(
            "it has more cells than there are columns; is there a comma that should be quoted?"
        )
    for column, cell in zip(mapping.columns, row.cells, strict=True):
        if column.field != Field.IGNORE and len(cell) > LONGEST_CELL:
            raise BadInputError(
                f"“{one_line(column.name, 40)}” has {len(cell):,} characters, and {LONGEST_CELL:,} are the most; "
                "is a quote missing?"
            )
    phones, no_phones = addresses_in(_held(row, mapping, Field.PHONE), Field.PHONE, door)
    emails, no_emails = addresses_in(_held(row, mapping, Field.EMAIL), Field.EMAIL, door)
    addresses, problems = (*phones, *emails), (*no_phones, *no_emails)
    if not addresses:
        raise BadInputError(
            problems[0] if problems else "it has neither a phone number nor an e-mail address"
        )
    try:
        checked = PersonRow.model_validate(
            {
                **_cells(row, mapping),
                "phone": phones,
                "email": emails,
                "proof": _proof(row, mapping),
                "own": _own(row, mapping),
            }
        )
    except ValidationError as error:
        raise BadInputError(_in_words(error)) from error
    claims = claims_of(checked, mapping, door)
    return Person(
        row.line,
        _name(checked),
        addresses,
        claims,
        checked.tags,
        tuple((name, storable(value.strip())) for name, value in checked.attributes if value.strip()),
        (
            *(f"{problem}; it was left out" for problem in problems),
            *_formulas(row, mapping),
            *_scopes(row, mapping),
            *_unread_places(checked.attributes, addresses),
            *claims.notes,
        ),
    )


def _unread_places(attributes: tuple[tuple[str, str], ...], addresses: tuple[Address, ...]) -> list[str]:
    """Return what is said of a place nobody can read: it is stored as it stands, and tells nothing."""
    residence = Residence.from_attributes(attributes)
    if residence == NOWHERE_STORED:
        return []
    regions = (region_of(address) or calling_region_of(address) for address in addresses)
    country = next((region for region in regions if region), None)
    return [
        f"“{one_line(written, 40)}” is not known as a {what}; it is stored, and tells nothing of where they are"
        for what, written in shipped_atlas().unread(residence, country)
    ]


def speaks_of_stop(row: SourceRow, mapping: Mapping) -> bool:
    """Tell whether a row says of anybody, on any channel, that they stopped; where its cells are shifted, any of them may say so."""
    if row.surplus:
        return any(says_stop(cell) for cell in (*row.cells, *row.surplus))
    for column, cell in zip(mapping.columns, row.cells, strict=True):
        field = OF_A_CHANNEL[column.field][1] if column.field in OF_A_CHANNEL else column.field
        if says_stop(cell) if field == Field.CONSENT_STATUS else field in _STOPS and is_filled(cell):
            return True
    return False


def _held(row: SourceRow, mapping: Mapping, field: Field) -> list[str]:
    return [row.cells[place] for place in mapping.places(field)]


def _cells(row: SourceRow, mapping: Mapping) -> dict[str, str | list[str] | list[tuple[str, str]]]:
    """Return the cells of a row by field; a field without a column is left out."""
    single: dict[str, str] = {}
    many: dict[str, list[str]] = {}
    attributes: list[tuple[str, str]] = []
    for column, cell in zip(mapping.columns, row.cells, strict=True):
        if column.field in MANY:
            many.setdefault(column.field, []).append(cell)
        elif column.field.startswith(ATTRIBUTE):
            name = column.field.removeprefix(ATTRIBUTE)
            # A postcode is quoted like a number, so that a spreadsheet leaves its noughts alone.
            attributes.append((name, unquoted(cell) if tells_where(name) else cell))
        elif column.field != Field.IGNORE and column.field not in (*PROOF_FIELDS, *OF_A_CHANNEL):
            single.setdefault(column.field, storable(cell.strip()))
    return {**single, **many, "attributes": attributes}


def _proof(row: SourceRow, mapping: Mapping) -> ProofCells:
    """Return what a row says of consent without naming a channel."""
    cells = {
        PROOF_FIELDS[Field(column.field)]: storable(cell.strip())
        for column, cell in zip(mapping.columns, row.cells, strict=True)
        if column.field in PROOF_FIELDS
    }
    return _proof_cells(cells)


def _own(row: SourceRow, mapping: Mapping) -> tuple[tuple[Channel, ProofCells], ...]:
    """Return what a row says of the consent for single channels, with what the system itself stands for."""
    found: dict[Channel, dict[str, str]] = {}
    for column, cell in zip(mapping.columns, row.cells, strict=True):
        if column.field in OF_A_CHANNEL:
            channel, field = OF_A_CHANNEL[column.field]
            found.setdefault(channel, {})[PROOF_FIELDS[field]] = storable(cell.strip())
    for name, value in (mapping.preset.constants if mapping.preset else {}).items():
        channel, field = OF_A_CHANNEL[name]
        # A source proves nothing of somebody who never agreed at a time.
        if found.get(channel, {}).get(PROOF_FIELDS[Field.CONSENT_AT]):
            found[channel].setdefault(PROOF_FIELDS[field], value)
    return tuple((channel, _proof_cells(cells)) for channel, cells in found.items())


def _proof_cells(cells: dict[str, str]) -> ProofCells:
    scope, status = cells.pop("scope", ""), cells.get("status", "")
    # A day of a stop beside a yes may be long before the yes, which must not reach further than it was meant to.
    is_left = is_filled(cells.get("opted_out_at", "")) and not status
    if says_stop(status) or is_filled(cells.get("opted_out", "")) or is_left:
        return ProofCells(**cells, scope=scope_or_all(scope))
    return ProofCells(**cells, scope=scope_of(scope))


def _name(row: PersonRow) -> str:
    whole = row.name or " ".join(part for part in (row.first_name, row.last_name) if part)
    return one_line(whole, LONGEST_NAME)


def _formulas(row: SourceRow, mapping: Mapping) -> list[str]:
    """Return a note for every cell that a spreadsheet would run."""
    return [
        f"“{one_line(column.name, 40)}” begins like a formula; it was kept as text"
        for column, cell in zip(mapping.columns, row.cells, strict=True)
        if column.field not in (Field.IGNORE, Field.PHONE, Field.EMAIL) and _FORMULA.match(cell.lstrip())
    ]


def _scopes(row: SourceRow, mapping: Mapping) -> list[str]:
    """Return a note for every scope that cannot be read; only beside a stop does one get this far."""
    fields = (Field.CONSENT_SCOPE, *(f"{channel}_{Field.CONSENT_SCOPE}" for channel in Channel))
    return [
        f"“{one_line(cell, 40)}” is no scope; the stop covers everything"
        for column, cell in zip(mapping.columns, row.cells, strict=True)
        if column.field in fields and compared(cell) not in shipped_words().scope
    ]


def _in_words(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False)[0]
    return f"{first['loc'][0]}: {first['msg'].removeprefix('Value error, ')}"


def may_be_one(name: str, other: str) -> bool:
    """Tell whether two names may be of one person; a family may share an e-mail address."""
    return not name or not other or compared(name) == compared(other)
