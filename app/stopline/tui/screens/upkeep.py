"""Upkeep: owns how key, anchors, backups, carriers' lists and alerts stand, and which of them is chosen."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive

from stopline.errors import StoplineError
from stopline.tui.desk import Desk
from stopline.tui.keys import Where, bindings
from stopline.tui.messages import WorkFailed, post
from stopline.tui.pace import Pace
from stopline.tui.panes.upkeep_detail import UpkeepDetail, UpkeepRows
from stopline.tui.panes.upkeep_matters import MatterList, MatterRows
from stopline.tui.screens.upkeep_copies import CopyDeeds
from stopline.tui.screens.upkeep_proof import ProofDeeds
from stopline.tui.screens.upkeep_telling import TellingDeeds
from stopline.tui.upkeep_reading import Matter, ShownMatter, UpkeepState, read_upkeep, with_now
from stopline.tui.upkeep_rows import rows_of

READ_AGAIN_AFTER = 2.0
"""Seconds between two looks at how everything stands while much happens."""


class UpkeepScreen(ProofDeeds, CopyDeeds, TellingDeeds):
    """What a workspace needs now and then, and when it last got it."""

    TITLE = "Upkeep"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.UPKEEP)]

    shown: reactive[ShownMatter | None] = reactive(None, repaint=False)
    has_lines: reactive[bool] = reactive(False, repaint=False)  # noqa: FBT003 - the value itself

    class StateRead(Message, bubble=False):
        """How everything stands was read; None where that failed."""

        def __init__(self, state: UpkeepState | None) -> None:
            super().__init__()
            self.state = state

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading = Pace(self, READ_AGAIN_AFTER, self.read_state)

    def compose_body(self) -> ComposeResult:
        """Put the matters, and the chosen one in full."""
        with Horizontal(id="upkeep"):
            yield MatterList().data_bind(UpkeepScreen.state, UpkeepScreen.has_lines)
            yield UpkeepDetail().data_bind(UpkeepScreen.shown)

    def on_mount(self) -> None:
        """Stand in the matters."""
        self.query_one(MatterRows).focus()

    def reload(self) -> None:
        """Look again, but not without a pause."""
        super().reload()
        self._reading.want()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done about the chosen matter."""
        match action:
            case "save" | "verify":
                return self.offers((Matter.ANCHOR, Matter.BACKUP))
            case "make_key":
                return self.offers((Matter.KEY, Matter.BACKUP))
        return super().check_action(action, parameters)

    def action_save(self) -> None:
        """Ask where a backup, or the head of the ledger, goes."""
        self.ask_to_save() if self.chosen is Matter.BACKUP else self.ask_to_anchor()

    def action_verify(self) -> None:
        """Ask which backup is looked through, or which anchors are compared."""
        self.ask_to_look_through() if self.chosen is Matter.BACKUP else self.ask_to_compare_anchors()

    def action_make_key(self) -> None:
        """Ask where a new key goes."""
        self.ask_for_backup_key() if self.chosen is Matter.BACKUP else self.ask_for_ledger_key()

    def chosen_backup(self) -> str:
        """Return where the backup is that the cursor stands on."""
        row = self.query_one(UpkeepDetail).chosen
        return row.place if row is not None else ""

    def chosen_rule(self) -> str:
        """Return the rule the cursor stands on."""
        row = self.query_one(UpkeepDetail).chosen
        return row.rule if row is not None else ""

    def watch_state(self) -> None:
        """Show how the chosen matter stands now."""
        self._arrange()

    def watch_chosen(self) -> None:
        """Show another matter."""
        self._arrange()

    def watch_compared(self) -> None:
        """Show who differs."""
        self._arrange()

    def watch_under_way(self) -> None:
        """Show what is being done."""
        self._arrange()

    def watch_done(self) -> None:
        """Show what came of it, and how everything stands after it, at once."""
        self._arrange()
        if self.done:
            self._reading.want_now()

    def watch_now(self) -> None:
        """Word anew how long ago everything was."""
        if self.state is not None:
            self.state = with_now(self.state, self.now)

    @work(thread=True, exclusive=True, group="upkeep")
    def read_state(self) -> None:
        """Look how everything stands."""
        try:
            state = read_upkeep(self.desk)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            post(self, self.StateRead(None))
            return
        post(self, self.StateRead(state))

    @on(StateRead)
    def show_state(self, read: StateRead) -> None:
        """Show how everything stands."""
        self._reading.done()
        if read.state is not None:
            self.state = read.state

    @on(MatterList.Highlighted)
    def choose(self, highlighted: MatterList.Highlighted) -> None:
        """Show the matter the cursor stands on."""
        self.chosen = highlighted.matter

    @on(MatterList.Opened)
    def go_to_lines(self) -> None:
        """Go on to the lines of the matter."""
        if self.has_lines:
            self.query_one(UpkeepRows).focus()

    @on(UpkeepRows.Left)
    def go_to_matters(self) -> None:
        """Go back to the matters."""
        self.query_one(MatterRows).focus()

    def _arrange(self) -> None:
        """Hand down the chosen matter."""
        if self.state is not None:
            self.shown = ShownMatter(
                self.chosen,
                self.state,
                self.done.get(self.chosen),
                self.under_way.get(self.chosen, ""),
                self.compared if self.chosen is Matter.LIST else None,
            )
            self.has_lines = bool(rows_of(self.shown).rows)
