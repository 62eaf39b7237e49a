"""`stopline demo screenshots`: the pictures of the README, made again."""

import asyncio
from pathlib import Path

import click

from stopline.cli.options import Command
from stopline.cli.terminal import Terminal


@click.command(
    cls=Command,
    name="screenshots",
    example="""
    stopline demo screenshots
    stopline demo screenshots --output /tmp/pictures
    """,
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("screenshots"),
    show_default=True,
    help="The folder they are written to.",
)
@click.pass_context
def screenshots(ctx: click.Context, output: Path) -> None:
    """Make the pictures of the demo: the same ones every time."""
    from stopline.tui.screenshots import take_screenshots  # noqa: PLC0415 - the screens are loaded only to be shown

    terminal = ctx.find_root().ensure_object(Terminal)
    paths = asyncio.run(take_screenshots(output))
    if terminal.is_json:
        terminal.write_json([str(path) for path in paths])
    else:
        terminal.write("\n".join(str(path) for path in paths))
