"""`stopline send`: queues one message, if the gate lets it."""

import click

from stopline.address import written_out
from stopline.cli.addresses import address_of, channel_of
from stopline.cli.check import PURPOSES
from stopline.cli.options import Command, choice
from stopline.cli.terminal import Terminal
from stopline.consent.events import Channel
from stopline.consent.gate import Purpose
from stopline.consent.refusal import Refusal
from stopline.messages.message import MessageState
from stopline.messages.outbox import Origin


@click.command(cls=Command, example='stopline send --to +12025550123 --text "Your bike is ready."')
@click.option("--to", "address", required=True, metavar="ADDRESS", help="A phone number or e-mail address.")
@click.option("--text", required=True, help="What to say.")
@click.option("--channel", type=choice(Channel), help="Else email for an e-mail address, and sms.")
@click.option("--purpose", type=choice(PURPOSES), default=Purpose.CONVERSATION.value, show_default=True)
@click.pass_obj
def send(terminal: Terminal, address: str, text: str, channel: str | None, purpose: str) -> None:
    """Queue a message; a worker carries it to the gateway. The exit code is 3 where the gate refuses."""
    with terminal.workspace() as workspace:
        to = address_of(workspace, address)
        outcome = workspace.replies.send(
            to, channel_of(to, channel), text, Purpose(purpose), Origin(agent=terminal.agent)
        )
    if isinstance(outcome, Refusal):
        terminal.refuse(outcome)
    if terminal.is_json:
        terminal.write_json(
            {"message": outcome.message, "state": MessageState.QUEUED, "decided_on": outcome.decided_on}
        )
    else:
        terminal.write(
            f"Queued message {outcome.message} to {written_out(to)}; `stopline messages` shows what becomes of it."
        )
