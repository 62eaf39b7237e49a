"""How long the opt-outs screen takes to have its figures, over two years of a large team.

    PYTHONPATH=app:tests python -m benchmarks.optouts

The floor is reading the rolled-up rows the figures are made of with plain sqlite3, in the same run. The different people of a period
cannot be rolled up and are counted one by one; the screen shows everything else meanwhile, so their time stands in a row of its own.
"""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from stopline.analytics.optouts import OptOuts
from stopline.clock import ManualClock
from stopline.store.migrations import migrate
from stopline.store.sqlite import SqliteEngine

DAYS = 730
MESSAGES = 1_000_000
OPTOUTS = 100_000
PEOPLE = 40_000
LAST = date(2026, 11, 17)
ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table of measurements."""

    name: str
    seconds: float
    floor: float
    limit: float | None
    """How many times the floor it may take; None where nothing was promised."""

    @property
    def ratio(self) -> float:
        """How many times the floor it took."""
        return self.seconds / self.floor


def measure(messages: int = MESSAGES, optouts: int = OPTOUTS, rounds: int = ROUNDS) -> list[Measured]:
    """Return the measurements of a generated workspace of a size."""
    with tempfile.TemporaryDirectory() as folder:
        engine = SqliteEngine(Path(folder) / "stopline.db", create=True, durable=False)
        migrate(engine)
        fill(engine.connection(), Random(11), messages, optouts)
        clock = ManualClock(datetime(LAST.year, LAST.month, LAST.day, 20, tzinfo=UTC))
        figures = OptOuts(engine, clock, ZoneInfo("America/New_York"))
        plain = sqlite3.connect(engine.path)
        floor = best_of(rounds, lambda: read_rolled_up_rows(plain))
        pane = best_of(rounds, lambda: figures.overview(DAYS))
        period = figures.overview(DAYS).series.period
        quarter = figures.overview(90).series.period
        people_of_all = best_of(3, lambda: figures.people(period))
        people_of_quarter = best_of(3, lambda: figures.people(quarter))
        plain.close()
        engine.close()
    return [
        Measured("opt-outs pane over two years", pane, floor, 2.0),
        Measured("  its different people, 90 days", people_of_quarter, floor, None),
        Measured("  its different people, two years", people_of_all, floor, None),
    ]


def read_rolled_up_rows(connection: sqlite3.Connection) -> int:
    """Read every rolled-up row the figures are made of; return how many."""
    hours = connection.execute("SELECT hour, channel, method, keyword, campaign, optouts FROM optout_counts")
    days = connection.execute("SELECT key, people FROM reach_counts WHERE dimension = 'day' AND channel = ''")
    return len(hours.fetchall()) + len(days.fetchall())


def fill(connection: sqlite3.Connection, random: Random, messages: int, optouts: int) -> None:
    """Fill the counts as this many messages and opt-outs leave them, spread over two years."""
    connection.execute("DROP TRIGGER people_reached_are_counted")
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT OR IGNORE INTO reached (dimension, key, channel, address) VALUES (?, ?, ?, ?)",
        reached_rows(random, messages),
    )
    connection.execute(
        "INSERT INTO reach_counts (dimension, key, channel, people) "
        "SELECT dimension, key, channel, COUNT(*) FROM reached GROUP BY dimension, key, channel"
    )
    connection.executemany(
        "INSERT INTO optouts (event_seq, hour, address, channel, method, keyword, campaign) VALUES (?, ?, ?, ?, ?, ?, ?)",
        optout_rows(random, optouts),
    )
    connection.execute("COMMIT")
    connection.execute("ANALYZE")


def reached_rows(random: Random, messages: int) -> Iterator[tuple[str, str, str, str]]:
    """Yield what each message leaves behind: the day and the campaign, on its channel and on any."""
    for number in range(messages):
        day = LAST - timedelta(days=DAYS - 1 - number * DAYS // messages)
        address = f"+12025{random.randrange(PEOPLE):06}"
        channel = random.choice(("sms", "sms", "sms", "whatsapp"))
        source = f"{day} {random.choice(('(conversation)', '(notice)', f'News {day:%b %Y}'))}"
        for dimension, key in (("day", str(day)), ("campaign", source)):
            yield dimension, key, channel, address
            yield dimension, key, "", address


def optout_rows(random: Random, optouts: int) -> Iterator[tuple[int, str, str, str, str, str, str]]:
    """Yield opt-outs by word, sentence, agent and carrier, mostly by day."""
    known_by = (("keyword", "STOP"), ("keyword", "ARRET"), ("sentence", "no more"), ("agent", "agent"))
    for number in range(optouts):
        day = LAST - timedelta(days=DAYS - 1 - number * DAYS // optouts)
        hour = f"{day}T{random.randrange(8, 22):02}"
        method, keyword = random.choice(known_by)
        campaign = random.choice(("", "(conversation)", f"News {day:%b %Y}"))
        address = f"+12025{random.randrange(PEOPLE):06}"
        yield number + 1, hour, address, random.choice(("sms", "whatsapp")), method, keyword, campaign


def best_of(rounds: int, work: Callable[[], object]) -> float:
    """Return the shortest time some work took, in seconds."""
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def main() -> int:
    """Print the measurements; fail where one is beyond its limit."""
    rows = measure()
    for row in rows:
        limit = f"at most {row.limit:.1f} ×" if row.limit else "no limit promised"
        print(
            f"{row.name:36} {row.seconds * 1000:8.1f} ms   floor {row.floor * 1000:8.1f} ms   {row.ratio:5.2f} ×   {limit}"
        )
    return int(any(row.limit is not None and row.ratio > row.limit for row in rows))


if __name__ == "__main__":
    sys.exit(main())
