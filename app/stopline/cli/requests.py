"""`stopline requests`: what people asked for, by when it must be done, and how soon it was."""

import click

from stopline.address import written_out
from stopline.cli.options import Command
from stopline.cli.tables import brief, table
from stopline.cli.terminal import Json, Terminal
from stopline.clock import to_text
from stopline.consent.deadlines import AT_ONCE, business_days_left, took_words
from stopline.consent.requests import Request
from stopline.errors import BadInputError
from stopline.workspace import Workspace


@click.command(
    cls=Command,
    short_help="List what has a deadline by law, and how soon stops were honoured.",
    example="""
    stopline requests --open
    stopline requests --overdue --json
    """,
)
@click.option("--open", "is_open", is_flag=True, help="What is still to be done.")
@click.option("--overdue", "is_overdue", is_flag=True, help="What should have been done by now.")
@click.option(
    "--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="Of those that are done."
)
@click.pass_obj
def requests(terminal: Terminal, limit: int, *, is_open: bool, is_overdue: bool) -> None:
    """List stops, doubtful replies and requests about data with their deadlines; what is still to be done comes first."""
    if is_open and is_overdue:
        raise BadInputError("say one of --open and --overdue")
    with terminal.workspace() as workspace:
        found = workspace.requests.overdue() if is_overdue else workspace.requests.waiting()
        if not (is_open or is_overdue):
            found = [*found, *workspace.requests.honoured(limit)]
        if terminal.is_json:
            terminal.write_json([_json(workspace, each) for each in found])
        elif found:
            _write(terminal, workspace, found)
        elif is_overdue:
            terminal.write("Nothing is overdue.")
        else:
            terminal.write("Nobody has asked for anything that is still to be done.")


def _state(workspace: Workspace, request: Request) -> str:
    if request.done_at is not None:
        return "late" if request.was_late else "honoured"
    return "overdue" if request.is_overdue(workspace.clock.now()) else "open"


def _json(workspace: Workspace, request: Request) -> dict[str, Json]:
    return {
        "kind": request.kind,
        "number": request.number,
        "address": request.address,
        "channel": request.channel,
        "state": _state(workspace, request),
        "asked_at": to_text(request.asked_at),
        "arrived_at": to_text(request.arrived_at) if request.arrived_at else None,
        "deadline": to_text(request.deadline),
        "done_at": to_text(request.done_at) if request.done_at else None,
        "honoured_in_seconds": request.took.total_seconds() if request.took is not None else None,
        "words": request.words,
    }


def _write(terminal: Terminal, workspace: Workspace, found: list[Request]) -> None:
    zone, now = workspace.settings.zone, workspace.clock.now()
    rows = [
        [
            each.kind,
            workspace.contacts.name_at(each.address) or written_out(each.address),
            each.channel or "",
            brief(each.asked_at, zone, now),
            brief(each.deadline, zone, now),
            _standing(workspace, each) + _came_in(workspace, each),
            each.words,
        ]
        for each in found
    ]
    header = ["what", "who", "channel", "asked", "by", "", "words"]
    terminal.write(table(header, rows, terminal.width))


def _standing(workspace: Workspace, request: Request) -> str:
    """Return how it stands in words: `honoured in 0.4 s`, `3 business days left`, `OVERDUE`."""
    now = workspace.clock.now()
    if request.took is not None:
        words = took_words(request.took)
        took = words if words == AT_ONCE else f"in {words}"
        return f"honoured {took}, LATE" if request.was_late else f"honoured {took}"
    if request.is_overdue(now):
        return "OVERDUE"
    return f"{business_days_left(now, request.deadline)} business days left"


def _came_in(workspace: Workspace, request: Request) -> str:
    """Return when words came in that another system had kept until then, with the comma before it."""
    if request.arrived_at is None:
        return ""
    return f", came in {brief(request.arrived_at, workspace.settings.zone, workspace.clock.now())}"
