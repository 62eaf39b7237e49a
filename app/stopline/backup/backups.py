"""Makes a backup of a workspace, looks one through, and restores one into a new folder."""

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from stopline.backup.archive import (
    CARRIED,
    DATABASE,
    SETTINGS,
    SUPPRESSION_KEY,
    SUPPRESSIONS,
    Manifest,
    digest_of,
    pack,
    unpack,
)
from stopline.backup.encryption import BackupKey, is_encrypted
from stopline.backup.upkeep_facts import UpkeepFacts
from stopline.clock import Clock, SystemClock, to_text
from stopline.consent.high_water import hold_back
from stopline.consent.keys import NO_KEYS, LedgerKeys
from stopline.consent.verification import LedgerWalk, Verification
from stopline.errors import BadInputError, LedgerBrokenError, StoreDamagedError, StoreError
from stopline.plural import counted
from stopline.store.copy import copy_database, look_through
from stopline.store.files import copy_private, synced, whole_file
from stopline.store.migrations import migrate
from stopline.store.sqlite import SqliteEngine

SCRATCH_PREFIX = ".backup-"
"""How the folders begin in which backups are put together."""
WALK_PREFIX = ".walk-"
"""How the folders in them begin in which a ledger is walked."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A backup that was made."""

    path: Path
    manifest: Manifest
    is_encrypted: bool
    size: int
    first_break: str
    """Where the ledger in it does not hold; empty where it does."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What is in a backup, after all of it was looked through."""

    manifest: Manifest
    is_encrypted: bool
    found: Verification
    """Of the ledger in it."""
    queued_count: int
    """Messages that wait in it; some may have left since it was made."""

    @property
    def fault(self) -> str:
        """Return what is wrong with the ledger in it; empty where it holds."""
        if self.found.first_break is not None:
            return str(self.found.first_break)
        if not self.found.status_differences:
            return ""
        return f"{counted(self.found.status_differences, 'status does', 'statuses do')} not follow from it"


@dataclass(frozen=True, slots=True)
class AtHand:
    """The workspace that is being worked with while another is restored."""

    folder: Path
    workspace: str
    """What names it, in its anchors and backups."""


class Backups:
    """Makes backups of one workspace.

    Args:
        folder: the workspace's.
        engine: its database.
        clock: tells when a backup was made.
        workspace_id: names the workspace.
        keys: check the tags of its ledger.
        facts: remember what was saved where.
    """

    def __init__(
        self,
        folder: Path,
        engine: SqliteEngine,
        clock: Clock,
        workspace_id: Callable[[], str],
        keys: LedgerKeys,
        facts: UpkeepFacts,
    ) -> None:
        self._folder = folder
        self._engine = engine
        self._clock = clock
        self._workspace_id = workspace_id
        self._keys = keys
        self._facts = facts

    def save(self, path: Path, key: BackupKey | None, by: str = "", *, may_replace: bool = False) -> Saved:
        """Write everything into one file: it is whole and on the disk when this returns, or it is not there.

        Args:
            path: the file.
            key: what it is encrypted with.
            by: who saves, as the workspace remembers it.
            may_replace: whether a file of that name may go.

        Raises:
            BadInputError: there is a file of that name.
            StoreDamagedError: the copy is damaged, and so the database may be.
        """
        _check_is_free(path, may_replace=may_replace)
        workspace = self._workspace_id()
        # What is not encrypted yet stays beside the database, whatever may read the place a backup goes to.
        with tempfile.TemporaryDirectory(dir=self._folder, prefix=SCRATCH_PREFIX) as scratch:
            staged = Path(scratch)
            copy_database(self._engine, staged / DATABASE)
            beside = [SETTINGS, SUPPRESSIONS, *([SUPPRESSION_KEY] if key is not None else [])]
            for name in beside:
                if (self._folder / name).exists():
                    copy_private(self._folder / name, staged / name)
            contents = look_through(staged / DATABASE)
            names = [name for name in CARRIED if (staged / name).exists()]
            digests = {name: digest_of(staged / name) for name in names}
            found = walk(staged / DATABASE, self._keys)
            made_at = to_text(self._clock.now())
            manifest = Manifest(
                made_at, workspace, found.event_count, found.head, contents.row_counts, digests
            )
            with whole_file(path) as target:
                _pack(staged, manifest, key, target)
                # To pack takes minutes, in which somebody else may have saved there.
                _check_is_free(path, may_replace=may_replace)
        broken = str(found.first_break) if found.first_break else ""
        saved = Saved(path, manifest, key is not None, path.stat().st_size, broken)
        # A copy that was made stays made, also where that cannot be noted.
        with contextlib.suppress(StoreError):
            self._facts.note_backup(
                path, by,
                is_encrypted=saved.is_encrypted, size=saved.size, event_count=manifest.event_count, fault=broken,
            )  # fmt: skip
        return saved


def _check_is_free(path: Path, *, may_replace: bool) -> None:
    if path.exists() and not may_replace:
        raise BadInputError(f"{path} is there already; name another file, or say --replace")


def look(
    path: Path,
    key: BackupKey | None,
    keys_of: Callable[[Path], LedgerKeys] = lambda _: NO_KEYS,
    facts: UpkeepFacts | None = None,
) -> Looked:
    """Look a backup through as a restore would, and leave nothing behind.

    Args:
        path: the backup.
        key: reads an encrypted backup.
        keys_of: finds the keys of its ledger.
        facts: remember what was found, where a workspace is at hand.

    Raises:
        BadInputError: it is no backup, or cannot be read with this key.
        StoreDamagedError: the database in it is damaged.
    """
    with tempfile.TemporaryDirectory(prefix="stopline-backup-") as scratch:
        looked = _look_into(path, key, keys_of, Path(scratch))
    if facts is not None:
        with contextlib.suppress(StoreError):
            facts.note_looked_through(path, looked.fault)
    return looked


def restore(
    path: Path,
    folder: Path,
    key: BackupKey | None,
    keys_of: Callable[[Path], LedgerKeys],
    at_hand: AtHand | None = None,
) -> Looked:
    """Put a backup into a new folder, once all of it was looked through.

    Args:
        path: the backup.
        folder: where its workspace goes.
        key: reads an encrypted backup.
        keys_of: finds the keys of its ledger.
        at_hand: the workspace that is being worked with. Where the backup is of the same one, who was forgotten since it was
            made stays stopped.

    Raises:
        BadInputError: there is something in the folder, or the backup cannot be read.
        StoreDamagedError: the database in it is damaged.
        LedgerBrokenError: the ledger in it does not hold.
    """
    with new_folder(folder) as staged:
        looked = _look_into(path, key, keys_of, staged)
        refuse_broken(looked.found)
        if at_hand is not None and at_hand.workspace == looked.manifest.workspace:
            keep_suppressed(at_hand.folder, staged)
    return looked


def keep_suppressed(source: Path, folder: Path) -> None:
    """Take along who stays stopped: the list of one workspace folder joins that of another, and the key comes where it is missing."""
    if (source / SUPPRESSIONS).exists():
        target = folder / SUPPRESSIONS
        known = target.read_text(encoding="ascii").splitlines() if target.exists() else []
        newer = (source / SUPPRESSIONS).read_text(encoding="ascii").splitlines()
        target.touch(mode=0o600)
        target.write_text("".join(f"{line}\n" for line in dict.fromkeys([*known, *newer])), encoding="ascii")
    if (source / SUPPRESSION_KEY).exists() and not (folder / SUPPRESSION_KEY).exists():
        copy_private(source / SUPPRESSION_KEY, folder / SUPPRESSION_KEY)


@contextlib.contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Give a private folder to fill, and put it in place when it is full; where filling fails, nothing is there.

    What is put in place is held back, until stops were taken over from where there are newer ones or somebody has seen to it.

    Raises:
        BadInputError: there is something in the folder already.
    """
    folder = folder.resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInputError(f"{folder} is not empty, and nothing is overwritten; name a new folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.restoring-") as scratch:
        staged = Path(scratch) / "workspace"
        staged.mkdir(mode=0o700)
        yield staged
        hold_back(staged, SystemClock().now())
        for each in staged.iterdir():
            synced(each)
        synced(staged)
        staged.rename(folder)
        synced(folder.parent)


def refuse_broken(found: Verification) -> None:
    """Refuse to put in place what does not hold.

    Raises:
        LedgerBrokenError: the ledger does not hold.
    """
    if found.first_break is not None:
        raise LedgerBrokenError(
            f"the ledger in this backup does not verify ({found.first_break}), so it was not put in place"
        )


def walk(database: Path, keys: LedgerKeys) -> Verification:
    """Walk the ledger of a database nobody works on, without a trace in it."""
    with tempfile.TemporaryDirectory(dir=database.parent, prefix=WALK_PREFIX) as scratch:
        copied = Path(scratch) / DATABASE
        copy_private(database, copied)
        engine = SqliteEngine(copied, durable=False)
        try:
            migrate(engine)
            return LedgerWalk(engine, keys).finish()
        finally:
            engine.close()


def _look_into(
    path: Path, key: BackupKey | None, keys_of: Callable[[Path], LedgerKeys], folder: Path
) -> Looked:
    was_encrypted = is_encrypted(path)
    if was_encrypted and key is None:
        raise BadInputError(
            "this backup is encrypted; give its key in $STOPLINE_BACKUP_KEY or in the file settings.toml names"
        )
    manifest = _unpack(path, key if was_encrypted else None, folder)
    contents = look_through(folder / DATABASE)
    if contents.row_counts != dict(manifest.row_counts):
        raise StoreDamagedError("the database in this backup does not hold what its manifest says")
    found = walk(folder / DATABASE, keys_of(folder / SETTINGS))
    return Looked(manifest, was_encrypted, found, contents.queued_count)


def _pack(staged: Path, manifest: Manifest, key: BackupKey | None, target: Path) -> None:
    if key is None:
        with target.open("wb") as file:
            pack(staged, manifest, file)
        return
    with tempfile.TemporaryFile(dir=staged) as plain, target.open("wb") as file:
        pack(staged, manifest, plain)
        plain.seek(0)
        key.encrypt(plain, file)


def _unpack(path: Path, key: BackupKey | None, folder: Path) -> Manifest:
    with path.open("rb") as source:
        if key is None:
            return unpack(source, folder)
        with tempfile.TemporaryFile(dir=folder) as plain:
            key.decrypt(source, plain)
            plain.seek(0)
            return unpack(plain, folder)
