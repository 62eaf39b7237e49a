"""The shared threads, and what agents do with one: assign, close, reopen, unread, snooze, note."""

import click

from stopline.address import written_out
from stopline.cli.options import Command, choice
from stopline.cli.tables import NARROW, badge, brief, table
from stopline.cli.terminal import Json, Terminal
from stopline.clock import parse_instant, to_text
from stopline.days import moment
from stopline.inbox.threads import ThreadFilter, ThreadRow
from stopline.workspace import Workspace


@click.command(cls=Command, example="stopline threads --show unassigned")
@click.option("--show", type=choice(ThreadFilter), default=ThreadFilter.EVERY.value, show_default=True)
@click.option("--search", metavar="WHO", help="Of people whose name or address fits; --show does not apply.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Leave out that many of the latest.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True)
@click.pass_obj
def threads(terminal: Terminal, show: str, search: str | None, offset: int, limit: int) -> None:
    """List threads, the latest first."""
    with terminal.workspace() as workspace:
        if search is not None:
            found = workspace.search.people(search, limit)
        else:
            agent = terminal.agent if show == ThreadFilter.MINE else ""
            found = workspace.threads.page(ThreadFilter(show), agent, offset, limit)
        if terminal.is_json:
            terminal.write_json([thread_json(each) for each in found])
        elif found:
            _write(terminal, workspace, found)
        else:
            terminal.write("There are no such threads.")


@click.command(cls=Command, example="stopline assign 7 --to alice")
@click.argument("thread", type=int)
@click.option("--to", "assignee", metavar="NAME", help="Who takes it; you, where it is left out.")
@click.option("--nobody", is_flag=True, help="Give it back.")
@click.pass_obj
def assign(terminal: Terminal, thread: int, assignee: str | None, *, nobody: bool) -> None:
    """Give THREAD to an agent."""
    with terminal.workspace() as workspace:
        workspace.threads.thread(thread)
        whose = "" if nobody else assignee or terminal.agent
        workspace.threads.assign(thread, whose, terminal.agent)
        _tell(terminal, workspace, thread, f"is {whose}'s" if whose else "is nobody's")


@click.command(cls=Command, example="stopline close 7")
@click.argument("thread", type=int)
@click.pass_obj
def close(terminal: Terminal, thread: int) -> None:
    """Close THREAD; the next text of the person opens it again."""
    with terminal.workspace() as workspace:
        workspace.threads.thread(thread)
        workspace.threads.close(thread, terminal.agent)
        _tell(terminal, workspace, thread, "is closed")


@click.command(cls=Command, example="stopline reopen 7")
@click.argument("thread", type=int)
@click.pass_obj
def reopen(terminal: Terminal, thread: int) -> None:
    """Open THREAD again after it was closed or snoozed."""
    with terminal.workspace() as workspace:
        workspace.threads.thread(thread)
        workspace.threads.reopen(thread, terminal.agent)
        _tell(terminal, workspace, thread, "is open")


@click.command(cls=Command, example="stopline unread 7")
@click.argument("thread", type=int)
@click.pass_obj
def unread(terminal: Terminal, thread: int) -> None:
    """Show THREAD as unread again, for whoever looks next."""
    with terminal.workspace() as workspace:
        workspace.threads.thread(thread)
        workspace.threads.mark_unread(thread)
        _tell(terminal, workspace, thread, "is unread")


@click.command(cls=Command, example="stopline snooze 7 --until 2026-11-24T09:00")
@click.argument("thread", type=int)
@click.option("--until", required=True, metavar="TIME", help="In the team's zone, where it names none.")
@click.pass_obj
def snooze(terminal: Terminal, thread: int, until: str) -> None:
    """Put THREAD away until a time, or until the person writes."""
    with terminal.workspace() as workspace:
        zone = workspace.settings.zone
        instant = parse_instant(until, zone)
        workspace.threads.thread(thread)
        workspace.threads.snooze(thread, instant, terminal.agent)
        _tell(terminal, workspace, thread, f"is snoozed until {moment(instant, zone)}")


@click.command(cls=Command, example='stopline note 7 --text "Prefers the morning."')
@click.argument("thread", type=int)
@click.option("--text", required=True, help="What your colleagues should know; it is never sent.")
@click.pass_obj
def note(terminal: Terminal, thread: int, text: str) -> None:
    """Add an internal note to THREAD."""
    with terminal.workspace() as workspace:
        workspace.threads.thread(thread)
        workspace.threads.note(thread, terminal.agent, text)
        _tell(terminal, workspace, thread, "has the note")


def thread_json(thread: ThreadRow) -> dict[str, Json]:
    """Return one thread as programs read it."""
    return {
        "id": thread.id,
        "address": thread.address,
        "name": thread.name,
        "channel": thread.channel,
        "status": thread.status,
        "unread": thread.unread,
        "asks_how_to_stop": thread.asks_how_to_stop,
        "assignee": thread.assignee or None,
        "consent": thread.consent,
        "last_at": to_text(thread.last_at),
        "last_text": thread.last_text,
    }


def _tell(terminal: Terminal, workspace: Workspace, thread: int, what: str) -> None:
    """Write how the thread is now."""
    row = workspace.threads.thread(thread)
    if terminal.is_json:
        terminal.write_json(thread_json(row))
    else:
        terminal.write(f"Thread {thread}, {row.name or written_out(row.address)}, {what}.")


def _write(terminal: Terminal, workspace: Workspace, found: list[ThreadRow]) -> None:
    zone, now = workspace.settings.zone, workspace.clock.now()
    is_narrow = terminal.width < NARROW
    rows = [
        [
            str(each.id),
            each.name or written_out(each.address),
            badge(each.consent),
            *([] if is_narrow else [each.status, each.assignee, each.channel]),
            str(each.unread) if each.unread else "",
            brief(each.last_at, zone, now),
            each.last_text,
        ]
        for each in found
    ]
    header = ["", "who", "consent", *([] if is_narrow else ["status", "agent", "channel"]), "new", "last", ""]
    terminal.write(table(header, rows, terminal.width))
