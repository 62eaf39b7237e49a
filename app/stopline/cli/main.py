"""The `stopline` command: finds the command that was asked for, and turns every ending into an exit code.

0 ok · 2 usage, bad input, or the workspace cannot be used · 3 refused · 4 the ledger is broken · 5 the lists differ · 1 a mistake of Stopline's own.
"""

import errno
import io
import sys
from collections.abc import Sequence
from typing import Any

import click

from stopline import __version__
from stopline.cli.options import LazyGroup
from stopline.cli.terminal import Terminal
from stopline.errors import StoplineError
from stopline.inert import shown

EXIT_USAGE = 2
EXIT_UNEXPECTED = 1
EXIT_INTERRUPTED = 130

COMMANDS = {
    "init": "stopline.cli.init:init",
    "demo": "stopline.cli.demo:demo",
    "worker": "stopline.cli.worker:worker",
    "threads": "stopline.cli.threads:threads",
    "messages": "stopline.cli.messages:messages",
    "people": "stopline.cli.people:people",
    "import": "stopline.cli.imports:imports",
    "send": "stopline.cli.send:send",
    "cancel": "stopline.cli.send:cancel",
    "campaign": "stopline.cli.campaign:campaign",
    "settle": "stopline.cli.settle:settle",
    "check": "stopline.cli.check:check",
    "explain": "stopline.cli.explain:explain",
    "receive": "stopline.cli.receive:receive",
    "consent": "stopline.cli.consent:consent",
    "policy": "stopline.cli.policy:policy",
    "requests": "stopline.cli.requests:requests",
    "serve": "stopline.cli.serve:serve",
    "preferences": "stopline.cli.preferences:preferences",
    "forget": "stopline.cli.forget:forget",
    "export": "stopline.cli.export:export",
    "reconcile": "stopline.cli.reconcile:reconcile",
    "report": "stopline.cli.report:report",
    "backup": "stopline.cli.backup:backup",
    "restore": "stopline.cli.backup:restore",
    "doctor": "stopline.cli.doctor:doctor",
    "decay": "stopline.cli.decay:decay",
    "alerts": "stopline.cli.alerts:alerts",
    "recognise": "stopline.cli.recognise:recognise",
    "holds": "stopline.cli.decisions:holds",
    "decide": "stopline.cli.decisions:decide",
    "pending": "stopline.cli.asking:pending",
    "assign": "stopline.cli.threads:assign",
    "close": "stopline.cli.threads:close",
    "reopen": "stopline.cli.threads:reopen",
    "unread": "stopline.cli.threads:unread",
    "snooze": "stopline.cli.threads:snooze",
    "note": "stopline.cli.threads:note",
}
"""Where each command is, in the order of `stopline --help`."""


class Stopline(LazyGroup):
    """The group of every command, and the end of every run."""

    def main(  # type: ignore[override]  # it never returns: every run ends with an exit code
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        **extra: Any,  # noqa: ANN401 - click's own
    ) -> None:
        """Run one command and exit with its code."""
        arguments = list(sys.argv[1:] if args is None else args)
        terminal = Terminal()
        _never_fail_to_write()
        try:
            ended = super().main(
                arguments, prog_name or "stopline", **{**extra, "standalone_mode": False}, obj=terminal
            )
            sys.exit(ended if isinstance(ended, int) else 0)
        except click.Abort:
            sys.exit(EXIT_INTERRUPTED)
        except BrokenPipeError:
            # Whoever read our lines has seen enough; what is still buffered has nowhere to go.
            sys.stdout = io.StringIO()
            sys.exit(0)
        except (StoplineError, click.ClickException, Exception) as error:  # noqa: BLE001 - the top of a face
            terminal.is_json = terminal.is_json or "--json" in arguments
            sys.exit(_report(error, terminal))


@click.group(
    name="stopline",
    cls=Stopline,
    lazy=COMMANDS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    example="""
    stopline demo
    stopline init --team "Harbour Bikes" --zone America/New_York
    stopline check +12025550123 --purpose marketing
    """,
)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def stopline(ctx: click.Context) -> None:
    """A consent inbox for small teams who text their customers. Without a command, opens the inbox."""
    if ctx.invoked_subcommand is None:
        from stopline.cli.inbox import open_inbox  # noqa: PLC0415 - a command must not pay for the screen

        open_inbox(ctx.find_root().ensure_object(Terminal))


def main() -> None:
    """Run the command line."""
    stopline.main()


def _report(error: Exception, terminal: Terminal) -> int:
    """Tell what went wrong, to people and to programs, and return the exit code."""
    match error:
        case StoplineError():
            message, code = str(error), error.exit_code
        case click.exceptions.NoArgsIsHelpError() if isinstance(error.ctx.command, click.Group):
            return _ask_which(error, error.ctx.command, terminal)
        case click.ClickException():
            message, code = error.format_message(), EXIT_USAGE
        case OSError() if error.filename is not None:
            message, code = f"{error.filename}: {error.strerror}", EXIT_USAGE
        case OSError(errno=errno.ENOSPC):
            # A write that fails names no file.
            message, code = f"{error.strerror}; make room, and do it again", EXIT_USAGE
        case _:
            message = f"Stopline met something it did not expect: {type(error).__name__}: {error}"
            code = EXIT_UNEXPECTED
    if terminal.is_json:
        terminal.write_json({"error": message})
    if terminal.is_verbose:
        import traceback  # noqa: PLC0415 - only here, and `stopline check` counts every millisecond

        terminal.warn("".join(traceback.format_exception(error)))
    if isinstance(error, click.UsageError) and error.ctx is not None:
        terminal.warn(f"{error.ctx.get_usage()}\nTry `{error.ctx.command_path} --help`.\n")
    terminal.warn(f"Error: {shown(message)}")
    return code


def _ask_which(error: click.exceptions.NoArgsIsHelpError, group: click.Group, terminal: Terminal) -> int:
    """Show what a group can do to somebody who named none of it."""
    if terminal.is_json:
        names = ", ".join(group.list_commands(error.ctx))
        terminal.write_json({"error": f"{error.ctx.command_path} needs one of its commands: {names}"})
    terminal.warn(error.format_message())
    return EXIT_USAGE


def _never_fail_to_write() -> None:
    """Let a terminal that lacks a letter show its number instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
