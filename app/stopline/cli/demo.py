"""`stopline demo`: a workspace to look around in, with a past and with people who go on writing."""

import shutil
import tempfile
from pathlib import Path

import click

from stopline.cli.inbox import need_a_screen, show
from stopline.cli.options import LazyGroup
from stopline.cli.terminal import Terminal
from stopline.clock import SystemClock
from stopline.demo.preparation import prepare, prepare_replay
from stopline.gateways.simulated.network import FILE_NAME as NETWORK_FILE
from stopline.plural import counted
from stopline.workspace import DATABASE, Workspace

AGENT = "alice"
"""Who looks around, where nobody says who they are: an agent of the invented team."""


@click.group(
    cls=LazyGroup,
    name="demo",
    lazy={"screenshots": "stopline.cli.screenshots:screenshots"},
    invoke_without_command=True,
    short_help="Look around in an invented bike shop.",
    example="""
    stopline demo
    stopline demo --workspace /tmp/demo --prepare
    """,
)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="What is left to chance follows from it."
)
@click.option(
    "--speed",
    type=click.FloatRange(0.01, 10_000),
    default=1.0,
    show_default=True,
    help="How fast people write from now on.",
)
@click.option(
    "--replay",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Begin empty, and let the texts of a file come in: from, text, at; TSV, CSV or JSON.",
)
@click.option(
    "--prepare", "is_only_prepared", is_flag=True, help="Make the workspace, print where, and open no screen."
)
@click.pass_context
def demo(ctx: click.Context, seed: int, speed: float, replay: Path | None, *, is_only_prepared: bool) -> None:
    """Look around in an invented bike shop: ninety days of texts, and within a minute somebody opts out.

    Nothing leaves this machine, and nothing of yours is touched: the demo has a folder of its own, thrown away at the end
    unless you name one with --workspace.
    """
    if ctx.invoked_subcommand is not None:
        return
    terminal = ctx.find_root().ensure_object(Terminal)
    if not is_only_prepared:
        need_a_screen(terminal)
    # The environment names the team's own workspace, where nothing invented belongs.
    folder = terminal.given_folder or Path(tempfile.mkdtemp(prefix="stopline-demo-"))
    is_thrown_away = terminal.given_folder is None and not is_only_prepared
    try:
        workspace = _opened(folder, seed, speed, replay)
        try:
            if is_only_prepared:
                _tell(terminal, workspace)
            else:
                show(workspace, terminal.given_agent or AGENT)
        finally:
            workspace.close()
    finally:
        if is_thrown_away:
            shutil.rmtree(folder, ignore_errors=True)


def _opened(folder: Path, seed: int, speed: float, replay: Path | None) -> Workspace:
    """Return the demo's workspace, made now, or as it was left."""
    if (folder / NETWORK_FILE).exists() and (folder / DATABASE).exists():
        return Workspace.open(folder)
    if replay is not None:
        return prepare_replay(folder, SystemClock(), replay, speed=speed)
    return prepare(folder, SystemClock(), seed=seed, speed=speed)


def _tell(terminal: Terminal, workspace: Workspace) -> None:
    counts = workspace.threads.counts(AGENT)
    if terminal.is_json:
        terminal.write_json(
            {"workspace": str(workspace.folder), "threads": counts.every, "stopped": counts.stopped}
        )
    else:
        terminal.write(
            f"The demo is in {workspace.folder}: {counted(counts.every, 'thread')}, {counts.stopped:,} of people who said stop.\n"
            f"Open it with: stopline --workspace {workspace.folder} --agent {AGENT}"
        )
