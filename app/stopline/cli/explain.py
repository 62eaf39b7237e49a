"""`stopline explain`: why a message was sent or kept back."""

import click

from stopline.address import written_out
from stopline.cli.broken import end_if_events_broken
from stopline.cli.options import Command
from stopline.cli.terminal import Terminal
from stopline.inert import one_line
from stopline.proof.receipt import explanation_as_json
from stopline.proof.wording import lines, verdict


@click.command(
    cls=Command,
    example="""
    stopline messages --address +12025550123
    stopline explain 128
    """,
)
@click.argument("message", type=int)
@click.pass_obj
def explain(terminal: Terminal, message: int) -> None:
    """Tell why MESSAGE was sent or kept back: what it rested on, whose words that were, and what became of it.

    The exit code is 4 where the events of its person do not hold.
    """
    with terminal.workspace() as workspace:
        why = workspace.explanations.of(message)
        found = workspace.own_events.check(why.message.address)
        zone = workspace.settings.zone
    if terminal.is_json:
        terminal.write_json(explanation_as_json(why) | {"events_intact": found.is_intact})
        end_if_events_broken(terminal, found)
        return
    name = f"{why.name}, " if why.name else ""
    way = "from" if why.is_inbound else "to"
    told = [
        f"Message {why.message.id} {way} {name}{written_out(why.message.address)}",
        verdict(why),
        *(f"  {label + ':':<15} {one_line(value, 1_000)}" for label, value in lines(why, zone)),
    ]
    terminal.write("\n".join(told))
    end_if_events_broken(terminal, found)
