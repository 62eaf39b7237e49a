"""`stopline export`: gives a person everything that is held about them."""

from pathlib import Path

import click

from stopline.cli.addresses import known_address
from stopline.cli.options import Command
from stopline.cli.terminal import Terminal
from stopline.inert import json_text
from stopline.rights.dossier_text import dossier_text
from stopline.rights.private_file import write_private


@click.command(
    cls=Command,
    example="""
    stopline export +12025550123
    stopline export +12025550123 --to maria.json
    """,
)
@click.argument("address")
@click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a file only you can read: JSON where its name ends so, else text.",
)
@click.pass_obj
def export(terminal: Terminal, address: str, to: Path | None) -> None:
    """Give everything that is held about the person at ADDRESS: on all their addresses, both ways, nothing masked.

    A request of theirs for it is done with that.
    """
    with terminal.workspace() as workspace:
        dossier = workspace.dossiers.of(known_address(workspace, address))
        settings = workspace.settings
        text = dossier_text(dossier, settings.team.name, settings.zone)
        if to is not None:
            is_json = to.suffix.lower() == ".json"
            write_private(to, (json_text(dossier.as_json(), indent=2) if is_json else text) + "\n")
        elif terminal.is_json:
            terminal.write_json(dossier.as_json())
        else:
            terminal.write(text)
        addresses = [each.address for each in dossier.addresses]
        # Only now: what could not be written was not given out.
        done = workspace.requests.finish_access(addresses, terminal.agent)
    if to is None:
        for number in done:
            terminal.warn(f"Note: request {number} of theirs is done with this.")
    elif terminal.is_json:
        terminal.write_json({"file": str(to), "addresses": [*addresses], "requests_done": [*done]})
    else:
        also = "".join(f" Request {number} of theirs is done." for number in done)
        terminal.write(f"Written to {to}, which only you can read.{also}")
