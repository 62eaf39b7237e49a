"""Files with what is held about people: for their owner only, and never over another file."""

import os
from pathlib import Path

from stopline.errors import BadInputError


def write_private(path: Path, text: str) -> None:
    """Write a new file that nobody but its owner reads.

    Raises:
        BadInputError: there is a file of that name, or it cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise BadInputError(f"there is a file {path} already; name another, or remove it first") from error
    except OSError as error:
        raise BadInputError(f"{path} cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    except BaseException as error:
        # Half of what is held about somebody would be taken for all of it.
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise BadInputError(f"{path} cannot be written: {error.strerror}") from error
        raise
