"""`stopline reconcile`: compares our stops with the lists of gateways and carriers."""

from pathlib import Path

import click

from stopline.address import Address, written_out
from stopline.cli.options import Command, choice
from stopline.cli.tables import table
from stopline.cli.terminal import Json, Terminal
from stopline.consent.events import Channel
from stopline.errors import BadInputError, NoGatewayError
from stopline.importers.files import content_of
from stopline.worker.contained import ContainedGateway
from stopline.worker.gateways import opened_gateways
from stopline.worker.reconcile import Comparison, Reconciliation, Side
from stopline.workspace import Workspace

EXIT_DIFFERS = 5
_SIDES = {
    Side.ONLY_THERE: "stopped at the carrier, may be texted here",
    Side.ONLY_HERE: "stopped here, not on the carrier's list",
    Side.UNREADABLE: "on the list, and no address",
}


@click.command(
    cls=Command,
    example="""
    stopline reconcile
    stopline reconcile --gateway simulator --apply
    stopline reconcile --file optouts.csv
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
@click.option("--apply", "is_applied", is_flag=True, help="Record what only the carrier knows as stops here.")
@click.pass_obj
def reconcile(
    terminal: Terminal, named: str | None, file: Path | None, channel: str, *, is_applied: bool
) -> None:
    """Compare our stops with a gateway's own list of opt-outs, and say who differs and why.

    The exit code is 5 where somebody has stopped at the carrier and may be texted here. A stop that only we know is listed, and is
    no fault.
    """
    if named is not None and file is not None:
        raise BadInputError("say one of --gateway and --file")
    with terminal.workspace() as workspace:
        if file is not None:
            found = [_of_file(workspace, file, Channel(channel), is_applied=is_applied)]
            without: list[str] = []
        else:
            found, without = _of_gateways(workspace, named, is_applied=is_applied)
    if terminal.is_json:
        terminal.write_json({"lists": [_json(each) for each in found], "without_a_list": without})
    else:
        for each in found:
            terminal.write(_text(each, terminal.width))
        for name in without:
            terminal.write(
                f"The gateway “{name}” keeps no list of opt-outs; what it refuses still becomes a stop here."
            )
    if any(each.on(Side.ONLY_THERE) for each in found):
        raise click.exceptions.Exit(EXIT_DIFFERS)


def _of_file(workspace: Workspace, file: Path, channel: Channel, *, is_applied: bool) -> Comparison:
    content = content_of(file)
    try:
        return Reconciliation(workspace).with_file(file.name, content, channel, is_applied=is_applied)
    except BadInputError as error:
        raise BadInputError(f"{file}: {error}") from error


def _of_gateways(
    workspace: Workspace, named: str | None, *, is_applied: bool
) -> tuple[list[Comparison], list[str]]:
    found: list[Comparison] = []
    without: list[str] = []
    with opened_gateways(workspace) as gateways:
        wanted = [gateway for gateway in gateways if named in (None, gateway.name)]
        if not wanted:
            names = ", ".join(gateway.name for gateway in gateways) or "none"
            raise NoGatewayError(
                f"there is no gateway “{named}”; there are: {names}"
                if named
                else "no gateway is set up; --file compares a list"
            )
        for gateway in wanted:
            comparison = Reconciliation(workspace).with_gateway(
                ContainedGateway(gateway), is_applied=is_applied
            )
            if comparison is None:
                without.append(gateway.name)
            else:
                found.append(comparison)
    return found, without


def _json(found: Comparison) -> dict[str, Json]:
    return {
        "name": found.name,
        "listed": found.listed,
        "agreed": found.agreed,
        "recorded": found.recorded_count,
        "differences": [
            {
                "address": each.address, "channel": each.channel, "side": each.side, "why": each.why,
                "recorded": each.is_recorded,
            }
            for each in found.differences
        ],
    }  # fmt: skip


def _text(found: Comparison, width: int) -> str:
    lines = [f"{found.name}: {found.listed} on the list, {found.agreed} of them stopped here too."]
    if found.recorded_count:
        lines.append(f"{found.recorded_count} were recorded as stops at the carrier.")
    for side, words in _SIDES.items():
        if left := found.on(side):
            lines.append(f"{len(left)} {words}:")
            rows = [[written_out(Address(each.address)), each.channel, each.why] for each in left]
            lines.append(table(["who", "channel", "why"], rows, width))
    if found.on(Side.ONLY_THERE):
        lines.append("`stopline reconcile --apply` records these as stops.")
    return "\n".join(lines)
