"""Repeats ticks until told to stop; the same function inside the screen and as `stopline worker`."""

import logging
import os
import secrets
import socket
import threading

from stopline.gateways.base import Gateway
from stopline.worker.tick import Tick, TickReport
from stopline.workspace import Workspace

_log = logging.getLogger(__name__)


def fresh_holder() -> str:
    """Return a name for this worker that no other worker has."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def run(workspace: Workspace, gateways: list[Gateway], until: threading.Event) -> None:
    """Run ticks until `until` is set, or until settings that had a mistake in them are mended and to be read anew.

    A tick that fails is logged and tried again after a pause: what it had begun was rolled back, and nothing is lost.
    """
    tick = Tick(workspace, gateways, fresh_holder())
    pause = workspace.settings.worker.poll_seconds
    try:
        while not until.is_set() and not (workspace.settings_fault and workspace.settings_are_mended()):
            report = _one(tick)
            workspace.clock.wait(0 if report.has_more else pause, until)
    finally:
        tick.stop()


def run_once(workspace: Workspace, gateways: list[Gateway]) -> TickReport:
    """Run ticks until nothing is left to do at once; return the sum of what they did."""
    tick = Tick(workspace, gateways, fresh_holder())
    received_count = sent_count = 0
    try:
        while True:
            report = tick.run()
            received_count += report.received_count
            sent_count += report.sent_count
            if not report.has_more:
                tick.finish_upkeep()
                return TickReport(report.is_holder, received_count, sent_count)
    finally:
        tick.stop()


def _one(tick: Tick) -> TickReport:
    try:
        return tick.run()
    except Exception:  # noqa: BLE001 - the loop outlives every mistake, or no stop would be taken in any more; it is logged with its trace
        _log.exception("this pass of the worker failed; the next one tries again")
    return TickReport(is_holder=False)
