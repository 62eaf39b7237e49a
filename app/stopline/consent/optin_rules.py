"""Reads the dated values that the capture of consent goes by."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypedDict

from stopline.consent.normalise import folded


class OptInRow(TypedDict, total=False):
    """One row of the file, with where it is from."""

    source: str
    confidence: str
    words: list[str]


class OptInFile(TypedDict):
    """The file as it stands."""

    as_of: date
    double_optin: dict[str, OptInRow]
    no: dict[str, OptInRow]


@dataclass(frozen=True, slots=True)
class OptInRules:
    """What the law and the languages say about opting in."""

    double_countries: frozenset[str]
    """ISO 3166 codes of the countries in which a yes needs a second one."""
    no_words: dict[tuple[str, ...], str]
    """Texts that say no to a question, as they are compared, and the language of each."""


def optin_file() -> OptInFile:
    """Return the values as the file has them, with their sources."""
    values: OptInFile = tomllib.loads(Path(__file__).with_name("optin.toml").read_text(encoding="utf-8"))  # type: ignore[assignment]  # ours; a test reads it
    return values


@cache
def shipped_optin_rules() -> OptInRules:
    """Return the values that ship with Stopline, from `optin.toml`."""
    values = optin_file()
    words = {folded(written): language for language, row in values["no"].items() for written in row["words"]}
    return OptInRules(frozenset(values["double_optin"]), words)
