"""Restores a workspace into a new folder beside the one that is at hand, and takes along what only that one knows."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from stopline.backup.backups import AtHand, keep_suppressed
from stopline.backup.backups import restore as restore_backup
from stopline.backup.continuous import is_place_of_copies, restore_copy
from stopline.backup.encryption import BackupKey
from stopline.backup.stops import take_stops_along
from stopline.consent.keys import LedgerKeys
from stopline.consent.verification import Verification
from stopline.errors import BadInputError, StoreError
from stopline.plural import counted, worded
from stopline.settings.spared import NOT_FOR_INTAKE
from stopline.workspace.workspace import Workspace

_FOR_STOPS = NOT_FOR_INTAKE | {"gateways"}


@dataclass(frozen=True, slots=True)
class Restored:
    """A workspace that was restored."""

    folder: Path
    found: Verification
    """Of the ledger in it."""
    queued_count: int
    """Messages that wait in it; some may have left since the copy was made."""
    carried_count: int | None
    """Stops and holds taken along from the workspace at hand; None where there was none of the same to take them from."""
    forgotten_count: int = 0
    """How many people are in it again who were forgotten since the copy was made."""

    @property
    def command(self) -> str:
        """Return what opens it."""
        return f"stopline --workspace {self.folder}"

    def warnings(self) -> Iterator[str]:
        """Yield what somebody has to see to before anything is sent from it."""
        if self.carried_count is None:
            yield (
                "Who said stop or was forgotten after the copy was made is not stopped in it. Where the old workspace still exists, take its "
                "stops over before anything is sent: `stopline consent export`, then `consent import FILE --mode suppress-only`, and its "
                "suppressions.txt beside the new database. Until then it takes texts in and sends only automatic answers; "
                f"`{self.command} doctor --only rolled-back --mend` lets sending go on."
            )
        if self.forgotten_count:
            yield (
                f"{counted(self.forgotten_count, 'person who was', 'people who were')} forgotten after the copy was made "
                f"{worded(self.forgotten_count, 'is', 'are')} in it again, with texts and all: stopped, and to be forgotten once more. "
                f"The audit names them (`{self.command}`, `g` `a`, what is kept of the forgotten)."
            )
        if self.queued_count:
            yield (
                f"{counted(self.queued_count, 'message waits', 'messages wait')} in it. Those that left after the copy was made would leave "
                "again: look at `stopline messages --state queued` before a worker runs."
            )


def restore(
    source: str,
    folder: Path,
    key_of: Callable[[], BackupKey | None],
    keys_of: Callable[[Path], LedgerKeys],
    at_hand: Workspace | None,
) -> Restored:
    """Put a backup or a continuous copy into a new folder, once all of it was looked through.

    Args:
        source: the backup's file, or the place of copies.
        folder: where its workspace goes; it must be new.
        key_of: finds what reads an encrypted backup; a continuous copy needs none.
        keys_of: finds the keys of its ledger.
        at_hand: the workspace that is being worked with, which stays as it is. Where it is the same one, its newer stops come along.

    Raises:
        BadInputError: there is something in the folder, or no backup that can be read.
        StoreDamagedError: the database in it is damaged.
        LedgerBrokenError: the ledger in it does not hold.
    """
    if is_place_of_copies(source):
        found, queued_count = restore_copy(source, folder, keys_of)
    elif Path(source).exists():
        looked = restore_backup(Path(source), folder, key_of(), keys_of, _named(at_hand))
        found, queued_count = looked.found, looked.queued_count
    else:
        raise BadInputError(f"there is no backup at {source}")
    carried_count, forgotten_count = _carry_stops(at_hand, folder)
    return Restored(folder, found, queued_count, carried_count, forgotten_count)


def _named(at_hand: Workspace | None) -> AtHand | None:
    """Return the workspace at hand as a restore knows it, if it can be read."""
    if at_hand is None:
        return None
    try:
        return AtHand(at_hand.folder, at_hand.anchoring.workspace_id())
    except StoreError:
        return None


def _carry_stops(at_hand: Workspace | None, folder: Path) -> tuple[int | None, int]:
    """Take the stops of the workspace at hand along into a restored one of the same; return how many there were, and of how many forgotten.

    The first is None where the workspace at hand is no such workspace.
    """
    if at_hand is None:
        return None, 0
    try:
        # A continuous copy may bring no settings along, and stops need none.
        with closing(Workspace.open(folder, spared=_FOR_STOPS)) as restored:
            if at_hand.anchoring.workspace_id() != restored.anchoring.workspace_id():
                return None, 0
            # Of those who were forgotten since, only the list beside the database knows.
            keep_suppressed(at_hand.folder, folder)
            stopped_count = restored.ledger.meet_everyone()
            count = stopped_count + take_stops_along(
                at_hand.consent_states, at_hand.standings, at_hand.ledger, restored.ledger
            )
            # It knows now whatever was known here.
            restored.high_water.accept()
            return count, _count_forgotten(restored, at_hand)
    except StoreError:
        # A database that cannot be read is why one restores.
        return None, 0


def _count_forgotten(restored: Workspace, at_hand: Workspace) -> int:
    """Return how many people are known in a restored workspace who were forgotten in the one at hand, and are unknown there."""
    known = {state.address for state in restored.consent_states.states()}
    suppressed = (address for address in known if restored.suppressions.of(address))
    return sum(not at_hand.ledger.events_of(address) for address in suppressed)
