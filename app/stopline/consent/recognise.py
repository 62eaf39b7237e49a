"""Pure: say what a text means for consent, how sure that is, and which words decided.

The one place that reads wishes out of words. It decides nothing about what follows from them.
"""

from collections.abc import Sequence

from stopline.consent import guards
from stopline.consent.contradiction import both_in
from stopline.consent.decision import (
    ending_elsewhere,
    ending_everywhere,
    is_denied,
    of_keyword,
    of_opening,
    of_sentence,
    of_signs,
)
from stopline.consent.keywords import keyword_in
from stopline.consent.lexicon import Lexicon
from stopline.consent.normalise import Word, words_of
from stopline.consent.openings import standing_apart
from stopline.consent.sentences import Reading, read
from stopline.consent.shipped import shipped_lexicon
from stopline.consent.verdict import Certainty, Context, Match, Meaning, Verdict, nothing

__all__ = [
    "Certainty",
    "Context",
    "Lexicon",
    "Match",
    "Meaning",
    "Recogniser",
    "Verdict",
    "shipped_lexicon",
]

NO_CONTEXT = Context()


def is_decided(verdict: Verdict) -> bool:
    """Whether what a sentence says weighs more than a keyword beside it."""
    return verdict.meaning is Meaning.START or (
        verdict.meaning is Meaning.STOP and verdict.certainty is Certainty.CERTAIN
    )


class Recogniser:
    """Reads texts with one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def recognise(self, text: str, context: Context = NO_CONTEXT) -> Verdict:
        """The verdict on one text in its thread."""
        if guard := guards.tapback(text, self._lexicon):
            return nothing(guard)
        words, quoted = guards.own_words(text, context.our_last_texts)
        if not words or tuple(word.text for word in words) in self._lexicon.never:
            return nothing(quoted)
        guard = guards.number_only(words, text) or guards.auto_reply(words, text, self._lexicon)
        if guard:
            return nothing(guard)
        if found := keyword_in(words, self._lexicon):
            return of_keyword(found, text, context)
        if signs := of_signs(words, text):
            return signs
        if both := both_in(words, text, self._lexicon):
            return both
        reading = self.reading_of(words)
        verdict = self._of_reading(reading, words, text, quoted)
        return ending_everywhere(ending_elsewhere(verdict, reading), words, self._lexicon.extent)

    def _of_reading(
        self, reading: Reading, words: Sequence[Word], text: str, quoted: Match | None
    ) -> Verdict:
        verdict = of_sentence(reading, text, self._lexicon.extent, self._lexicon.asides)
        if verdict is not None and (verdict.is_question or is_decided(verdict)):
            return verdict
        apart = None if is_denied(reading) else standing_apart(words, text, self._lexicon)
        return of_opening(apart, text, reading.probability) if apart else verdict or nothing(quoted)

    def language_of(self, text: str) -> str:
        """The language a text is written in; empty where no word of it tells, or two are as likely."""
        tongues = self._lexicon.tongues
        words = words_of(text)
        spoken = tongues.spoken_in(words) if words else ()
        is_told = any(tongues.languages_of.get(word.text) for word in words)
        return spoken[0].language if is_told and len(spoken) == 1 else ""

    def reading_of(self, words: Sequence[Word]) -> Reading:
        """What the rules and the model see in a sentence, for training and for explaining."""
        return read(words, self._lexicon.tongues, self._lexicon.rules, self._lexicon.model)
