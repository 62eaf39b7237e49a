"""Pure: how likely a sentence asks for no more texts, by weights learned from our own texts.

The rules decide what they can say plainly; the model sees paraphrases no rule foresaw, and doubts matches that only look
right. `training.py` makes the weights, `words/model.json` holds them: one small number for each of a fixed count of places,
where a feature's place is a checksum of its name.
"""

import base64
import json
import math
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

PLACES = 1 << 17
SCALE = 3.0
"""Keeps the sum of many small weights within the reach of the logistic curve."""
STEPS = 32
"""Stored weights are whole steps of 1/32, between -127 and 127."""


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
    return [crc32(feature.encode()) & (PLACES - 1) for feature in features]


def logistic(value: float) -> float:
    """The logistic curve, safe at its ends."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, value))))


def model_from(text: str) -> Model:
    """The model a file holds."""
    held = json.loads(text)
    return Model(held["bias"], array("b", base64.b64decode(held["weights"])))


def stored(bias: float, weights: Sequence[float]) -> str:
    """A model as its file holds it."""
    steps = array("b", (max(-127, min(127, round(weight * STEPS))) for weight in weights))
    return (
        json.dumps({"bias": round(bias, 4), "weights": base64.b64encode(steps.tobytes()).decode()}, indent=1)
        + "\n"
    )


def untrained() -> Model:
    """The model that knows nothing."""
    return Model(0.0, array("b", bytes(PLACES)))
