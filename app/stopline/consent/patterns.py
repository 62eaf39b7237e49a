"""Pure: match rules about slots and words against the units of a sentence.

A pattern is a line such as `STOP _1 CONTACT`. Capital letters name slots, small letters are words, `A|B` is either,
`X?` may be missing, `_3` stands for up to three words of any kind, `#` for a number, `^` and `$` for the ends of a clause.
No pattern reaches over the end of a clause, and each looks at a bounded number of words: time grows with the text only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NotRequired, TypedDict

from stopline.consent.grammar import BITS, Unit

LEADING = frozenset(
    [
        "ok",
        "okay",
        "hi",
        "hey",
        "hello",
        "so",
        "and",
        "but",
        "then",
        "sorry",
        "no",
        "yes",
        "y",
        "e",
        "und",
        "en",
        "et",
        "hola",
        "oi",
        "alright",
        "thanks",
    ]
)
"""Words that may stand before the beginning of a clause."""
TRAILING = frozenset(
    [
        "thanks",
        "thx",
        "ty",
        "ok",
        "okay",
        "now",
        "already",
        "asap",
        "gracias",
        "merci",
        "obrigado",
        "obrigada",
        "danke",
        "grazie",
        "bedankt",
    ]
)
"""Words that may stand behind its end."""


class Effect(StrEnum):
    """What a rule speaks for."""

    STOP = "stop"
    AGAINST = "against"
    """Stop words in the same clause mean something else."""
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
    is_optional: bool = False
    is_start: bool = False
    is_end: bool = False
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A readable reason to take a sentence one way."""

    name: str
    effect: Effect
    is_certain: bool
    is_never_certain: bool
    """Words so vague that a person must decide, however sure the model is."""
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


@dataclass(frozen=True, slots=True)
class Entry:
    """A pattern where the book finds it: under the slot or word it begins with."""

    rule: Rule
    pattern: Sequence[Element]
    needs: int
    """Slots that must stand somewhere in the sentence, or the pattern cannot match."""


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Rules by the slot or word their patterns begin with."""

    rules: Sequence[Rule]
    by_word: Mapping[str, Sequence[Entry]]
    by_slot: Mapping[int, Sequence[Entry]]

    def hits(self, units: Sequence[Unit], language: str) -> list[Hit]:
        """Every rule of a language that matches, each at its first place in each clause."""
        found: dict[tuple[str, int], Hit] = {}
        present = 0
        for unit in units:
            present |= unit.slots
        possible = {
            bit: [
                entry
                for entry in entries
                if entry.needs & present == entry.needs and entry.rule.holds_in(language)
            ]
            for bit, entries in self.by_slot.items()
            if bit & present
        }
        clause = 0
        for index, unit in enumerate(units):
            clause += unit.is_after_break
            for bit in _single_bits(unit.slots):
                for entry in possible.get(bit, ()):
                    _record(found, entry, units, index, clause)
            for entry in self.by_word.get(unit.text, ()):
                if entry.rule.holds_in(language):
                    _record(found, entry, units, index, clause)
        return list(found.values())


def rule_book(rules: Sequence[Rule]) -> RuleBook:
    """The rules, indexed."""
    by_word: dict[str, list[Entry]] = {}
    by_slot: dict[int, list[Entry]] = {}
    for rule in rules:
        for pattern in rule.patterns:
            entry = Entry(rule, pattern, _needs(pattern))
            anchor = pattern[1] if pattern[0].is_start else pattern[0]
            for bit in _single_bits(anchor.slots):
                by_slot.setdefault(bit, []).append(entry)
            for word in anchor.words:
                by_word.setdefault(word, []).append(entry)
    return RuleBook(rules, by_word, by_slot)


def _needs(pattern: Sequence[Element]) -> int:
    """The slots of those places that only one slot can fill."""
    needs = 0
    for element in pattern:
        if element.slots.bit_count() == 1 and not element.words and not element.is_optional:
            needs |= element.slots
    return needs


def _single_bits(slots: int) -> Iterable[int]:
    while slots:
        bit = slots & -slots
        yield bit
        slots ^= bit


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
    if mark[0] == "_":
        return Element(gap=int(mark[1:]))
    is_optional = mark.endswith("?")
    slots, words = 0, []
    for choice in mark.rstrip("?").split("|"):
        if choice.isupper():
            if choice.lower() not in BITS:
                raise UnknownSlotError(choice)
            slots |= BITS[choice.lower()]
        else:
            words.append(choice.replace("+", " "))
    return Element(slots, frozenset(words), is_optional=is_optional)


def _record(
    found: dict[tuple[str, int], Hit], entry: Entry, units: Sequence[Unit], index: int, clause: int
) -> None:
    rule, pattern = entry.rule, entry.pattern
    if (rule.name, clause) in found:
        return
    if pattern[0].is_start:
        if not _is_clause_start(units, index):
            return
        pattern = pattern[1:]
    last = _matched_to(pattern, 0, units, index, rule.effect is Effect.AGAINST)
    if last is not None:
        found[rule.name, clause] = Hit(rule, index, last - 1)


def _matched_to(
    pattern: Sequence[Element], place: int, units: Sequence[Unit], index: int, stays_within_commas: bool
) -> int | None:
    """The index behind the match of a pattern's rest, or None."""
    if place == len(pattern):
        return index
    element = pattern[place]
    if element.is_end:
        return index if _is_clause_end(units, index) else None
    if element.gap:
        for skipped in range(element.gap + 1):
            if (
                last := _matched_to(pattern, place + 1, units, index + skipped, stays_within_commas)
            ) is not None:
                return last
            if index + skipped >= len(units) or _is_apart(units[index + skipped], stays_within_commas):
                break
        return None
    if index < len(units) and (place == 0 or not _is_apart(units[index], stays_within_commas)):
        unit = units[index]
        if (
            unit.slots & element.slots
            or unit.text in element.words
            or (element.is_number and unit.text[0].isdigit())
        ):
            last = _matched_to(pattern, place + 1, units, index + 1, stays_within_commas)
            if last is not None:
                return last
    return _matched_to(pattern, place + 1, units, index, stays_within_commas) if element.is_optional else None


def _is_apart(unit: Unit, by_commas: bool) -> bool:
    return unit.is_after_break or (by_commas and unit.is_after_comma)


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
            means=table["means"],
            patterns=[pattern_from(line) for line in table["patterns"].split("\n") if line],
            languages=frozenset(table.get("languages", "").split()),
        )
        for table in tables
    ]
