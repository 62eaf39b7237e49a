"""`stopline` alone: opens the inbox, with a worker inside where gateways are set up."""

import os
import sys

from stopline.cli.terminal import Terminal
from stopline.errors import BadInputError


def open_inbox(terminal: Terminal) -> None:
    """Open the inbox on this terminal.

    Raises:
        BadInputError: this is no terminal a screen can be drawn on.
    """
    if terminal.is_json:
        raise BadInputError("the inbox is a screen; `stopline threads --json` lists the threads")
    _need_a_screen()
    agent = terminal.agent
    with terminal.workspace() as workspace:
        # Textual takes a quarter of a second to load; nobody waits for it who gets no screen.
        from stopline.tui.app import StoplineApp  # noqa: PLC0415

        StoplineApp(workspace, agent).run()


def _need_a_screen() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise BadInputError(
            "the inbox needs a terminal, and input or output is none here; "
            "`stopline threads` and `stopline messages` show the same as text"
        )
    if os.name == "posix" and os.environ.get("TERM", "dumb") == "dumb":
        raise BadInputError(
            "this terminal (TERM=dumb) cannot draw a screen; `stopline threads` and `stopline messages` show the same as text"
        )
