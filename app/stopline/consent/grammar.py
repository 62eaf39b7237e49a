"""Pure: see what each word of a sentence can do in it: stop, send, remove, name a message, say not.

Words of seven languages fall into the same slots, so a rule about slots is written once for all of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from stopline.consent.normalise import Word
from stopline.consent.spelling import Spelling, squeeze

SLOTS = (
    *(
        "stop",
        "end",
        "contact",
        "send",
        "call",
        "mail",
        "message",
        "promotion",
        "notice",
        "not",
        "more",
        "want",
        "receive",
        "me",
    ),
    *(
        "number",
        "remove",
        "take",
        "off",
        "unsubscribe",
        "list",
        "alone",
        "consent",
        "revoke",
        "other",
        "time",
        "said",
        "first",
    ),
    *(
        "third",
        "law",
        "wrong",
        "how",
        "keep",
        "please",
        "already",
        "already_gone",
        "these",
        "curse",
        "only",
        "instead",
        "my",
        "identity",
        "removed",
        "getting",
        "texting",
        "kin",
        "bound",
        "hours",
    ),
    *("supposing", "i", "you", "glad", "bad", "quiet", "device", "drop", "laughing"),
)
BITS: Mapping[str, int] = {slot: 1 << index for index, slot in enumerate(SLOTS)}


def bits(*slots: str) -> int:
    """A set of slots as bits."""
    return sum(BITS[slot] for slot in slots)


class Unit(NamedTuple):
    """A word or fixed phrase of a sentence with the slots it can fill."""

    text: str
    slots: int
    start: int
    end: int
    is_after_break: bool
    is_after_comma: bool


COMPOUNDING = frozenset(("de", "nl"))
"""Languages that write compound nouns as one word."""
COMPOUNDED = bits("message", "promotion", "notice", "list", "number", "mail", "other")
SHORTEST_END = 5


@dataclass(frozen=True, slots=True)
class Grammar:
    """The slots of one language's words."""

    language: str
    words: Mapping[str, int]
    """Words by the slots they fill."""
    phrases: Mapping[str, Mapping[str, Sequence[tuple[tuple[str, ...], int]]]]
    """Phrases of several words by their first and second one, longest first."""
    ordinary: frozenset[str]
    """Frequent words that fill no slot but tell the language."""
    spelling: Spelling

    def units_of(self, words: Sequence[Word]) -> list[Unit]:
        """The sentence in units: fixed phrases drawn together, typing mistakes understood."""
        texts = [word.text for word in words]
        units = []
        index = 0
        while index < len(words):
            length, slots = self._phrase_at(texts, index) or (1, self._slots_of(texts[index]))
            first, last = words[index], words[index + length - 1]
            text = " ".join(texts[index : index + length])
            units.append(Unit(text, slots, first.start, last.end, first.is_after_break, first.is_after_comma))
            index += length
        return units

    def _phrase_at(self, texts: Sequence[str], index: int) -> tuple[int, int] | None:
        followed = self.phrases.get(texts[index])
        if followed is None or index + 1 == len(texts):
            return None
        for phrase, slots in followed.get(texts[index + 1], ()):
            if tuple(texts[index : index + len(phrase)]) == phrase:
                return len(phrase), slots
        return None

    def _slots_of(self, word: str) -> int:
        slots = self.words.get(word)
        if slots is not None:
            return slots
        if word in self.ordinary:
            return 0
        if (drawn_out := self.words.get(squeeze(word))) is not None:
            return drawn_out
        meant = self.spelling.meant_by(word) or self._end_of(word)
        return self.words[meant] if meant is not None else 0

    def _end_of(self, word: str) -> str | None:
        """The known noun a compound ends in: "werbeliste" is a list, "kreditwerbung" advertising."""
        if self.language not in COMPOUNDING:
            return None
        ends = (word[index:] for index in range(3, len(word) - SHORTEST_END + 1))
        return next((end for end in ends if self.words.get(end, 0) & COMPOUNDED), None)


def grammar_from(language: str, slots: Mapping[str, str], ordinary: str, lookalikes: str) -> Grammar:
    """The grammar a language's file describes."""
    words: dict[str, int] = {}
    phrases: dict[tuple[str, ...], int] = {}
    for slot, listed in slots.items():
        bit = BITS[slot]
        for entry in listed.replace("\n", " ").split(","):
            phrase = tuple(entry.split())
            if len(phrase) == 1:
                words[phrase[0]] = words.get(phrase[0], 0) | bit
            elif phrase:
                phrases[phrase] = phrases.get(phrase, 0) | bit
    by_first: dict[str, dict[str, list[tuple[tuple[str, ...], int]]]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        by_first.setdefault(phrase[0], {}).setdefault(phrase[1], []).append((phrase, phrases[phrase]))
    common = frozenset(ordinary.split())
    spelling = Spelling(words.keys() - common, common | frozenset(lookalikes.split()))
    return Grammar(language, words, by_first, common, spelling)


@dataclass(frozen=True, slots=True)
class Tongues:
    """All grammars, and which of them a text is written in."""

    grammars: Sequence[Grammar]
    languages_of: Mapping[str, Sequence[int]]
    """For each known word, the indices of the languages that have it."""

    def spoken_in(self, words: Sequence[Word]) -> Sequence[Grammar]:
        """The likeliest languages of a text, best first: one, or two when they run close."""
        scores = [0.0] * len(self.grammars)
        for word in words:
            languages = self.languages_of.get(word.text, ())
            for index in languages:
                scores[index] += 1.0 / len(languages)
        ranked = sorted(range(len(scores)), key=lambda index: (-scores[index], index))
        best, second = ranked[0], ranked[1]
        if scores[second] > 0.6 * scores[best]:
            return self.grammars[best], self.grammars[second]
        return (self.grammars[best],)


def tongues_of(grammars: Sequence[Grammar]) -> Tongues:
    """The grammars with the index that tells them apart."""
    languages_of: dict[str, tuple[int, ...]] = {}
    for index, grammar in enumerate(grammars):
        for word in _vocabulary(grammar):
            languages_of[word] = (*languages_of.get(word, ()), index)
    return Tongues(grammars, languages_of)


def _vocabulary(grammar: Grammar) -> Iterable[str]:
    known = grammar.ordinary | grammar.words.keys() | grammar.phrases.keys()
    return (word for word in known if not word.isdigit())
