"""What is done about the ledger's proof: its key is made, events are vouched for, anchors are written and compared."""

from functools import partial
from pathlib import Path

from textual import on, work
from textual.message import Message

from stopline.backup.keys import make_ledger_key
from stopline.errors import StoplineError
from stopline.plural import counted
from stopline.proof.verdict import UNSIGNED, how_anchors_fit, suppressions_unchecked, what_broke
from stopline.proof.wording import fences_in_words
from stopline.tui.dialogs.place import Field, any_file, known_file, new_file
from stopline.tui.messages import Noted, WorkFailed, post
from stopline.tui.screens.upkeep_deeds import UpkeepDeeds, done
from stopline.tui.upkeep_reading import Done, Matter


class ProofDeeds(UpkeepDeeds):
    """A screen on which key and anchors are seen to."""

    class UntaggedCounted(Message, bubble=False):
        """It is known how many events lack a tag."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to vouch only where there is a key to do it with."""
        if action == "vouch":
            has_key = self.state is not None and bool(self.state.chain.key_id)
            return self.offers((Matter.KEY,), is_possible=has_key)
        return super().check_action(action, parameters)

    def ask_for_ledger_key(self) -> None:
        """Ask where a new key for the ledger goes."""
        if self.state is not None:
            field = Field("New file, which only you can read", str(self.state.proposals.ledger_key), new_file)
            self.ask_places("Make a key for the ledger", [field], "Make it", self._begin_ledger_key)

    def ask_to_anchor(self) -> None:
        """Ask where the head of the ledger goes."""
        if self.state is not None:
            label = "File of anchors; a line is added, and what is in it stays"
            field = Field(label, str(self.state.proposals.anchors), any_file)
            lines = [
                "It helps only where nobody who may write the workspace can write it: on another machine."
            ]
            self.ask_places(
                "Write the head of the ledger elsewhere", [field], "Write it", self._anchor, lines
            )

    def ask_to_compare_anchors(self) -> None:
        """Ask with which anchors the ledger is compared."""
        if self.state is not None:
            known = self.state.anchor.place if self.state.anchor is not None else ""
            field = Field("File of anchors that was kept elsewhere", known, known_file)
            self.ask_places("Compare the ledger with anchors", [field], "Compare", self._compare_anchors)

    @work(thread=True, exclusive=True, group="preview")
    def action_vouch(self) -> None:
        """Count what somebody would answer for."""
        try:
            count = self.desk.workspace.audit.untagged_count()
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            return
        post(self, self.UntaggedCounted(count) if count else Noted("No event lacks a tag."))

    @on(UntaggedCounted)
    def ask_to_vouch(self, untagged: UntaggedCounted) -> None:
        """Ask whether somebody answers for the events that lack a tag."""
        lines = [
            "A program without the ledger key recorded them, or somebody slipped them in.",
            f"They are tagged in the name of {self.desk.agent}, and the ledger says so for ever.",
            "Do it only where you know that they are true; else compare the file with a backup.",
        ]
        self.ask_first(
            f"Answer for {counted(untagged.count, 'event that lacks a tag', 'events that lack a tag')}?",
            lines,
            "Yes, I answer for them",
            lambda: self.begin(Matter.KEY, "tagging", self._vouch),
        )

    def _begin_ledger_key(self, paths: tuple[Path, ...]) -> None:
        self.begin(Matter.KEY, "making a key", partial(_make_ledger_key, paths[0]))

    def _vouch(self) -> Done:
        count = self.desk.workspace.ledger.vouch(self.desk.agent)
        return done(f"You answered for {counted(count, 'event')} that had no tag.")

    def _anchor(self, paths: tuple[Path, ...]) -> None:
        def write() -> Done:
            head = self.desk.workspace.anchors.write(paths[0], self.desk.agent)
            signed = f"signed with key {head.signed_by}." if head.signed_by else UNSIGNED
            return done(f"Event {head.seq:,} is anchored in {paths[0]}; {signed}")

        self.begin(Matter.ANCHOR, f"walking the ledger, then writing to {paths[0]}", write)

    def _compare_anchors(self, paths: tuple[Path, ...]) -> None:
        def compare() -> Done:
            compared = self.desk.workspace.anchors.compare(paths[0], self.desk.agent)
            found = compared.found
            if not found.is_intact:
                return Done(done(what_broke(found)).lines, is_fault=True)
            if found.altered:
                return Done(done(fences_in_words(found.altered)).lines, is_fault=True)
            fits = how_anchors_fit(found, compared.anchor_count, self.desk.workspace.settings.zone)
            unchecked = [suppressions_unchecked(found)] if found.suppression_fault else []
            return done(f"The ledger holds; events: {found.event_count:,}.", fits, *unchecked)

        self.begin(Matter.ANCHOR, f"walking the ledger beside {paths[0]}", compare)


def _make_ledger_key(path: Path) -> Done:
    make_ledger_key(path)
    return done(
        f"A new key is in {path}; only you can read it.",
        f'Name it in settings.toml under [proof]: `ledger_key_file = "{path.resolve()}"`, and open Stopline again.',
        "Keep a copy elsewhere: without it nobody can check the tags.",
    )
