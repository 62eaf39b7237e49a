"""Campaigns that are marked to be compared: two at most, the newest marks."""

from collections.abc import Sequence

from textual import on, work
from textual.message import Message
from textual.reactive import reactive

from stopline.analytics.comparison import Comparison
from stopline.campaigns.campaign import CampaignState
from stopline.errors import StoplineError
from stopline.inert import one_line
from stopline.tui.messages import WorkFailed, post
from stopline.tui.screens.campaign_deeds import CampaignDeeds


class CampaignMarks(CampaignDeeds):
    """A screen on which campaigns can be marked; two that are marked are held against each other."""

    marked: reactive[tuple[int, ...]] = reactive((), repaint=False)
    comparison: reactive[Comparison | None] = reactive(None, repaint=False)
    hint: reactive[str] = reactive("", repaint=False)

    class Compared(Message, bubble=False):
        """Two campaigns were compared; None where nobody was reached by one of them."""

        def __init__(self, marked: tuple[int, ...], comparison: Comparison | None) -> None:
            super().__init__()
            self.marked = marked
            self.comparison = comparison

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to mark what has been launched."""
        if action == "mark":
            return self.line is not None and self.line.campaign.state is not CampaignState.DRAFT
        return super().check_action(action, parameters)

    def action_mark(self) -> None:
        """Mark the chosen campaign, or take its mark away; a third mark takes the place of the first."""
        if self.chosen is not None:
            others = tuple(each for each in self.marked if each != self.chosen)
            self.marked = others if self.chosen in self.marked else (*others[-1:], self.chosen)

    def watch_marked(self) -> None:
        """Compare two; say what to do where one is marked."""
        self.comparison = None
        self.hint = self._hint()
        self.compare_again()

    def compare_again(self) -> None:
        """Compare the two that are marked, as they are by now."""
        names = self._names()
        if len(names) > 1:
            self.compare(self.marked, names)

    @work(thread=True, exclusive=True, group="comparison")
    def compare(self, marked: tuple[int, ...], names: Sequence[str]) -> None:
        """Hold two campaigns against each other."""
        figures, comparison = self.desk.workspace.figures, None
        try:
            found = [each for each in map(figures.campaign, names) if each is not None]
            if len(found) > 1:
                comparison = figures.compared_campaigns(*found)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            return
        post(self, self.Compared(marked, comparison))

    @on(Compared)
    def show_compared(self, compared: Compared) -> None:
        """Show what came of it, if these two are still meant."""
        if compared.marked == self.marked:
            self.comparison = compared.comparison
            self.hint = (
                "" if compared.comparison else "Nobody was reached by one of the two, so nothing is compared."
            )

    def _names(self) -> list[str]:
        lines = [self.listing.line(each) for each in self.marked] if self.listing is not None else []
        return [line.campaign.name for line in lines if line is not None]

    def _hint(self) -> str:
        match self._names():
            case [name]:
                return f"◆ “{one_line(name, 40)}” is marked; m on another one compares the two."
            case [_, _]:
                return "Comparing…"
            case _:
                return ""
