"""The days worth a look: spikes with their causes, and days of which is said that chance explains them."""

from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from stopline.analytics.causes import Cause
from stopline.analytics.chance import once_in
from stopline.analytics.verdicts import JudgedDay
from stopline.inert import one_line
from stopline.percent import percent
from stopline.tui.insight import Insight, Spike
from stopline.tui.keys import Where, bindings
from stopline.tui.panes.optout_bars import CHANCE, SPIKE
from stopline.tui.text import hanging, weekday
from stopline.tui.widgets.words import Words

QUIET = "No day stands out."
READING = "…"
INDENT = Content("  ")
"""Before all that is said of a day."""
AROUND = 3
"""Cells beside what is said: one on each side, and a scroll bar."""


class SpikeRows(OptionList, inherit_bindings=False):
    """The days."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.OPTOUT_SPIKES)]


class OptOutSpikes(Vertical):
    """Spikes newest first, then what only looks bad."""

    insight: reactive[Insight | None] = reactive(None)

    class Opened(Message):
        """The causes of a day are wanted."""

        def __init__(self, judged: JudgedDay) -> None:
            super().__init__()
            self.judged = judged

    def compose(self) -> ComposeResult:
        """Put the heading and the days."""
        yield Static("Spikes", id="spikes-heading", markup=False)
        yield SpikeRows()
        yield Words(id="no-spikes")

    def watch_insight(self, old: Insight | None, new: Insight | None) -> None:
        """Fill in the days; the cursor stays on its day."""
        days = days_of(new)
        self.set_class(not days, "-empty")
        self.query_one("#no-spikes", Words).say(Content(READING if new is None else QUIET))
        if new is None or (old is not None and (old.spikes, old.chances) == (new.spikes, new.chances)):
            return
        rows = self.query_one(SpikeRows)
        chosen = self._day_at(old, rows.highlighted)
        rows.clear_options()
        width = max(self.size.width - AROUND, 30)
        options = [spike_in_words(each, width) for each in new.spikes]
        options += [chance_in_words(each, width) for each in new.chances]
        rows.add_options(Option(words) for words in options)
        places = {each.day: place for place, each in enumerate(days)}
        if days:
            rows.highlighted = places.get(chosen, 0) if chosen is not None else 0

    def on_resize(self) -> None:
        """Word the days for the new width."""
        insight = self.insight
        if insight is not None:
            self.watch_insight(None, insight)

    @on(OptionList.OptionSelected)
    def open_day(self, selected: OptionList.OptionSelected) -> None:
        """Ask for the causes of a day."""
        selected.stop()
        self.post_message(self.Opened(days_of(self.insight)[selected.option_index]))

    @staticmethod
    def _day_at(insight: Insight | None, place: int | None) -> date | None:
        days = days_of(insight)
        return days[place].day if place is not None and place < len(days) else None


def days_of(insight: Insight | None) -> tuple[JudgedDay, ...]:
    """Return the days in the order in which they are listed."""
    return () if insight is None else (*(spike.judged for spike in insight.spikes), *insight.chances)


def spike_in_words(spike: Spike, width: int) -> Content:
    """Return a spike: who left, how often chance does that, and what those who left have in common."""
    judgement = spike.judged.judgement
    return Content("\n").join(
        [
            _day_line(SPIKE, spike.judged),
            hanging(INDENT, Content.styled(f"by chance {once_in(judgement.probability)}", "$quiet"), width),
            *(_cause_in_words(f"{cause.by} {cause.name}", cause, width) for cause in spike.causes),
            *([_cause_in_words("after no message of ours", spike.nothing, width)] if spike.nothing else []),
        ]
    )


def chance_in_words(judged: JudgedDay, width: int) -> Content:
    """Return a day that looks bad, and that this says little."""
    judgement = judged.judgement
    often = once_in(judgement.probability).removeprefix("about ")
    told = Content.styled(f"{judgement.doubt} ({often})", "$quiet")
    return Content("\n").join([_day_line(CHANCE, judged), hanging(INDENT, told, width)])


def _day_line(mark: str, judged: JudgedDay) -> Content:
    judgement = judged.judgement
    return Content.assemble(
        (f"{mark} {weekday(judged.day)}", "bold"),
        f"  {judgement.optouts:,} left, {judgement.expected:.1f} expected",
    )


def _cause_in_words(called: str, cause: Cause, width: int) -> Content:
    figures = f"{cause.optouts:>4,} {percent(cause.share):>6}"
    name = one_line(called, max(width - len(figures) - 4, 8))
    return Content.assemble("  ", ("▸ ", "$accent"), name.ljust(width - len(figures) - 4), figures)
