"""Takes the head of the ledger for keeping elsewhere, compares it later, and remembers how the ledger was last found."""

import contextlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stopline.clock import Clock, from_text, to_text
from stopline.consent.anchor import Anchor
from stopline.consent.ledger import Ledger
from stopline.consent.verification import Verification, verify_against
from stopline.errors import BadInputError, LedgerBrokenError, StoreError
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

WORKSPACE_ID = "workspace_id"
LAST_ANCHOR = "last_anchor"
LAST_VERIFIED = "last_verified"


@dataclass(frozen=True, slots=True)
class LastLook:
    """When the whole ledger was last found to hold, and up to where."""

    at: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class LastAnchor:
    """The last head that was written elsewhere."""

    at: datetime
    seq: int
    place: str
    by: str = ""
    """Who wrote it; empty where that was not noted."""
    signed_by: str | None = None
    """The key it is signed with."""

    @classmethod
    def remembered(cls, value: str) -> "LastAnchor":
        """Return what the fact `LAST_ANCHOR` says."""
        kept = json.loads(value)
        return cls(
            from_text(kept["at"]), kept["seq"], kept["place"], kept.get("by", ""), kept.get("signed_by")
        )


class Anchoring:
    """Anchors of one workspace's ledger."""

    def __init__(self, engine: Engine, clock: Clock, ledger: Ledger) -> None:
        self._engine = engine
        self._clock = clock
        self._ledger = ledger
        self._sql = load_queries("stopline.consent", "anchoring.sql")

    def workspace_id(self) -> str:
        """Return what names this workspace, making it at first use."""
        known = self._fact(WORKSPACE_ID)
        if known is None:
            self._engine.run(self._sql["add_fact"], name=WORKSPACE_ID, value=secrets.token_hex(8))
            known = self._fact(WORKSPACE_ID)
        return known or ""

    def anchor(self) -> Anchor:
        """Return the head of the ledger, signed with the key where there is one.

        Raises:
            LedgerBrokenError: the ledger does not hold; an anchor would make that look right.
        """
        found = self._ledger.verify()
        if found.first_break is not None:
            raise LedgerBrokenError(
                f"the ledger does not verify ({found.first_break}), so its head was not taken. {found.first_break.remedy}"
            )
        self.remember(found)
        anchor = Anchor(
            self.workspace_id(), found.event_count, found.head, to_text(self._clock.now()), found.keyed_from
        )
        return anchor.signed(self._ledger.keys)

    def verify(self, anchors: Sequence[Anchor] = ()) -> Verification:
        """Walk the whole ledger, and compare it with anchors that were kept elsewhere.

        Raises:
            BadInputError: all of them are of another workspace, and say nothing about this one.
        """
        ours = self.ours(anchors)
        found = self._ledger.verify()
        if ours:
            found = verify_against(found, ours, self._ledger.hash_at, self._ledger.keys)
        self.remember(found)
        return found

    def ours(self, anchors: Sequence[Anchor]) -> Sequence[Anchor]:
        """Return which anchors are of this workspace; several may keep theirs in one file.

        Raises:
            BadInputError: there are some, and none is.
        """
        workspace = self._fact(WORKSPACE_ID)
        ours = [anchor for anchor in anchors if anchor.workspace == workspace]
        if anchors and not ours:
            raise BadInputError(
                "these anchors are of another workspace and say nothing about this ledger; name the file that this one's are kept in"
            )
        return ours

    def remember(self, found: Verification) -> None:
        """Note that the ledger held; a file that does not is left as it is, and one that cannot be written is no matter."""
        if found.is_intact:
            look = {"at": to_text(self._clock.now()), "seq": found.event_count}
            with contextlib.suppress(StoreError):
                self._engine.run(self._sql["set_fact"], name=LAST_VERIFIED, value=json.dumps(look))

    def last_look(self) -> LastLook | None:
        """Return when the ledger was last found to hold."""
        value = self._fact(LAST_VERIFIED)
        if value is None:
            return None
        look = json.loads(value)
        return LastLook(from_text(look["at"]), look["seq"])

    def last_anchor(self) -> LastAnchor | None:
        """Return the last head that was written elsewhere."""
        value = self._fact(LAST_ANCHOR)
        return LastAnchor.remembered(value) if value is not None else None

    def _fact(self, name: str) -> str | None:
        row = self._engine.one(self._sql["fact"], name=name)
        return row.text("value") if row else None
