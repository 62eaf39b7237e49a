"""Reads `settings.toml`; what cannot be used is refused with its file, its line and the reason."""

import re
import tomllib
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from stopline.errors import SettingsError
from stopline.faults import keys_of, place_of, told
from stopline.settings.capture import check_optin_texts
from stopline.settings.section import Place
from stopline.settings.settings import Settings
from stopline.settings.unknown_keys import unknown_key
from stopline.settings.words import check_words

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

FILE_NAME = "settings.toml"
ENCODING = "utf-8-sig"
"""UTF-8, with the mark before it that some editors write or without."""
_ANEW = "put it back, from a backup if need be; where there is none, take an empty one away, and `stopline init` writes a new one"


def load_settings(path: Path) -> Settings:
    """Return the settings of a file.

    Raises:
        SettingsError: the file is gone, empty or no TOML, or a value cannot be used; the message names the place and what is wrong.
    """
    try:
        text = path.read_text(encoding=ENCODING)
    except FileNotFoundError as error:
        raise SettingsError(f"{path} is gone; {_ANEW}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"{path} is not text in UTF-8; write it anew, or save it in that encoding"
        ) from error
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror or error}") from error
    if not text.strip():
        raise SettingsError(f"{path} is empty; {_ANEW}")
    return parse_settings(text, path)


def parse_settings(text: str, path: Path) -> Settings:
    """Return the settings a text describes; `path` is named in errors.

    Raises:
        SettingsError: as for `load_settings`.
    """
    try:
        settings = Settings.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        end = f"at the end, line {len(text.splitlines())}"
        raise SettingsError(f"{path}: {str(error).replace('at end of document', end)}") from error
    except ValidationError as error:
        # A name that is written wrong is missed where it belongs, too.
        first = _nearest(min(error.errors(), key=lambda each: each["type"] == "missing"), error.errors())
        place = place_of(first)
        if first["type"] == "extra_forbidden":
            raise SettingsError(
                f"{path}{_line_of_key(text, first['loc'])}: {place}: {unknown_key(first['loc'])}"
            ) from error
        where = f"{path}{_line_at_fault(text, first)}"
        raise SettingsError(
            f"{where}: {place}: {told(first)}" if place else f"{where}: {told(first)}"
        ) from error

    return checked(settings, text, path)


def checked(settings: Settings, text: str, path: Path) -> Settings:
    """Return settings whose words and texts can be used.

    Raises:
        SettingsError: as for `load_settings`.
    """

    def place_of(value: str, place: Place) -> str:
        return f"{path}{line_of(text, value, _key_line(text, place) or 1)}"

    check_words(settings.words, place_of)
    check_optin_texts(
        settings.answers, settings.asking, settings.words.join, place_of, has_program=settings.has_program
    )
    return settings


def line_of(text: str, value: object, first: int = 1) -> str:
    """Return `, line N` for the line of a file that holds a value, as near as it can be told; empty where it cannot.

    A comment is no setting, and a line with the very value comes before one that holds it among other words.

    Args:
        text: the file's.
        value: what stands in the line.
        first: the line to begin at, counted from 1.
    """
    if isinstance(value, str) and value:
        lines = [
            (number, line)
            for number, line in enumerate(text.splitlines(), start=1)
            if number >= first and not line.lstrip().startswith("#")
        ]
        for written in (f'"{value}"', f"'{value}'", value):
            for number, line in lines:
                if written in line:
                    return f", line {number}"
    return ""


def _nearest(fault: "ErrorDetails", faults: "Sequence[ErrorDetails]") -> "ErrorDetails":
    """Return the fault that lies nearest to what somebody wrote, where a value may be text or a table and each was tried."""
    place = keys_of(fault)
    return max(
        (each for each in faults if keys_of(each)[: len(place)] == place), key=lambda each: len(keys_of(each))
    )


def _line_at_fault(text: str, fault: "ErrorDetails") -> str:
    """Return `, line N` for what is wrong: the value behind its key, or the key; what is missing stands nowhere."""
    keys = keys_of(fault)
    # A key within braces begins no line; the one it belongs to does.
    key = next((found for end in range(len(keys), 0, -1) if (found := _key_line(text, keys[:end]))), 0)
    line = line_of(text, fault["input"], key or 1)
    return line or (f", line {key}" if key and fault["type"] != "missing" else "")


def _line_of_key(text: str, place: Sequence[int | str]) -> str:
    line = _key_line(text, place)
    return f", line {line}" if line else ""


def _key_line(text: str, place: Sequence[int | str]) -> int:
    """Return the first line that gives a key a value or opens its table, counted from 1; 0 where that cannot be told.

    The key is looked for where its section begins, and from the top where it has none of its own.
    """
    names = [str(part) for part in place if isinstance(part, str)]
    if not names:
        return 0
    lines = text.splitlines()
    first = _first_line_of_section(lines, place)
    key = re.escape(names[-1])
    gives = re.compile(rf"""\s*(?:["']?{key}["']?\s*[=.]|\[+\s*(?:.+\.)?\s*["']?{key}["']?\s*\])""")
    for number in chain(range(first, len(lines)), range(first)):
        if gives.match(lines[number]):
            return number + 1
    return 0


def _first_line_of_section(lines: Sequence[str], place: Sequence[int | str]) -> int:
    """Return where the section of a key begins, of several of a name the one that is meant; the top where there is none."""
    index = next((at for at, part in enumerate(place) if isinstance(part, int)), None)
    if index is None:
        wanted, nth, ends = re.escape(str(place[0])), 0, r"[\].]"
    else:
        wanted, nth = r"\s*\.\s*".join(re.escape(str(part)) for part in place[:index]), int(place[index])
        # A table inside of one entry begins no other entry.
        ends = r"\]"
    begins = re.compile(rf"\s*\[+\s*[\"']?{wanted}[\"']?\s*{ends}")
    found = [number for number, line in enumerate(lines) if begins.match(line)]
    return found[nth] if nth < len(found) else 0
