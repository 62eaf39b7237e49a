"""Pure: the texts of a campaign: drawn by lot for each person, filled for them, and counted in parts."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from stopline.address import Address
from stopline.consent.lexicon import Lexicon
from stopline.consent.link_room import PLACEHOLDER, as_counted
from stopline.consent.verdict import Meaning
from stopline.errors import BadInputError
from stopline.inbox.templates import field_fault, fields_for, fill
from stopline.segments import segments_of

MOST_TEXTS = 8
LONGEST_TEXT = 1600
LABELS = "ABCDEFGH"


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the texts of a campaign."""

    label: str
    text: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Filled:
    """A text as one person gets it."""

    label: str
    text: str
    parts: int


def variants_of(texts: Sequence[str], weights: Sequence[int] = ()) -> tuple[Variant, ...]:
    """Return the texts of a campaign under the labels A, B, …, each as often as its weight says.

    Raises:
        BadInputError: there is none or too many, one has no words or too many, names an unknown field, or the weights do not fit.
    """
    if not 1 <= len(texts) <= MOST_TEXTS:
        raise BadInputError(f"a campaign has one to {MOST_TEXTS} texts, this one has {len(texts)}")
    if weights and (len(weights) != len(texts) or min(weights) < 1):
        raise BadInputError(
            "say for each text, in their order, how often it is drawn, 1 or more, such as 50:50"
        )
    for text in texts:
        if not text.strip():
            raise BadInputError("a text needs words")
        if len(text) > LONGEST_TEXT:
            raise BadInputError(f"a text may have {LONGEST_TEXT} characters, this one has {len(text)}")
        if fault := field_fault(text):
            raise BadInputError(fault)
    return tuple(
        Variant(label, text, weight)
        for label, text, weight in zip(LABELS, texts, weights or [1] * len(texts), strict=False)
    )


def says_how_to_stop(text: str, lexicon: Lexicon) -> bool:
    """Tell whether a text tells how to stop: a stop keyword in capitals, as in “STOP to end”, or where to choose."""
    if PLACEHOLDER in text:
        return True
    found = (lexicon.keywords.get((word.lower(),)) for word in re.findall(r"\w+", text) if word.isupper())
    return any(keyword is not None and keyword.meaning is Meaning.STOP for keyword in found)


def drawn(campaign: int, address: Address, variants: Sequence[Variant]) -> Variant:
    """Return the text somebody gets: by lot, and always the same for the same person in the same campaign."""
    if len(variants) == 1:
        return variants[0]
    digest = hashlib.sha256(f"{campaign}:{address}".encode()).digest()
    place = int.from_bytes(digest[:8], "big") % sum(each.weight for each in variants)
    for each in variants:
        place -= each.weight
        if place < 0:
            return each
    return variants[-1]


def filled(variant: Variant, name: str, team: str, agent: str, link: str = "") -> Filled:
    """Return a text as a person of that name gets it, counted with the room their links take.

    Args:
        variant: the text.
        name: theirs.
        team: the team's name.
        agent: who sends it.
        link: something as long as every link; empty where there are no pages.
    """
    text = fill(variant.text, fields_for(name, agent, team)) if "{" in variant.text else variant.text.strip()
    return Filled(variant.label, text, len(segments_of(as_counted(text, link)).parts))
