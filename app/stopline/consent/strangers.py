"""Pure: whether somebody plainly says that the number is not of whom we mean, whatever the model guesses.

Such words stand alone: what asks for something beside them is a wish to stop, and what tells a number of chairs is neither.
"""

from collections.abc import Collection

from stopline.consent.grammar import Unit, bits
from stopline.consent.sentences import Reading


def wrong_number_in(reading: Reading, asides: Collection[str], *, is_guessed_stop: bool) -> Unit | None:
    """Return the words that say so, or None.

    Args:
        reading: what a text holds.
        asides: what may stand around them without changing what they say.
        is_guessed_stop: whether the model takes the text for a wish to stop: then somebody has to decide about it in any case,
            and the words need not stand alone, if nothing is asked for.
    """
    asks = reading.has_cue() or any(unit.slots & bits("please") for unit in reading.units)
    for index, unit in enumerate(reading.units):
        if not unit.slots & bits("wrong") or _is_denied(reading, index):
            continue
        if (is_guessed_stop and not asks) or (not is_guessed_stop and _stands_alone(reading, index, asides)):
            return unit
    return None


def _stands_alone(reading: Reading, index: int, asides: Collection[str]) -> bool:
    """Tell whether nothing but asides stand beside a unit, up to the next comma or break."""
    first, behind = index, index + 1
    while first > 0 and not _begins_part(reading.units[first]):
        first -= 1
    while behind < len(reading.units) and not _begins_part(reading.units[behind]):
        behind += 1
    beside = [*reading.units[first:index], *reading.units[index + 1 : behind]]
    return all(unit.text in asides or unit.slots & bits("please") for unit in beside)


def _begins_part(unit: Unit) -> bool:
    return unit.is_after_break or unit.is_after_comma


def _is_denied(reading: Reading, index: int) -> bool:
    return any(unit.slots & bits("not") for unit in reading.units[max(index - 2, 0) : index])
