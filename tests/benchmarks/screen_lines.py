"""What somebody in front of the screen feels: the real program in a real terminal, with hardly anybody and with very many."""

import statistics
from pathlib import Path

from benchmarks.filling import NOW, fill
from benchmarks.table import Line
from stopline.clock import ManualClock
from stopline.workspace import Workspace
from support.gammu_tables import GammuTables
from support.terminal import QUIET_SECONDS, REPAINT_SECONDS, terminal

IDLE_SECONDS = 20.0
GATEWAY = """
[[gateways]]
name = "modem"
kind = "gammu"
options = { database = "smsd.db", silent_after_seconds = 0 }
"""


def screen(folder: Path, large: Path, threads: int) -> list[Line]:
    """Every figure of the screen, for a workspace with many threads beside small ones."""
    empty, small = folder / "empty", folder / "small"
    Workspace.create(empty).close()
    fill(small, 100, 1_000)
    for each in (small, large):
        with_gateway(each)
    return [*_first_paint(empty, large, threads), *_keys_and_memory(small, large, threads), _idle(large)]


def with_gateway(folder: Path) -> None:
    """Give a workspace a modem that brings nothing, so that there is a worker to be idle."""
    GammuTables(folder / "smsd.db", ManualClock(NOW))
    (folder / "settings.toml").write_text(GATEWAY, encoding="utf-8")


def _first_paint(empty: Path, large: Path, threads: int, rounds: int = 9) -> list[Line]:
    times: dict[Path, list[float]] = {empty: [], large: []}
    for _ in range(rounds):
        for folder, words in ((empty, b"stopline import"), (large, b"last words")):
            with terminal(folder) as screen:
                times[folder].append(screen.wait_for(words))
    measured, floor = min(times[large]) * 1e3, min(times[empty]) * 1e3
    return [Line(f"first usable paint, {threads:,} threads beside none", measured, floor, 1.25)]


def _keys_and_memory(small: Path, large: Path, threads: int, rounds: int = 24) -> list[Line]:
    names = (
        "move in the list, first repaint",
        "move in the list, conversation and card shown",
        "open a thread, all shown",
        "type a letter",
    )
    times: dict[str, dict[Path, list[float]]] = {name: {small: [], large: []} for name in names}
    with terminal(small) as few, terminal(large) as many:
        screens = ((small, few), (large, many))
        for _, screen in screens:
            screen.wait_for(b"last words")
        # Both lists follow the same pattern, so both screens do the same; the places differ in what they may answer.
        number = threads
        for _ in range(rounds):
            number -= 2 if number % 3 == 1 else 1
            is_answerable = number % 20 > 6
            for folder, screen in screens:
                times[names[0]][folder].append(screen.press(b"j", REPAINT_SECONDS))
                screen.press(b"k", QUIET_SECONDS)
                times[names[1]][folder].append(screen.press(b"j", QUIET_SECONDS))
                times[names[2]][folder].append(screen.press(b"\r", QUIET_SECONDS))
                if is_answerable:
                    times[names[3]][folder].extend(screen.press(b"x", REPAINT_SECONDS) for _ in range(5))
                screen.press(b"\x1b", QUIET_SECONDS)
        memory = [screen.memory() for _, screen in screens]
    lines = [
        Line(f"{name}, {threads:,} threads beside 100", _typical(by[large]), _typical(by[small]), 1.3)
        for name, by in times.items()
    ]
    return [*lines, Line(f"memory, {threads:,} threads beside 100", memory[1], memory[0], 1.3, "MB")]


def _idle(folder: Path) -> Line:
    with terminal(folder) as screen:
        screen.wait_for(b"last words")
        screen.idle(5)
        before = screen.processor_seconds()
        screen.idle(IDLE_SECONDS)
        used = screen.processor_seconds() - before
    return Line("idle screen with its worker, of one processor", used, IDLE_SECONDS, 0.02, "s")


def _typical(times: list[float]) -> float:
    return statistics.median(times) * 1e3
