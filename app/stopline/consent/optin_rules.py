"""Reads the dated values that the capture of consent goes by."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypedDict

from stopline.consent.normalise import folded


class _Row(TypedDict, total=False):
    source: str
    confidence: str
    words: list[str]


@dataclass(frozen=True, slots=True)
class OptInRules:
    """What the law and the languages say about opting in."""

    double_countries: frozenset[str]
    """ISO 3166 codes of the countries in which a yes needs a second one."""
    no_words: dict[tuple[str, ...], str]
    """Texts that say no to a question, as they are compared, and the language of each."""


@cache
def shipped_optin_rules() -> OptInRules:
    """Return the values that ship with Stopline, from `optin.toml`."""
    values = tomllib.loads(Path(__file__).with_name("optin.toml").read_text(encoding="utf-8"))
    rows: dict[str, _Row] = values["no"]
    words = {folded(written): language for language, row in rows.items() for written in row["words"]}
    return OptInRules(frozenset(values["double_optin"]), words)
