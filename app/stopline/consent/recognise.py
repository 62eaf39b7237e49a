"""Pure: say what a text means for consent, how sure that is, and which words decided.

The one place that reads wishes out of words. It decides nothing about what follows from them.
"""

from collections.abc import Sequence

from stopline.consent import guards
from stopline.consent.events import Scope
from stopline.consent.keywords import KeywordFound, keyword_in
from stopline.consent.lexicon import Lexicon, shipped_lexicon
from stopline.consent.normalise import Word, is_symbol
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

STOP_SIGNS = frozenset("🛑✋🚫⛔🙅")


class Recogniser:
    """Reads texts with one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def recognise(self, text: str, context: Context = Context()) -> Verdict:  # noqa: B008 - frozen
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
            return _of_keyword(found, text, context)
        return _of_signs(words, text) or nothing(quoted)


def _of_keyword(found: KeywordFound, text: str, context: Context) -> Verdict:
    keyword = found.keyword
    if found.has_number:
        return nothing(_match("guard:number", found.words, text))
    if keyword.may_answer and keyword.written in {asked.strip().upper() for asked in context.asked_for}:
        return nothing(_match("guard:asked-for", found.words, text))
    may_resume = (context.is_stopped or context.is_pending) and not context.has_open_question
    if keyword.only_when_stopped and not may_resume:
        return nothing()
    matched = _match(keyword.rule, found.words, text)
    return Verdict(keyword.meaning, Certainty.CERTAIN, keyword.scope, None, matched, keyword=keyword.written)


def _of_signs(words: list[Word], text: str) -> Verdict | None:
    """A text of signs alone, one of which says stop."""
    if not all(is_symbol(word.text) for word in words):
        return None
    signs = [word for word in words if word.text in STOP_SIGNS]
    if not signs:
        return None
    matched = _match("sign", signs[:1], text)
    return Verdict(Meaning.STOP, Certainty.LIKELY, Scope.ALL, None, matched, keyword=matched.words)


def _match(rule: str, words: Sequence[Word], text: str) -> Match:
    start, end = words[0].start, words[-1].end
    return Match(rule, (start, end), 1.0, text[start:end])
