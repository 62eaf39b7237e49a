"""What figures cost while they are kept: recording an opt-out with all its counts, and counting everything again."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks.filling import address
from benchmarks.store_lines import Watch, write
from benchmarks.table import Line, seconds
from stopline.clock import ManualClock
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method
from stopline.consent.gate import Draft, Purpose
from stopline.messages.outbox import Origin
from stopline.workspace import Workspace

AT_ONCE = 50
BEGIN = datetime(2026, 11, 17, 14, 0, tzinfo=UTC)


def recording(folder: Path, count: int = 2_000) -> Line:
    """Opt-outs a second with attribution and every count, beside plain sqlite3 writing the same rows in the same transactions."""
    clock = ManualClock(BEGIN)
    Workspace.create(folder / "product").close()
    workspace = Workspace.open(folder / "product", clock)
    workspace.engine.connection().execute("PRAGMA synchronous=OFF")
    with workspace.engine.transaction():
        for number in range(count):
            _reach(workspace, number)
    workspace.engine.connection().execute("PRAGMA synchronous=FULL")
    clock.advance(timedelta(minutes=20))
    sqlite3.connect(workspace.engine.path).execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()
    (folder / "plain").mkdir()
    (folder / "plain" / "stopline.db").write_bytes(workspace.engine.path.read_bytes())
    plain = sqlite3.connect(folder / "plain" / "stopline.db", isolation_level=None)
    plain.execute("PRAGMA synchronous=FULL")
    watch = Watch(sqlite3.connect(workspace.engine.path))
    watch.written()
    product_seconds = plain_seconds = 0.0
    for start in range(0, count, AT_ONCE):
        product_seconds += seconds(partial(_leave, workspace, range(start, start + AT_ONCE)))
        plain_seconds += seconds(partial(write, plain, watch.written()))
    assert workspace.optouts.tally.compare().is_true
    workspace.close()
    plain.close()
    return Line(
        f"record {count:,} opt-outs with all their counts", count / product_seconds, count / plain_seconds, 0.2, "a second",
        is_rate=True,
    )  # fmt: skip


def counting_again(folder: Path) -> Line:
    """The longest that anybody waits for the right to write while everything is counted again, beside all of it."""
    workspace = Workspace.open(folder)
    waits: list[float] = []
    begin = workspace.engine.transaction

    @contextmanager
    def timed() -> Iterator[None]:
        inside: AbstractContextManager[None] = begin()
        begun = time.perf_counter()
        with inside:
            yield
        waits.append(time.perf_counter() - begun)

    workspace.engine.transaction = timed  # type: ignore[method-assign]  # the bench looks on
    whole = seconds(workspace.optouts.tally.rebuild)
    workspace.close()
    return Line("counting again: the longest wait, beside all of it", max(waits) * 1e3, whole * 1e3, 0.1)


def _reach(workspace: Workspace, number: int) -> None:
    who = address(number)
    contact = workspace.contacts.ensure(who, "bench")
    # Numbers nobody has tell no zone, and without one no hour would be permitted.
    workspace.engine.connection().execute(
        "UPDATE contact_addresses SET zones = 'America/New_York' WHERE address = ?", (who,)
    )
    thread = workspace.threads.ensure(contact, who, Channel.SMS, workspace.clock.now())
    workspace.ledger.record(
        ConsentEvent(who, Channel.SMS, EventKind.GIVEN, Method.KEYWORD, CONTACT, workspace.clock.now())
    )
    draft = Draft(who, Channel.SMS, Purpose.MARKETING, "Ten per cent off")
    workspace.outbox.queue(
        thread, draft, Origin(agent="alice", campaign=f"News {number % 7}", template="news")
    )
    message = workspace.outbox.claim([Channel.SMS], [Purpose.MARKETING], "bench", "bench")
    assert message is not None
    workspace.outbox.settle_sent(message, f"out-{message.id}")


def _leave(workspace: Workspace, numbers: range) -> None:
    with workspace.engine.transaction():
        for number in numbers:
            workspace.ledger.record(
                ConsentEvent(
                    address(number), Channel.SMS, EventKind.WITHDRAWN, Method.KEYWORD, CONTACT, workspace.clock.now(),
                    evidence=Evidence(words="STOP", keyword="STOP"),
                )
            )  # fmt: skip
