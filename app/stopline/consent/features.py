"""Pure: describe a sentence to the model by its words, letters, slots and the rules that matched."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from stopline.consent.grammar import SLOTS, Unit
from stopline.consent.patterns import Effect, Hit

READ_UNITS = 60
"""How many units from the front the model reads, and as many from the end."""
REACH = 8
"""How far apart two slots may stand to make a pair."""
STEM = 4
"""Neighbours are also compared by their first letters, which endings leave alone."""
BRIEF = (3, 4)
BRIEF_STEM = 3
"""Words of so few letters are too short for pieces of four; they share their beginning and their end with longer ones."""


def features_of(units: Sequence[Unit], hits: Sequence[Hit]) -> set[str]:
    """The features of a sentence by name; a feature counts once."""
    if len(units) > 2 * READ_UNITS:
        units = [*units[:READ_UNITS], *units[-READ_UNITS:]]
    features = set(_of_words(units))
    features.update(_of_neighbours(units))
    features.update(_of_slots(units))
    features.update(_of_rules(hits))
    features.add(f"length {min(len(units), 40) // 4}")
    return features


def _of_words(units: Sequence[Unit]) -> Iterable[str]:
    before = "^"
    for unit in units:
        text = unit.text
        yield text
        yield f"{before} {text}"
        before = text
        if len(text) in BRIEF:
            yield f"#_{text[:BRIEF_STEM]}"
            yield f"#{text}_"
        elif len(text) > BRIEF[-1]:
            padded = f"_{text}_"
            for index in range(len(padded) - 3):
                yield "#" + padded[index : index + 4]
    yield f"{before} $"


def _of_neighbours(units: Sequence[Unit]) -> Iterable[str]:
    """Two units side by side, one of them known only by its slot, or both only by how they begin."""
    for before, unit in pairwise(units):
        for slot in slot_names(before.slots):
            yield f"<{slot}> {unit.text}"
        for slot in slot_names(unit.slots):
            yield f"{before.text} <{slot}>"
        yield f"{before.text[:STEM]}_{unit.text[:STEM]}"


def _of_slots(units: Sequence[Unit]) -> Iterable[str]:
    recent: list[Sequence[str]] = []
    for unit in units:
        if unit.is_after_break:
            recent.clear()
        slots = slot_names(unit.slots)
        for slot in slots:
            yield f"<{slot}>"
            if unit.is_after_break:
                yield f"^<{slot}>"
            for distance, earlier in enumerate(reversed(recent), start=1):
                for other in earlier:
                    yield f"<{other}><{slot}>" if distance == 1 else f"<{other}>..<{slot}>"
        recent.append(slots)
        del recent[:-REACH]


def _of_rules(hits: Sequence[Hit]) -> Iterable[str]:
    names = {hit.rule.name for hit in hits}
    yield from (f"rule {name}" for name in names)
    against = [
        hit.rule.name for hit in hits if hit.rule.effect in (Effect.AGAINST, Effect.DENY, Effect.QUESTION)
    ]
    is_certain = any(hit.rule.effect is Effect.STOP and hit.rule.is_certain for hit in hits)
    is_any = any(hit.rule.effect is Effect.STOP for hit in hits)
    kind = "certain" if is_certain else "likely" if is_any else "none"
    yield f"rules {kind}"
    yield f"rules {kind} against {bool(against)}"
    for name in against:
        yield f"rules {kind} against {name}"


@lru_cache(maxsize=4096)
def slot_names(slots: int) -> Sequence[str]:
    """The names of the slots in a set of bits."""
    return [SLOTS[index] for index in range(slots.bit_length()) if slots >> index & 1] if slots else ()
