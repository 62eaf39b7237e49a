"""How long the figures about opt-outs take, over two years of a large team.

    PYTHONPATH=app:tests python -m benchmarks.optouts

The floor is reading the rolled-up rows the figures are made of with plain sqlite3, in the same run; for recording an opt-out, plain
sqlite3 writing the same rows in the same transactions.
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

from stopline.analytics import pages
from stopline.analytics.figures import Figures
from stopline.analytics.optouts import OptOuts
from stopline.analytics.page import as_html
from stopline.analytics.report import report_rows
from stopline.analytics.series import By
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
        at = OptOuts(engine, clock, ZoneInfo("America/New_York"))
        figures = Figures(engine, at)
        plain = sqlite3.connect(engine.path)
        period, quarter = at.overview(DAYS).series.period, at.overview(90).series.period
        setting = pages.Setting("Bench", clock.now(), timedelta(hours=3))
        lines = [
            ("opt-outs pane over two years", lambda: at.overview(DAYS), 2.0),
            ("  its different people, 90 days", lambda: at.people(quarter), None),
            ("  its different people, two years", lambda: at.people(period), None),
            ("verdicts on every day of two years", lambda: figures.verdicts(period), None),
            ("report by campaign over two years", lambda: report_rows(at, period, By.CAMPAIGN), 2.0),
            ("page of opt-outs over two years", lambda: as_html(pages.optouts_page(figures, period, By.DAY, setting)), None),
        ]  # fmt: skip
        floor = best_of(rounds, lambda: read_rolled_up_rows(plain))
        measured = [Measured(name, best_of(3, work), floor, limit) for name, work, limit in lines]
        plain.close()
        engine.close()
    return measured


def read_rolled_up_rows(connection: sqlite3.Connection, first: str = "") -> int:
    """Read every rolled-up row the figures since a day are made of; return how many."""
    counts = connection.execute(
        "SELECT dimension, day, key, within, optouts FROM optout_counts"
        " WHERE dimension IN ('day', 'keyword', 'channel', 'campaign') AND day >= ?",
        (first,),
    )
    days = connection.execute(
        "SELECT d.day, d.people FROM reach_days d JOIN reach_series s ON s.id = d.series WHERE s.dimension = 'day' AND d.day >= ?",
        (first,),
    )
    return len(counts.fetchall()) + len(days.fetchall())


def fill(connection: sqlite3.Connection, random: Random, messages: int, optouts: int, after: int = 0) -> None:
    """Fill the counts as this many messages and opt-outs leave them, spread over two years; events are numbered after one."""
    triggers = [
        connection.execute("SELECT name, sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        for name in ("people_reached_are_counted", "a_later_day_follows_the_new_one")
    ]
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO figure_people (id, address, country) VALUES (?, ?, 'US')",
        ((number + 1, f"+12025{number:06}") for number in range(PEOPLE)),
    )
    series: dict[tuple[str, str], int] = {}
    rows = (
        (series.setdefault(by, len(series) + 1), person, day)
        for by, person, day in reached_rows(random, messages)
    )
    connection.executemany("INSERT OR IGNORE INTO reached (series, person, day) VALUES (?, ?, ?)", rows)
    connection.executemany(
        "INSERT INTO reach_series (dimension, key, id, is_rolled_up) VALUES (?, ?, ?, 1)",
        ((*by, number) for by, number in series.items()),
    )
    connection.execute(
        "INSERT INTO reach_counts (series, day, previous, people) SELECT series, day, previous, COUNT(*) FROM ("
        "SELECT series, day, COALESCE(LAG(day) OVER (PARTITION BY series, person ORDER BY day), '') AS previous FROM reached)"
        " GROUP BY series, day, previous"
    )
    connection.execute(
        "INSERT INTO reach_days (series, day, people) SELECT series, day, SUM(people) FROM reach_counts GROUP BY series, day"
    )
    columns = "event_seq, hour, address, channel, scope, method, certainty, keyword, country, within, campaign, template, agent, gateway, sent"
    connection.executemany(
        f"INSERT INTO optouts ({columns}) VALUES (?, ?, ?, ?, 'all', ?, 'keyword', ?, 'US', ?, ?, ?, ?, ?, ?)",
        optout_rows(random, optouts, after),
    )
    for _, sql in triggers:
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")


def reached_rows(random: Random, messages: int) -> Iterator[tuple[tuple[str, str], int, str]]:
    """Yield what each message leaves behind: a person on a day, in all and by everything it is counted by."""
    for number in range(messages):
        day = LAST - timedelta(days=DAYS - 1 - number * DAYS // messages)
        person = random.randrange(PEOPLE) + 1
        for by in (
            ("day", ""), ("channel", random.choice(("sms", "sms", "sms", "whatsapp"))), ("country", "US"), ("gateway", "modem"),
            ("campaign", random.choice(("(conversation)", "(notice)", f"News {day:%b %Y}"))),
            ("agent", random.choice(("alice", "bob", "carol"))), ("sent", f"{day.isoweekday()}T{random.randrange(8, 22):02}"),
        ):  # fmt: skip
            yield by, person, day.isoformat()


def optout_rows(random: Random, optouts: int, after: int = 0) -> Iterator[tuple[int | str, ...]]:
    """Yield opt-outs by word, sentence, agent and carrier, mostly by day."""
    known_by = (("keyword", "STOP"), ("keyword", "ARRET"), ("sentence", "no more"), ("agent", "agent"))
    for number in range(optouts):
        day = LAST - timedelta(days=DAYS - 1 - number * DAYS // optouts)
        hour = f"{day}T{random.randrange(8, 22):02}"
        method, keyword = random.choice(known_by)
        campaign = random.choice(("", "(conversation)", f"News {day:%b %Y}"))
        address = f"+12025{random.randrange(PEOPLE):06}"
        channel = random.choice(("sms", "whatsapp"))
        put_down: tuple[int | str, ...] = (
            (random.choice((10_800, 86_400)), campaign, "(none)", random.choice(("alice", "bob")), "modem", f"{day.isoweekday()}T09")
            if campaign
            else (0, "", "", "", "", "")
        )  # fmt: skip
        yield after + number + 1, hour, address, channel, method, keyword, *put_down


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
