"""Files that are handed to commands and screens: read whole, so that nothing of one is taken in by half."""

from pathlib import Path

from stopline.errors import BadInputError

LARGEST_FILE = 256 << 20
"""Bytes of a file that is read."""


def content_of(file: Path) -> bytes:
    """Return what is in a file.

    Raises:
        BadInputError: it cannot be read, or is too large to be read whole.
    """
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise BadInputError(f"{file} is larger than {LARGEST_FILE >> 20} MB; hand it in in parts")
        return file.read_bytes()
    except OSError as error:
        raise BadInputError(f"{file} cannot be read: {error.strerror}") from error
