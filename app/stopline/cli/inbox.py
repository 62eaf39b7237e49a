"""`stopline` alone: opens the inbox, with a worker inside where gateways are set up."""

import os
import sys
import threading
from functools import partial

from stopline.cli.terminal import Terminal
from stopline.errors import BadInputError
from stopline.gateways.base import Gateway
from stopline.worker.gateways import opened_gateways
from stopline.worker.loop import run
from stopline.workspace import Workspace


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

    with opened_gateways(workspace) as gateways:
        StoplineApp(workspace, agent, partial(_work, workspace, gateways) if gateways else None).run()


def need_a_screen(terminal: Terminal) -> None:
    """Refuse where no screen can be drawn.

    Raises:
        BadInputError: JSON was asked for, or this is no terminal, or one without a screen.
    """
    same = "`stopline threads` and `stopline messages` show the same as text"
    if terminal.is_json:
        raise BadInputError(f"the inbox is a screen and has no JSON; {same}")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise BadInputError(f"the inbox needs a terminal, and input or output is none here; {same}")
    if os.name == "posix" and os.environ.get("TERM", "dumb") == "dumb":
        raise BadInputError(f"this terminal (TERM=dumb) cannot draw a screen; {same}")


def _work(workspace: Workspace, gateways: list[Gateway], until: threading.Event) -> None:
    run(workspace, gateways, until)
