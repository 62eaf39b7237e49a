"""What a workspace remembers of its upkeep between runs: its last backups, its last anchor, and the lists that came as files.

Whoever saves, anchors or compares notes it here, whether a command, a screen or the worker did it. How a gateway's own list
compared stands beside the gateway, in `worker/reconcile.py`. Nothing here names an address.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from stopline.clock import Clock, from_text, to_text
from stopline.consent.anchor import Anchor
from stopline.consent.anchoring import LAST_ANCHOR, LastAnchor
from stopline.consent.verification import Verification
from stopline.hygiene.checkups import Checkups
from stopline.hygiene.keeping import Checkup
from stopline.inert import one_line
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

BACKUPS = "upkeep_backups"
ANCHORS_COMPARED = "upkeep_anchors_compared"
FILES_COMPARED = "upkeep_files_compared"
REMEMBERED = 10
"""Backups and lists that are remembered; what is older goes."""
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class KeptBackup:
    """A backup that was made."""

    at: datetime
    place: str
    by: str
    """The agent, or `worker`."""
    is_encrypted: bool
    size: int
    event_count: int
    fault: str = ""
    """What was wrong with the ledger in it when it was made or last looked through; empty where it held."""
    verified_at: datetime | None = None
    """When the file was last looked through; None where nobody has."""


@dataclass(frozen=True, slots=True)
class ComparedAnchors:
    """The last look at the ledger beside the anchors of a file."""

    at: datetime
    place: str
    by: str
    seq: int
    """The newest event an anchor knows."""
    fault: str
    """The first break; empty where everything fits."""


@dataclass(frozen=True, slots=True)
class ComparedFile:
    """How a list that came as a file compared."""

    at: datetime
    name: str
    by: str
    listed: int
    agreed: int
    only_there: int
    only_here: int
    unreadable: int
    place: str = ""
    """Where the file lay; empty where that was not kept."""
    channel: str = ""
    """What the list is about; empty where that was not kept."""

    def is_same_list(self, other: "ComparedFile") -> bool:
        """Tell whether another comparison was one of the same file, about the same channel."""
        if not (self.place and other.place):
            return self.name == other.name
        return (self.place, self.channel) == (other.place, other.channel)


class UpkeepFacts:
    """What one workspace remembers of its upkeep.

    Args:
        engine: its database.
        clock: tells when something was done.
    """

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._checkups = Checkups(engine, clock)
        self._sql = load_queries("stopline.backup", "upkeep.sql")

    def note_backup(
        self, path: Path, by: str, *, is_encrypted: bool, size: int, event_count: int, fault: str = ""
    ) -> None:
        """Note a backup that was made now; the checkup of backups is done with it."""
        made = KeptBackup(self._clock.now(), str(path.resolve()), by, is_encrypted, size, event_count, fault)
        with self._engine.transaction():
            others = [each for each in self.backups() if each.place != made.place]
            self._keep(BACKUPS, [_written(each) for each in [made, *others][:REMEMBERED]])
            self._checkups.note(Checkup.BACKED_UP)

    def note_looked_through(self, path: Path, fault: str = "") -> None:
        """Note that a backup was looked through now, if it is one that is remembered."""
        place, now = str(path.resolve()), self._clock.now()
        with self._engine.transaction():
            known = self.backups()
            looked = [
                replace(each, verified_at=now, fault=fault) if each.place == place else each for each in known
            ]
            if looked != known:
                self._keep(BACKUPS, [_written(each) for each in looked])

    def backups(self) -> list[KeptBackup]:
        """Return the last backups, the newest first."""
        return [
            KeptBackup(
                from_text(each["at"]), each["place"], each["by"], each["is_encrypted"], each["size"],
                each["event_count"], each["fault"],
                from_text(each["verified_at"]) if each["verified_at"] else None,
            )
            for each in self._kept(BACKUPS)
        ]  # fmt: skip

    def note_anchor(self, anchor: Anchor, path: Path, by: str) -> None:
        """Note where an anchor was written now; the checkup of anchors is done with it."""
        kept = {
            "at": anchor.at,
            "seq": anchor.seq,
            "place": str(path.resolve()),
            "by": by,
            "signed_by": anchor.signed_by,
        }
        with self._engine.transaction():
            self._engine.run(self._sql["set_upkeep_fact"], name=LAST_ANCHOR, value=json.dumps(kept))
            self._checkups.note(Checkup.ANCHORED)

    def anchor(self) -> LastAnchor | None:
        """Return the last anchor that was written."""
        row = self._engine.one(self._sql["upkeep_fact"], name=LAST_ANCHOR)
        return LastAnchor.remembered(row.text("value")) if row else None

    def note_anchors_compared(self, found: Verification, path: Path, by: str) -> None:
        """Note how the ledger compared with the anchors of a file."""
        fault = str(found.first_break) if found.first_break else ""
        seq = found.anchor.seq if found.anchor else 0
        compared = ComparedAnchors(self._clock.now(), str(path.resolve()), by, seq, fault)
        self._keep(ANCHORS_COMPARED, [asdict(compared) | {"at": to_text(compared.at)}])

    def anchors_compared(self) -> ComparedAnchors | None:
        """Return how the ledger last compared with anchors."""
        return next(
            (
                ComparedAnchors(from_text(each["at"]), each["place"], each["by"], each["seq"], each["fault"])
                for each in self._kept(ANCHORS_COMPARED)
            ),
            None,
        )

    def note_file_compared(
        self,
        name: str,
        by: str,
        *,
        listed: int,
        agreed: int,
        only_there: int,
        only_here: int,
        unreadable: int,
        place: str = "",
        channel: str = "",
    ) -> None:
        """Note how a list in a file compared now."""
        compared = ComparedFile(
            self._clock.now(), one_line(name, _LONGEST_NAME), by, listed, agreed, only_there, only_here, unreadable,
            place, channel,
        )  # fmt: skip
        with self._engine.transaction():
            others = [each for each in self.files_compared() if not each.is_same_list(compared)]
            # What a list found stands until that list agrees, however many others come after it.
            lasting = [each for each in others[REMEMBERED - 1 :] if each.only_there]
            kept = [compared, *others[: REMEMBERED - 1], *lasting]
            self._keep(FILES_COMPARED, [asdict(each) | {"at": to_text(each.at)} for each in kept])

    def drop_file(self, name: str) -> int:
        """Look no more at what lists of a name found, or the one at a place; return how many there were."""
        with self._engine.transaction():
            known = self.files_compared()
            kept = [each for each in known if name not in (each.name, each.place)]
            self._keep(FILES_COMPARED, [asdict(each) | {"at": to_text(each.at)} for each in kept])
        return len(known) - len(kept)

    def files_compared(self) -> list[ComparedFile]:
        """Return how the last lists in files compared, the newest first."""
        return [
            ComparedFile(
                from_text(each["at"]), each["name"], each["by"], each["listed"], each["agreed"], each["only_there"],
                each["only_here"], each["unreadable"], each.get("place", ""), each.get("channel", ""),
            )
            for each in self._kept(FILES_COMPARED)
        ]  # fmt: skip

    def _keep(self, name: str, entries: Sequence[dict[str, object]]) -> None:
        self._engine.run(self._sql["set_upkeep_fact"], name=name, value=json.dumps(entries))

    def _kept(self, name: str) -> list[dict[str, Any]]:
        row = self._engine.one(self._sql["upkeep_fact"], name=name)
        return json.loads(row.text("value")) if row else []


def _written(backup: KeptBackup) -> dict[str, object]:
    verified_at = to_text(backup.verified_at) if backup.verified_at else None
    return asdict(backup) | {"at": to_text(backup.at), "verified_at": verified_at}
