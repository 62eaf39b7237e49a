"""Tells whether settings hold a mistake without checking all of them each time: what was found sound stays so until it changes.

Checking them takes longer than everything else `stopline check` does, and a worker that starts on a mistake sends next to nothing.
The mark beside the settings holds no more than a digest; whoever deletes it makes them be checked once more.
"""

import hashlib
from pathlib import Path

from stopline import __version__
from stopline.errors import BadInputError, SettingsError

MARK_FILE = "settings.sound"


def are_sound(path: Path) -> bool:
    """Tell whether the settings of a file can be used as a whole."""
    digest = _digest(path)
    mark = path.with_name(MARK_FILE)
    if digest and _noted(mark) == digest:
        return True
    from stopline.settings import load_settings  # noqa: PLC0415 - see above

    try:
        load_settings(path)
    except SettingsError:
        return False
    if digest and _digest(path) == digest:
        _note(mark, digest)
    return True


def _digest(path: Path) -> str:
    """Return what stands for a file as this version reads it; empty where it cannot be read."""
    try:
        return hashlib.sha256(__version__.encode() + b"\n" + path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _noted(mark: Path) -> str:
    try:
        return mark.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def _note(mark: Path, digest: str) -> None:
    from stopline.store.files import whole_file  # noqa: PLC0415 - only where something changed

    try:
        with whole_file(mark) as scratch:
            scratch.write_text(f"{digest}\n", encoding="ascii")
    except (OSError, BadInputError):
        # They are checked again next time.
        return
