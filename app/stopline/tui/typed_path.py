"""Paths as somebody types them: `~` for their own folder, and what could follow."""

import os
from dataclasses import dataclass
from pathlib import Path

from stopline.inert import one_line

MOST_SHOWN = 6
"""Names that are offered at once."""
LONGEST_NAME = 255
"""Characters a name has at most wherever files are kept."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What somebody typed, as far as it can be completed, and the names that could follow."""

    typed: str
    names: tuple[str, ...] = ()
    """Inert; a folder ends in a slash."""


def path_of(typed: str) -> Path:
    """Return the path that was typed; a folder of somebody who is not known stays as it is written."""
    return Path(os.path.expanduser(begun_anew(typed.strip())))  # noqa: PTH111 - Path.expanduser raises where there is no such person


def begun_anew(typed: str) -> str:
    """Return what counts of a path: whoever types `/` or `~/` behind a folder that stood there begins anew."""
    anew = max(typed.rfind("//"), typed.rfind("/~/"))
    return typed[anew + 1 :]


def completed(typed: str) -> Completion:
    """Return what somebody typed, completed as far as all names agree.

    Hidden files are offered where their dot was typed; names that would not be inert on a screen never are.
    """
    typed = begun_anew(typed)
    folder, _, begun = typed.rpartition("/")
    written = f"{folder}/" if "/" in typed else ""
    if typed == "~":
        return Completion("~/")
    names = _names(path_of(written or "."), begun)
    if not names:
        return Completion(typed)
    if len(names) == 1:
        return Completion(written + names[0])
    common = os.path.commonprefix(names)  # noqa: RUF071 - letters, for one goes on typing letters
    return Completion(written + common, tuple(names))


def _names(folder: Path, begun: str) -> list[str]:
    """Return the names in a folder that begin as was typed; of a folder that cannot be read, none."""
    try:
        with os.scandir(folder) as entries:
            found = [
                f"{entry.name}/" if entry.is_dir() else entry.name
                for entry in entries
                if entry.name.startswith(begun) and (begun or not entry.name.startswith("."))
            ]
    except (OSError, ValueError):
        return []
    return sorted(name for name in found if one_line(name, LONGEST_NAME + 1) == name)
