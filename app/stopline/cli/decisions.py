"""Doubtful replies: what is held, and what an agent decides about it."""

import click

from stopline.address import Address, parse_sender, written_out
from stopline.cli.addresses import channel_of, known_address
from stopline.cli.options import Command, choice
from stopline.cli.tables import badge, table
from stopline.cli.terminal import Json, Terminal
from stopline.clock import to_text
from stopline.consent.events import Channel, Scope
from stopline.consent.ledger import Change
from stopline.days import moment
from stopline.errors import BadInputError, NotFoundError
from stopline.inbox.decisions import Hold
from stopline.workspace import Workspace


@click.command(cls=Command, short_help="List doubtful replies that wait.", example="stopline holds")
@click.pass_obj
def holds(terminal: Terminal) -> None:
    """List the doubtful replies that wait for a decision, the oldest first; nothing is sent to these people."""
    with terminal.workspace() as workspace:
        found = workspace.decisions.holds()
        if terminal.is_json:
            terminal.write_json([_hold_json(workspace, hold) for hold in found])
        elif found:
            _write(terminal, workspace, found)
        else:
            terminal.write("Nobody needs a decision. Doubtful replies will wait here.")


@click.command(
    cls=Command,
    example="""
    stopline decide 7 --stop
    stopline decide 7 --release "she meant the newsletter of the school"
    stopline decide 7 --hold-again
    stopline decide +12025550123 --stop
    """,
)
@click.argument("whose", metavar="THREAD|ADDRESS")
@click.option("--channel", type=choice(Channel), help="Of an address, where replies by several are held.")
@click.option("--stop", "meant_stop", is_flag=True, help="It meant stop.")
@click.option(
    "--scope", type=choice(Scope), default=Scope.ALL.value, show_default=True, help="What it meant to stop."
)
@click.option("--release", "why", metavar="WHY", help="It meant something else: what?")
@click.option(
    "--wrong-number", "is_wrong_number", is_flag=True, help="The number belongs to somebody else: stop it."
)
@click.option("--hold-again", is_flag=True, help="Take back a release that was a mistake.")
@click.pass_obj
def decide(
    terminal: Terminal,
    whose: str,
    channel: str | None,
    scope: str,
    why: str | None,
    *,
    meant_stop: bool,
    is_wrong_number: bool,
    hold_again: bool,
) -> None:
    """Decide what the doubtful reply in a thread meant; one that could not be taken in has no thread, and is decided by its address."""
    if sum((meant_stop, why is not None, is_wrong_number, hold_again)) != 1:
        raise BadInputError("say one of --stop, --release WHY, --wrong-number and --hold-again")
    with terminal.workspace() as workspace:
        address, on = _meant(workspace, whose, channel)
        decisions, agent = workspace.decisions, terminal.agent
        if why is not None:
            change = decisions.release(address, on, agent, why)
        elif is_wrong_number:
            change = decisions.wrong_number(address, on, agent)
        elif hold_again:
            change = decisions.hold_again(address, on, agent)
        else:
            change = decisions.confirm(address, on, agent, Scope(scope))
    _tell(terminal, change, address)


def _meant(workspace: Workspace, whose: str, named: str | None) -> tuple[Address, Channel]:
    """Return whose reply on which channel is meant; digits alone are a thread, else the sender they are.

    Raises:
        BadInputError: there is no such thread or sender, or several channels may be meant.
    """
    sender = parse_sender(whose, workspace.settings.team.region)
    held = [on for on in Channel if named in (None, on) and workspace.decisions.hold_of(sender, on)]
    if whose.isascii() and whose.isdigit():
        try:
            row = workspace.threads.thread(int(whose))
        except NotFoundError:
            if not held:
                raise
        else:
            if named not in (None, row.channel):
                raise BadInputError(f"--channel: thread {row.id} is on {row.channel}; leave the option away")
            return row.address, row.channel
    if len(held) > 1:
        raise BadInputError(f"--channel: replies by {' and '.join(held)} are held; say which is meant")
    if held:
        return sender, held[0]
    address = known_address(workspace, whose)
    return address, channel_of(address, named)


def _tell(terminal: Terminal, change: Change, address: Address) -> None:
    scope = change.recorded.event.scope
    state = change.after.within(scope).state
    if terminal.is_json:
        terminal.write_json({"event": change.recorded.seq, "scope": scope, "state": state})
    else:
        covers = "" if scope is Scope.ALL else f" for {scope} alone"
        terminal.write(
            f"Decided as event {change.recorded.seq}: {written_out(address)} is {badge(state)}{covers}."
        )


def _hold_json(workspace: Workspace, hold: Hold) -> dict[str, Json]:
    return {
        "thread": workspace.threads.at(hold.address, hold.channel),
        "address": hold.address,
        "channel": hold.channel,
        "scope": hold.scope,
        "held_at": to_text(hold.held_at),
        "words": hold.evidence.words,
        "span": list(hold.evidence.span) if hold.evidence.span else None,
        "deadline": to_text(hold.deadline),
        "decides_at": to_text(hold.decides_at),
        "business_days_left": hold.days_left,
    }


def _write(terminal: Terminal, workspace: Workspace, found: list[Hold]) -> None:
    zone = workspace.settings.zone
    rows = [
        [
            str(workspace.threads.at(hold.address, hold.channel) or written_out(hold.address)),
            workspace.contacts.name_at(hold.address) or written_out(hold.address),
            hold.channel,
            moment(hold.held_at, zone),
            str(hold.days_left),
            hold.evidence.words,
        ]
        for hold in found
    ]
    header = ["thread or address", "who", "channel", "since", "business days left", "words"]
    terminal.write(table(header, rows, terminal.width))
