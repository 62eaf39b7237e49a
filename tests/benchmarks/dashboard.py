"""The opt-outs screen over two years of a large team: how soon it is painted, and whether a key counts while people leave, 50 a second.

It is the real application without a terminal. Screens are made in quiet moments before anybody goes there, so the first paint is that of
somebody who looked at the inbox for some seconds, from the key until figures, chart and table stand there; it is held against reading the
rolled-up rows of the shown days with plain sqlite3, and against an empty workspace, opened in turns with the large one. Whoever presses the
key before the screen is made waits for it to be made: that is a line of its own.

A key is timed until what it does is painted; one that does nothing within some seconds was dropped, and the bench fails.
"""

import asyncio
import shutil
import sqlite3
import statistics
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import ClassVar

from rich.console import RenderableType
from textual._path import CSSPathType
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

import stopline.tui
from benchmarks.filling import NOW
from benchmarks.optouts import DAYS, LAST, ROUNDS, best_of, fill, read_rolled_up_rows
from benchmarks.stream import streaming
from benchmarks.table import Line
from stopline.analytics.series import By
from stopline.clock import ManualClock
from stopline.tui.app import STYLES, StoplineApp
from stopline.tui.panes.optout_chart import DayBars, OptOutChart
from stopline.tui.panes.optout_shares import OptOutShares, ShareRows
from stopline.tui.panes.period_bar import USUAL, PeriodBar
from stopline.tui.screens.optouts import OptOutsScreen
from stopline.tui.text import weekday
from stopline.workspace import DATABASE, Workspace
from support.screens import WIDE

A_SECOND = 50
DROPPED_AFTER = 10.0
"""Seconds after which a key that has done nothing counts as dropped."""
BETWEEN_KEYS = 0.08
"""Seconds somebody in a hurry lets pass between two keys."""
BURST = 10
"""Keys that come at once, as when one is held down."""
LOOK_EVERY = 0.001
OPENINGS = 9
PREPARED_WITHIN = 60.0
"""Seconds within which every screen is made."""
A_MOMENT = 0.5
"""Seconds in which everything that was begun ends."""
COUNTED = (
    "optouts", "optout_counts", "reached", "reach_counts", "reach_days", "reach_series", "figure_people"
)  # fmt: skip


class Sitting:
    """Somebody at the opt-outs of a workspace, and how long their keys took."""

    def __init__(self, pilot: Pilot[str]) -> None:
        self._pilot = pilot
        self.times: list[float] = []
        """Of every key pressed alone."""

    @property
    def screen(self) -> OptOutsScreen:
        """The screen, which must be shown."""
        assert isinstance(self._pilot.app.screen, OptOutsScreen)
        return self._pilot.app.screen

    async def look_at_two_years(self) -> float:
        """Look at two years once all is known of the usual period, and return how long it took until their figures were painted."""
        await self.knows(USUAL)
        taken = await painted(self._pilot, ("5",), lambda: has_read(self.screen, DAYS))
        await self.knows(DAYS)
        return taken

    async def knows(self, days: int) -> None:
        """Wait until everything is known of the last so many days."""
        screen = self.screen
        while screen.insight is None or screen.insight.period.day_count != days:
            await asyncio.sleep(LOOK_EVERY)

    async def look_around(self) -> None:
        """Go to other days, one by one and with the key held down, compare, and put opt-outs together by something else."""
        screen = self.screen
        screen.query_one(OptOutChart).focus()
        await self.press("left", does=lambda: self.tells_day(1))
        await self.press("left", does=lambda: self.tells_day(2))
        await self.press("c", does=lambda: screen.query_one(PeriodBar).is_comparing)
        await self.press(*["left"] * BURST, does=lambda: self.tells_day(2 + BURST))
        await self.press("b", does=lambda: self.is_by(By.TEMPLATE))
        await self.press(*["b"] * 5, does=lambda: self.is_by(By.CAMPAIGN))
        await self.press("c", does=lambda: not screen.query_one(PeriodBar).is_comparing)
        await self.press("right", does=lambda: self.tells_day(1 + BURST))
        await self.press(*["right"] * (BURST + 1), does=lambda: self.tells_day(0))

    async def look_down_the_table(self) -> None:
        """Go down the rows and up again, while they are filled in anew."""
        rows = self.screen.query_one(ShareRows)
        rows.focus()
        await self.press("j", does=lambda: rows.cursor_row == 1)
        await self.press(*["j"] * (BURST - 1), does=lambda: rows.cursor_row == BURST)
        await self.press(*["k"] * BURST, does=lambda: rows.cursor_row == 0)

    async def press(self, *keys: str, does: Callable[[], bool]) -> None:
        """Press keys at once and wait until what all of them do is painted."""
        taken = await painted(self._pilot, keys, does)
        if len(keys) == 1:
            self.times.append(taken)
        await asyncio.sleep(BETWEEN_KEYS)

    def is_by(self, by: By) -> bool:
        """Tell whether the table puts opt-outs together by this."""
        table = self.screen.query_one(OptOutShares).table
        return table is not None and table.by is by

    def tells_day(self, before: int) -> bool:
        """Tell whether the line beneath the chart is about the day so many days before the last."""
        overview = self.screen.overview
        if overview is None:
            return False
        words = str(self.screen.query_one("#chosen-day", Static).content)
        return weekday(overview.series.period.last - timedelta(days=before)) in words


@dataclass(slots=True)
class Sat:
    """How long everything took whoever sat at one workspace, in seconds."""

    first: list[float] = field(default_factory=list)
    """From the key that leads there for the first time until two years of figures are painted."""
    at_once: list[float] = field(default_factory=list)
    """The same where the key is pressed before the screen is made."""
    years: list[float] = field(default_factory=list)
    """From the key until two years are painted."""
    keys: list[float] = field(default_factory=list)


class Watched(StoplineApp):
    """The application, and when it first painted the opt-outs with their figures."""

    CSS_PATH: ClassVar[CSSPathType | None] = [Path(stopline.tui.__file__).parent / each for each in STYLES]
    figures_at = 0.0

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        super()._display(screen, renderable)
        if screen is self.screen and isinstance(screen, OptOutsScreen) and has_drawn(screen):
            self.figures_at = self.figures_at or time.perf_counter()


def dashboard(folder: Path, large: Path, messages: int, rounds: int = 5) -> list[Line]:
    """Every figure of the opt-outs screen: its first paint, and its keys beside those of an empty workspace."""
    busy, empty = folder / "dashboard", folder / "nobody"
    make(busy, large, messages)
    Workspace.create(empty).close()
    return measured(busy, empty, messages, rounds)


def measured(busy: Path, empty: Path, messages: int, rounds: int = 5) -> list[Line]:
    """Measure a large workspace beside an empty one."""
    plain = sqlite3.connect(busy / DATABASE)
    nobody, still, moving = Sat(), Sat(), Sat()
    first = (LAST - timedelta(days=DAYS - 1)).isoformat()
    reading = best_of(ROUNDS, lambda: read_rolled_up_rows(plain, first))
    for _ in range(OPENINGS):
        for folder, sat in ((empty, nobody), (busy, still)):
            sat.first.append(first_paint(folder, is_awaited=True))
            sat.at_once.append(first_paint(folder, is_awaited=False))
    for number in range(rounds):
        sit_at(empty, look, nobody)
        sit_at(busy, look, still)
        before = optouts_in(plain)
        # Nobody says stop twice: each round has its own share of the people.
        with streaming(busy, A_SECOND, messages // 10 * (rounds - number) // rounds) as stream:
            sit_at(busy, look_everywhere, moving)
        assert optouts_in(plain) - before == stream.taken_in, "an opt-out was not counted"
        assert stream.a_second > A_SECOND * 0.9, f"only {stream.a_second:.0f} a second came"
    reading = min(reading, best_of(ROUNDS, lambda: read_rolled_up_rows(plain, first)))
    plain.close()
    live = f"the same, {A_SECOND} opt-outs a second, none of {len(moving.keys)} dropped"
    return [
        Line("two years of opt-outs: first paint, beside reading their rows", *_best(still.first, [reading]), 2.0),
        Line("the same, beside an empty one", *_best(still.first, nobody.first), None),
        Line("the same before the screen is made", *_best(still.at_once, nobody.at_once), 1.25),
        Line("two years on the screen, key to paint, beside an empty one", *_best(still.years, nobody.years), None),
        Line("a key over two years, beside an empty one", *_middle(still.keys, nobody.keys), 2.0),
        Line(live, *_middle(moving.keys, still.keys), 1.25),
        Line("one such key in ten takes at least", *_slow(moving.keys, still.keys), 2.0),
    ]  # fmt: skip


def first_paint(folder: Path, *, is_awaited: bool) -> float:
    """Open Stopline, go to two years of opt-outs, once the screen is made or at once, and return how many seconds the paint took."""

    async def go(workspace: Workspace) -> float:
        app = Watched(workspace, "bob")
        async with app.run_test(size=WIDE) as pilot:
            opened = time.perf_counter()
            while is_awaited and not app.is_prepared:
                assert time.perf_counter() - opened < PREPARED_WITHIN, "the screens were not made"
                await asyncio.sleep(LOOK_EVERY)
            await pilot.press("g")
            await asyncio.sleep(A_MOMENT)
            begun = time.perf_counter()
            app.simulate_key("o")
            while not app.figures_at:
                assert time.perf_counter() - begun < DROPPED_AFTER, "no figures were painted"
                await asyncio.sleep(LOOK_EVERY)
            return app.figures_at - begun

    settings = folder / "settings.toml"
    kept = settings.read_text(encoding="utf-8") if settings.exists() else ""
    settings.write_text(f"{kept}\n[reports]\nshown_days = {DAYS}\n", encoding="utf-8")
    try:
        with closing(Workspace.open(folder, ManualClock(NOW))) as workspace:
            return asyncio.run(go(workspace))
    finally:
        settings.write_text(kept, encoding="utf-8")


def has_drawn(screen: OptOutsScreen) -> bool:
    """Tell whether figures, bars and table are drawn."""
    bars = screen.query(DayBars)
    return screen.table is not None and bool(bars) and all(each._looks is not None for each in bars)


def make(folder: Path, large: Path, messages: int) -> None:
    """Make a copy of the large workspace in which a tenth as many people left as there are messages."""
    shutil.copytree(large, folder)
    database = sqlite3.connect(folder / DATABASE, isolation_level=None)
    database.execute("PRAGMA synchronous=OFF")
    for table in COUNTED:
        database.execute(f"DELETE FROM {table}")
    (last,) = database.execute("SELECT MAX(seq) FROM consent_events").fetchone()
    fill(database, Random(11), messages, messages // 10, after=last + messages)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def sit_at(folder: Path, deeds: Callable[[Sitting], Coroutine[None, None, float]], sat: Sat) -> None:
    """Let somebody sit at the opt-outs of a workspace, and note how long everything took."""

    async def sit(workspace: Workspace) -> None:
        async with sitting(workspace) as there:
            sat.years.append(await deeds(there))
            sat.keys.extend(there.times)

    with closing(Workspace.open(folder, ManualClock(NOW))) as workspace:
        # What still reads in a thread has ended when the loop has.
        asyncio.run(sit(workspace))


async def look(there: Sitting) -> float:
    """Look at two years and around; return how long two years took to be painted."""
    taken = await there.look_at_two_years()
    for _ in range(3):
        await there.look_around()
    return taken


async def look_everywhere(there: Sitting) -> float:
    """The same, then go through the table, whose keys an empty screen has no use for: they must count, and are not compared."""
    taken = await look(there)
    compared = list(there.times)
    await there.look_down_the_table()
    there.times = compared
    return taken


@asynccontextmanager
async def sitting(workspace: Workspace) -> AsyncIterator[Sitting]:
    """Open Stopline and go to the opt-outs."""
    async with StoplineApp(workspace, "bob").run_test(size=WIDE) as pilot:
        await pilot.press("g")
        await painted(pilot, ("o",), lambda: has_read(pilot.app.screen))
        yield Sitting(pilot)


def has_read(screen: object, days: int | None = None) -> bool:
    """Tell whether a screen is the one of opt-outs and has its figures, of so many days if it is asked."""
    if not isinstance(screen, OptOutsScreen) or screen.chart is None:
        return False
    return days is None or screen.chart.series.period.day_count == days


async def painted(pilot: Pilot[str], keys: tuple[str, ...], does: Callable[[], bool]) -> float:
    """Return how long after keys were pressed what they do was painted."""
    begun = time.perf_counter()
    for key in keys:
        pilot.app.simulate_key(key)
    while not does():
        assert time.perf_counter() - begun < DROPPED_AFTER, f"{keys} did nothing"
        await asyncio.sleep(LOOK_EVERY)
    refreshed = asyncio.Event()
    pilot.app.screen.call_after_refresh(refreshed.set)
    await refreshed.wait()
    return time.perf_counter() - begun


def optouts_in(plain: sqlite3.Connection) -> int:
    """Return how many opt-outs are counted."""
    (count,) = plain.execute("SELECT SUM(optouts) FROM optout_counts WHERE dimension = 'day'").fetchone()
    return int(count)


def _best(measured: list[float], floor: list[float]) -> tuple[float, float]:
    return min(measured) * 1e3, min(floor) * 1e3


def _middle(measured: list[float], floor: list[float]) -> tuple[float, float]:
    return statistics.median(measured) * 1e3, statistics.median(floor) * 1e3


def _slow(measured: list[float], floor: list[float]) -> tuple[float, float]:
    return statistics.quantiles(measured, n=10)[-1] * 1e3, statistics.quantiles(floor, n=10)[-1] * 1e3
