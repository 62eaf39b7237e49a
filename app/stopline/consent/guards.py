"""Pure: what a text holds that its writer did not mean as a wish.

A phone's reaction to one of our texts, an answering machine, a number, a quotation of what we sent: whatever stop words
stand in them are not the writer's own.
"""

import re
from collections.abc import Iterable, Sequence, Set

from stopline.consent.lexicon import Lexicon, Phrase
from stopline.consent.normalise import Word, folded, is_symbol, words_of
from stopline.consent.verdict import Match

QUOTES = "\"“”„‟«»‹›「」'‘’"
TAPBACK_HEAD = re.compile(rf"[^{QUOTES}\n]{{0,80}}")
TAPBACK_HEAD_WORDS = 7
TAPBACK_TAIL_WORDS = 4
QUOTED_LINE = re.compile(r"^[ \t]*[>|].*$", re.MULTILINE)
QUOTED_REST = re.compile(
    r"^(?:-{2,} ?(?:original|forwarded|weitergeleitete|message d'origine|mensaje original|oorspronkelijk).{0,40}"
    r"|(?:begin forwarded message|fwd?|wg|tr|rv|enc|doorst)\s{0,3}:.*"
    r"|on .{5,80} wrote:|el .{5,80} escribi[oó]:|le .{5,80} a écrit\s?:|am .{5,80} schrieb.{0,60}:|il .{5,80} ha scritto:"
    r"|em .{5,80} escreveu:|op .{5,80} schreef.{0,60}:)",
    re.MULTILINE | re.IGNORECASE,
)
ECHO_WORDS = 4


def tapback(text: str, lexicon: Lexicon) -> Match | None:
    """A phone's reaction to a text, which quotes it: Liked "… Reply STOP to opt out"."""
    head = TAPBACK_HEAD.match(text)
    if head is None or head.end() == len(text) or text[head.end() - 1 : head.end()].isalnum():
        return None  # no quotation, or an apostrophe in a word
    if not (before := folded(head.group())):
        return None
    if len(before) > TAPBACK_HEAD_WORDS or not _is_reaction(before, lexicon.tapbacks):
        return None
    closing = max(text.rfind(quote) for quote in QUOTES)
    behind = folded(text[closing + 1 : closing + 200])
    if len(behind) > TAPBACK_TAIL_WORDS or behind in lexicon.keywords:
        return None
    return Match("guard:tapback", (0, len(text)), 1.0, text)


def auto_reply(words: Sequence[Word], text: str, lexicon: Lexicon) -> Match | None:
    """What a phone or mailbox answered by itself."""
    found = starting_phrase([word.text for word in words], lexicon.auto_replies)
    return _matched("guard:auto-reply", words[:found], text) if found else None


def number_only(words: Sequence[Word], text: str) -> Match | None:
    """A text of numbers and signs: a code, a house number, a vote."""
    if any(letter.isalpha() for word in words for letter in word.text):
        return None
    numbers = [word for word in words if word.text.isdigit()]
    return _matched("guard:number", numbers, text) if numbers else None


def own_words(text: str, our_last_texts: Iterable[str]) -> tuple[list[Word], Match | None]:
    """The words that are the writer's own, and what was left out because we or others wrote it."""
    words = words_of(text)
    spans = [found.span() for found in QUOTED_LINE.finditer(text[:20_000])]
    if rest := QUOTED_REST.search(text[:20_000]):
        spans.append((rest.start(), len(text)))
    spans.extend(_echoes(words, our_last_texts))
    if not spans:
        return words, None
    kept = [word for word in words if not any(start <= word.start < end for start, end in spans)]
    start, end = spans[0]
    return kept, Match("guard:quotation", (start, end), 1.0, text[start:end])


def starting_phrase(words: Sequence[str], phrases: Set[Phrase], start: int = 0) -> int:
    """How many words of the longest phrase stand at a place; 0 if none does."""
    for length in range(min(8, len(words) - start), 0, -1):
        if tuple(words[start : start + length]) in phrases:
            return length
    return 0


def _is_reaction(before: Phrase, tapbacks: frozenset[Phrase]) -> bool:
    """Whether the words before the quotation tell of a reaction: "Liked", "Ana reacted to", "👍 to"."""
    if starting_phrase(before, tapbacks):
        return True
    return len(before) == 2 and is_symbol(before[0]) and not is_symbol(before[1])


def _echoes(words: Sequence[Word], our_last_texts: Iterable[str]) -> Iterable[tuple[int, int]]:
    """Where a text repeats one of ours, whole or in a long part."""
    theirs = [word.text for word in words]
    for our_text in our_last_texts:
        ours = list(folded(our_text))
        if len(ours) < ECHO_WORDS or len(theirs) < ECHO_WORDS:
            continue
        first = _place_of(ours, theirs)
        if first is not None:
            yield words[first].start, words[first + len(ours) - 1].end
        elif _place_of(theirs, ours) is not None:
            yield words[0].start, words[-1].end


def _place_of(part: Sequence[str], whole: Sequence[str]) -> int | None:
    joined, wanted = f" {' '.join(whole)} ", f" {' '.join(part)} "
    found = joined.find(wanted)
    return None if found < 0 else joined.count(" ", 0, found)


def _matched(rule: str, words: Sequence[Word], text: str) -> Match:
    start, end = words[0].start, words[-1].end
    return Match(rule, (start, end), 1.0, text[start:end])
