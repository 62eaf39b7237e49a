"""Pure: find a keyword that stands by itself before or among other sentences: "STOP i sold it", "Hello. Stop. Best, Ann".

People answer the instruction first and then explain themselves. What follows may also be the keyword's object, so such a
text is certain only where the model agrees.
"""

from collections.abc import Sequence

from stopline.consent.guards import starting_phrase
from stopline.consent.keywords import KeywordFound
from stopline.consent.lexicon import Keyword, Lexicon
from stopline.consent.normalise import Word
from stopline.consent.verdict import Meaning

FEWEST_LETTERS = 4
FEWEST_SHOUTED_LETTERS = 3
READ_AHEAD = 80
"""How many letters behind a keyword in capitals show whether the whole text is written so."""
NEW_CLAUSE = 3
"""How many words behind a subject make a clause of their own."""
SUBJECTS = frozenset(
    (
        *("i", "im", "ive", "id", "we", "weve", "nobody"),
        *("yo", "ya", "j", "je", "nous", "eu", "ich", "wir", "ho", "sono", "ik", "wij"),
    )
)
"""Words that begin a new clause and are nothing that could be stopped."""
OWNERS = frozenset(("my", "our"))
OUT_OF = frozenset(("from", "for"))
"""After these, what is to be left is named."""
OF_LISTS_ONLY = frozenset(("UNSUBSCRIBE", "UNSUB", "OPT OUT", "OPTOUT"))
"""Keywords that do not take a thing: "unsubscribe my dog" is the end of one sentence and the beginning of another."""


def standing_apart(words: Sequence[Word], text: str, lexicon: Lexicon) -> KeywordFound | None:
    """The first keyword that asks for an end by itself, whatever the sentences around it tell."""
    texts = [word.text for word in words]
    for index, word in enumerate(words):
        if not word.is_after_break or word.text not in lexicon.beginnings:
            continue
        length = starting_phrase(texts, lexicon.keywords.keys(), index)
        if not length:
            continue
        found = KeywordFound(
            lexicon.keywords[tuple(texts[index : index + length])],
            words[index : index + length],
            has_number=False,
        )
        if found.keyword.meaning is Meaning.STOP and _stands_apart(
            found, words[index + length :], text, index
        ):
            return found
    return None


def is_shouted(found: KeywordFound, text: str) -> bool:
    """Whether a keyword stands in capitals in a text that does not."""
    start, end = found.words[0].start, found.words[-1].end
    return text[start:end].isupper() and any(letter.islower() for letter in text)


def _stands_apart(found: KeywordFound, rest: Sequence[Word], text: str, index: int) -> bool:
    start, end = found.words[0].start, found.words[-1].end
    shouted = is_shouted(found, text)
    if end - start < (FEWEST_SHOUTED_LETTERS if shouted else FEWEST_LETTERS):
        return False
    is_plain = not found.keyword.may_answer
    if not rest or rest[0].is_after_break or (index == 0 and rest[0].is_after_comma):
        return (is_plain or shouted) and not text[end : end + 3].lstrip("!. ").startswith("?")
    if index > 0:
        return False
    if shouted and is_plain and end - start >= FEWEST_LETTERS:
        return any(letter.islower() for letter in text[end : end + READ_AHEAD])
    return (is_plain or shouted) and _begins_clause(found.keyword, rest)


def _begins_clause(keyword: Keyword, rest: Sequence[Word]) -> bool:
    """Whether the words behind a keyword tell something new, so that it is not about them."""
    if len(rest) < NEW_CLAUSE:
        return False
    if rest[0].text in SUBJECTS:
        return True
    names_a_list = any(word.text in OUT_OF for word in rest)
    return rest[0].text in OWNERS and keyword.written in OF_LISTS_ONLY and not names_a_list
