"""Pure: match rules about slots and words against the units of a sentence.

A pattern is a line such as `STOP _1 CONTACT`. Capital letters name slots, small letters are words, `A|B` is either,
`X?` may be missing, `_3` stands for up to three words of any kind, `_3!X` for as many that are no X, `#` for a number,
`@` for an hour of the day, `^` and `$` for the ends of a clause, `,` for a place where a comma or the clause's end may stand.
No pattern reaches over the end of a clause, and each looks at a bounded number of words: time grows with the text only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NotRequired, TypedDict

from stopline.consent.grammar import BITS, Unit
from stopline.consent.spoken_hours import is_apart, is_hour

LEADING = frozenset(
    (
        *("ok", "okay", "hi", "hey", "hello", "so", "and", "but", "then", "sorry", "no"),
        *("yes", "y", "e", "und", "en", "et", "hola", "oi", "alright", "thanks"),
    )
)
"""Words that may stand before the beginning of a clause."""
TRAILING = frozenset(
    (
        *("thanks", "thx", "ty", "ok", "okay", "now", "already", "asap", "gracias", "merci", "obrigado"),
        *("obrigada", "danke", "grazie", "bedankt"),
    )
)
"""Words that may stand behind its end."""


class Effect(StrEnum):
    """What a rule speaks for."""

    STOP = "stop"
    AGAINST = "against"
    """Stop words in the same clause mean something else."""
    DENY = "deny"
    """They certainly do, however much they sound like a wish to stop."""
    START = "start"
    HELP = "help"
    WRONG_NUMBER = "wrong_number"
    QUESTION = "question"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a pattern."""

    slots: int = 0
    words: frozenset[str] = frozenset()
    gap: int = 0
    barred: int = 0
    """Slots that no word of the gap may have."""
    is_optional: bool = False
    is_start: bool = False
    is_end: bool = False
    is_part_end: bool = False
    is_number: bool = False
    is_hour: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A readable reason to take a sentence one way."""

    name: str
    effect: Effect
    is_certain: bool
    is_never_certain: bool
    """Words so vague that a person must decide, however sure the model is."""
    is_held: bool
    """A person decides even where the model doubts it."""
    means: str
    patterns: Sequence[Sequence[Element]]
    languages: frozenset[str] = frozenset()
    """The languages it holds for; none named means all."""

    def holds_in(self, language: str) -> bool:
        """Whether the rule is about sentences of a language."""
        return not self.languages or language in self.languages


class RuleTable(TypedDict):
    """A rule as its file writes it."""

    name: str
    means: str
    effect: str
    certain: NotRequired[bool]
    never_certain: NotRequired[bool]
    held: NotRequired[bool]
    languages: NotRequired[str]
    patterns: str


class UnknownSlotError(ValueError):
    """A pattern names a slot that no language fills."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a rule matched: the first and the last unit."""

    rule: Rule
    first: int
    last: int


def pattern_from(line: str) -> Sequence[Element]:
    """The pattern a line describes."""
    return tuple(_element(mark) for mark in line.split())


def _element(mark: str) -> Element:
    if mark == "^":
        return Element(is_start=True)
    if mark == "$":
        return Element(is_end=True)
    if mark == "#":
        return Element(is_number=True)
    if mark == ",":
        return Element(is_part_end=True)
    if mark[0] == "_":
        length, _, barred = mark[1:].partition("!")
        return Element(gap=int(length), barred=_slots_and_words(barred)[0])
    slots, words = _slots_and_words(mark.rstrip("?"))
    return Element(slots, words - {"@"}, is_optional=mark.endswith("?"), is_hour="@" in words)


def _slots_and_words(choices: str) -> tuple[int, frozenset[str]]:
    slots, words = 0, set()
    for choice in filter(None, choices.split("|")):
        if choice.isupper():
            if choice.lower() not in BITS:
                raise UnknownSlotError(choice)
            slots |= BITS[choice.lower()]
        else:
            words.add(choice.replace("+", " "))
    return slots, frozenset(words)


def hit_of(rule: Rule, pattern: Sequence[Element], units: Sequence[Unit], index: int) -> Hit | None:
    """The hit of a rule's pattern that begins at a unit, or None."""
    if pattern[0].is_start:
        if not _is_clause_start(units, index):
            return None
        pattern = pattern[1:]
    last = _matched_to(pattern, 0, units, index, rule.effect is Effect.AGAINST)
    return None if last is None else Hit(rule, index, last - 1)


def _matched_to(
    pattern: Sequence[Element], place: int, units: Sequence[Unit], index: int, stays_within_commas: bool
) -> int | None:
    """The index behind the match of a pattern's rest, or None."""
    while place < len(pattern):
        element = pattern[place]
        if element.gap:
            return _matched_behind_gap(pattern, place, units, index, stays_within_commas)
        if element.is_end or element.is_part_end:
            is_end = _is_clause_end(units, index) if element.is_end else _is_part_end(units, index)
            return index if is_end else None
        is_within = index < len(units) and (place == 0 or not is_apart(units[index], stays_within_commas))
        is_filled = is_within and _fills(element, units, index)
        if is_filled and element.is_optional:
            last = _matched_to(pattern, place + 1, units, index + 1, stays_within_commas)
            if last is not None:
                return last
        elif is_filled:
            index += 1
        elif not element.is_optional:
            return None
        place += 1
    return index


def _matched_behind_gap(
    pattern: Sequence[Element], place: int, units: Sequence[Unit], index: int, stays_within_commas: bool
) -> int | None:
    if place + 1 == len(pattern):
        return index
    gap = pattern[place]
    following = pattern[place + 1]
    must_fill = not (following.gap or following.is_end or following.is_part_end or following.is_optional)
    for at in range(index, index + gap.gap + 1):
        if not must_fill or (at < len(units) and _fills(following, units, at)):
            last = _matched_to(pattern, place + 1, units, at, stays_within_commas)
            if last is not None:
                return last
        if at >= len(units) or is_apart(units[at], stays_within_commas):
            break
        if units[at].slots & gap.barred:
            break
    return None


def _fills(element: Element, units: Sequence[Unit], index: int) -> bool:
    unit = units[index]
    return (
        unit.slots & element.slots != 0
        or unit.text in element.words
        or (element.is_number and unit.text[0].isdigit())
        or (element.is_hour and is_hour(units, index))
    )


def _is_part_end(units: Sequence[Unit], index: int) -> bool:
    return index >= len(units) or is_apart(units[index], by_commas=True)


def _is_clause_end(units: Sequence[Unit], index: int) -> bool:
    """Whether a clause ends here, courtesy aside."""
    while index < len(units) and not units[index].is_after_break:
        if not units[index].slots & BITS["please"] and units[index].text not in TRAILING:
            return False
        index += 1
    return True


def _is_clause_start(units: Sequence[Unit], index: int) -> bool:
    """Whether a clause begins here, courtesy aside."""
    please = BITS["please"]
    while index > 0 and not units[index].is_after_break and not units[index].is_after_comma:
        if not units[index - 1].slots & please and units[index - 1].text not in LEADING:
            return False
        index -= 1
    return True


def rules_from(tables: Iterable[RuleTable]) -> list[Rule]:
    """The rules a file describes."""
    return [
        Rule(
            name=table["name"],
            effect=Effect(table["effect"]),
            is_certain=table.get("certain", False),
            is_never_certain=table.get("never_certain", False),
            is_held=table.get("held", False),
            means=table["means"],
            patterns=[pattern_from(line) for line in table["patterns"].split("\n") if line],
            languages=frozenset(table.get("languages", "").split()),
        )
        for table in tables
    ]
