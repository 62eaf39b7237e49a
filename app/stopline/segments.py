"""Pure: how a text is cut into SMS parts, exactly as networks count them.

A text whose every character is in the GSM 03.38 alphabet takes 7 bits a character, any other 16. Several parts carry a header
that takes room in each. An escaped character or a surrogate pair is never split between two parts. National shift tables are
not counted: no gateway here can ask for them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPED = "\f^{}\\[~]|€"
"""Characters that GSM-7 writes as two: an escape and a letter."""
_FORCING = re.compile(f"[^{re.escape(_BASIC + _ESCAPED)}]")


class Encoding(StrEnum):
    """How the characters of a text travel."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"


_WIDE: Mapping[Encoding, re.Pattern[str]] = {
    Encoding.GSM7: re.compile(f"[{re.escape(_ESCAPED)}]"),
    Encoding.UCS2: re.compile("[\U00010000-\U0010ffff]"),
}
"""Characters that count two units."""
SINGLE_LIMIT: Mapping[Encoding, int] = {Encoding.GSM7: 160, Encoding.UCS2: 70}
"""Units in a text of one part."""
PART_LIMIT: Mapping[Encoding, int] = {Encoding.GSM7: 153, Encoding.UCS2: 67}
"""Units in each part of a text of several."""


@dataclass(frozen=True, slots=True)
class Forcing:
    """A character that is not in the GSM alphabet, so that the whole text takes 16 bits a character."""

    character: str
    position: int
    """Where it stands first, in characters."""


@dataclass(frozen=True, slots=True)
class Segments:
    """How a text is sent."""

    encoding: Encoding
    parts: tuple[str, ...]
    """The text of each part; they join to the whole text. A text of nothing has none."""
    units: int
    """What the text counts: septets, or 16-bit units."""
    left_in_part: int
    """Units that still fit into the last part."""
    forcing: tuple[Forcing, ...]
    """Each different character that forces UCS-2, at its first place; empty for GSM-7."""


def segments_of(text: str) -> Segments:
    """Return how a text is sent."""
    forcing = _forcing(text)
    encoding = Encoding.UCS2 if forcing else Encoding.GSM7
    units = _units(text, encoding)
    if units <= SINGLE_LIMIT[encoding]:
        return Segments(encoding, (text,) if text else (), units, SINGLE_LIMIT[encoding] - units, forcing)
    parts = _parts(text, encoding)
    return Segments(encoding, parts, units, PART_LIMIT[encoding] - _units(parts[-1], encoding), forcing)


def _forcing(text: str) -> tuple[Forcing, ...]:
    found = []
    position = 0
    for character in dict.fromkeys(_FORCING.findall(text)):
        # First places come in order, so each search goes on where the last one ended.
        position = text.index(character, position)
        found.append(Forcing(character, position))
    return tuple(found)


def _units(text: str, encoding: Encoding) -> int:
    return len(text) + len(_WIDE[encoding].findall(text))


def _parts(text: str, encoding: Encoding) -> tuple[str, ...]:
    """Return the text cut into parts, each as full as it can be."""
    limit, wide = PART_LIMIT[encoding], _WIDE[encoding]
    parts = []
    start = 0
    while start < len(text):
        end = min(start + limit, len(text))
        # Every wide character takes a second unit; giving up the last ones may give up wide ones too.
        while (excess := end - start + len(wide.findall(text, start, end)) - limit) > 0:
            end -= (excess + 1) // 2
        parts.append(text[start:end])
        start = end
    return tuple(parts)
