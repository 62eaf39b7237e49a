"""Files that are whole or not there, and readable by their owner only."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from stopline.errors import BadInputError

_CHUNK = 1 << 20


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a private file to fill, and put it in place once it is full and on the disk; where filling fails, nothing changes.

    Raises:
        BadInputError: the folder it is to lie in does not exist.
    """
    parent = path.resolve().parent
    if not parent.is_dir():
        raise BadInputError(f"the folder {parent} does not exist; make it, or name another")
    descriptor, name = tempfile.mkstemp(dir=parent, prefix=f".{path.name}.")
    os.close(descriptor)
    scratch = Path(name)
    try:
        yield scratch
        synced(scratch)
        scratch.replace(path)
        synced(parent)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise


def append_line(path: Path, line: str) -> None:
    """Add one line to a file, making it where there is none; the line is on the disk when this returns, or nothing of it is there."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab", buffering=0) as file:
        before = os.fstat(descriptor).st_size
        added = (line + "\n").encode()
        try:
            while added:
                added = added[file.write(added) :]
            os.fsync(descriptor)
        except OSError:
            # Half a line, such as a full disk leaves, would spoil the one that follows.
            with contextlib.suppress(OSError):
                os.ftruncate(descriptor, before)
            raise


def copy_private(source: Path, target: Path) -> None:
    """Copy a file into a new one that only its owner can read."""
    target.touch(mode=0o600, exist_ok=False)
    with source.open("rb") as read, target.open("wb") as written:
        while chunk := read.read(_CHUNK):
            written.write(chunk)


def synced(path: Path) -> None:
    """Wait until a file, or a folder's list of files, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
