"""Pure: what a file of people holds: its encoding, its form, its columns, and its rows with their lines.

It does not know what a column means, and it never drops a row: what cannot be read as one is an error with its line.
"""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from stopline.errors import BadInputError
from stopline.inert import one_line

DELIMITERS = ",;\t|"
LONGEST_FIELD = 64 << 20
"""Characters the reader takes in one cell; what a contact may have is decided where rows are checked."""
_SNIFFED_LINES = 30
_NAMED_DELIMITER = re.compile(r"sep=(.)\r?\n")
_LOOKS_LIKE_DATA = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|[+(]?\d[\d\s().-]{6,}")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row, with a cell for each column of its sheet."""

    line: int
    """Where it begins in the file; in a JSON list, its place."""
    cells: tuple[str, ...]
    surplus: tuple[str, ...] = ()
    """What it has beyond the columns."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file holds."""

    columns: tuple[str, ...]
    rows: tuple[SourceRow, ...]
    warnings: tuple[str, ...] = ()
    """What somebody should look at, such as a guessed encoding."""


def read_sheet(content: bytes) -> Sheet:
    """Return what a file holds: CSV with any usual delimiter, TSV, a JSON list, or a JSON object a line.

    Raises:
        BadInputError: it is empty, has no header, or is none of these; the message says where.
    """
    text, warnings = decoded(content)
    if not text.strip():
        raise BadInputError("the file is empty")
    start = text.lstrip()[0]
    columns, rows = _objects(text) if start in "[{" else _table(text)
    if not rows:
        raise BadInputError("the file has a header and no rows")
    return Sheet(columns, tuple(rows), warnings)


def decoded(content: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file, and a warning where its encoding had to be guessed."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace").removeprefix("\ufeff"), ()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(content)
    if "\0" in text[:200]:
        return _guessed(content)
    return text, ()


_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def _guessed(content: bytes) -> tuple[str, tuple[str, ...]]:
    sample = content[:4096]
    if sample.count(0) > len(sample) // 4:
        encoding = "utf-16-be" if sample[:1] == b"\0" else "utf-16-le"
        return content.decode(encoding, errors="replace"), (
            "the file is in UTF-16, without saying so; please check the names",
        )
    warning = "the file is not in UTF-8; it was read as {}, so please check names with accents"
    try:
        return content.decode("cp1252"), (warning.format("Windows-1252"),)
    except UnicodeDecodeError:
        return content.decode("latin-1"), (warning.format("Latin-1"),)


def _table(text: str) -> tuple[tuple[str, ...], list[SourceRow]]:
    named = _NAMED_DELIMITER.match(text)
    skipped = 1 if named else 0
    body = text[named.end() :] if named else text
    delimiter = named[1] if named else _delimiter(body)
    with _long_fields():
        try:
            lines = [(line + skipped, cells) for line, cells in _whole_records(body, delimiter, skipped)]
        except csv.Error as error:
            raise BadInputError(f"the table cannot be read: {error}") from error
    if not lines:
        raise BadInputError("the file is empty")
    (header_line, header), *others = lines
    _check_header(header_line, header)
    columns = _distinct(header)
    rows = [_row(line, cells, len(columns)) for line, cells in others if any(cell.strip() for cell in cells)]
    return columns, rows


def _whole_records(body: str, delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the records of a table in which no quote swallows the lines behind it.

    Raises:
        BadInputError: one does; the message names the line where it opens.
    """
    written = list(io.StringIO(body, newline=""))
    records = list(_records(body, delimiter))
    ends = [line - 1 for line, _ in records[1:]]
    for (line, cells), end in zip(records, [*ends, len(written)], strict=True):
        # A record on one line swallows nothing, unless it is the last one: its quote may miss the end of the file.
        if end > line or end == len(written):
            opened = _swallowing_quote(written[line - 1 : end], delimiter)
            if opened is not None:
                raise BadInputError(
                    f"line {line + opened + skipped}: a quote opens here that is not closed, so the lines behind it "
                    "would be lost; close it, and double every quote inside a cell"
                )
        yield line, cells


def _swallowing_quote(written: Sequence[str], delimiter: str) -> int | None:
    """Return on which line of a record a quote opens that is never closed, or is closed on a later line amid words."""
    opened: int | None = None
    before = delimiter
    for place, line in enumerate(written):
        # The reader takes a quote for the beginning of a quoted cell only at the very beginning of a cell.
        before = before if opened is not None else delimiter
        letters = iter(enumerate(line))
        for at, letter in letters:
            if opened is None:
                if letter == '"' and before == delimiter:
                    opened = place
            elif letter == '"':
                behind = line[at + 1 : at + 2]
                if behind == '"':
                    next(letters)
                elif opened != place and behind not in ("", delimiter, "\r", "\n"):
                    return opened
                else:
                    opened = None
            before = letter
    return opened


def _records(body: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of every record and the line it begins on; blank lines are left out."""
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter)
    line = 1
    for cells in reader:
        if cells:
            yield line, cells
        line = reader.line_num + 1


def _delimiter(body: str) -> str:
    """Return the sign that cuts the first lines into the most columns, equally many in most lines."""
    sample = "\n".join(body.splitlines()[:_SNIFFED_LINES])

    def score(delimiter: str) -> tuple[float, int]:
        widths = [len(cells) for _, cells in _records(sample, delimiter)]
        if not widths or widths[0] < 2:
            return (0.0, 0)
        alike = Counter(widths)[widths[0]] / len(widths)
        return (alike, widths[0])

    with _long_fields():
        best = max(DELIMITERS, key=score)
        return best if score(best)[1] else ","


def _check_header(line: int, header: Sequence[str]) -> None:
    for cell in header:
        if _LOOKS_LIKE_DATA.fullmatch(cell.strip()):
            raise BadInputError(
                f"line {line}: “{one_line(cell, 60)}” is somebody's address, not the name of a column; "
                "begin the file with a line such as name,phone"
            )


def _row(line: int, cells: Sequence[str], width: int) -> SourceRow:
    """Return a row with as many cells as there are columns; missing ones at the end are empty."""
    surplus = [cell for cell in cells[width:] if cell.strip()]
    kept = [*cells[:width], *[""] * (width - len(cells))]
    return SourceRow(line, tuple(kept), tuple(surplus))


def _distinct(header: Sequence[str]) -> tuple[str, ...]:
    """Return a name for each column: empty ones are numbered, and so are those that come again."""
    names: list[str] = []
    for place, cell in enumerate(header, start=1):
        name = one_line(cell, 80) or f"column {place}"
        again = sum(known == name or known.startswith(f"{name} (") for known in names)
        names.append(f"{name} ({again + 1})" if again else name)
    return tuple(names)


def _objects(text: str) -> tuple[tuple[str, ...], list[SourceRow]]:
    found = _json_list(text) if text.lstrip().startswith("[") else _json_lines(text)
    columns = tuple(dict.fromkeys(name for _, fields in found for name in fields))
    if not columns:
        raise BadInputError("the file has no people in it")
    shown = _distinct(columns)
    return shown, [
        SourceRow(line, tuple(_cell(fields.get(name), name, line) for name in columns))
        for line, fields in found
    ]


_Objects = list[tuple[int, dict[str, object]]]


def _json_list(text: str) -> _Objects:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"the file begins like JSON and is none: {error}") from error
    for place, fields in enumerate(found, start=1):
        if not isinstance(fields, dict):
            raise BadInputError(f"entry {place} is not an object with a field for each column")
    return list(enumerate(found, start=1))


def _json_lines(text: str) -> _Objects:
    """Return the objects of a file that is one object, or has one a line."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        return [
            (line, _json_object(written, line))
            for line, written in enumerate(text.splitlines(), 1)
            if written.strip()
        ]
    for name, value in whole.items():
        if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
            raise BadInputError(
                f"the file is one object with a list “{one_line(name, 60)}” in it; write that list alone, so that the file begins with ["
            )
    return [(1, whole)]


def _json_object(written: str, line: int) -> dict[str, object]:
    try:
        fields = json.loads(written)
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"line {line} is not JSON: {error}") from error
    if not isinstance(fields, dict):
        raise BadInputError(f"line {line} is not an object with a field for each column")
    return fields


def _cell(value: object, name: str, line: int) -> str:
    """Return a JSON value as a table's cell would hold it."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case int() | float():
            return str(value)
        case list() if all(isinstance(each, str | int) for each in value):
            return ", ".join(str(each) for each in value)
        case _:
            raise BadInputError(
                f"line {line}: “{one_line(name, 60)}” holds more than one value; write it as text"
            )


@contextmanager
def _long_fields() -> Iterator[None]:
    """Let the reader take long cells, so that a row with one is refused by itself and not the whole file."""
    before = csv.field_size_limit(LONGEST_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(before)
