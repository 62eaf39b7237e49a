"""`stopline reconcile`: compares our stops with the lists of gateways and carriers."""

import shlex
from pathlib import Path

import click

from stopline.address import Address, written_out
from stopline.cli.options import Command, choice
from stopline.cli.tables import table
from stopline.cli.terminal import Json, Terminal
from stopline.consent.events import Channel
from stopline.errors import BadInputError, NotFoundError
from stopline.inert import one_line, shown
from stopline.plural import counted, worded
from stopline.worker.lists import compare_file, compare_gateways
from stopline.worker.reconcile import Comparison, Reconciliation, Side

EXIT_DIFFERS = 5
_SIDES = {
    Side.ONLY_THERE: "stopped at the carrier, may be texted here",
    Side.ONLY_HERE: "stopped here, not on the carrier's list",
    Side.UNREADABLE: "on the list, and no address",
    Side.BOTH: "stopped in both places, and more is known at the carrier",
}


@click.command(
    cls=Command,
    example="""
    stopline reconcile
    stopline reconcile --gateway simulator --apply
    stopline reconcile --file optouts.csv
    stopline reconcile --drop optouts-of-last-week.csv
    """,
)
@click.option(
    "--gateway",
    "named",
    metavar="NAME",
    help="One of your gateways; all that keep a list where none is named.",
)
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="LIST.csv",
    help="A list exported from a provider's console, in place of a gateway's own.",
)
@click.option(
    "--channel",
    type=choice(Channel),
    default=Channel.SMS.value,
    show_default=True,
    help="The channel of a list in a file.",
)
@click.option(
    "--drop",
    metavar="LIST.csv",
    help="Look no more at what a list in a file found, by its name; a newer one has taken its place.",
)
@click.option("--apply", "is_applied", is_flag=True, help="Record what only the carrier knows as stops here.")
@click.pass_obj
def reconcile(
    terminal: Terminal,
    named: str | None,
    file: Path | None,
    channel: str,
    drop: str | None,
    *,
    is_applied: bool,
) -> None:
    """Compare our stops with a gateway's own list of opt-outs, and say who differs and why.

    The exit code is 5 where somebody has stopped at the carrier and may be texted here. A stop that only we know is listed, and is
    no fault.
    """
    if named is not None and file is not None:
        raise BadInputError("say one of --gateway and --file")
    if drop is not None:
        _drop(terminal, drop)
        return
    with terminal.workspace() as workspace:
        compared = (
            compare_gateways(workspace, named, is_applied=is_applied)
            if file is None
            else compare_file(workspace, file, Channel(channel), terminal.asking, is_applied=is_applied)
        )
    if terminal.is_json:
        terminal.write_json(
            {"lists": [_json(each) for each in compared.found], "without_a_list": compared.without}
        )
    else:
        for each in compared.found:
            terminal.write(_text(each, terminal.width))
            if to_record := each.recordable():
                how = _again(each.name, file, channel)
                terminal.write(
                    f"`{how}` records {worded(len(to_record), 'this as a stop', 'these as stops')} of their own."
                )
        for name in compared.without:
            terminal.write(
                f"The gateway “{name}” keeps no list of opt-outs; what it refuses still becomes a stop here."
            )
    if any(each.on(Side.ONLY_THERE) for each in compared.found):
        raise click.exceptions.Exit(EXIT_DIFFERS)


def _drop(terminal: Terminal, name: str) -> None:
    with terminal.workspace() as workspace:
        count = Reconciliation(workspace).drop_file(name)
        known = ", ".join(f"“{one_line(each.name, 60)}”" for each in workspace.upkeep_facts.files_compared())
    if not count:
        raise NotFoundError(
            f"no list “{one_line(name, 60)}” was compared; those that were: {known or 'none'}"
        )
    if terminal.is_json:
        terminal.write_json({"dropped": count})
    else:
        terminal.write(f"What {counted(count, 'list')} of that name found is looked at no more.")


def _again(name: str, file: Path | None, channel: str) -> str:
    """Return the command that compares the same list and records what only the carrier knows."""
    if file is None:
        return f"stopline reconcile --gateway {shlex.quote(one_line(name, 60))} --apply"
    where = "" if channel == Channel.SMS else f" --channel {channel}"
    return f"stopline reconcile --file {shlex.quote(shown(str(file)))}{where} --apply"


def _json(found: Comparison) -> dict[str, Json]:
    return {
        "name": found.name,
        "listed": found.listed,
        "agreed": found.agreed,
        "recorded": found.recorded_count,
        "differences": [
            {
                "address": each.address, "channel": each.channel, "side": each.side, "why": each.why,
                "recorded": each.is_recorded, "recordable": each.is_recordable,
            }
            for each in found.differences
        ],
    }  # fmt: skip


def _text(found: Comparison, width: int) -> str:
    lines = [f"{found.name}: {found.listed} on the list, {found.agreed} of them stopped here too."]
    if found.recorded_count:
        recorded = counted(found.recorded_count, "was recorded as a stop", "were recorded as stops")
        lines.append(f"{recorded} at the carrier.")
    for side, words in _SIDES.items():
        if left := found.on(side):
            lines.append(f"{len(left)} {words}:")
            rows = [[written_out(Address(each.address)), each.channel, each.why] for each in left]
            lines.append(table(["who", "channel", "why"], rows, width))
    return "\n".join(lines)
