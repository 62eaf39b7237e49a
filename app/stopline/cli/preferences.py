"""`stopline preferences`: links to the pages on which people choose what they get."""

from datetime import timedelta

import click

from stopline.address import Address
from stopline.cli.addresses import address_of
from stopline.cli.options import Command, LazyGroup
from stopline.cli.terminal import Terminal
from stopline.clock import to_text
from stopline.consent.authority import own_yes
from stopline.consent.events import Channel
from stopline.consent.preference_links import LinkOrigin
from stopline.consent.status import BLOCKING, State
from stopline.days import moment
from stopline.workspace import Workspace


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
    """Print a link to the page on which the person at ADDRESS ends messages and agrees to others. Give it to them and to nobody else.

    It lifts no stop and no hold, for it says nothing of who opens it: that takes a START from the number itself, or by e-mail the link
    in a message they got.
    """
    with terminal.workspace() as workspace:
        whose = address_of(workspace, address)
        lasts_for = timedelta(days=days or workspace.settings.web.preference_days)
        url = workspace.preference_links.to(whose, LinkOrigin.PRINTED, lasts_for)
        expires_at = workspace.clock.now() + lasts_for
        blocked = _blocked(workspace, whose)
        if terminal.is_json:
            terminal.write_json({"url": url, "expires_at": to_text(expires_at), "blocked": list(blocked)})
            return
        terminal.write(
            f"{url}\nIt holds until {moment(expires_at, workspace.settings.zone)}; whoever has it decides for {whose}."
        )
        for channel, state in blocked.items():
            terminal.write(
                f"Something by {channel} is {state} there, and this link does not lift it. {own_yes(channel)}"
            )


def _blocked(workspace: Workspace, address: Address) -> dict[Channel, State]:
    """Return the channels on which something is stopped or held at an address."""
    states = {
        channel: [each.state for each in standing.scopes().values() if each.state in BLOCKING]
        for channel, standing in workspace.standings.on_every_channel(address).items()
    }
    return {channel: found[0] for channel, found in states.items() if found}
