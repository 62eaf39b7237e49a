"""The one file of a backup: a manifest, the database, the settings, who stays stopped; read with suspicion."""

import hashlib
import json
import tarfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from stopline.errors import BadInputError

FORM = 1
MANIFEST = "manifest.json"
DATABASE = "stopline.db"
SETTINGS = "settings.toml"
SUPPRESSIONS = "suppressions.txt"
SUPPRESSION_KEY = "suppression.key"
CARRIED = (SETTINGS, SUPPRESSIONS, SUPPRESSION_KEY, DATABASE)
"""What a backup may hold. The key of the suppressions is in encrypted ones only: beside the list it tells who was forgotten."""
LARGEST_TEXT = 1 << 20
"""Bytes of manifest and settings; more is no backup of ours."""
_CHUNK = 1 << 20
_NOT_OURS = "that is no backup of Stopline, or it is cut short"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself."""

    made_at: str
    workspace: str
    event_count: int
    head: str
    """The hash of the ledger's last event."""
    row_counts: Mapping[str, int]
    digests: Mapping[str, str]
    """The SHA-256 of every file in it."""
    form: int = FORM


def pack(folder: Path, manifest: Manifest, target: IO[bytes]) -> None:
    """Write the files of a folder that the manifest names, the manifest first."""
    written = folder / MANIFEST
    written.write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    with tarfile.open(fileobj=target, mode="w:gz", compresslevel=5) as archive:
        for name in (MANIFEST, *manifest.digests):
            archive.add(folder / name, arcname=name, recursive=False, filter=_anonymous)


def unpack(source: IO[bytes], folder: Path) -> Manifest:
    """Write the files of a backup into a folder, and return its manifest; nothing else is written, whatever is in it.

    Raises:
        BadInputError: it is no backup, it is damaged, or of a newer Stopline.
        OSError: it cannot be read or written, as the system says; that says nothing of the backup.
    """
    try:
        with tarfile.open(fileobj=source, mode="r:gz") as archive:
            found = {member.name: member for member in archive.getmembers() if member.isfile()}
            manifest = _manifest(_text(archive, found, MANIFEST))
            for name, expected in manifest.digests.items():
                if name not in CARRIED:
                    raise BadInputError(_NOT_OURS)
                if _write(archive, found, name, folder / name) != expected:
                    raise BadInputError(f"{name} is damaged in this backup; use another one")
    except OSError as error:
        # What is no archive has no number of the system's.
        if error.errno is not None:
            raise
        raise BadInputError(_NOT_OURS) from error
    except (tarfile.TarError, zlib.error, EOFError, KeyError) as error:
        raise BadInputError(_NOT_OURS) from error
    return manifest


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _text(archive: tarfile.TarFile, found: Mapping[str, tarfile.TarInfo], name: str) -> str:
    member = archive.extractfile(found[name])
    if member is None:
        raise KeyError(name)
    return member.read(LARGEST_TEXT).decode("utf-8", "replace")


def _write(archive: tarfile.TarFile, found: Mapping[str, tarfile.TarInfo], name: str, path: Path) -> str:
    """Write one file for its owner only; return its digest."""
    member = archive.extractfile(found[name])
    if member is None:
        raise KeyError(name)
    seen = hashlib.sha256()
    path.touch(mode=0o600, exist_ok=False)
    with path.open("wb") as file:
        while chunk := member.read(_CHUNK):
            seen.update(chunk)
            file.write(chunk)
    return seen.hexdigest()


def _manifest(text: str) -> Manifest:
    try:
        read = json.loads(text)
        manifest = Manifest(**read)
    except (ValueError, TypeError):
        raise BadInputError(_NOT_OURS) from None
    if manifest.form != FORM:
        raise BadInputError("this backup was made by a newer Stopline; update Stopline to read it")
    if not isinstance(manifest.digests, dict) or DATABASE not in manifest.digests:
        raise BadInputError(_NOT_OURS)
    return manifest


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out who made the backup on which machine."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member
