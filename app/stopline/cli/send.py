"""`stopline send`: queues one message, now or for a time to come, if the gate lets it; `stopline cancel` takes one back."""

import click

from stopline.address import written_out
from stopline.cli.addresses import address_of, channel_of
from stopline.cli.check import PURPOSES
from stopline.cli.options import Command, choice
from stopline.cli.terminal import Terminal
from stopline.clock import parse_instant, to_text
from stopline.consent.events import Channel
from stopline.consent.gate import Purpose
from stopline.consent.objections import held_back
from stopline.consent.refusal import Refusal
from stopline.days import moment
from stopline.messages.message import MessageState
from stopline.messages.outbox import Origin, Queued

NEXT = "next"
"""What is written in place of a time for the next permitted hour."""


@click.command(
    cls=Command,
    example="""
    stopline send --to +12025550123 --text "Your bike is ready."
    stopline send --to +12025550123 --text "New tyres are in." --purpose marketing --at next
    """,
)
@click.option("--to", "address", required=True, metavar="ADDRESS", help="A phone number or e-mail address.")
@click.option("--text", required=True, help="What to say.")
@click.option("--channel", type=choice(Channel), help="Else email for an e-mail address, and sms.")
@click.option("--purpose", type=choice(PURPOSES), default=Purpose.CONVERSATION.value, show_default=True)
@click.option(
    "--at", metavar="TIME", help="Leave then, such as 2026-11-22T10:05; `next` for the next permitted hour."
)
@click.pass_obj
def send(
    terminal: Terminal, address: str, text: str, channel: str | None, purpose: str, at: str | None
) -> None:
    """Queue a message; a worker carries it to the gateway. The exit code is 3 where the gate refuses."""
    with terminal.workspace() as workspace:
        to = address_of(workspace, address)
        zone = workspace.settings.zone
        is_next = at is not None and at.strip().lower() == NEXT
        outcome = workspace.replies.send(
            to,
            channel_of(to, channel),
            text,
            Purpose(purpose),
            Origin(agent=terminal.agent),
            at=parse_instant(at, zone) if at is not None and not is_next else None,
            at_next=is_next,
        )
        lost = workspace.high_water.lost()
    if lost is not None and isinstance(outcome, Queued):
        reason = held_back(is_restored=lost.is_restored)
        terminal.warn(f"It waits. {reason.sentence}\n{reason.remedy}")
    if isinstance(outcome, Refusal):
        if outcome.opens_at is not None and not terminal.is_json:
            terminal.warn(f"With `--at next` it leaves by itself {moment(outcome.opens_at, zone)} your time.")
        terminal.refuse(outcome)
    if terminal.is_json:
        terminal.write_json(
            {
                "message": outcome.message,
                "state": MessageState.QUEUED,
                "decided_on": outcome.decided_on,
                **({"not_before": to_text(outcome.not_before)} if outcome.not_before else {}),
            }
        )
    elif outcome.not_before is not None:
        terminal.write(
            f"Scheduled message {outcome.message} to {written_out(to)} for {moment(outcome.not_before, zone)} your time; "
            f"`stopline cancel {outcome.message}` takes it back."
        )
    else:
        terminal.write(
            f"Queued message {outcome.message} to {written_out(to)}; `stopline messages` shows what becomes of it."
        )


@click.command(cls=Command, short_help="Take back a message that waits.", example="stopline cancel 1207")
@click.argument("message", type=int)
@click.pass_obj
def cancel(terminal: Terminal, message: int) -> None:
    """Take back MESSAGE, which waits or is scheduled; it is never sent."""
    with terminal.workspace() as workspace:
        cancelled = workspace.outbox.cancel(message, terminal.agent)
    if terminal.is_json:
        terminal.write_json({"message": cancelled.id, "state": cancelled.state, "reason": cancelled.reason})
    else:
        terminal.write(f"Message {cancelled.id} to {written_out(cancelled.address)} is cancelled.")
