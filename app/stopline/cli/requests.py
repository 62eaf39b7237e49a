"""`stopline requests`: what people asked for, by when it must be done, and how soon it was."""

import click

from stopline.address import written_out
from stopline.cli.addresses import known_address
from stopline.cli.options import Command, LazyGroup
from stopline.cli.tables import brief, table
from stopline.cli.terminal import Json, Terminal
from stopline.clock import parse_instant, to_text
from stopline.consent.deadlines import AT_ONCE, business_days_left, took_words
from stopline.consent.requests import RIGHTS, Request, RequestKind
from stopline.errors import BadInputError
from stopline.plural import counted
from stopline.workspace import Workspace

_RIGHTS = {kind.asked_for: kind for kind in sorted(RIGHTS)}
LONGEST_WORDS = 4_000
"""Letters of what they said that are kept."""


@click.group(
    cls=LazyGroup,
    name="requests",
    short_help="List what has a deadline by law, and how soon stops were honoured.",
    invoke_without_command=True,
    example="""
    stopline requests --open
    stopline requests --overdue --json
    stopline requests add +12025550123 --kind erasure --words "please delete my data"
    stopline requests done 3 --note "answered by letter"
    """,
)
@click.option("--open", "is_open", is_flag=True, help="What is still to be done.")
@click.option("--overdue", "is_overdue", is_flag=True, help="What should have been done by now.")
@click.option(
    "--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="Of those that are done."
)
@click.pass_context
def requests(ctx: click.Context, limit: int, *, is_open: bool, is_overdue: bool) -> None:
    """List stops, doubtful replies and requests about data with their deadlines; what is still to be done comes first."""
    if ctx.invoked_subcommand is not None:
        return
    if is_open and is_overdue:
        raise BadInputError("say one of --open and --overdue")
    terminal = ctx.find_root().ensure_object(Terminal)
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


@requests.command(
    cls=Command,
    short_help="Note that somebody asks for their data, or to be forgotten.",
    example="""
    stopline requests add +12025550123 --kind access
    stopline requests add +12025550123 --kind erasure --at 2026-11-22T10:05 --words "please delete my data"
    """,
)
@click.argument("address")
@click.option(
    "--kind",
    type=click.Choice(list(_RIGHTS), case_sensitive=False),
    required=True,
    help="access: a copy of everything; erasure: to be forgotten.",
)
@click.option("--at", metavar="TIME", help="When they asked, if not now.")
@click.option("--words", default="", help="What they said, or how they asked.")
@click.pass_obj
def add(terminal: Terminal, address: str, kind: str, at: str | None, words: str) -> None:
    """Note that the person at ADDRESS asks for their data, or to be forgotten; `export` and `forget` do it.

    The law gives a time for it, which begins when they ask. Stops are not noted here: `consent record` records them.
    """
    with terminal.workspace() as workspace:
        asked_at = parse_instant(at, workspace.settings.zone) if at is not None else None
        if asked_at is not None and asked_at > workspace.clock.now():
            raise BadInputError("--at: that is still to come")
        whose = known_address(workspace, address)
        request = workspace.requests.open(
            _RIGHTS[kind], whose, terminal.agent, asked_at, words.strip()[:LONGEST_WORDS]
        )
        if terminal.is_json:
            terminal.write_json(_json(workspace, request))
            return
        zone, now = workspace.settings.zone, workspace.clock.now()
        does = "forget" if request.kind is RequestKind.FORGET else "export"
        late = ", which has passed" if request.is_overdue(now) else ""
        terminal.write(
            f"Noted as request {request.number}: {request.kind.asked_for}, by {brief(request.deadline, zone, now)}{late}. "
            f"`stopline {does} {address}` does it."
        )


@requests.command(
    cls=Command,
    short_help="Note that a request about data is done.",
    example='stopline requests done 3 --note "answered by letter"',
)
@click.argument("number", type=click.IntRange(1))
@click.option("--note", default="", help="How it was done, or why it was not.")
@click.pass_obj
def done(terminal: Terminal, number: int, note: str) -> None:
    """Note that the request NUMBER about data is done; `export` and `forget` note that of themselves."""
    with terminal.workspace() as workspace:
        request = workspace.requests.finish(number, terminal.agent, note.strip()[:LONGEST_WORDS])
        if terminal.is_json:
            terminal.write_json(_json(workspace, request))
        else:
            terminal.write(f"Request {number}: {_standing(workspace, request)}.")


def _state(workspace: Workspace, request: Request) -> str:
    if request.done_at is not None:
        return "late" if request.was_late else "done" if request.kind in RIGHTS else "honoured"
    return "overdue" if request.is_overdue(workspace.clock.now()) else "open"


def _json(workspace: Workspace, request: Request) -> dict[str, Json]:
    return {
        "kind": request.kind.asked_for,
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
            # Only requests about data are done by their number.
            f"{each.kind.asked_for} {each.number}" if each.kind in RIGHTS else each.kind,
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
        # What somebody asks of their data may also be refused: what became of it stands in the note.
        became = "done" if request.kind in RIGHTS else "honoured"
        return f"{became} {took}, LATE" if request.was_late else f"{became} {took}"
    if request.is_overdue(now):
        return "OVERDUE"
    return f"{counted(business_days_left(now, request.deadline), 'business day')} left"


def _came_in(workspace: Workspace, request: Request) -> str:
    """Return when words came in that another system had kept until then, with the comma before it."""
    if request.arrived_at is None:
        return ""
    return f", came in {brief(request.arrived_at, workspace.settings.zone, workspace.clock.now())}"
