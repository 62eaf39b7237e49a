"""What the store has to keep up with: intake, the gate, claiming and settling, searching."""

import random
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.filling import COMMON, address
from benchmarks.table import Line, interleaved, seconds
from stopline.consent.events import Channel
from stopline.consent.gate import Draft, Purpose
from stopline.gateways.base import Batch, InboundText
from stopline.messages.outbox import Queued
from stopline.worker.collect import STORE_AT_ONCE, Collect
from stopline.worker.health import Health
from stopline.workspace import Workspace
from support.scripted_gateway import ScriptedGateway

WRITTEN_BY_INTAKE = (
    "contacts", "contact_addresses", "threads", "messages", "subjects", "evidence", "consent_events", "consent_status",
    "optouts", "optout_counts", "memberships", "membership_counts", "cohort_counts", "hold_facts", "gateway_states",
)  # fmt: skip
CHANGED_BY_INTAKE = (
    "messages", "threads", "consent_status", "optout_counts", "memberships", "membership_counts", "cohort_counts", "hold_facts",
    "gateway_states", "contacts",
)  # fmt: skip
"""Those of them whose rows are written over."""
_Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Written:
    """What one transaction of the product left in one table."""

    table: str
    columns: Sequence[str]
    rows: _Rows


def intake(folder: Path, texts: int = 5_000) -> Line:
    """Texts a second through collecting, beside plain sqlite3 writing the same rows in the same transactions."""
    workspace = Workspace.create(folder / "product")
    Workspace.create(folder / "plain").close()
    plain = sqlite3.connect(folder / "plain" / "stopline.db", isolation_level=None)
    plain.execute("PRAGMA synchronous=FULL")
    collect = Collect(
        workspace.engine,
        Health(workspace.engine, workspace.clock),
        workspace.intake,
        workspace.receipts,
        workspace.quarantine,
    )
    gateway = _Batches(_texts(texts))
    watch = Watch(sqlite3.connect(workspace.engine.path))
    product_seconds, plain_seconds = [], []
    while gateway.has_more():
        product_seconds.append(seconds(lambda: collect.from_gateway(gateway)))
        written = watch.written()
        plain_seconds.append(seconds(partial(write, plain, written)))
    assert workspace.ledger.verify().is_intact
    workspace.close()
    plain.close()
    return Line(
        f"intake, {texts:,} texts in transactions of {STORE_AT_ONCE}",
        texts / sum(product_seconds),
        texts / sum(plain_seconds),
        0.35,
        "texts/s",
        is_rate=True,
    )


def gate(folder: Path, threads: int) -> Line:
    """One decision, beside one plain indexed SELECT."""
    workspace = Workspace.open(folder)
    plain = sqlite3.connect(folder / "stopline.db")
    chance = random.Random(3)
    addresses = [address(chance.randrange(1, threads + 1)) for _ in range(300)]
    drafts = [Draft(each, Channel.SMS, Purpose.CONVERSATION) for each in addresses]
    sql = "SELECT state, since, event_seq FROM consent_status WHERE address = ? AND channel = ? AND scope = 'all'"

    def ask() -> None:
        for draft in drafts:
            workspace.send_block.ask(draft)

    def select() -> None:
        for each in addresses:
            plain.execute(sql, (each, "sms")).fetchone()

    measured, floor = interleaved(80, ask, select)
    workspace.close()
    each = 1e6 / len(drafts)
    return Line("gate decision", measured * each, floor * each, 4.0, "µs")


def outbox(folder: Path, count: int = 10_000) -> Line:
    """Messages a second claimed and settled, beside plain UPDATEs of the same rows in the same transactions."""
    workspaces = [Workspace.create(folder / name) for name in ("product", "plain")]
    for workspace in workspaces:
        _queue(workspace, count)
    product, plain = workspaces[0].outbox, workspaces[1].engine.connection()
    numbers = [row[0] for row in plain.execute("SELECT id FROM messages WHERE state = 'queued' ORDER BY id")]
    product_seconds = plain_seconds = 0.0
    for start in range(0, count, 500):
        product_seconds += seconds(lambda: _claim_and_settle(product, 500))
        chunk = numbers[start : start + 500]
        plain_seconds += seconds(partial(_update, plain, chunk))
    for workspace in workspaces:
        workspace.close()
    return Line(
        f"claim and settle {count:,} queued", count / product_seconds, count / plain_seconds, 0.3, "msgs/s", is_rate=True
    )  # fmt: skip


def search(folder: Path, messages: int) -> list[Line]:
    """The first page of results, beside the plain full-text query."""
    workspace = Workspace.open(folder)
    plain = sqlite3.connect(folder / "stopline.db")
    sql = (
        "SELECT m.id, m.thread, m.text, m.at, m.direction FROM messages_fts f JOIN messages m ON m.id = f.rowid "
        "WHERE messages_fts MATCH ? ORDER BY f.rowid DESC LIMIT 50"
    )
    lines = []
    for what, words, query in (
        ("a rare word", "rare77", '"rare77"*'),
        ("a word of a thousandth", "word77", '"word77"*'),
        ("two common words", f"{COMMON[3]} {COMMON[4]}", f'"{COMMON[3]}" "{COMMON[4]}"*'),
    ):
        assert workspace.search.words(words)
        measured, floor = interleaved(
            9,
            partial(workspace.search.words, words),
            partial(_read, plain, sql, query),
        )
        lines.append(Line(f"search {messages:,} messages, {what}", measured * 1e3, floor * 1e3, 2.0))
    workspace.close()
    return lines


def _read(plain: sqlite3.Connection, sql: str, query: str) -> _Rows:
    return plain.execute(sql, (query,)).fetchall()


class _Batches(ScriptedGateway):
    """A gateway that hands out its texts a transaction's worth at a time."""

    def __init__(self, texts: list[InboundText]) -> None:
        super().__init__()
        self.bring(*texts)
        self._given = 0

    def has_more(self) -> bool:
        return self._given < len(self._items)

    def fetch(self, cursor: str | None, limit: int) -> Batch:
        batch = super().fetch(cursor, STORE_AT_ONCE)
        self._given = int(batch.cursor or 0)
        return batch


class Watch:
    """Sees which rows were written since it last looked."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._seen: dict[str, set[tuple[Any, ...]]] = {table: set() for table in WRITTEN_BY_INTAKE}
        self._columns = {
            table: [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            for table in WRITTEN_BY_INTAKE
        }

    def written(self) -> list[Written]:
        written = []
        for table, seen in self._seen.items():
            rows = [row for row in self._database.execute(f"SELECT * FROM {table}") if row not in seen]
            seen.update(rows)
            if rows:
                written.append(Written(table, self._columns[table], rows))
        return written


def write(plain: sqlite3.Connection, written: list[Written]) -> None:
    """Write rows as they are; those that changed are written over."""
    plain.execute("BEGIN IMMEDIATE")
    for each in written:
        columns = ", ".join(each.columns)
        places = ", ".join("?" * len(each.columns))
        changes = ", ".join(f"{column} = excluded.{column}" for column in each.columns)
        sql = f"INSERT INTO {each.table} ({columns}) VALUES ({places})"
        if each.table in CHANGED_BY_INTAKE:
            sql += f" ON CONFLICT DO UPDATE SET {changes}"
        plain.executemany(sql, each.rows)
    plain.execute("COMMIT")


def _texts(count: int) -> list[InboundText]:
    chance = random.Random(9)
    words = ["STOP", "Stop please", "JOIN", "START", "HELP", *[""] * 95]
    return [
        InboundText(
            address(chance.randrange(2_000)).replace("+1202555000", "+1202555"),
            chance.choice(words) or " ".join(chance.choices(COMMON, k=9)) + "?",
            provider_id=str(number),
            cursor=str(number + 1),
        )
        for number in range(count)
    ]


def _queue(workspace: Workspace, count: int) -> None:
    workspace.engine.connection().execute("PRAGMA synchronous=OFF")
    with workspace.engine.transaction():
        for number in range(count):
            who = address(number % 1_000)
            if number < 1_000:
                workspace.intake.receive("bench", InboundText(who, "Is it ready?"))
            thread = workspace.threads.at(who, Channel.SMS)
            assert thread is not None
            draft = Draft(who, Channel.SMS, Purpose.CONVERSATION, f"answer {number}")
            assert isinstance(workspace.outbox.queue(thread, draft), Queued)
    workspace.engine.connection().execute("PRAGMA synchronous=FULL")


def _claim_and_settle(outbox: Any, count: int) -> None:  # noqa: ANN401 - imported lazily by the workspace
    for _ in range(count):
        message = outbox.claim([Channel.SMS], [Purpose.CONVERSATION], "bench", "bench")
        outbox.settle_sent(message, f"out-{message.id}")


def _update(plain: sqlite3.Connection, numbers: list[int]) -> None:
    for number in numbers:
        plain.execute(
            "UPDATE messages SET state = 'sending', claimed_by = 'bench', gateway = 'bench' WHERE id = ?", (number,)
        )  # fmt: skip
        plain.execute(
            "UPDATE messages SET state = 'sent', provider_id = ?, sent_at = '2026-11-17T14:00:00.000Z',"
            " settled_at = '2026-11-17T14:00:00.000Z' WHERE id = ?",
            (f"out-{number}", number),
        )
