"""Settings with a mistake in a section that no text needs to be taken in: a stop is never lost because of a typo elsewhere.

Such a section is left out, and the mistake is handed on to be told. A mistake in a section that says what a text means, what is
answered, or how it is recorded is refused as always, and so is one nobody can place.
"""

import re
import tomllib
from pathlib import Path

from pydantic import ValidationError

from stopline.errors import SettingsError
from stopline.settings.reading import checked, load_settings
from stopline.settings.settings import Settings

NOT_FOR_INTAKE = frozenset(
    {"alerts", "campaigns", "hygiene", "policy", "reconfirm", "templates", "web", "worker"}
)
"""Sections no text needs to be taken in. Where one of them is left out, nothing but automatic answers may be sent: it may be the rules."""
_HEADER = re.compile(r"\s*\[{1,2}\s*[\"']?([A-Za-z_-]+)")


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
        return _without_faults(path, spared, fault), str(fault)


def _without_faults(path: Path, spared: frozenset[str], fault: SettingsError) -> Settings:
    """Return what is left of the settings without the sections at fault."""
    try:
        text = path.read_text(encoding="utf-8")
        sections: dict[str, object] = tomllib.loads(_readable(text, spared))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise fault from None
    while True:
        try:
            return checked(Settings.model_validate(sections), text, path)
        except ValidationError as error:
            places = [each["loc"] for each in error.errors()]
            faulty = {str(place[0]) for place in places if place}
            if not all(places) or not faulty <= spared & sections.keys():
                raise fault from None
            sections = {name: value for name, value in sections.items() if name not in faulty}


def _readable(text: str, spared: frozenset[str]) -> str:
    """Return a text without those spared sections that are no TOML; whatever else is none is left for the reader to refuse."""
    tables: list[tuple[str, str]] = [("", "")]
    for line in text.splitlines(keepends=True):
        header = _HEADER.match(line)
        if header is not None:
            tables.append((header[1], line))
        else:
            name, before = tables[-1]
            tables[-1] = (name, before + line)
    return "".join(table for name, table in tables if name not in spared or _is_toml(table))


def _is_toml(table: str) -> bool:
    try:
        tomllib.loads(table)
    except tomllib.TOMLDecodeError:
        return False
    return True
