"""Reads countries as people and contact files write them: as codes, in English, and in the languages of the countries.

What is written often stands in `countries.toml`; the rest is looked up in the tables of phonenumbers, which take long to load.
"""

import functools
import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path

_CODE_LENGTH = 2


def country_of(written: str) -> str:
    """Return the ISO 3166 code of a country somebody wrote; empty where no country is written so."""
    name = _compared(written)
    if not name:
        return ""
    return _written_often().get(name) or _of_all_countries(name)


def is_unknown_country(written: str) -> bool:
    """Tell whether something stands where a country belongs that nobody can read as one."""
    return bool(written.strip()) and not country_of(written)


def _compared(written: str) -> str:
    """Return a name without what does not tell one from another: case, accents, dots, spaces around it."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", written.casefold())
        if not unicodedata.combining(letter) and letter != "."
    )
    return " ".join(plain.replace("-", " ").split())


@functools.cache
def _written_often() -> Mapping[str, str]:
    text = Path(__file__).with_name("countries.toml").read_text(encoding="utf-8")
    names: dict[str, list[str]] = tomllib.loads(text)["names"]
    return {_compared(name): code for code, written in names.items() for name in (code, *written)}


@functools.lru_cache(maxsize=1_000)
def _of_all_countries(name: str) -> str:
    if len(name) == _CODE_LENGTH and name.isascii():
        from phonenumbers import SUPPORTED_REGIONS  # noqa: PLC0415 - see the module's docstring

        return name.upper() if name.upper() in SUPPORTED_REGIONS else ""
    return _names_in_every_language().get(name, "")


@functools.cache
def _names_in_every_language() -> Mapping[str, str]:
    from phonenumbers.geodata.locale import LOCALE_DATA  # noqa: PLC0415 - half a second

    names: dict[str, str] = {}
    for code, by_language in LOCALE_DATA.items():
        for written in by_language.values():
            # A star names the language in which it is written the same.
            if not written.startswith("*"):
                names.setdefault(_compared(written), code)
    return names
