"""Pure: where addresses stand, as rows of a table or a JSON list that other systems keep in step with; written and read without loss."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import PurePath
from typing import TypeVar

from stopline.address import Address, is_email, may_be_answered, parse_address, parse_sender
from stopline.clock import parse_instant, to_text
from stopline.consent.events import Basis, Channel, Method, Scope
from stopline.consent.status import BLOCKING, State
from stopline.errors import BadAddressError, BadInputError
from stopline.importers.rows import LONGEST_FIELD, decoded
from stopline.importers.stops import StopSaid, says_stop, stop_said
from stopline.importers.words import Said, compared, shipped_words
from stopline.inert import json_text, one_line, sealed, storable, unsealed

LONGEST_CELL = 5_000
"""Characters of a cell; more are a mistake in the file."""
_NEEDED = ("address", "channel", "state")
_SHORT_CODE = re.compile(r"\d{3,6}")
_FEWEST_DIGITS = 5
"""So many digits, and more of them than letters, are a number with a mistake in it and no sender's name."""
_MANY_DIGITS = 7
_LETTER_AMID_DIGITS = re.compile(r"\d[^\W\d_xX]\d")
"""An O typed for a nought; an x begins an extension."""
_MISTYPED = "It looks like a number with a mistake in it: correct it, and import the file again"
_NO_NAME = "If a sender has this name, put “name” into a column “kind”"
_Value = TypeVar("_Value", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class ConsentState:
    """Where one address stands on one channel, within one scope, and what is known of how that came."""

    address: Address
    channel: Channel
    scope: Scope
    state: State
    since: datetime | None
    method: str = ""
    """How it is known: one of our methods."""
    source: str = ""
    wording: str = ""
    words: str = ""
    before_hold: State | None = None
    """What the release of a hold returns to."""
    basis: Basis | None = None
    """What the yes rests on; None where there is none, or nobody says."""
    agreed_at: datetime | None = None
    """When that yes was given."""

    @property
    def says_yes(self) -> bool:
        """Tell whether there is a yes, be it frozen by a hold."""
        return State.SUBSCRIBED in (self.state, self.before_hold)

    def cells(self) -> dict[str, str]:
        """Return it as texts by column."""
        return {
            "address": self.address,
            "channel": self.channel.value,
            "scope": self.scope.value,
            "state": self.state.value,
            "since": to_text(self.since) if self.since else "",
            "method": self.method,
            "source": self.source,
            "wording": self.wording,
            "words": self.words,
            "before_hold": self.before_hold.value if self.before_hold else "",
            "basis": self.basis.value if self.basis else "",
            "agreed_at": to_text(self.agreed_at) if self.agreed_at else "",
            KIND: "" if may_be_answered(self.address) else NAME,
        }


KIND = "kind"
"""The column that says what stands in that of the address, where it is neither a number nor an e-mail address."""
NAME = "name"
"""A sender's name or a short code, as texts carry them that nobody can answer."""
COLUMNS = (*(field.name for field in fields(ConsentState)), KIND)
IsKnown = Callable[[Address], bool]
"""Tells whether something stands here under an address."""


@dataclass(frozen=True, slots=True)
class ReadState:
    """A state, and where in its file it stood."""

    line: int
    state: ConsentState
    notes: tuple[str, ...] = ()
    """What was read otherwise than it was written."""


@dataclass(frozen=True, slots=True)
class _Door:
    """What the addresses of a file are read with."""

    region: str
    is_known: IsKnown


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that says nothing that could be used."""

    line: int
    reason: str
    is_stop: bool = False
    """Whether it speaks of a stop, a hold or a no, which is lost until the row is corrected."""


def names_json(file: PurePath) -> bool:
    """Tell whether the name of a file asks for JSON."""
    return file.suffix.lower() == ".json"


def states_text(states: Iterable[ConsentState], *, is_json: bool) -> str:
    """Return states as a JSON list, or as a table."""
    return json_states(states) if is_json else csv_text(states)


def csv_text(states: Iterable[ConsentState]) -> str:
    """Return states as a table that a spreadsheet shows and never runs."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([sealed(cell) for cell in state.cells().values()] for state in states)
    return text.getvalue()


def json_states(states: Iterable[ConsentState]) -> str:
    """Return states as a JSON list, an object a line."""
    lines = ",\n".join(json_text(state.cells()) for state in states)
    return f"[\n{lines}\n]\n" if lines else "[]\n"


def read_states(
    content: bytes, now: datetime, region: str, is_known: IsKnown
) -> tuple[list[ReadState], list[BadRow]]:
    """Return the states of a file, a table or JSON, and why its other rows hold none.

    Args:
        content: the file.
        now: the present instant, which no row may lie behind.
        region: of national phone numbers.
        is_known: tells whether something stands here under a sender's name, which is then no mistyped number.

    Raises:
        BadInputError: the file as a whole cannot be read.
    """
    text, _ = decoded(content)
    door = _Door(region, is_known)
    rows = _objects(text) if text.lstrip().startswith("[") else _table(text)
    read: list[ReadState] = []
    bad: list[BadRow] = []
    for line, cells in rows:
        try:
            said = _stop_of(cells, now)
            state = _state(cells, now, door) if said is None else _stopped(cells, said, door)
            read.append(ReadState(line, state, said.notes if said else ()))
        except BadInputError as error:
            bad.append(BadRow(line, str(error), _speaks_against(cells.get("state", ""))))
    return read, bad


def _speaks_against(cell: str) -> bool:
    """Tell whether a state that could not be taken in may keep something back: a stop, a hold, a plain no, or a word nobody knows."""
    plain = compared(cell)
    meaning = shipped_words().status.get(plain)
    is_unread = bool(plain) and meaning is None and plain not in set(State)
    return says_stop(cell) or is_unread or plain == State.HELD or meaning == Said.REFUSED


def _table(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    before = csv.field_size_limit(LONGEST_FIELD)
    try:
        lines = text.splitlines()
        delimiter = max(",;\t", key=lines[0].count) if lines else ","
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        header = [unsealed(name).strip().lower() for name in next(reader, [])]
        _check_header(header)
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) > len(header):
                state = next((cell for cell in cells if says_stop(cell)), "")
                yield line, {"": "it has more cells than there are columns", "state": state}
            elif any(cell.strip() for cell in cells):
                filled = [*cells, *[""] * (len(header) - len(cells))]
                yield line, {name: unsealed(cell) for name, cell in zip(header, filled, strict=True)}
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadInputError(f"the table cannot be read: {error}") from error
    finally:
        csv.field_size_limit(before)


def _objects(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"the file begins like JSON and is none: {error}") from error
    for place, each in enumerate(found, start=1):
        if not isinstance(each, Mapping):
            yield place, {"": "it is not an object with a field for each column"}
            continue
        texts = {str(name).lower(): _text(value) for name, value in each.items()}
        odd = [name for name, value in each.items() if not isinstance(value, str | None)]
        # A number for a day, or for an address, keeps no stop out.
        if odd and not says_stop(texts.get("state", "")):
            yield place, {"": f"“{one_line(str(odd[0]), 40)}” is not a text"}
        else:
            yield place, texts


def _text(value: object) -> str:
    """Return what a field of an object says as a text."""
    return "" if value is None else str(value)


def _check_header(header: Sequence[str]) -> None:
    missing = [name for name in _NEEDED if name not in header]
    if missing:
        raise BadInputError(
            f"this is no file of consent states: there is no column {', '.join(missing)}; "
            "`stopline consent export --csv` shows the form, and a file of people goes to `stopline import contacts`"
        )


def check_people(header: Sequence[str]) -> None:
    """Raise BadInputError where a file of people is wanted and its header is that of consent states: its stops would get lost."""
    if set(_NEEDED) <= {unsealed(name).strip().lower() for name in header}:
        raise BadInputError(
            f"this is a file of consent states, by its columns {', '.join(_NEEDED)}; take it in as that: "
            "`stopline consent import FILE --mode suppress-only`"
        )


def _state(cells: Mapping[str, str], now: datetime, door: _Door) -> ConsentState:
    _check_whole(cells)
    if long := [name for name, cell in cells.items() if len(cell) > LONGEST_CELL]:
        raise BadInputError(f"“{one_line(long[0], 40)}” has more than {LONGEST_CELL:,} characters")
    state = _one_of(State, cells.get("state", ""), "state")
    before_hold = cells.get("before_hold", "").strip()
    address, channel = _place(cells, state, door)
    method = cells.get("method", "").strip().lower()
    found = ConsentState(
        address=address,
        channel=channel,
        scope=_one_of(Scope, cells.get("scope", "") or Scope.ALL, "scope"),
        state=state,
        since=_instant(cells.get("since", ""), now),
        method=_one_of(Method, method, "method").value if method else "",
        source=storable(cells.get("source", "")),
        wording=storable(cells.get("wording", "")),
        words=storable(cells.get("words", "")),
        before_hold=_one_of(State, before_hold, "before_hold") if before_hold else None,
    )
    if found.says_yes:
        found = _resting(found, cells, now)
    if found.state is State.SUBSCRIBED:
        _check_proof(found)
    return found


def _resting(yes: ConsentState, cells: Mapping[str, str], now: datetime) -> ConsentState:
    """Return a yes with what it rests on, as its row says."""
    basis = cells.get("basis", "").strip()
    return replace(
        yes,
        basis=_one_of(Basis, basis, "basis") if basis else None,
        agreed_at=_instant(cells.get("agreed_at", ""), now),
    )


def _stop_of(cells: Mapping[str, str], now: datetime) -> StopSaid | None:
    """Return what a row says of a stop; None where it speaks of none."""
    if not says_stop(cells.get("state", "")):
        return None
    return stop_said(
        cells.get("since", ""), cells.get("scope", ""), now, lambda cell: parse_instant(cell, UTC)
    )


def _stopped(cells: Mapping[str, str], said: StopSaid, door: _Door) -> ConsentState:
    """Return the stop of a row: who and where must be known, and nothing else keeps it out."""
    _check_whole(cells)
    address, channel = _place(cells, State.STOPPED, door)
    method = cells.get("method", "").strip().lower()
    source, wording, words = (
        storable(cells.get(name, "")[:LONGEST_CELL]) for name in ("source", "wording", "words")
    )
    known = method if method in set(Method) else ""
    return ConsentState(address, channel, said.scope, State.STOPPED, said.at, known, source, wording, words)


def _check_whole(cells: Mapping[str, str]) -> None:
    """Raise BadInputError where it cannot be told which cell is which."""
    if "" in cells:
        raise BadInputError(cells[""])


def _place(cells: Mapping[str, str], state: State, door: _Door) -> tuple[Address, Channel]:
    """Return whom a row is about, and by which channel."""
    is_name = compared(cells.get(KIND, "")) == NAME
    address = _address(cells.get("address", "").strip(), state, door, is_name=is_name)
    channel = _one_of(Channel, cells.get("channel", ""), "channel")
    if may_be_answered(address) and is_email(address) is not (channel is Channel.EMAIL):
        raise BadInputError(f"{channel} does not lead to {one_line(address, 60)}")
    return address, channel


def _address(cell: str, state: State, door: _Door, *, is_name: bool) -> Address:
    if not cell:
        raise BadInputError("it names no address")
    is_mistyped = _is_mistyped(cell)
    if is_mistyped and _LETTER_AMID_DIGITS.search(cell):
        raise BadInputError(f"“{one_line(cell, 60)}” has a letter amid its digits. {_MISTYPED}")
    try:
        return parse_address(cell, door.region)
    except BadAddressError as error:
        # A number with a mistake in it is nobody's: its stop would stand where nobody is, and nobody would know.
        if is_mistyped:
            raise BadInputError(f"{error}. {_MISTYPED}") from error
        # Somebody whom nobody can answer may have stopped all the same.
        sender = parse_sender(cell, door.region)
        if state in BLOCKING and (is_name or _SHORT_CODE.fullmatch(cell) or door.is_known(sender)):
            return sender
        if state in BLOCKING and "@" not in cell:
            raise BadInputError(f"{error}. {_NO_NAME}") from error
        raise


def _is_mistyped(cell: str) -> bool:
    """Tell whether somebody meant a phone number, where a cell is neither one nor an e-mail address."""
    digits, letters = (sum(map(is_one, cell)) for is_one in (str.isdecimal, str.isalpha))
    is_number = digits >= _MANY_DIGITS or (digits >= _FEWEST_DIGITS and digits > letters > 0)
    return "@" not in cell and (is_number or (cell.startswith("+") and digits > letters))


def _check_proof(state: ConsentState) -> None:
    """Raise BadInputError where a yes proves nothing: it needs when, and how or where."""
    if state.since is None:
        raise BadInputError("somebody agreed, and it does not say since when; that proves nothing")
    if not (state.method or state.source or state.words):
        raise BadInputError("somebody agreed, and it says neither how nor where; that proves nothing")


def _instant(cell: str, now: datetime) -> datetime | None:
    if not cell.strip():
        return None
    instant = parse_instant(cell, UTC)
    if instant > now:
        raise BadInputError(f"“{one_line(cell, 40)}” lies in the future")
    return instant


def _one_of(kind: type[_Value], cell: str, column: str) -> _Value:
    try:
        return kind(cell.strip().lower())
    except ValueError as error:
        known = ", ".join(each.value for each in kind)
        raise BadInputError(f"“{one_line(cell, 40)}” is no {column}; there are {known}") from error
