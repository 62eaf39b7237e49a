"""Pure: how likely a sentence asks for no more texts, by weights learned from our own texts.

The rules decide what they can say plainly; the model sees paraphrases no rule foresaw, and doubts matches that only look
right. `training.py` makes the weights, `words/model.json` holds them: one small number for each of a fixed count of places,
where a feature's place is a checksum of its name. Most places weigh nothing, so the file holds only those that do, each with
its distance from the one before.
"""

import base64
import json
import math
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

PLACES = 1 << 20
"""So many that two features seldom share one."""
SCALE = 3.0
"""Keeps the sum of many small weights within the reach of the logistic curve."""
STEPS = 12
"""Stored weights are whole steps of 1/12, between -127 and 127."""
LONGEST_GAP = 255


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model over named features."""

    bias: float
    weights: Sequence[int]
    """For each place, its weight in steps."""

    def probability(self, features: Iterable[str]) -> float:
        """How likely the text with these features is an opt-out, from 0 to 1."""
        weights = self.weights
        places = places_of(features)
        total = sum([weights[place] for place in places])
        return logistic(self.bias + SCALE * total / STEPS / math.sqrt(max(len(places), 1)))


def places_of(features: Iterable[str]) -> list[int]:
    """The places of features, in the order of their names' checksums."""
    return [zlib.crc32(feature.encode()) & (PLACES - 1) for feature in features]


def logistic(value: float) -> float:
    """The logistic curve, safe at its ends."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, value))))


def model_from(text: str) -> Model:
    """The model a file holds."""
    held = json.loads(text)
    gaps = _unpacked(held["gaps"])
    weights = array("b", bytes(PLACES))
    for place, steps in zip(accumulate(gaps), array("b", _unpacked(held["weights"])), strict=True):
        weights[place] = steps
    return Model(held["bias"], weights)


def stored(bias: float, weights: Sequence[float]) -> str:
    """A model as its file holds it."""
    gaps, steps = bytearray(), array("b")
    last = 0
    for place, weight in enumerate(weights):
        step = max(-127, min(127, round(weight * STEPS)))
        if step or place - last == LONGEST_GAP:
            gaps.append(place - last)
            steps.append(step)
            last = place
    held = {
        "bias": round(bias, 4),
        "gaps": _packed(gaps),
        "weights": _packed(steps.tobytes()),
    }
    return json.dumps(held, indent=1) + "\n"


def _packed(held: bytes | bytearray) -> str:
    return base64.b64encode(zlib.compress(held, level=9)).decode()


def _unpacked(packed: str) -> bytes:
    return zlib.decompress(base64.b64decode(packed))


def untrained() -> Model:
    """The model that knows nothing."""
    return Model(0.0, array("b", bytes(PLACES)))
