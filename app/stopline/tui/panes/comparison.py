"""Two periods or two campaigns held against each other, in two or three lines; absent while nothing is compared."""

from textual.content import Content
from textual.reactive import reactive

from stopline.analytics.comparison import Comparison
from stopline.inert import one_line
from stopline.tui.widgets.words import Words

LONGEST_NAME = 30
MARK = "▲ "
"""What is more than chance, as on the whole screen."""


class ComparisonLines(Words):
    """Both sides, and whether chance explains the difference.

    Args:
        advice: what helps where one side reached nobody; empty where nothing does.
    """

    comparison: reactive[Comparison | None] = reactive(None)
    hint: reactive[str] = reactive("")
    """What to do to get a comparison, where one is begun."""

    def __init__(self, advice: str = "") -> None:
        super().__init__(id="comparison")
        self._advice = advice

    def watch_comparison(self) -> None:
        """Word it anew."""
        self._word()

    def watch_hint(self) -> None:
        """Word it anew."""
        self._word()

    def _word(self) -> None:
        self.display = self.comparison is not None or bool(self.hint)
        if self.comparison is not None:
            self.say(comparison_words(self.comparison, self._advice))
        else:
            self.say(Content.styled(self.hint, "$quiet"))


def comparison_words(comparison: Comparison, advice: str = "") -> Content:
    """Return both sides on one line, and beneath them whether chance explains the difference, or what would help to tell."""
    sides = [
        Content.assemble((f"{one_line(side.name, LONGEST_NAME)} ", "$quiet"), (side.words, "bold"))
        for side in (comparison.one, comparison.other)
    ]
    is_told = comparison.is_more_than_chance
    words = comparison.finding
    if comparison.can_tell:
        words = f"{comparison.size}; by chance it would come {comparison.often}"
    elif advice and not (comparison.one.people and comparison.other.people):
        words = f"{words}: {advice}"
    finding = Content.styled(
        f"{MARK if is_told else ''}{words}", "$warning bold" if is_told else "$foreground"
    )
    return Content("\n").join([Content("  ").join(sides), finding])
