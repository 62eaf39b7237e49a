"""Pure: a text of keywords alone that says stop and start in one breath: "START? no! STOP", "STOP START".

Which of them is meant nobody can tell from the words, so a person decides, and nothing is sent until they have.
"""

from collections.abc import Sequence

from stopline.consent.keywords import LONGEST_KEYWORD_TEXT, KeywordFound, without_courtesy
from stopline.consent.lexicon import Lexicon
from stopline.consent.normalise import Word, is_symbol
from stopline.consent.verdict import Certainty, Match, Meaning, Verdict


def both_in(words: Sequence[Word], text: str, lexicon: Lexicon) -> Verdict | None:
    """The verdict on a text that is made of words for stop and for start, and says nothing else; None for any other text."""
    if len(words) > LONGEST_KEYWORD_TEXT or not any((word.text,) in lexicon.keywords for word in words):
        return None
    bare = [word for word in without_courtesy(words, lexicon) if not is_symbol(word.text)]
    stop: KeywordFound | None = None
    has_start = False
    for word in bare:
        keyword = lexicon.keywords.get((word.text,))
        if keyword is not None and keyword.meaning is Meaning.STOP and not keyword.may_answer:
            stop = stop or KeywordFound(keyword, [word], has_number=False)
        elif keyword is not None and keyword.meaning is Meaning.START and not keyword.only_when_stopped:
            has_start = True
        elif word.text not in lexicon.extent.hesitation:
            return None
    if stop is None or not has_start:
        return None
    [word] = stop.words
    matched = Match(
        f"contradiction:{stop.keyword.language}:{stop.keyword.written.lower()}",
        (word.start, word.end),
        1.0,
        text[word.start : word.end],
    )
    return Verdict(
        Meaning.STOP, Certainty.LIKELY, stop.keyword.scope, None, matched, keyword=stop.keyword.written
    )
