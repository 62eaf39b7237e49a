"""Pure: understand a mistyped word as the known word it was meant to be."""

import re
from collections.abc import Iterable, Sequence

DRAWN_OUT = re.compile(r"(.)\1\1", re.DOTALL)
SHORTEST = 6
LONGEST = 20


class Spelling:
    """Known words, found again one slip of the finger away.

    The index of near spellings is made on first use: most texts need it, but not every command reads texts.
    """

    def __init__(self, words: Iterable[str], never: frozenset[str], shortest: int = SHORTEST) -> None:
        """`never` are real words that only look like mistakes."""
        self._words = sorted(word for word in words if len(word) >= shortest)
        self._never = never
        self._shortest = shortest
        self._near: dict[str, str] = {}

    def meant_by(self, word: str) -> str | None:
        """The known word a mistyped one stands for, or None."""
        if not self._shortest - 1 <= len(word) <= LONGEST or word in self._never or not word.isalpha():
            return None
        if not self._near:
            self._near = _near_spellings(self._words)
        squeezed = squeeze(word)
        for spelling in (squeezed, *_one_letter_less(squeezed)):
            known = self._near.get(spelling)
            if known is not None and (squeezed == known or _is_slip_of(squeezed, known)):
                return known
        return None


def _is_slip_of(written: str, known: str) -> bool:
    """Whether it is a slip and not merely the plural of another word, as "specials" of "special"."""
    return is_slip(written, known) and written.rstrip("s") != known.rstrip("s")


def squeeze(word: str) -> str:
    """The word without letters drawn out three times or more: "stoooop" as "stop"."""
    if DRAWN_OUT.search(word) is None:
        return word
    kept = []
    for index, letter in enumerate(word):
        is_stretched = word[index - 2 : index] == letter * 2 or word[index + 1 : index + 3] == letter * 2
        is_repeated = index > 0 and word[index - 1] == letter
        if not (is_repeated and (is_stretched or word[index - 1 : index + 2] == letter * 3)):
            kept.append(letter)
    return "".join(kept)


def is_slip(written: str, meant: str) -> bool:
    """Whether one letter was left out, added, changed, or two neighbours swapped."""
    if written == meant:
        return True
    if abs(len(written) - len(meant)) > 1:
        return False
    start = 0
    while start < min(len(written), len(meant)) and written[start] == meant[start]:
        start += 1
    rest, wanted = written[start:], meant[start:]
    return (
        rest[1:] == wanted[1:]
        or rest[1:] == wanted
        or rest == wanted[1:]
        or (rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:] and len(rest) >= 2)
    )


def _near_spellings(words: Sequence[str]) -> dict[str, str]:
    near = {word[:index] + word[index + 1 :]: word for word in reversed(words) for index in range(len(word))}
    return near | {word: word for word in words}


def _one_letter_less(word: str) -> Iterable[str]:
    return (word[:index] + word[index + 1 :] for index in range(len(word)))
