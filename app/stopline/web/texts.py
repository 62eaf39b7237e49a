"""What the pages say, in the languages they are printed in, and which of them a browser asks for."""

import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stopline.settings.web import LANGUAGES

_FIELD = re.compile(r"\{(\w+)\}")
_LONGEST_HEADER = 500
"""Characters of an Accept-Language header that are read."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What the pages say in one language."""

    language: str
    by_name: Mapping[str, str]

    def __call__(self, name: str, **fields: str) -> str:
        """Return a text such as `form.phone`, with its fields filled."""
        return filled(self.by_name[name], fields)


@functools.cache
def texts_in(language: str) -> Texts:
    """Return what the pages say in one of `LANGUAGES`."""
    text = (Path(__file__).parent / "texts" / f"{language}.toml").read_text(encoding="utf-8")
    by_name: dict[str, str] = {}
    for name, value in tomllib.loads(text).items():
        by_name |= (
            {name: value}
            if isinstance(value, str)
            else {f"{name}.{key}": each for key, each in value.items()}
        )
    return Texts(language, by_name)


def filled(text: str, fields: Mapping[str, str]) -> str:
    """Return a text with its fields in braces filled; what fills them is never read for fields again."""
    return _FIELD.sub(lambda match: fields.get(match[1], match[0]), text)


def best_language(header: str, offered: Sequence[str] = LANGUAGES) -> str:
    """Return which of the offered languages a browser would like best, the first one where it likes none of them.

    Args:
        header: what the browser says it accepts, such as `fr-CA,fr;q=0.9,en;q=0.5`.
        offered: the languages there are.
    """
    liked: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:_LONGEST_HEADER].split(",")):
        tag, _, rest = part.partition(";")
        language = tag.strip().partition("-")[0].lower()
        weight = _weight(rest)
        if language in offered and weight > 0:
            liked.append((-weight, place, language))
    return min(liked)[2] if liked else offered[0]


def _weight(parameter: str) -> float:
    match = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", parameter)
    return float(match[1]) if match else (0.0 if parameter.strip() else 1.0)
