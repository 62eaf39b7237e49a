"""`stopline` alone: opens the inbox, with a worker inside where gateways are set up."""

import logging
import os
import sys
import threading
from contextlib import suppress
from functools import partial
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler

import click

from stopline.cli.terminal import Terminal
from stopline.errors import BadInputError
from stopline.gateways.base import Gateway
from stopline.worker.gateways import opened_gateways
from stopline.worker.loop import run
from stopline.workspace import Workspace

LOG_FILE = "stopline.log"
LARGEST_LOG = 1 << 20
"""Bytes, after which a log is put aside; one older one is kept."""


def open_inbox(terminal: Terminal) -> None:
    """Open the inbox of the workspace on this terminal.

    Raises:
        BadInputError: this is no terminal a screen can be drawn on.
    """
    need_a_screen(terminal)
    agent = terminal.agent
    with terminal.workspace() as workspace:
        show(workspace, agent)


def show(workspace: Workspace, agent: str) -> None:
    """Show a workspace until the agent leaves; a worker runs meanwhile, in the screen."""
    # Textual takes a quarter of a second to load; nobody waits for it who gets no screen.
    from stopline.tui.app import StoplineApp  # noqa: PLC0415

    _log_to_file(workspace)
    with opened_gateways(workspace) as gateways:
        app = StoplineApp(workspace, agent, partial(_work, workspace, gateways) if gateways else None)
        app.run()
    if app.return_code:
        raise click.exceptions.Exit(app.return_code)


def need_a_screen(terminal: Terminal) -> None:
    """Refuse where no screen can be drawn.

    Raises:
        BadInputError: JSON was asked for, or this is no terminal, or one without a screen.
    """
    same = "`stopline threads` and `stopline messages` show the same as text"
    if terminal.is_json:
        raise BadInputError(f"the inbox is a screen and has no JSON; {same}")
    # The screen is drawn on standard error.
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise BadInputError(
            f"the inbox needs a terminal for input, output and errors, and has none here; {same}"
        )
    if os.name == "posix" and os.environ.get("TERM", "dumb") == "dumb":
        raise BadInputError(f"this terminal (TERM=dumb) cannot draw a screen; {same}")


def _log_to_file(workspace: Workspace) -> None:
    """Let what goes wrong in the background be read in the workspace, and never on the screen."""
    handler = _PrivateLog(
        workspace.folder / LOG_FILE, maxBytes=LARGEST_LOG, backupCount=1, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log = logging.getLogger("stopline")
    log.handlers = [handler]
    log.propagate = False


class _PrivateLog(RotatingFileHandler):
    """A log that only its owner can read, as everything else in a workspace."""

    def _open(self) -> TextIOWrapper:
        with suppress(FileExistsError):
            os.close(os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        return super()._open()


def _work(workspace: Workspace, gateways: list[Gateway], until: threading.Event) -> None:
    run(workspace, gateways, until)
