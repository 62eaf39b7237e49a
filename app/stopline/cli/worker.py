"""`stopline worker`: collects and sends in the foreground, until it is told to stop."""

import logging
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import click

from stopline.cli.options import Command
from stopline.cli.terminal import Terminal
from stopline.errors import BadInputError, GatewayError
from stopline.inert import shown
from stopline.settings.spared import NOT_FOR_INTAKE
from stopline.worker.gateways import opened_gateways
from stopline.worker.health import Health
from stopline.worker.loop import run, run_once
from stopline.worker.tick import TickReport

_log = logging.getLogger(__name__)


@click.command(cls=Command, short_help="Collect and send until Ctrl+C.", example="stopline worker --once")
@click.option("--once", is_flag=True, help="Do what there is to do now, and end.")
@click.pass_obj
def worker(terminal: Terminal, *, once: bool) -> None:
    """Collect texts from the gateways and send what waits, until Ctrl+C. One worker at a time acts on a workspace."""
    _log_to_terminal(terminal)
    with _signals() as until:
        while not until.is_set():
            if not _work(terminal, until, once=once):
                return


def _work(terminal: Terminal, until: threading.Event, *, once: bool) -> bool:
    """Work with the settings as they are; return whether they were mended meanwhile, so that they are to be read anew."""
    with terminal.workspace(NOT_FOR_INTAKE) as workspace, opened_gateways(workspace) as gateways:
        if not gateways and not workspace.settings.upkeep.promised():
            raise BadInputError(
                f"no gateway is set up, so there is nothing to collect from or send through; add one to {workspace.folder / 'settings.toml'}"
            )
        names = [gateway.name for gateway in gateways]
        if workspace.settings_fault:
            _log.warning(
                "until the settings are mended, texts are taken in and stops answered; nothing else is sent"
            )
        if once:
            report = run_once(workspace, gateways)
            _tell(terminal, report, Health(workspace.engine, workspace.clock).failing(names))
            return False
        if terminal.is_json:
            terminal.write_json({"worker": "running", "gateways": names})
        else:
            through = f"through {', '.join(names)}" if names else "without a gateway, for its upkeep alone"
            terminal.write(f"Working on {workspace.folder} {through}; Ctrl+C stops.")
        run(workspace, gateways, until)
        if not until.is_set():
            _log.info("the settings are mended, and read anew")
            return True
        if terminal.is_json:
            terminal.write_json({"worker": "stopped", "gateways": names})
        else:
            terminal.write("Stopped.")
        return False


class OneLine(logging.Formatter):
    """Writes what went wrong on one inert line; where, only if it was asked for."""

    def __init__(self, *, is_verbose: bool) -> None:
        super().__init__("%(asctime)s %(message)s")
        self._is_verbose = is_verbose

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        # Whoever logs with `exc_info=False` leaves False there, not None.
        if self._is_verbose or not record.exc_info:
            return shown(super().format(record))
        error = record.exc_info[1]
        short = logging.makeLogRecord(
            {**record.__dict__, "exc_info": None, "exc_text": None, "msg": f"{record.getMessage()}: {error}", "args": ()}
        )  # fmt: skip
        return shown(super().format(short))


def _log_to_terminal(terminal: Terminal) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine(is_verbose=terminal.is_verbose))
    log = logging.getLogger("stopline")
    log.handlers = [handler]
    log.setLevel(logging.INFO)


@contextmanager
def _signals() -> Iterator[threading.Event]:
    """Turn the signals that end a program into an event that is heard between two steps."""
    until = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: until.set()) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield until
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell(terminal: Terminal, report: TickReport, failing: Mapping[str, str]) -> None:
    """Say what a round did, and end it as failed where a gateway does not do its work."""
    if terminal.is_json:
        terminal.write_json(
            {
                "is_holder": report.is_holder,
                "received": report.received_count,
                "sent": report.sent_count,
                "failing": failing,
            }
        )
    elif report.is_holder:
        terminal.write(f"{report.received_count} received, {report.sent_count} handed to the gateways.")
    else:
        terminal.write("Another worker acts on this workspace; nothing was done.")
    if not failing:
        return
    for gateway, error in failing.items():
        terminal.warn(f"{gateway} does not work: {error}")
    raise click.exceptions.Exit(GatewayError.exit_code)
