"""The backups a workspace makes by itself: named by their time, looked through, and cleared away once newer ones have replaced them.

Only files that are known here, and that are still what was written, are ever taken away; and only where a newer one was looked
through as a restore would. A backup whose key only writes cannot be, so with such a key every backup stays.
"""

import json
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from shutil import rmtree

from stopline.backup.archive import CARRIED, MANIFEST, digest_of
from stopline.backup.backups import SCRATCH_PREFIX, WALK_PREFIX, Backups, Saved, look
from stopline.backup.encryption import BackupKey
from stopline.backup.upkeep_facts import UpkeepFacts
from stopline.clock import Clock, from_text, to_text
from stopline.consent.keys import LedgerKeys
from stopline.errors import BadInputError, LedgerBrokenError, StoreDamagedError
from stopline.store.engine import Engine
from stopline.store.files import synced
from stopline.store.queries import load_queries

BY = "worker"
OWN_BACKUPS = "upkeep_own_backups"
LEFT_BEHIND_AFTER = timedelta(days=1)
"""How old what a backup was made of must be to be taken for what a process left that went away."""


@dataclass(frozen=True, slots=True)
class OwnBackup:
    """One backup that was made by itself."""

    at: datetime
    place: str
    size: int
    digest: str
    """The SHA-256 of the file as it was written; a file that is another now is not ours to take away."""
    is_verified: bool = False
    """Whether it was looked through as a restore would."""


class OwnBackups:
    """The backups one workspace makes by itself.

    Args:
        folder: the workspace's.
        engine: its database.
        clock: tells when a backup is made.
        backups: makes them.
        facts: remembers them beside those of people.
        workspace_id: names the workspace, in the names of the files.
    """

    def __init__(
        self,
        folder: Path,
        engine: Engine,
        clock: Clock,
        backups: Backups,
        facts: UpkeepFacts,
        workspace_id: Callable[[], str],
    ) -> None:
        self._folder = folder
        self._engine = engine
        self._clock = clock
        self._backups = backups
        self._facts = facts
        self._workspace_id = workspace_id
        self._sql = load_queries("stopline.backup", "upkeep.sql")

    def made(self) -> list[OwnBackup]:
        """Return those that were made and not taken away, the newest first."""
        row = self._engine.one(self._sql["upkeep_fact"], name=OWN_BACKUPS)
        kept = json.loads(row.text("value")) if row else []
        return [
            OwnBackup(from_text(each["at"]), each["place"], each["size"], each["digest"], each["is_verified"])
            for each in kept
        ]

    def last_at(self, target: Path) -> datetime | None:
        """Return when the last one was made in a folder; None where none was."""
        return next((each.at for each in self.made() if Path(each.place).parent == target.resolve()), None)

    def make(
        self, target: Path, key: BackupKey | None, keys_of: Callable[[Path], LedgerKeys], keep: int
    ) -> OwnBackup:
        """Make one, look it through, and take away those of ours that are not among the newest any more.

        Raises:
            BadInputError: the folder is not there.
            StoreDamagedError: the copy is damaged, and so the database may be.
            LedgerBrokenError: the backup is made, and the ledger in it does not hold; nothing is taken away.
        """
        self._sweep(target)
        if not target.is_dir():
            raise BadInputError(f"the folder {target} does not exist; make it, or put its disk in place")
        if target.resolve().is_relative_to(self._folder.resolve()):
            raise BadInputError(
                f"{target} lies inside the workspace, and would be lost with it; name a folder elsewhere"
            )
        now = self._clock.now()
        saved = self._backups.save(target.resolve() / self._name(now), key, BY)
        made = OwnBackup(now, str(saved.path), saved.size, digest_of(saved.path))
        self._keep([made, *self.made()])
        if saved.first_break:
            raise LedgerBrokenError(
                f"{saved.path} is made, but the ledger in it does not hold ({saved.first_break})"
            )
        if key is not None and not key.may_read:
            return made
        return self._looked_through(saved, made, key, keys_of, keep)

    def _looked_through(
        self,
        saved: Saved,
        made: OwnBackup,
        key: BackupKey | None,
        keys_of: Callable[[Path], LedgerKeys],
        keep: int,
    ) -> OwnBackup:
        try:
            self._read_back(saved, key, keys_of)
        except (BadInputError, StoreDamagedError, LedgerBrokenError) as error:
            # A backup nobody could restore is worse than none: it would count as one. What fails for another reason, such as a full
            # disk here, says nothing of it: it stays, and replaces none.
            self._facts.note_looked_through(saved.path, str(error))
            saved.path.unlink(missing_ok=True)
            self._keep([each for each in self.made() if each.place != made.place])
            raise
        verified = replace(made, is_verified=True)
        self._keep([verified if each.place == made.place else each for each in self.made()])
        self._clear_away(keep)
        return verified

    def _read_back(self, saved: Saved, key: BackupKey | None, keys_of: Callable[[Path], LedgerKeys]) -> None:
        looked = look(saved.path, key, keys_of, self._facts)
        if looked.manifest.head != saved.manifest.head or not looked.found.is_intact:
            raise StoreDamagedError(f"{saved.path} does not hold what was saved; the disk may be failing")

    def _clear_away(self, keep: int) -> None:
        """Take away what newer backups have replaced, the oldest first."""
        for each in reversed(self.made()[keep:]):
            path = Path(each.place)
            if not path.parent.is_dir():
                # Its disk is not in place; it is seen to when it is.
                continue
            if _is_still(path, each):
                path.unlink()
                synced(path.parent)
            self._keep([other for other in self.made() if other.place != each.place])

    def _sweep(self, target: Path) -> None:
        """Take away what a process that went away left half-made: here it is not encrypted, and there it is of no use."""
        before = (self._clock.now() - LEFT_BEHIND_AFTER).timestamp()
        half_written = re.compile(rf"\.{re.escape(self._stem())}-\d{{8}}T\d{{6}}Z\.backup\.\w{{8}}")
        beside = [path for path in target.glob(f".{self._stem()}-*") if half_written.fullmatch(path.name)]
        here = [path for path in self._folder.glob(f"{SCRATCH_PREFIX}*") if _is_scratch(path)]
        for path in (*here, *beside):
            with suppress(FileNotFoundError):
                if path.is_symlink() or path.stat().st_mtime > before:
                    continue
                if path.is_dir():
                    rmtree(path, ignore_errors=True)
                else:
                    path.unlink()

    def _name(self, now: datetime) -> str:
        return f"{self._stem()}-{now:%Y%m%dT%H%M%SZ}.backup"

    def _stem(self) -> str:
        return f"stopline-{self._workspace_id()[:8]}"

    def _keep(self, made: Sequence[OwnBackup]) -> None:
        value = json.dumps([asdict(each) | {"at": to_text(each.at)} for each in made])
        self._engine.run(self._sql["set_upkeep_fact"], name=OWN_BACKUPS, value=value)


def _is_scratch(path: Path) -> bool:
    """Tell whether a folder holds nothing but what a backup is put together from; one that holds more is somebody's."""
    ours = (MANIFEST, *CARRIED, WALK_PREFIX)
    return path.is_dir() and all(each.name.startswith(ours) for each in path.iterdir())


def _is_still(path: Path, made: OwnBackup) -> bool:
    """Tell whether a file is what was written; whatever else lies there under that name was put there by somebody, and stays."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size != made.size:
        return False
    return digest_of(path) == made.digest
