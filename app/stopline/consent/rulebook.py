"""Pure: find the rules whose patterns match a sentence without trying all of them.

A pattern is tried only at a word it can begin with, only where what it needs lies ahead in the clause, and only in the languages
it is about. So the book may grow: what a sentence has no words for costs it nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from stopline.consent.grammar import Unit
from stopline.consent.patterns import Element, Hit, Rule, hit_of

Anchor = int | str
"""A slot, as a bit, or a word that a pattern can begin with."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A pattern where the book finds it, with what tells quickly that it cannot match."""

    place: int
    """Its place among all patterns; the first that matches counts."""
    name: str
    """The rule's: it counts once in a clause."""
    rule: Rule
    pattern: Sequence[Element]
    needs: int
    """Slots that must stand in the rest of the clause."""
    soon: int
    """Slots of which one must stand within `reach` units behind the first; 0 where that is not known."""
    reach: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """The patterns of one language."""

    free: Mapping[Anchor, Sequence[Entry]]
    """Those that need no certain word behind the first."""
    by_word: Mapping[str, Mapping[Anchor, Sequence[Entry]]]
    """The others, by each word that may stand where they need one."""

    def bound_by(self, texts: Iterable[str]) -> Mapping[Anchor, Sequence[Entry]]:
        """The patterns that need a word, where it stands in a sentence."""
        bound: dict[Anchor, list[Entry]] = {}
        for text in texts:
            for anchor, entries in self.by_word.get(text, {}).items():
                bound.setdefault(anchor, []).extend(entries)
        return bound

    def possible(self, anchor: Anchor, bound: Mapping[Anchor, Sequence[Entry]]) -> Sequence[Entry]:
        """The patterns that can begin so, in their order."""
        free = self.free.get(anchor, ())
        found = bound.get(anchor)
        if found is None:
            return free
        return sorted({entry.place: entry for entry in (*free, *found)}.values(), key=_place_of)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Rules by language."""

    shelves: Mapping[str, Shelf]

    def hits(self, units: Sequence[Unit], language: str) -> list[Hit]:
        """Every rule of a language that matches, each at its first place in each clause."""
        shelf = self.shelves[language]
        bound = shelf.bound_by({unit.text for unit in units})
        ahead = _slots_ahead(units)
        possible: dict[Anchor, Sequence[Entry]] = {}
        found: list[Hit] = []
        here: set[str] = set()
        for index, unit in enumerate(units):
            if unit.is_after_break:
                here = set()
            left = ahead[index]
            behind: dict[int, int] = {}
            for anchor in _anchors(unit):
                entries = possible.get(anchor)
                if entries is None:
                    entries = possible[anchor] = shelf.possible(anchor, bound)
                for entry in entries:
                    if entry.needs & left != entry.needs or entry.name in here:
                        continue
                    if entry.soon and not _follows(entry, units, index, behind):
                        continue
                    hit = hit_of(entry.rule, entry.pattern, units, index)
                    if hit is not None:
                        here.add(entry.name)
                        found.append(hit)
        return found


def rule_book(rules: Sequence[Rule], languages: Iterable[str]) -> RuleBook:
    """The rules, indexed for each language."""
    patterns = [(rule, pattern) for rule in rules for pattern in rule.patterns]
    entries = [
        Entry(place, rule.name, rule, pattern, _needs(pattern), *_soon(pattern))
        for place, (rule, pattern) in enumerate(patterns)
    ]
    return RuleBook({language: _shelf(entries, language) for language in languages})


def _shelf(entries: Iterable[Entry], language: str) -> Shelf:
    free: dict[Anchor, list[Entry]] = defaultdict(list)
    by_word: dict[str, dict[Anchor, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        if entry.rule.holds_in(language):
            words = _words_behind(entry.pattern)
            places = [by_word[word] for word in words] or [free]
            first = _from_first_word(entry.pattern)[0]
            anchors: list[Anchor] = [*_single_bits(first.slots), *first.words]
            for anchor in anchors:
                for place in places:
                    place[anchor].append(entry)
    return Shelf(dict(free), {word: dict(found) for word, found in by_word.items()})


def _place_of(entry: Entry) -> int:
    return entry.place


def _anchors(unit: Unit) -> Iterable[Anchor]:
    yield from _single_bits(unit.slots)
    yield unit.text


def _slots_ahead(units: Sequence[Unit]) -> list[int]:
    """For each unit, every slot from there to the end of its clause."""
    ahead = [0] * len(units)
    slots = 0
    for index in range(len(units) - 1, -1, -1):
        slots |= units[index].slots
        ahead[index] = slots
        if units[index].is_after_break:
            slots = 0
    return ahead


def _follows(entry: Entry, units: Sequence[Unit], index: int, behind: dict[int, int]) -> bool:
    """Whether what a pattern needs next stands near; `behind` keeps what was found for the same unit."""
    slots = behind.get(entry.reach)
    if slots is None:
        slots = behind[entry.reach] = _slots_behind(units, index, entry.reach)
    return bool(entry.soon & slots)


def _slots_behind(units: Sequence[Unit], index: int, reach: int) -> int:
    """Every slot of the next units of a clause."""
    slots = 0
    for unit in units[index + 1 : index + 1 + reach]:
        if unit.is_after_break:
            break
        slots |= unit.slots
    return slots


def _from_first_word(pattern: Sequence[Element]) -> Sequence[Element]:
    return pattern[1:] if pattern[0].is_start else pattern


def _needs(pattern: Sequence[Element]) -> int:
    """The slots of those places that only one slot can fill."""
    needs = 0
    for element in pattern:
        if element.slots.bit_count() == 1 and _is_filled_by_slot(element):
            needs |= element.slots
    return needs


def _words_behind(pattern: Sequence[Element]) -> frozenset[str]:
    """The words of which one must stand behind the first place: of the place that leaves the least choice."""
    choices = [
        element.words
        for element in _from_first_word(pattern)[1:]
        if element.words
        and not (element.slots or element.is_optional or element.is_number or element.is_hour)
    ]
    return min(choices, key=len, default=frozenset())


def _soon(pattern: Sequence[Element]) -> tuple[int, int]:
    """The slots that can fill the second place of a pattern, and how far behind the first it can stand."""
    first, *rest = _from_first_word(pattern)
    gap = rest[0].gap if rest else 0
    second = rest[1:2] if gap else rest[:1]
    if first.is_optional or not second or not _is_filled_by_slot(second[0]):
        return 0, 0
    return second[0].slots, gap + 1


def _is_filled_by_slot(element: Element) -> bool:
    """Whether a place must be filled, and by nothing but a word of its slots."""
    may_be_else = element.words or element.is_optional or element.is_number or element.is_hour
    return bool(element.slots) and not may_be_else


def _single_bits(slots: int) -> Iterable[int]:
    while slots:
        bit = slots & -slots
        yield bit
        slots ^= bit
