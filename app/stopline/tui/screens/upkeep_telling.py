"""What is done about what others know and are told: carriers' lists are compared, alerts tried and sent again."""

from collections.abc import Callable
from functools import partial

from textual import on
from textual.message import Message

from stopline.address import Address, masked
from stopline.plural import counted
from stopline.tui.dialogs.list_file import ListFile, ListFileDialog
from stopline.tui.messages import post
from stopline.tui.panes.consent_card import CHANNEL_NAMES
from stopline.tui.screens.upkeep_deeds import UpkeepDeeds, done
from stopline.tui.upkeep_reading import Done, Matter
from stopline.worker.lists import ListsCompared, compare_file, compare_gateways
from stopline.worker.reconcile import Difference, Side
from stopline.workspace.alert_trial import try_alert

NAMED_AT_MOST = 8
"""People a question names."""
Comparing = Callable[[bool], ListsCompared]
"""Compares the lists, and records what only the carrier knows where it is told to."""


class TellingDeeds(UpkeepDeeds):
    """A screen on which carriers' lists and alerts are seen to."""

    _comparing: Comparing | None = None
    """How the lists were compared that are shown."""

    class ListsRead(Message, bubble=False):
        """Lists were compared."""

        def __init__(self, compared: ListsCompared, comparing: Comparing) -> None:
            super().__init__()
            self.compared = compared
            self.comparing = comparing

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done with lists and alerts as they are."""
        state = self.state
        match action:
            case "compare":
                return self.offers((Matter.LIST,), is_possible=state is not None and bool(state.gateways))
            case "compare_file":
                return self.offers((Matter.LIST,))
            case "apply":
                return self.offers((Matter.LIST,), is_possible=bool(self._missing()))
            case "try_rule":
                return self.offers((Matter.ALERTS,), is_possible=state is not None and bool(state.rules))
            case "retry":
                return self.offers((Matter.ALERTS,), is_possible=state is not None and state.may_retry)
        return super().check_action(action, parameters)

    def chosen_rule(self) -> str:
        """Return the name of the rule the cursor stands on, or the first; to be overridden."""
        return ""

    def action_compare(self) -> None:
        """Lay the gateways' lists beside ours."""

        def comparing(is_applied: bool) -> ListsCompared:
            return compare_gateways(self.desk.workspace, is_applied=is_applied)

        self._compare(comparing, "asking the gateways for their lists")

    def action_compare_file(self) -> None:
        """Ask for a list in a file."""

        def take(chosen: ListFile | None) -> None:
            if chosen is not None:

                def comparing(is_applied: bool) -> ListsCompared:
                    return compare_file(
                        self.desk.workspace,
                        chosen.path,
                        chosen.channel,
                        self.desk.agent,
                        is_applied=is_applied,
                    )

                self._compare(comparing, f"reading {chosen.path}")

        self.app.push_screen(ListFileDialog(), take)

    def action_apply(self) -> None:
        """Ask whether what only the carrier knows is recorded."""
        missing, comparing = self._missing(), self._comparing
        if not missing or comparing is None:
            return
        named = [f"{masked(Address(each.address))}, {CHANNEL_NAMES[each.channel]}" for each in missing]
        left = len(named) - NAMED_AT_MOST
        lines = [
            *named[:NAMED_AT_MOST],
            *([f"and {left:,} more"] if left > 0 else []),
            "",
            "Each becomes a stop of that person's own, said at the carrier. Who agreed again here after it is left to you.",
        ]
        title = f"Record {counted(len(missing), 'stop', 'stops')} from the carrier's list?"
        self.ask_first(
            title, lines, "Record them", lambda: self._compare(comparing, "recording stops", is_applied=True)
        )

    def action_try_rule(self) -> None:
        """Send something to where the chosen rule says."""
        name = self.chosen_rule()

        def attempt() -> Done:
            try_alert(self.desk.workspace, name)
            return done(f"“{name}” was taken. Look whether it arrived.")

        if name:
            self.begin(Matter.ALERTS, f"trying “{name}”", attempt)

    def action_retry(self) -> None:
        """Try now what was given up or waits."""

        def retry() -> Done:
            workspace = self.desk.workspace
            tried_count, delivered_count = workspace.alerts.retry(), workspace.alert_courier.deliver_due()
            return done(
                f"{tried_count} tried, {delivered_count} delivered.",
                is_doubtful=delivered_count < tried_count,
            )

        self.begin(Matter.ALERTS, "trying again", retry)

    @on(ListsRead)
    def show_lists(self, read: ListsRead) -> None:
        """Show who differs."""
        self._comparing = read.comparing
        self.compared = read.compared

    def _compare(self, comparing: Comparing, words: str, *, is_applied: bool = False) -> None:
        self.begin(Matter.LIST, words, partial(self._compared, comparing, is_applied))

    def _compared(self, comparing: Comparing, is_applied: bool) -> Done:
        compared = comparing(is_applied)
        post(self, self.ListsRead(compared, comparing))
        left = sum(len(each.on(Side.ONLY_THERE)) for each in compared.found)
        to_record = sum(len(each.recordable()) for each in compared.found)
        recorded = sum(each.recorded_count for each in compared.found)
        told = f"{counted(recorded, 'stop was', 'stops were')} recorded. " if recorded else ""
        if not compared.found:
            return done("No gateway keeps a list of opt-outs; `f` takes one from a file.", is_doubtful=True)
        if left:
            people = counted(left, "person", "people")
            how = "`x` records their stops" if to_record else "they agreed again here since"
            return done(
                f"{told}{people} stopped at the carrier and may be texted here; {how}.", is_doubtful=True
            )
        own = f" `x` records {counted(to_record, 'stop', 'stops')} as their own." if to_record else ""
        return done(f"{told}Nobody who stopped at the carrier may be texted here.{own}")

    def _missing(self) -> list[Difference]:
        """Return whose stop on the lists that are shown would be recorded here."""
        found = self.compared.found if self.compared is not None else ()
        return [difference for each in found for difference in each.recordable()]
