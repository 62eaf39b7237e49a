"""The zones of a whole country, for people of whom it is not known where in it they are; read when the first of them is met."""

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path


def zones_of_country(code: str) -> tuple[str, ...]:
    """Return every zone a country has a part in, by its ISO 3166 code; none where no country has that code."""
    return tuple(_by_country().get(code, "").split())


@functools.cache
def _by_country() -> Mapping[str, str]:
    text = Path(__file__).with_name("zones.toml").read_text(encoding="utf-8")
    rows: dict[str, str] = tomllib.loads(text)["zones"]
    return rows
