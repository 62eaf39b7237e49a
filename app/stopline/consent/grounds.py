"""Pure: what a wish to stop stands on, and how sure the model must be to hold a text for it or to stop at once.

The numbers were found by leaving out one group of authors after another, learning from the rest, and asking which bounds catch
most wishes while few of the misleading texts are stopped or held. Where no rule says stop, a text that a rule speaks against may
need less: the model has learned such rules too, and is less sure already.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from stopline.consent.grammar import bits
from stopline.consent.patterns import Effect, Hit
from stopline.consent.sentences import Reading

NEVER = math.inf
"""A bound that nothing reaches."""
PER_UNIT = 0.01
AT_LENGTH = 8
"""Long texts about everyday things brush many such words: beyond so many units the model must be surer by this for each."""
AT_MOST = 0.97
AT_MOST_WITH_RULE = 0.85
"""How sure it must be at most because of that, without and with a rule."""
LONGEST_WITHOUT_RULE = 40
"""A text of more units than this never stops at once unless a rule matched."""
HELD_ANYWAY = 0.03
"""A rule whose words a person decides about holds even where the model doubts it."""
FEWEST_UNITS = 2
SURE_OF_ONE_WORD = 0.85
"""A single word that is no keyword stops only when it alone says so, as "toglietemi" does."""


class Ground(Enum):
    """What speaks for a wish to stop beside the model, the plainest first."""

    PLAIN_RULE = auto()
    """A rule that speaks plainly, and none against it in the same clause."""
    RULE = auto()
    """Another rule, and none against it."""
    CONTRADICTED_RULE = auto()
    """A rule, and one against it in the same clause."""
    WEAK_RULE = auto()
    """Only a rule that a person has to decide about, or one whose words name another channel."""
    CUE = auto()
    """No rule, but words that hint at a stop stand close together."""
    CONTRADICTED_CUE = auto()
    """The same, and a rule against it anywhere in the text."""
    WORDS = auto()
    """Neither a rule nor such words."""
    CONTRADICTED_WORDS = auto()
    """The same, and a rule against it anywhere in the text."""


@dataclass(frozen=True, slots=True)
class Enough:
    """How sure the model must be, from 0 to 1."""

    to_hold: float
    to_stop: float


ENOUGH: Mapping[Ground, Enough] = {
    Ground.PLAIN_RULE: Enough(0.18, 0.5),
    Ground.RULE: Enough(0.3, 0.68),
    Ground.CONTRADICTED_RULE: Enough(0.33, 0.86),
    Ground.WEAK_RULE: Enough(0.3, NEVER),
    Ground.CUE: Enough(0.54, 0.67),
    Ground.CONTRADICTED_CUE: Enough(0.25, 0.77),
    Ground.WORDS: Enough(0.5, 0.85),
    Ground.CONTRADICTED_WORDS: Enough(0.28, 0.82),
}
WITHOUT_RULE = (Ground.CUE, Ground.CONTRADICTED_CUE, Ground.WORDS, Ground.CONTRADICTED_WORDS)


@dataclass(frozen=True, slots=True)
class Standing:
    """The ground of a sentence, the hit that tells it, and whether a person decides about it in any case."""

    ground: Ground
    hit: Hit | None
    is_held: bool = False

    def is_enough_to_stop(self, reading: Reading) -> bool:
        """Whether the model is sure enough to stop at once."""
        if self.ground in WITHOUT_RULE and len(reading.units) > LONGEST_WITHOUT_RULE:
            return False
        return reading.probability >= self._at_length(ENOUGH[self.ground].to_stop, reading)

    def is_enough_to_hold(self, reading: Reading) -> bool:
        """Whether it is sure enough that a person has to decide."""
        enough = HELD_ANYWAY if self.is_held else self._at_length(ENOUGH[self.ground].to_hold, reading)
        return reading.probability >= enough

    def _at_length(self, enough: float, reading: Reading) -> float:
        at_most = AT_MOST if self.ground in WITHOUT_RULE else AT_MOST_WITH_RULE
        beyond = max(len(reading.units) - AT_LENGTH, 0)
        return max(enough, min(enough + PER_UNIT * beyond, at_most))


def standing_of(reading: Reading) -> Standing | None:
    """What a wish to stop would stand on; None where the sentence certainly holds none."""
    if len(reading.units) < FEWEST_UNITS and not _is_telling_word(reading):
        return None
    stops = [hit for hit in reading.with_effect(Effect.STOP) if not reading.is_denied(hit)]
    if not stops:
        return None if reading.denials() else Standing(_without_rule(reading), None)
    is_held = any(hit.rule.is_held and not reading.is_contradicted(hit) for hit in stops)
    strong = [hit for hit in stops if not hit.rule.is_never_certain and not _is_elsewhere(reading, hit)]
    unspoilt = [hit for hit in strong if not reading.is_contradicted(hit)]
    plain = [hit for hit in unspoilt if hit.rule.is_certain]
    for ground, found in (
        (Ground.PLAIN_RULE, plain),
        (Ground.RULE, unspoilt),
        (Ground.CONTRADICTED_RULE, strong),
    ):
        if found:
            return Standing(ground, found[0], is_held)
    return Standing(Ground.WEAK_RULE, stops[0], is_held)


def _without_rule(reading: Reading) -> Ground:
    is_spoken_against = bool(reading.with_effect(Effect.AGAINST))
    if reading.has_cue():
        return Ground.CONTRADICTED_CUE if is_spoken_against else Ground.CUE
    return Ground.CONTRADICTED_WORDS if is_spoken_against else Ground.WORDS


def _is_telling_word(reading: Reading) -> bool:
    return bool(reading.units[0].slots & bits("unsubscribe")) or reading.probability >= SURE_OF_ONE_WORD


def _is_elsewhere(reading: Reading, hit: Hit) -> bool:
    """Whether the same words ask only another channel to end: "take me off the email newsletter"."""
    if any(unit.slots & bits("texting", "message") for unit in reading.units[slice(*reading.part_of(hit))]):
        return False
    others = reading.with_effect(Effect.CHANNEL)
    return any(other.first <= hit.last and hit.first <= other.last for other in others)
