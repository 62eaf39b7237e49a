"""How a command ends that has shown what does not hold."""

import click

from stopline.cli.terminal import Terminal
from stopline.consent.own_events import OwnCheck
from stopline.errors import LedgerBrokenError


def end_if_events_broken(terminal: Terminal, found: OwnCheck) -> None:
    """Warn of one person's events that do not hold, and end the command so that no program takes its answer for proven."""
    if not found.is_intact:
        terminal.warn(_what_broke(found))
        raise click.exceptions.Exit(LedgerBrokenError.exit_code)


def _what_broke(found: OwnCheck) -> str:
    if found.first_break is not None:
        return f"These events do not hold ({found.first_break}). {found.first_break.remedy}"
    return "Their status does not follow from these events. `stopline consent rebuild` makes it again."
