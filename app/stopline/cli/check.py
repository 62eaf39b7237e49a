"""`stopline check`: asks the gate. Kept light, because programs ask before every message they send."""

import click

from stopline.cli.addresses import channel_of, known_address
from stopline.cli.options import Command, choice
from stopline.cli.terminal import EXIT_REFUSED, Terminal, refusal_json, refusal_text
from stopline.clock import parse_instant
from stopline.consent.events import Channel
from stopline.consent.gate import SCOPE_OF_PURPOSE, Draft, Permit, Purpose

PURPOSES = (Purpose.CONVERSATION, Purpose.NOTICE, Purpose.MARKETING)
"""Why an agent may write; compliance texts are Stopline's own."""


@click.command(
    cls=Command,
    short_help="Ask whether a message may be sent.",
    example="stopline check +12025550123 --purpose marketing",
)
@click.argument("address")
@click.option("--channel", type=choice(Channel), help="Else email for an e-mail address, and sms.")
@click.option("--purpose", type=choice(PURPOSES), default=Purpose.CONVERSATION.value, show_default=True)
@click.option("--at", metavar="TIME", help="As if it were that time, such as 2026-11-22T10:05.")
@click.pass_obj
def check(terminal: Terminal, address: str, channel: str | None, purpose: str, at: str | None) -> None:
    """Ask whether a message to ADDRESS may be sent; the exit code is 3 where it may not."""
    with terminal.workspace() as workspace:
        to = known_address(workspace, address)
        draft = Draft(to, channel_of(to, channel), Purpose(purpose))
        instant = parse_instant(at, workspace.policy.zone()) if at is not None else None
        decision = workspace.outlook(draft, instant)
        standing = workspace.standings.of(draft.address, draft.channel)
    status = standing.within(SCOPE_OF_PURPOSE[draft.purpose]).state
    if isinstance(decision, Permit):
        if terminal.is_json:
            terminal.write_json({"permitted": True, "reasons": [], "status": status})
        else:
            terminal.write(f"Permitted: a {purpose} message by {draft.channel}; the consent is {status}.")
        return
    if terminal.is_json:
        terminal.write_json({**refusal_json(decision), "status": status})
    else:
        terminal.write(refusal_text(decision))
    raise click.exceptions.Exit(EXIT_REFUSED)
