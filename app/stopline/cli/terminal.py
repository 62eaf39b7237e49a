"""What a command answers through: where the workspace is, who is asking, and how the answer is written."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, TypeAlias

import click

from stopline.clock import to_text
from stopline.consent.refusal import Reason, Refusal
from stopline.errors import BadInputError
from stopline.inert import json_text, one_line, shown
from stopline.workspace import Workspace

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
"""What can be written as JSON."""

WORKSPACE_VARIABLE = "STOPLINE_WORKSPACE"
EXIT_REFUSED = 3
LONGEST_AGENT = 40
WIDTH_IN_FILES = 250
_TAKEN_NAMES = frozenset({"contact", "carrier", "import", "stopline"})
"""Names the ledger gives to those who are no agents; an agent of that name would pass for them."""


class Terminal:
    """One run of the command: what was asked for with the options every command has."""

    def __init__(self) -> None:
        self.given_folder: Path | None = None
        self.given_agent: str | None = None
        self.is_json = False
        self.is_verbose = False

    @property
    def folder(self) -> Path:
        """Return where the workspace is: as given, as the environment says, or the platform's folder for data."""
        if self.given_folder is not None:
            return self.given_folder
        if named := os.environ.get(WORKSPACE_VARIABLE):
            return Path(named)
        from platformdirs import user_data_path  # noqa: PLC0415 - not needed where the folder is named

        return user_data_path("stopline", appauthor=False)

    @property
    def agent(self) -> str:
        """Return who is asking: as given, or the user of this machine.

        Raises:
            BadInputError: nobody, or a name that stands for somebody else in the ledger.
        """
        name = one_line(_user() if self.given_agent is None else self.given_agent, LONGEST_AGENT)
        if not name:
            raise BadInputError("an agent has a name: --agent alice")
        if name.lower() in _TAKEN_NAMES:
            raise BadInputError(f"“{name}” is not the name of an agent; say who you are with --agent")
        return name

    @property
    def asking(self) -> str:
        """Return who is asking as far as that is known: a nightly backup needs no name."""
        try:
            return self.agent
        except BadInputError:
            return ""

    @property
    def width(self) -> int:
        """Return how wide a table may be; what goes into a file or another program is hardly cut."""
        import shutil  # noqa: PLC0415 - brings every compression along, which only tables should pay for

        return shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDTH_IN_FILES

    @contextmanager
    def workspace(self, spared: frozenset[str] = frozenset()) -> Iterator[Workspace]:
        """Open the workspace for the length of a command; a mistake in a section of the settings it can spare is told, and left out."""
        workspace = Workspace.open(self.folder, spared=spared)
        try:
            if workspace.settings_fault:
                self.warn(f"Warning: {workspace.settings_fault}")
            yield workspace
        finally:
            workspace.close()

    def write(self, text: str) -> None:
        """Write lines for a person, with nothing in them that a terminal would obey."""
        click.echo(shown(text))

    def write_json(self, value: object) -> None:
        """Write one JSON value on a line of its own."""
        click.echo(json_text(value))

    def warn(self, text: str) -> None:
        """Write something a person should know beside the answer."""
        click.echo(shown(text), err=True)

    def refuse(self, refusal: Refusal) -> NoReturn:
        """Write why not and what would unlock it, and end the command as refused."""
        if self.is_json:
            self.write_json(refusal_json(refusal))
        self.warn(refusal_text(refusal))
        raise click.exceptions.Exit(EXIT_REFUSED)


def refusal_json(refusal: Refusal) -> dict[str, Json]:
    """Return a no, with every reason, as programs read it; where waiting is enough, with the instant at which it ends."""
    waits: dict[str, Json] = {"opens_at": to_text(refusal.opens_at)} if refusal.opens_at else {}
    return {"permitted": False, "reasons": [_reason_json(reason) for reason in refusal.reasons], **waits}


def _reason_json(reason: Reason) -> dict[str, Json]:
    until: dict[str, Json] = {"until": to_text(reason.until)} if reason.until else {}
    return {"code": reason.code, "sentence": reason.sentence, "remedy": reason.remedy, **until}


def refusal_text(refusal: Refusal) -> str:
    """Return a no, with every reason and its remedy, as people read it."""
    return "\n".join(f"Refused: {reason.sentence}\n         {reason.remedy}" for reason in refusal.reasons)


def _user() -> str:
    import getpass  # noqa: PLC0415 - only where no agent is named

    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        # A container may run under a number that no user has.
        return ""
