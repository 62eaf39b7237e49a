"""Pure: room for words on a chart, so that none lie over each other."""

from dataclasses import dataclass, field

LETTER, LINE = 6.6, 13.0
"""How wide a letter is at most on the whole, and how high a line, in the units of a chart; its letters are 11 high."""
MOST_LINES = 6
"""How often words are raised before they are left away."""


@dataclass(slots=True)
class Labels:
    """The words of one chart, each where there is room for it."""

    top: float
    """Above which nothing is written."""
    _taken: list[tuple[float, float, float]] = field(default_factory=list)
    """Left, right and foot of what is written."""

    def take(self, x: float, y: float, words: str, anchor: str) -> float | None:
        """Return how low words may stand: where they are wanted, else raised above what is there; None where there is no room."""
        width = len(words) * LETTER
        left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        foot = max(y, self.top)
        for _ in range(MOST_LINES):
            hit = [each for each in self._taken if self._lies_over(each, left, left + width, foot)]
            if not hit:
                self._taken.append((left, left + width, foot))
                return foot
            foot = min(each[2] for each in hit) - LINE
            if foot < self.top:
                break
        return None

    @staticmethod
    def _lies_over(there: tuple[float, float, float], left: float, right: float, foot: float) -> bool:
        return left < there[1] and there[0] < right and abs(foot - there[2]) < LINE
