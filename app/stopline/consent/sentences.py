"""Pure: read a sentence with the grammars, the rules and the model, before anything is decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from stopline.consent.features import features_of
from stopline.consent.grammar import Tongues, Unit, bits
from stopline.consent.model import Model
from stopline.consent.normalise import Word
from stopline.consent.patterns import Effect, Hit
from stopline.consent.rulebook import RuleBook

WORTH_TELLING = 0.5
CUE_REACH = 4
FOR_GOOD = frozenset(("ever", "forever", "jamas", "jamais", "nunca", "nie", "niemals", "mai", "nooit"))
CUES = bits("unsubscribe", "stop", "revoke", "removed")
"""Slots that hint at a wish to stop by themselves."""
CUE_PAIRS = (
    (
        bits("not", "stop", "end", "remove", "law"),
        bits("message", "promotion", "notice", "contact", "send", "texting", "list", "number"),
    ),
    (bits("mail", "call"), bits("only", "instead")),
    (bits("off"), bits("list", "number", "message", "promotion", "notice", "take")),
    (bits("remove"), bits("me", "my", "identity")),
    (bits("not"), bits("want", "receive", "consent")),
)
"""Slots that hint at it when they stand close together."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence holds: its units, the rules that matched, and how likely it is an opt-out."""

    language: str
    units: Sequence[Unit]
    hits: Sequence[Hit]
    probability: float
    telling: tuple[int, int]
    """Where no rule says so, the clause that sounds most like a wish to stop: its first unit, one behind its last."""

    def with_effect(self, effect: Effect) -> list[Hit]:
        """The hits of rules that speak for one thing."""
        return [hit for hit in self.hits if hit.rule.effect is effect]

    def clause_of(self, hit: Hit) -> tuple[int, int]:
        """The units of the clause a hit stands in: first, and one behind the last."""
        first, behind = hit.first, hit.last + 1
        while first > 0 and not self.units[first].is_after_break:
            first -= 1
        while behind < len(self.units) and not self.units[behind].is_after_break:
            behind += 1
        return first, behind

    def part_of(self, hit: Hit) -> tuple[int, int]:
        """The units between the commas around a hit: first, and one behind the last."""
        first, behind = hit.first, hit.last + 1
        while first > 0 and not _begins_part(self.units[first]):
            first -= 1
        while behind < len(self.units) and not _begins_part(self.units[behind]):
            behind += 1
        return first, behind

    def denials(self) -> list[Hit]:
        """The hits of rules that say words certainly ask for something else, where no threat stands beside them."""
        return [hit for hit in self.with_effect(Effect.DENY) if not self._is_in_earnest(hit)]

    def is_denied(self, hit: Hit) -> bool:
        """Whether such a rule speaks of the words around a hit."""
        first, behind = self.part_of(hit)
        return any(denial.first < behind and first <= denial.last for denial in self.denials())

    def _is_in_earnest(self, hit: Hit) -> bool:
        around = self.units[slice(*self.clause_of(hit))]
        return any(unit.slots & bits("law", "revoke") or unit.text in FOR_GOOD for unit in around)

    def is_contradicted(self, hit: Hit) -> bool:
        """Whether a rule against stopping matched in the same clause."""
        first, behind = self.clause_of(hit)
        return any(first <= against.first < behind for against in self.with_effect(Effect.AGAINST))

    def has_cue(self) -> bool:
        """Whether words stand close together that could ask for an end of texts: not + message, off + list."""
        for index, unit in enumerate(self.units):
            if unit.slots & CUES:
                return True
            for other in self.units[index + 1 : index + 1 + CUE_REACH]:
                if other.is_after_break:
                    break
                if any(_pairs(unit.slots, other.slots, one, two) for one, two in CUE_PAIRS):
                    return True
        return False


def _begins_part(unit: Unit) -> bool:
    return unit.is_after_break or unit.is_after_comma


def _pairs(first: int, second: int, one: int, two: int) -> bool:
    return bool((first & one and second & two) or (first & two and second & one))


def read(words: Sequence[Word], tongues: Tongues, rules: RuleBook, model: Model) -> Reading:
    """The reading of a text in the language that explains it best."""
    readings = []
    for grammar in tongues.spoken_in(words):
        units = grammar.units_of(words)
        hits = rules.hits(units, grammar.language)
        readings.append((sum(hit.rule.effect is Effect.STOP for hit in hits), grammar.language, units, hits))
    _, language, units, hits = max(readings, key=lambda reading: reading[0])
    probability = model.probability(features_of(units, hits))
    is_told_by_a_rule = any(hit.rule.effect is Effect.STOP for hit in hits)
    is_worth_telling = probability >= WORTH_TELLING and not is_told_by_a_rule
    telling = _telling_clause(units, model) if is_worth_telling else (0, len(units))
    return Reading(language, units, hits, probability, telling)


def _telling_clause(units: Sequence[Unit], model: Model) -> tuple[int, int]:
    begins = [index for index, unit in enumerate(units) if index == 0 or unit.is_after_break]
    clauses = list(zip(begins, [*begins[1:], len(units)], strict=True))
    if len(clauses) == 1:
        return clauses[0]
    return max(clauses, key=lambda clause: model.probability(features_of(units[slice(*clause)], ())))
