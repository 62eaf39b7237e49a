"""Settings with a mistake in a section that no text needs to be taken in: a stop is never lost because of a typo elsewhere.

Such a section is left out, and the mistake is handed on to be told. A mistake in a section that says what a text means, what is
answered, or how it is recorded is refused as always, and so is one nobody can place. Where what is left out may say that a yes
needs a second one, every yes needs one until the mistake is mended.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from stopline.errors import SettingsError
from stopline.settings.reading import checked, load_settings
from stopline.settings.settings import Settings

JOINS = "words.join"
NOT_FOR_INTAKE = frozenset(
    {
        "alerts", "campaigns", "double_optin", "hygiene", "policy", "program", "reconfirm", "templates", "web", JOINS,
        "worker",
    }
)  # fmt: skip
"""Sections no text needs to be taken in. Where one of them is left out, nothing but automatic answers may be sent: it may be the rules."""
_FOR_A_YES = frozenset({"double_optin", "program", JOINS})
"""Sections that say what a yes needs: without them none counts before its second one."""
_WAITS = "until it is mended, every yes waits for a second one"
_HEADER = re.compile(r"\s*\[{1,2}\s*[\"']?([A-Za-z_.-]+)")
_Sections = Mapping[str, object]


def load_spared(path: Path, spared: frozenset[str]) -> tuple[Settings, str]:
    """Return the settings of a file, and what is wrong with the sections that had to be left out; empty where nothing is.

    Args:
        path: the file.
        spared: the sections that may be left out.

    Raises:
        SettingsError: something is wrong that does not lie within one of them.
    """
    try:
        return load_settings(path), ""
    except SettingsError as fault:
        if not spared or not path.is_file():
            raise
        return _without_faults(path, spared, fault)


def _without_faults(path: Path, spared: frozenset[str], fault: SettingsError) -> tuple[Settings, str]:
    """Return what is left of the settings without the sections at fault, and what is told of them."""
    try:
        text = path.read_text(encoding="utf-8")
        readable, left_out = _readable(text, spared)
        sections: _Sections = tomllib.loads(readable)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise fault from None
    while True:
        try:
            settings = checked(Settings.model_validate(_wary(sections, left_out)), text, path)
        except ValidationError as error:
            faulty = {_section_of(each["loc"]) for each in error.errors()}
        except SettingsError:
            faulty = {""}
        else:
            return settings, f"{fault}; {_WAITS}" if left_out & _FOR_A_YES else str(fault)
        if faulty == {""}:
            faulty = _with_texts(sections) & spared
        left = _without(sections, faulty)
        if not faulty <= spared or left == sections:
            raise fault from None
        left_out |= faulty
        sections = left


def _section_of(place: tuple[int | str, ...]) -> str:
    """Return the section a mistake lies in; empty where nobody can tell."""
    if place[:2] == ("words", "join"):
        return JOINS
    return str(place[0]) if place else ""


def _with_texts(sections: _Sections) -> set[str]:
    """Return the next section that may hold a text nobody can place the mistake of, such as a link without a page to lead to."""
    return next(({name} for name in (JOINS, "templates") if _without(sections, {name}) != sections), {""})


def _without(sections: _Sections, names: set[str]) -> _Sections:
    left = {name: value for name, value in sections.items() if name not in names}
    words = left.get("words")
    if JOINS in names and isinstance(words, dict):
        left["words"] = {name: value for name, value in words.items() if name != "join"}
    return left


def _wary(sections: _Sections, left_out: set[str]) -> _Sections:
    """Return sections that ask everybody for a second yes, where what is left out may say who is to be asked."""
    if not left_out & _FOR_A_YES:
        return sections
    own = sections.get("double_optin")
    return {**sections, "double_optin": {**(own if isinstance(own, dict) else {}), "everywhere": True}}


def _readable(text: str, spared: frozenset[str]) -> tuple[str, set[str]]:
    """Return a text without those spared sections that are no TOML, and which; whatever else is none is left for the reader to refuse."""
    tables: list[tuple[str, str]] = [("", "")]
    for line in text.splitlines(keepends=True):
        header = _HEADER.match(line)
        if header is not None:
            tables.append((_spared_name(header[1], spared), line))
        else:
            name, before = tables[-1]
            tables[-1] = (name, before + line)
    broken = {name for name, table in tables if name in spared and not _is_toml(table)}
    kept = (table for name, table in tables if name not in broken or _is_toml(table))
    return "".join(kept), broken


def _spared_name(header: str, spared: frozenset[str]) -> str:
    """Return the spared section a table lies in, else its own name."""
    return next((name for name in spared if header == name or header.startswith(f"{name}.")), header)


def _is_toml(table: str) -> bool:
    try:
        tomllib.loads(table)
    except tomllib.TOMLDecodeError:
        return False
    return True
