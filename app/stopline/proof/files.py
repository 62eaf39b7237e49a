"""Writes what is to be kept: never half-written, and readable by its owner only."""

import os
import tempfile
from pathlib import Path


def write_page(path: Path, text: str) -> None:
    """Write a file, or put it in place of the one that is there; it is whole or it is not there."""
    descriptor, scratch = tempfile.mkstemp(dir=path.resolve().parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(scratch).replace(path)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise


def append_line(path: Path, line: str) -> None:
    """Add one line to a file, making it where there is none; the line is on the disk when this returns."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())
