"""What a campaign to very many costs: its launch beside the same rows written plainly, and how long a stop waits meanwhile."""

import resource
import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.filling import address
from benchmarks.table import Line, seconds
from stopline.campaigns.audience import EVERYBODY
from stopline.campaigns.drafts import Plan
from stopline.campaigns.texts import variants_of
from stopline.clock import ManualClock, to_text
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method
from stopline.consent.gate import Purpose
from stopline.workspace import Workspace

NOW = datetime(2026, 11, 17, 16, 0, tzinfo=UTC)
MOST_WAITED_MS = 1_000.0
"""How long a stop may wait while a launch goes on."""
_COLUMNS = "id, thread, address, channel, direction, state, purpose, text, agent, campaign, template, at, recorded_at, decided_on, not_before, turn"


def campaign(folder: Path, people: int) -> list[Line]:
    """Launch, pause, resume and cancel a campaign to so many, beside plain sqlite3 writing the same messages in one transaction."""
    workspace = Workspace.create(folder / "product", clock=ManualClock(NOW))
    _fill(workspace, people)
    texts = variants_of(["Hi {first_name}, ten per cent off. STOP to end.", "Winter is here. STOP to end."])
    draft = workspace.campaigns.add(Plan("Sale", Channel.SMS, Purpose.MARKETING, EVERYBODY, texts), "bench")
    waited: list[float] = []
    done = threading.Event()
    stopping = threading.Thread(target=_stop_people, args=(workspace, people, waited, done))
    stopping.start()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    launched = seconds(lambda: workspace.launches.launch(draft, "bench"))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    done.set()
    stopping.join()
    queued = workspace.outbox.counts().queued
    assert queued >= people - len(waited)
    plain = _plainly(folder, workspace)
    course, campaigns = workspace.course, workspace.campaigns
    paused = seconds(lambda: course.pause(campaigns.named("Sale"), "bench"))
    resumed = seconds(lambda: course.resume(campaigns.named("Sale")))
    cancelled = seconds(lambda: course.cancel(campaigns.named("Sale"), "bench"))
    workspace.close()
    return [
        Line(f"launch a campaign to {people:,}", people / launched, people / plain, 0.5, "people/s", is_rate=True),
        Line("memory of a process that launches, beside before", after / 1024, before / 1024, 1.2, "MB"),
        Line("longest a stop waited meanwhile", max(waited) * 1e3, MOST_WAITED_MS, 1.0),
        Line(f"pause {people:,} messages", paused * 1e3, plain * 1e3, 0.25),
        Line(f"resume {people:,} messages", resumed * 1e3, plain * 1e3, 0.25),
        Line(f"cancel {people:,} messages", cancelled * 1e3, plain * 1e3, 0.25),
    ]  # fmt: skip


def _fill(workspace: Workspace, people: int) -> None:
    at = to_text(NOW)
    connection = workspace.engine.connection()
    with workspace.engine.transaction():
        for number in range(1, people + 1):
            whose = address(number)
            connection.execute(
                "INSERT INTO contacts VALUES (?, ?, 'bench', ?)", (number, f"Person{number} Family", at)
            )
            connection.execute(
                "INSERT INTO contact_addresses (address, contact, region, added_at, zones) VALUES (?, ?, 'US', ?, 'America/New_York')",
                (whose, number, at),
            )
            connection.execute(
                "INSERT INTO consent_status (address, channel, scope, state, since, event_seq, basis, agreed_at)"
                " VALUES (?, 'sms', 'all', 'subscribed', ?, 0, 'express_written', ?)",
                (whose, at, at),
            )  # fmt: skip


def _stop_people(workspace: Workspace, people: int, waited: list[float], done: threading.Event) -> None:
    """Let somebody say stop again and again, and note how long each had to wait."""
    number = people
    while not done.wait(0.05) and number > 1:
        event = ConsentEvent(
            address(number), Channel.SMS, EventKind.WITHDRAWN, Method.KEYWORD, CONTACT, NOW, evidence=Evidence(words="STOP")
        )  # fmt: skip
        waited.append(seconds(lambda told=event: workspace.ledger.record(told)))  # type: ignore[misc]
        number -= 7


def _plainly(folder: Path, workspace: Workspace) -> float:
    """Return how long plain sqlite3 takes to write the same messages, and their threads, into the same schema at once."""
    Workspace.create(folder / "plain").close()
    source = sqlite3.connect(workspace.engine.path)
    contacts, threads = (
        source.execute(f"SELECT * FROM {table}").fetchall() for table in ("contacts", "threads")
    )
    messages = source.execute(
        f"SELECT {_COLUMNS} FROM messages WHERE campaign = 'Sale' AND state = 'queued'"
    ).fetchall()
    source.close()
    plain = sqlite3.connect(folder / "plain" / "stopline.db", isolation_level=None)
    plain.execute("BEGIN")
    plain.executemany(f"INSERT INTO contacts VALUES ({_marks(contacts)})", contacts)
    plain.execute("COMMIT")

    def write() -> None:
        plain.execute("BEGIN")
        plain.executemany(f"INSERT INTO threads VALUES ({_marks(threads)})", threads)
        plain.executemany(f"INSERT INTO messages ({_COLUMNS}) VALUES ({_marks(messages)})", messages)
        plain.execute("COMMIT")

    taken = seconds(write)
    plain.close()
    return taken


def _marks(rows: list[tuple[object, ...]]) -> str:
    return ", ".join("?" * len(rows[0]))
