"""Pure: tell the hours of the day from other numbers in a sentence."""

import re
from collections.abc import Sequence

from stopline.consent.grammar import Unit, bits

WRITTEN_HOUR = re.compile(r"(?:[01]?\d|2[0-4])(?P<sign>am|pm|a|p|uhr|u|h|hs|h[0-5]\d|u[0-5]\d)?")
BEHIND_AN_HOUR = frozenset(
    (
        *("am", "pm", "oclock", "uhr", "uur", "h", "hs", "heures", "heure", "horas", "hora"),
        *("ore", "ora", "in", "or", "and", "of", "on", "lol", "y", "o", "e"),
        *("et", "ou", "und", "oder", "en", "de", "da", "di", "del", "della", "du"),
        *("because", "cause", "cos", "bc", "que", "porque", "pq", "parce", "weil", "omdat", "perche"),
    )
)
"""Words that make the bare number before them an hour."""
SPOKEN_HOURS = frozenset(
    (
        *(
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "seis",
            "siete",
            "ocho",
            "nueve",
            "diez",
        ),
        *("sept", "huit", "neuf", "dix", "sete", "oito", "nove", "dez", "sei", "sette", "otto", "dieci"),
        *("sechs", "sieben", "acht", "neun", "zehn", "elf", "zes", "zeven", "negen", "tien"),
    )
)
"""Hours written out, where people say them of mornings and evenings."""
IN_A_WISH = bits("contact", "send", "please", "not")


def is_hour(units: Sequence[Unit], index: int) -> bool:
    """Whether a unit is an hour of the day, as in "before 8", "21h" or "5 am", and no other number."""
    written = WRITTEN_HOUR.fullmatch(units[index].text)
    is_spoken = units[index].text in SPOKEN_HOURS
    if not (written or is_spoken) or (written and written["sign"]) or index + 1 == len(units):
        return written is not None or is_spoken
    behind = units[index + 1]
    return (
        is_apart(behind, by_commas=True)
        or behind.text in BEHIND_AN_HOUR
        or behind.slots & IN_A_WISH != 0
        or behind.text[0].isdigit()
    )


def is_apart(unit: Unit, by_commas: bool) -> bool:
    """Whether a unit begins another clause, or another part of one where commas count."""
    return unit.is_after_break or (by_commas and unit.is_after_comma)
