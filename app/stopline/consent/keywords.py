"""Pure: find the documented keyword a text consists of, whatever courtesy stands around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stopline.consent.guards import starting_phrase
from stopline.consent.lexicon import Keyword, Lexicon, Phrase
from stopline.consent.normalise import DIGIT_LETTERS, Word, is_symbol

LONGEST_KEYWORD_TEXT = 24
"""Texts of more words than this are never a keyword with courtesy."""

STRAY_DIGITS = 3
"""A word longer than this may have caught a digit at its end, as in "stop1"."""
PHONE_DIGITS = 7
"""From this many digits on, a number beside a keyword is a phone number, not another system's command."""

DRAWN_OUT = re.compile(r"(.)\1")


@dataclass(frozen=True, slots=True)
class KeywordFound:
    """A keyword and the words of the text that carry it."""

    keyword: Keyword
    words: Sequence[Word]
    has_number: bool
    """A number stands beside it, as in another system's "STOP 12345"."""
    is_mistyped: bool = False


def keyword_in(words: Sequence[Word], lexicon: Lexicon) -> KeywordFound | None:
    """The keyword a text consists of, if it says nothing else."""
    if len(words) > LONGEST_KEYWORD_TEXT:
        return None
    written = [word for word in words if not is_symbol(word.text)]
    if keyword := lexicon.keywords.get(tuple(word.text for word in written)):
        return KeywordFound(keyword, written, has_number=False)
    bare = without_courtesy(written, lexicon)
    spoken = [word for word in bare if not word.text.isdigit()]
    digits = sum(len(word.text) for word in bare if word.text.isdigit())
    has_number = 0 < digits < PHONE_DIGITS
    return _exactly(spoken, lexicon, has_number=has_number) or _nearly(spoken, lexicon, has_number=has_number)


def without_courtesy(words: Sequence[Word], lexicon: Lexicon) -> list[Word]:
    """The words that are left when greetings, thanks and the like are taken out."""
    texts = [word.text for word in words]
    kept: list[Word] = []
    index = 0
    while index < len(words):
        if texts[index] not in lexicon.beginnings and not _stretched(texts[index], lexicon):
            kept.append(words[index])
            index += 1
            continue
        said = starting_phrase(texts, lexicon.keywords.keys(), index)
        courteous = starting_phrase(texts, lexicon.courtesy, index) or _stretched(texts[index], lexicon)
        if said >= courteous:
            kept.extend(words[index : index + max(said, 1)])
        index += max(said, courteous, 1)
    return kept


def _exactly(words: Sequence[Word], lexicon: Lexicon, *, has_number: bool) -> KeywordFound | None:
    if not words:
        return None
    once = _said_once(words)
    for phrase in _spellings(tuple(word.text for word in once)):
        if keyword := lexicon.keywords.get(phrase):
            return KeywordFound(keyword, once, has_number)
    return None


def _nearly(words: Sequence[Word], lexicon: Lexicon, *, has_number: bool) -> KeywordFound | None:
    """A keyword typed with a slip: "unsubcribe", "stpo", "st op"."""
    once = _said_once(words)
    if not 1 <= len(once) <= 3:
        return None
    written = "".join(word.text for word in once)
    meant = lexicon.mistyped.meant_by(
        written.rstrip("0123456789") if len(written) > STRAY_DIGITS else written
    )
    meant = meant or "".join(
        letter for index, letter in enumerate(written) if letter != written[index - 1 : index]
    )
    keyword = lexicon.keywords.get((meant,))
    return KeywordFound(keyword, once, has_number, is_mistyped=True) if keyword else None


def _said_once(words: Sequence[Word]) -> Sequence[Word]:
    """The words without repetition: "stop stop stop" as "stop"."""
    texts = [word.text for word in words]
    for length in range(1, len(texts) // 2 + 1):
        if len(texts) % length == 0 and texts == texts[:length] * (len(texts) // length):
            return words[:length]
    return words


def _spellings(phrase: Phrase) -> Sequence[Phrase]:
    """The phrase as written, run together, and with digits read as letters."""
    spellings = [phrase, ("".join(phrase),)]
    if any(not word.isalpha() for word in phrase):
        spellings += [
            tuple(word.replace("1", one).translate(DIGIT_LETTERS) for word in phrase) for one in ("i", "l")
        ]
    return spellings


def _stretched(word: str, lexicon: Lexicon) -> int:
    """1 for a courteous word with letters drawn out, as in "pleeease"."""
    if not DRAWN_OUT.search(word):
        return 0
    squeezed = "".join(letter for index, letter in enumerate(word) if letter != word[index - 1 : index])
    return 1 if (squeezed,) in lexicon.courtesy else 0
