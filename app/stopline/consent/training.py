"""Learn the model's weights from labelled texts: `python -m stopline.consent.training data/optout-train.jsonl`.

The same texts give the same weights. Texts whose label careful readers dispute are left out, and so are
questions about opting out, which rules answer. Short texts are also joined in pairs, so that a wish is found beside small talk.
"""

import json
import math
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stopline.consent.features import features_of
from stopline.consent.model import PLACES, SCALE, logistic, places_of, stored, untrained
from stopline.consent.normalise import words_of
from stopline.consent.recognise import Recogniser
from stopline.consent.shipped import shipped_lexicon

SEED = 20261123
COURSES = 3
"""One course depends on chance for a text in fifty; the mean of a few hardly does."""
EPOCHS = 8
AVERAGED = 3
"""The mean of the last rounds is kept: it swings less with the order of the texts."""
STEP = 0.3
DECAY = 0.008
JOINED_SHARE = 0.35
"""Joined texts for each text written by hand."""
JOINED_WEIGHT = 0.4
SMALL_TALK_WEIGHT = 4.0
ORDINARY_WEIGHT = 3.0
"""Everyday texts are by far the most that come in, so each weighs more than one that was written to mislead."""
JOINTS = (". ", ", ", "! ", " ", "... ", "\n")


@dataclass(frozen=True, slots=True)
class Lesson:
    """One text to learn from."""

    text: str
    language: str
    is_opt_out: bool
    weight: float = 1.0
    """Short texts are mostly variants of one another, so the longer, freely told ones weigh more."""


def lessons_from(lines: Iterable[str]) -> list[Lesson]:
    """The lessons in a file of labelled texts."""
    lessons = []
    for line in lines:
        row: Mapping[str, str | int] = json.loads(line)
        if not row.get("ambiguous") and row["label"] != "opt_out_question":
            is_opt_out = row["label"] == "opt_out"
            weight = float(row.get("weight", 1))
            if row["label"] == "none" and not row["hard"]:
                weight *= ORDINARY_WEIGHT
            lessons.append(Lesson(str(row["text"]), str(row["lang"]), is_opt_out, weight))
    return lessons


def joined(lessons: Sequence[Lesson], chance: random.Random) -> list[Lesson]:
    """Texts of one language put side by side; one wish to stop makes the whole a wish to stop."""
    by_language: dict[str, list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        by_language[lesson.language].append(lesson)
    made = []
    for _ in range(int(len(lessons) * JOINED_SHARE)):
        pair = chance.choices(by_language[chance.choice(lessons).language], k=chance.choice((2, 2, 3)))
        if any(lesson.is_opt_out and " " not in lesson.text for lesson in pair):
            continue
        text = chance.choice(JOINTS).join(lesson.text for lesson in pair)
        is_opt_out = any(lesson.is_opt_out for lesson in pair)
        weight = JOINED_WEIGHT * min(lesson.weight for lesson in pair)
        made.append(Lesson(text, pair[0].language, is_opt_out, weight))
    return made


def learned(lessons: Sequence[Lesson], small_talk: Sequence[Lesson] = ()) -> str:
    """The model that these lessons teach, as its file holds it: the mean of some courses, each with other joined texts in another order."""
    recogniser = Recogniser(shipped_lexicon(untrained()))
    plain = _examples([*lessons, *small_talk], recogniser)
    fits = []
    for course in range(COURSES):
        chance = random.Random(SEED + course)  # noqa: S311 - repeatable on purpose
        fits.extend(_fitted([*plain, *_examples(joined(lessons, chance), recogniser)], chance))
    return stored(
        _mean([bias for bias, _ in fits]), [_mean(each) for each in zip(*[w for _, w in fits], strict=True)]
    )


def _examples(lessons: Sequence[Lesson], recogniser: Recogniser) -> list[tuple[list[int], Lesson]]:
    examples = []
    for lesson in lessons:
        words = words_of(lesson.text)
        if words:
            reading = recogniser.reading_of(words)
            examples.append((sorted(places_of(features_of(reading.units, reading.hits))), lesson))
    return examples


def _fitted(
    examples: list[tuple[list[int], Lesson]], chance: random.Random
) -> list[tuple[float, list[float]]]:
    """Logistic regression by adaptive gradient steps, one text at a time: bias and weights after each of the last rounds."""
    weights = [0.0] * PLACES
    travelled = [1e-6] * PLACES
    bias, bias_travelled = 0.0, 1e-6
    kept: list[tuple[float, list[float]]] = []
    for _ in range(EPOCHS):
        chance.shuffle(examples)
        for places, lesson in examples:
            share = SCALE / math.sqrt(len(places))
            probability = logistic(bias + share * sum(weights[place] for place in places))
            slope = (probability - lesson.is_opt_out) * lesson.weight
            bias_travelled += slope * slope
            bias -= STEP * slope / math.sqrt(bias_travelled)
            for place in places:
                pull = slope * share + DECAY * weights[place]
                travelled[place] += pull * pull
                weights[place] -= STEP * pull / math.sqrt(travelled[place])
        kept = [*kept[1 - AVERAGED :], (bias, weights.copy())]
    return kept


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def small_talk_from(lines: Iterable[str]) -> list[Lesson]:
    """Lessons in what everyday words do not mean, from lines of small talk."""
    return [Lesson(line, "en", is_opt_out=False, weight=SMALL_TALK_WEIGHT) for line in lines if line]


def main(texts: str, small_talk: str, target: str) -> None:
    """Learn from the labelled texts and the small talk, and write the weights."""
    lessons = lessons_from(Path(texts).read_text(encoding="utf-8").splitlines())
    chatter = small_talk_from(Path(small_talk).read_text(encoding="utf-8").splitlines())
    Path(target).write_text(learned(lessons, chatter), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
