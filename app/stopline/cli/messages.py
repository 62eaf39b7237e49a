"""`stopline messages`: what was said, both ways."""

from datetime import datetime, tzinfo

import click

from stopline.address import written_out
from stopline.cli.addresses import known_address
from stopline.cli.options import Command, choice
from stopline.cli.tables import NARROW, brief, table
from stopline.cli.terminal import Json, Terminal
from stopline.clock import to_text
from stopline.consent.refusal import in_short
from stopline.messages.message import Direction, Message, MessageState
from stopline.store.engine import SqlValue
from stopline.workspace import Workspace


@click.command(cls=Command, example="stopline messages --state refused --limit 20")
@click.option("--thread", type=int, metavar="NUMBER", help="Of one thread.")
@click.option("--state", type=choice(MessageState), help="In one state.")
@click.option("--direction", type=choice(Direction), help="One way only.")
@click.option("--address", help="To or from one address.")
@click.option("--campaign", help="Of one campaign.")
@click.option("--search", metavar="WORDS", help="That hold all these words; no other filter applies.")
@click.option("--before", type=int, metavar="NUMBER", help="Older than this message: the next page.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True)
@click.pass_obj
def messages(
    terminal: Terminal,
    thread: int | None,
    state: str | None,
    direction: str | None,
    address: str | None,
    campaign: str | None,
    search: str | None,
    before: int | None,
    limit: int,
) -> None:
    """List messages, the newest first."""
    filters: dict[str, SqlValue] = {
        "state": state, "direction": direction, "campaign": campaign,
    }  # fmt: skip
    with terminal.workspace() as workspace:
        if search is not None:
            found = _found(workspace, search, before, limit)
        else:
            if thread is not None:
                filters["thread"] = workspace.threads.thread(thread).id
            if address is not None:
                filters["address"] = known_address(workspace, address)
            found = workspace.outbox.messages(limit, before, **filters)
        if terminal.is_json:
            terminal.write_json([message_json(each) for each in found])
        else:
            _write(terminal, workspace, found)


def message_json(message: Message) -> dict[str, Json]:
    """Return one message as programs read it."""
    return {
        "id": message.id,
        "thread": message.thread,
        "direction": message.direction,
        "state": message.state,
        "text": message.text,
        "at": to_text(message.at),
        "channel": message.channel,
        "address": message.address,
        "agent": message.agent,
        "decided_on": message.decided_on,
        "not_before": to_text(message.not_before) if message.not_before else None,
        "asks_consent": message.asks_consent,
    }


def _state(message: Message, zone: tzinfo, now: datetime) -> str:
    """Return where a message is on its way, and why, or when it leaves."""
    if message.is_cancelled and message.reason:
        return message.reason
    if message.reason:
        return f"{message.state} ({in_short(message.reason)})"
    if message.state is MessageState.QUEUED and message.is_resting:
        return "rests: its campaign is paused"
    if message.state is MessageState.QUEUED and message.not_before is not None and message.not_before > now:
        return f"scheduled for {brief(message.not_before, zone, now)}"
    return message.state


def _found(workspace: Workspace, words: str, before: int | None, limit: int) -> list[Message]:
    hits = (
        workspace.search.words(words, limit)
        if before is None
        else workspace.search.words(words, limit, before)
    )
    return [workspace.outbox.message(hit.message) for hit in hits]


def _write(terminal: Terminal, workspace: Workspace, found: list[Message]) -> None:
    if not found:
        terminal.write("There are no such messages.")
        return
    zone, now = workspace.settings.zone, workspace.clock.now()
    is_narrow = terminal.width < NARROW
    rows = [
        [
            str(each.id),
            brief(each.at, zone, now),
            f"{'→' if each.direction is Direction.OUTBOUND else '←'} {written_out(each.address)}",
            *([] if is_narrow else [each.channel, each.agent or ""]),
            _state(each, zone, now),
            each.text,
        ]
        for each in found
    ]
    header = ["", "when", "address", *([] if is_narrow else ["channel", "agent"]), "state", "text"]
    terminal.write(table(header, rows, terminal.width))
