"""Writes anchors to a file that is kept elsewhere, compares the ledger with such a file, and notes both."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

from stopline.backup.upkeep_facts import UpkeepFacts
from stopline.consent.anchor import Anchor, anchors_in
from stopline.consent.anchoring import Anchoring
from stopline.consent.verification import Verification
from stopline.errors import BadInputError, StoreError
from stopline.hygiene.checkups import Checkups
from stopline.store.files import append_line


@dataclass(frozen=True, slots=True)
class AnchorsCompared:
    """What laying the ledger beside the anchors of a file found."""

    found: Verification
    anchor_count: int


class Anchors:
    """The anchors of one workspace, in files elsewhere."""

    def __init__(self, anchoring: Anchoring, checkups: Checkups, facts: UpkeepFacts) -> None:
        self._anchoring = anchoring
        self._checkups = checkups
        self._facts = facts

    def write(self, path: Path, by: str) -> Anchor:
        """Add the head of the ledger, signed, to a file, and note where it is.

        Raises:
            LedgerBrokenError: the ledger does not hold; an anchor would make that look right.
            BadInputError: the file cannot be written.
        """
        anchor = self._anchoring.anchor()
        try:
            append_line(path, anchor.line())
        except OSError as error:
            raise BadInputError(f"{path} cannot be written: {error.strerror}") from error
        self._facts.note_anchor(anchor, path, by)
        return anchor

    def compare(self, path: Path, by: str) -> AnchorsCompared:
        """Walk the whole ledger beside the anchors of a file, and note what that found.

        Raises:
            BadInputError: the file cannot be read, is none of anchors, or all of them are of another workspace.
        """
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            raise BadInputError(f"{path} cannot be read: {error.strerror}") from error
        anchors = self._anchoring.ours(anchors_in(text, str(path)))
        found = self._anchoring.verify(anchors)
        # What was found is told even where the database cannot be written.
        with contextlib.suppress(StoreError):
            self._checkups.note_verification(found)
            self._facts.note_anchors_compared(found, path, by)
        return AnchorsCompared(found, len(anchors))
