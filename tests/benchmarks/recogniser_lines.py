"""How long the recogniser takes to load, for one text, and for many, beside a millisecond a text."""

import json
import time
from statistics import median

from benchmarks.table import Line
from stopline.consent.recognise import Recogniser, shipped_lexicon
from support.command import PROJECT

MILLISECOND = 1.0
LOADING = 250.0
"""Milliseconds to load everything it needs; a process that reads no text pays nothing."""
PERCENTILE = 0.99


def recogniser(texts: int) -> list[Line]:
    """Load it, then read the published texts over and over; a text's time is the middle one of its rounds, so that what else runs does not count."""
    begun = time.process_time()
    reader = Recogniser(shipped_lexicon())
    loaded = time.process_time() - begun
    published = (PROJECT / "data" / "optout-eval.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [str(json.loads(line)["text"]) for line in published]
    for row in rows:
        reader.recognise(row)
    rounds: list[list[float]] = [[] for _ in rows]
    begun = time.process_time()
    for number in range(texts):
        before = time.process_time()
        reader.recognise(rows[number % len(rows)])
        rounds[number % len(rows)].append(time.process_time() - before)
    batch = time.process_time() - begun
    taken = sorted(median(times) for times in rounds if times)
    return [
        Line("recogniser: load", loaded * 1e3, LOADING, 1),
        Line(
            "recogniser: one text, 99 of 100 take less",
            taken[int(PERCENTILE * len(taken))] * 1e3,
            MILLISECOND,
            1,
        ),
        Line(f"recogniser: {texts:,} texts, each", batch * 1e3 / texts, MILLISECOND, 0.5),
    ]
