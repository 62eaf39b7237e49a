"""Runs every benchmark and prints one table."""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from benchmarks import (
    campaign_lines,
    check_line,
    dashboard,
    figure_lines,
    optouts,
    recogniser_lines,
    screen_lines,
    store_lines,
)
from benchmarks.filling import fill
from benchmarks.table import Line, written

THREADS, MESSAGES = 100_000, 1_000_000


@click.command()
@click.option("--small", is_flag=True, help="A tenth of everything, to try the bench itself.")
@click.option("--only", default="", help="Only benchmarks whose name holds this.")
def main(*, small: bool, only: str) -> None:
    """Measure, print the table, and fail where a promise is not kept."""
    share = 10 if small else 1
    with tempfile.TemporaryDirectory() as folder:
        lines = []
        for name, measure in _benchmarks(Path(folder), THREADS // share, MESSAGES // share):
            if only in name:
                begun = time.perf_counter()
                lines.extend(measure())
                click.echo(f"{name}: {time.perf_counter() - begun:.0f} s", err=True)
    click.echo(written(lines))
    sys.exit(int(not all(line.is_met for line in lines)))


def _benchmarks(folder: Path, threads: int, messages: int) -> Iterator[tuple[str, Callable[[], list[Line]]]]:
    yield "intake", lambda: [store_lines.intake(folder / "intake", messages // 200)]
    yield "recogniser", lambda: recogniser_lines.recogniser(messages // 10)
    yield "outbox", lambda: [store_lines.outbox(folder / "outbox", messages // 100)]
    yield "gate", lambda: [store_lines.gate(_large(folder, threads, messages), threads)]
    yield "search", lambda: store_lines.search(_large(folder, threads, messages), messages)
    yield "check", lambda: [check_line.check(_large(folder, threads, messages))]
    yield "screen", lambda: screen_lines.screen(folder, _large(folder, threads, messages), threads)
    yield "campaign", lambda: campaign_lines.campaign(folder / "campaign", threads)
    yield "recording", lambda: [figure_lines.recording(folder / "recording", messages // 500)]
    yield "counting", lambda: [figure_lines.counting_again(_large(folder, threads, messages))]
    yield "optouts", lambda: _optouts(messages)
    yield "dashboard", lambda: dashboard.dashboard(folder, _large(folder, threads, messages), messages)


def _large(folder: Path, threads: int, messages: int) -> Path:
    """Return the large workspace, made when it is first needed."""
    large = folder / "large"
    if not large.exists():
        fill(large, threads, messages)
    return large


def _optouts(messages: int) -> list[Line]:
    return [
        Line(each.name.strip(), each.seconds * 1e3, each.floor * 1e3, each.limit)
        for each in optouts.measure(messages, messages // 10)
    ]


if __name__ == "__main__":
    main()
