"""`stopline preferences`: links to the pages on which people choose what they get."""

from datetime import timedelta

import click

from stopline.cli.addresses import address_of
from stopline.cli.options import Command, LazyGroup
from stopline.cli.terminal import Terminal
from stopline.clock import to_text
from stopline.consent.preference_links import LinkOrigin
from stopline.days import moment


@click.group(cls=LazyGroup, name="preferences", example="stopline preferences link +12025550123")
def preferences() -> None:
    """Make links to the pages on which people choose what they get."""


@preferences.command(cls=Command, example="stopline preferences link +12025550123 --days 60")
@click.argument("address")
@click.option(
    "--days", type=click.IntRange(1, 3650), help="How long it holds, else preference_days of the settings."
)
@click.pass_obj
def link(terminal: Terminal, address: str, days: int | None) -> None:
    """Print a link with which the person at ADDRESS stops and resumes messages. Send it to that address and to nobody else."""
    with terminal.workspace() as workspace:
        whose = address_of(workspace, address)
        lasts_for = timedelta(days=days or workspace.settings.web.preference_days)
        url = workspace.preference_links.to(whose, LinkOrigin.PRINTED, lasts_for)
        expires_at = workspace.clock.now() + lasts_for
        if terminal.is_json:
            terminal.write_json({"url": url, "expires_at": to_text(expires_at)})
        else:
            terminal.write(
                f"{url}\nIt holds until {moment(expires_at, workspace.settings.zone)}; whoever has it decides for {whose}."
            )
