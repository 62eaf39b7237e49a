"""Files that people come from and go to, for the people screen; each function is called in a thread of the screen."""

from collections.abc import Iterable
from pathlib import Path

from stopline.errors import BadInputError
from stopline.importers.contacts import ContactFile
from stopline.importers.files import content_of
from stopline.importers.habits import Mode
from stopline.importers.report import TellProgress
from stopline.importers.states import names_json, states_text
from stopline.inert import one_line
from stopline.rights.private_file import write_private
from stopline.tui.desk import Desk
from stopline.tui.dialogs.import_file import FileKind, FileWanted, ReadFile
from stopline.tui.panes.import_words import Report

_MODES = {FileKind.STOPS: Mode.SUPPRESS_ONLY, FileKind.NEWEST: Mode.MERGE}


def read_file(wanted: FileWanted) -> ReadFile:
    """Return what is in a file.

    Raises:
        BadInputError: it cannot be read; the message says what to do.
    """
    path, named = wanted.path, one_line(str(wanted.path), 200)
    try:
        is_folder, is_there = path.is_dir(), path.exists()
    except OSError as error:
        raise BadInputError(f"{named} cannot be read: {error.strerror}") from error
    if is_folder:
        raise BadInputError(f"{named} is a folder; choose a file in it")
    if not is_there:
        raise BadInputError(f"there is no file {named}; tab shows what there is")
    return ReadFile(wanted, content_of(path))


def take_in(desk: Desk, file: ReadFile, tell: TellProgress, *, is_preview: bool) -> Report:
    """Import a file, or report what importing it would do and write nothing."""
    wanted = file.wanted
    if wanted.kind in _MODES:
        states = desk.workspace.consent_states
        return states.load(
            wanted.path.name, file.content, _MODES[wanted.kind], is_dry_run=is_preview, tell=tell
        )
    people = ContactFile(
        wanted.path.name,
        file.content,
        columns_told(wanted.columns),
        needs_second_yes=wanted.kind is FileKind.PEOPLE_ASKED,
    )
    return desk.workspace.contact_imports.load(people, is_dry_run=is_preview, tell=tell)


def write_states(desk: Desk, path: Path) -> int:
    """Write where every address stands into a new file that only its owner reads; return how many rows."""
    states = list(desk.workspace.consent_states.states())
    write_private(path, states_text(states, is_json=names_json(path)))
    return len(states)


def columns_told(written: str) -> tuple[str, ...]:
    """Return what columns are, as somebody wrote it: `Handy=phone, Seit=consent_at`."""
    return tuple(_parts(written.replace(";", ",").split(",")))


def _parts(parts: Iterable[str]) -> Iterable[str]:
    return (part.strip() for part in parts if part.strip())
