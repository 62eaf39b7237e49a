"""Pure: a settings file cut into its tables, so that a mistake in one hides no other."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from stopline.consent.normalise import folded

_HEADER = re.compile(r"\s*(\[{1,2})\s*[\"']?([A-Za-z_.-]+)")
_STOPS = re.compile(
    r"^\s*(?:words\s*\.\s*)?[\"']?stop\w*[\"']?\s*=(.*?)(?=^\s*[\w.\"'-]+\s*=|^\s*\[{1,2}\w|\Z)",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_BETWEEN_WORDS = re.compile(r"[\"',\[\]\n]")


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file, as it is written."""

    name: str
    """Empty for what stands before the first header."""
    text: str
    is_one_of_several: bool = False
    """Whether its header has two brackets."""


def tables_of(text: str) -> list[Table]:
    """Return the tables of a file in their order."""
    tables = [Table("", "")]
    for line in text.splitlines(keepends=True):
        header = _HEADER.match(line)
        if header is not None:
            tables.append(Table(header[2], line, header[1] == "[["))
        else:
            last = tables[-1]
            tables[-1] = Table(last.name, last.text + line, last.is_one_of_several)
    return tables


def is_toml(text: str) -> bool:
    """Tell whether a text can be read by itself."""
    try:
        tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return False
    return True


def readable_lines(table: Table) -> str:
    """Return what is left of a table whose lines that cannot be read by themselves are left out."""
    lines = table.text.splitlines(keepends=True)
    if not table.name:
        return "".join(line for line in lines if is_toml(line))
    header = f"[[{table.name}]]\n" if table.is_one_of_several else f"[{table.name}]\n"
    return header + "".join(line for line in lines[1:] if is_toml(line))


def stops_in(table: str) -> list[str]:
    """Return the words for stop in a table that is no TOML: what stands between quotes, commas and brackets behind the name."""
    written = _STOPS.search(table)
    lines = written[1].splitlines() if written else []
    pieces = (piece.strip() for line in lines for piece in _BETWEEN_WORDS.split(line.split("#")[0]))
    return [piece for piece in pieces if folded(piece) and piece.isprintable()]


def stops_of(words: Mapping[str, object]) -> list[str]:
    """Return the words for stop in a table that is TOML: under any name that begins so, such as `stops`, and one without brackets."""
    given = [value for name, value in words.items() if name.casefold().startswith("stop")]
    found = [word for value in given for word in (value if isinstance(value, list) else [value])]
    return [word for word in found if isinstance(word, str) and folded(word)]
