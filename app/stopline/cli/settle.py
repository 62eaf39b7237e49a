"""`stopline settle`: a person says what became of a message nobody knows the fate of."""

import click

from stopline.cli.options import Command
from stopline.cli.terminal import Terminal
from stopline.errors import BadInputError
from stopline.messages.message import MessageState


@click.command(
    cls=Command,
    example="""
    stopline messages --state uncertain
    stopline settle 128 --sent
    """,
)
@click.argument("message", type=int)
@click.option("--sent", "has_left", flag_value=True, type=bool, default=None, help="It left: they have it.")
@click.option(
    "--not-sent",
    "has_left",
    flag_value=False,
    type=bool,
    help="It never left; write it again if it still matters.",
)
@click.pass_obj
def settle(terminal: Terminal, message: int, has_left: bool | None) -> None:
    """Say what became of an uncertain message, once you have asked the person or looked at the modem. It is never sent again."""
    if has_left is None:
        raise BadInputError("say what became of it: --sent or --not-sent")
    with terminal.workspace() as workspace:
        found = workspace.outbox.message(message)
        if found.state is not MessageState.UNCERTAIN:
            raise BadInputError(
                f"message {message} is {found.state}; only uncertain messages are settled by hand"
            )
        if has_left:
            workspace.outbox.settle_sent(found, f"settled by {terminal.agent}")
        else:
            workspace.outbox.settle_failed(found, f"never left, says {terminal.agent}")
        settled = workspace.outbox.message(message)
    if terminal.is_json:
        terminal.write_json({"message": settled.id, "state": settled.state})
    else:
        terminal.write(f"Message {settled.id} is {settled.state}.")
