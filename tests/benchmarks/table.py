"""One line of the table of measurements, and how measurements are taken on a machine that does other things as well."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """What was measured, beside a floor measured in the same run."""

    name: str
    measured: float
    floor: float
    limit: float | None
    """How much of the floor is promised; None where nothing was."""
    unit: str = "ms"
    is_rate: bool = False
    """Whether more is better: the limit is then the least, otherwise the most."""

    @property
    def ratio(self) -> float:
        """How many times the floor it is."""
        return self.measured / self.floor

    @property
    def is_met(self) -> bool:
        """Whether what was promised is kept."""
        if self.limit is None:
            return True
        return self.ratio >= self.limit if self.is_rate else self.ratio <= self.limit

    def row(self) -> tuple[str, ...]:
        """Return the line as the table prints it."""
        sign = "≥" if self.is_rate else "≤"
        return (
            self.name,
            f"{self.measured:,.3g} {self.unit}"
            if self.measured < 100
            else f"{self.measured:,.0f} {self.unit}",
            f"{self.floor:,.3g} {self.unit}" if self.floor < 100 else f"{self.floor:,.0f} {self.unit}",
            f"{self.ratio:.2f}",
            f"{sign} {self.limit:g}" if self.limit is not None else "–",
            "" if self.limit is None else "yes" if self.is_met else "NO",
        )


HEAD = ("what", "measured", "floor", "ratio", "promised", "met")


def written(lines: Sequence[Line]) -> str:
    """Return a Markdown table."""
    rows = [HEAD, *(line.row() for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    padded = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([padded[0], rule, *padded[1:]])


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work took."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def interleaved(rounds: int, *works: Callable[[], object]) -> list[float]:
    """Return the shortest time of each of several works, taken in turns so that a busy moment strikes them alike."""
    return [min(times) for times in _in_turns(rounds, works)]


def interleaved_medians(rounds: int, *works: Callable[[], object]) -> list[float]:
    """Return the median time of each of several works, taken in turns."""
    return [statistics.median(times) for times in _in_turns(rounds, works)]


def _in_turns(rounds: int, works: Sequence[Callable[[], object]]) -> list[list[float]]:
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for taken, work in zip(times, works, strict=True):
            taken.append(seconds(work))
    return times
