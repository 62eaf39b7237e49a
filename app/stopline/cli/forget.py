"""`stopline forget`: erases a person and keeps them stopped."""

import sys
from dataclasses import replace

import click

from stopline.address import written_out
from stopline.cli.addresses import known_address
from stopline.cli.options import Command
from stopline.cli.terminal import Json, Terminal
from stopline.consent.refusal import Refusal
from stopline.inert import one_line
from stopline.plural import counted
from stopline.rights.erasure import Held


@click.command(
    cls=Command,
    example="""
    stopline forget +12025550123
    stopline forget +12025550123 --yes
    """,
)
@click.argument("address")
@click.option("--yes", is_flag=True, help="Erase without asking; else it is shown what would go, and asked.")
@click.pass_obj
def forget(terminal: Terminal, address: str, *, yes: bool) -> None:
    """Forget the person at ADDRESS: name, every address, texts, notes, and the words of their consents.

    The ledger keeps holding, and the numbers stay stopped: a keyed hash of each is kept, and only a fresh yes of the person lifts it.
    The exit code is 3 where a message to them is being handed over at this moment.
    """
    from stopline.worker.farewell import forget_person  # noqa: PLC0415 - brings the gateways along

    with terminal.workspace() as workspace:
        whose = known_address(workspace, address)
        held = workspace.erasure.preview(whose)
        if not terminal.is_json:
            terminal.write(held_text(held))
        if not yes and not _is_wanted(terminal):
            if terminal.is_json:
                terminal.write_json({"forgotten": False, **held_json(held)})
            else:
                terminal.write("Nothing was erased; --yes erases it.")
            return
        outcome = forget_person(workspace, whose, terminal.agent)
    if isinstance(outcome, Refusal):
        terminal.refuse(outcome)
    if terminal.is_json:
        untold: list[Json] = [{"gateway": each.gateway, "why": each.why} for each in outcome.untold]
        terminal.write_json(
            {
                "forgotten": True,
                # Looking through the texts of others takes long: it was done before anything was locked, and they stay.
                **held_json(replace(outcome.held, mentions=held.mentions, campaigns=held.campaigns)),
                "event": outcome.forgotten.event,
                "gateways": {"erased": list(outcome.told), "not_erased": untold},
                "scrubbed": outcome.is_scrubbed,
            }
        )
        return
    terminal.write(f"Forgotten. Event {outcome.forgotten.event} of the ledger says so, and names nobody.")
    for gateway in outcome.told:
        terminal.write(f"The gateway “{gateway}” has erased them too.")
    for each in outcome.untold:
        terminal.warn(f"Note: {each.gateway}: {each.why}")
    if not outcome.is_scrubbed:
        terminal.warn(
            "Note: somebody is reading; a worker takes the last traces out of the file within the hour."
        )


def held_text(held: Held) -> str:
    """Return what would go and what would stay, as people read it."""
    who = f"{held.name}, " if held.name else ""
    messages = held.received + held.written
    waiting = f", {held.waiting} of them still waiting to be sent" if held.waiting else ""
    lines = [
        f"To be erased: {who}{', '.join(written_out(each) for each in held.addresses)}",
        f"  {counted(messages, 'message')} ({held.received} from them, {held.written} to them{waiting})",
        f"  {counted(held.notes, 'note')}, {counted(held.drafts, 'draft')}, {counted(held.tags, 'tag')}, {counted(held.attributes, 'attribute')}",
        f"  {counted(held.quarantined, 'text')} in quarantine",
        f"  the words of {counted(held.events, 'consent event')}; events stay in the chain and name nobody",
        "What stays: a keyed hash of each number and channel, so that it stays stopped"
        + (
            f"; {counted(held.new_stops, 'address was', 'addresses were')} not stopped before, and will be."
            if held.new_stops
            else "."
        ),
        "  Whoever asks to be forgotten is left alone. Only a fresh yes of their own lifts it.",
        "Copies you made yourself (backups, exports) are not touched.",
    ]
    if held.unanswered:
        lines.append(
            f"They asked for their data and have not got it: `stopline export {held.addresses[0]}` first; afterwards there is nothing to give out."
        )
    if held.mentions:
        lines.append(
            f"{counted(held.mentions, 'text of other people has', 'texts of other people have')} an address of theirs inside; that stays."
        )
    if held.campaigns:
        named = ", ".join(f"“{one_line(each, 60)}”" for each in held.campaigns)
        lines.append(
            f"{counted(len(held.campaigns), 'campaign has', 'campaigns have')} their name or an address in its own text; "
            f"that stays, unless you write it anew: {named}."
        )
    return "\n".join(lines)


def held_json(held: Held) -> dict[str, Json]:
    """Return what would go and what would stay, as programs read it."""
    return {
        "addresses": list(held.addresses),
        "name": held.name,
        "erased": {
            "received": held.received, "written": held.written, "waiting": held.waiting, "notes": held.notes,
            "drafts": held.drafts, "tags": held.tags, "attributes": held.attributes, "quarantined": held.quarantined,
            "consent_events": held.events,
        },
        "suppressed": [
            {"address": address, "channel": kept.channel, "scope": kept.scope} for address, kept in held.suppressed
        ],
        "new_stops": held.new_stops,
        "mentioned_by_others": held.mentions,
        "unanswered_requests": held.unanswered,
        "named_in_campaigns": list(held.campaigns),
    }  # fmt: skip


def _is_wanted(terminal: Terminal) -> bool:
    """Ask whether to go on, where there is somebody to ask."""
    return not terminal.is_json and sys.stdin.isatty() and click.confirm("Erase all of this?", err=True)
