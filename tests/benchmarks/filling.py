"""Fills a workspace with as many threads and messages as are wanted, in seconds, and as if they had come one by one.

Triggers and indexes are put aside meanwhile and what they would have kept is counted once at the end; the invariants are
checked before anything is measured.
"""

import random
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stopline.address import Address
from stopline.clock import to_text
from stopline.consent.chain import GENESIS, Link, digest, subject_of
from stopline.consent.events import Evidence
from stopline.workspace import Workspace

NOW = datetime(2026, 11, 17, 14, 0, tzinfo=UTC)
"""When the last text came."""
COMMON = (
    "is",
    "it",
    "ready",
    "the",
    "bike",
    "can",
    "you",
    "when",
    "thanks",
    "for",
    "order",
    "please",
    "ok",
    "price",
    "open",
)
MEDIUM = [f"word{number}" for number in range(2_000)]
RARE = [f"rare{number}" for number in range(200_000)]


def address(number: int) -> Address:
    """Return the address of a person by number, from a range nobody has."""
    return Address(f"+1202555{number:07}")


def fill(folder: Path, threads: int, messages: int) -> None:
    """Make a workspace with so many threads and messages."""
    Workspace.create(folder).close()
    database = sqlite3.connect(folder / "stopline.db", isolation_level=None)
    database.execute("PRAGMA synchronous=OFF")
    database.execute("PRAGMA cache_size=-200000")
    put_aside = database.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND (type = 'trigger' OR (type = 'index' AND tbl_name = 'messages'))"
    ).fetchall()
    for kind, name, _ in put_aside:
        database.execute(f"DROP {kind} {name}")
    database.execute("BEGIN")
    _fill_people(database, threads)
    _fill_ledger(database, threads)
    _fill_messages(database, threads, messages)
    for _, _, sql in put_aside:
        database.execute(sql)
    _count(database)
    database.execute("COMMIT")
    database.execute("ANALYZE")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    # The figures about opt-outs are counted at the first opening, once; no screen of an ordinary day does that.
    workspace = Workspace.open(folder)
    assert workspace.optouts.tally.compare().is_true
    workspace.close()


def _state(number: int) -> str:
    """Return the consent of a person: most have agreed, one in twenty has stopped, a few are held."""
    match number % 20:
        case 0:
            return "stopped"
        case 1 | 2 | 3 | 4 | 5:
            return "unknown"
        case _:
            return "held" if number % 997 == 6 else "subscribed"


def _at(number: int, of: int) -> str:
    """Return when the last text of a thread came: the threads spread over two years."""
    return to_text(NOW - timedelta(minutes=(of - number) * (60 * 24 * 730 / max(of, 1))))


def _fill_people(database: sqlite3.Connection, threads: int) -> None:
    numbers = range(1, threads + 1)
    database.executemany(
        "INSERT INTO contacts VALUES (?, ?, 'bench', ?)",
        ((number, f"Person{number} Family{number % 977}", _at(0, threads)) for number in numbers),
    )
    database.executemany(
        "INSERT INTO contact_addresses (address, contact, region, added_at, zones) VALUES (?, ?, 'US', ?, 'America/New_York')",
        ((address(number), number, _at(0, threads)) for number in numbers),
    )
    database.executemany(
        "INSERT INTO threads (id, contact, address, channel, status, consent, assignee, unread, last_at, last_text,"
        " last_direction, last_inbound_at) VALUES (?, ?, ?, 'sms', ?, ?, ?, ?, ?, ?, 'inbound', ?)",
        (
            (
                number, number, address(number), "closed" if number % 3 == 0 else "open", _state(number),
                ("", "alice", "bob")[number % 3], number % 2, _at(number, threads), f"last words of {number}",
                _at(number, threads),
            )
            for number in numbers
        ),
    )  # fmt: skip


def _fill_ledger(database: sqlite3.Connection, threads: int) -> None:
    kinds = {"stopped": "withdrawn", "subscribed": "given", "held": "held"}
    previous_hash, seq = GENESIS, 0
    for number in range(1, threads + 1):
        if (state := _state(number)) == "unknown":
            continue
        seq += 1
        salt = f"{number:032x}"
        subject = subject_of(address(number), salt)
        content = Evidence(words=state, keyword="STOP", nonce=salt).content()
        at = _at(number, threads)
        link = Link(
            seq, subject, "sms", "all", kinds[state], "keyword", "contact", digest(content), at, at, previous_hash
        )  # fmt: skip
        previous_hash = link.hash()
        database.execute("INSERT INTO subjects VALUES (?, ?, ?)", (subject, address(number), salt))
        database.execute("INSERT INTO evidence VALUES (?, ?)", (link.evidence_digest, content))
        database.execute(
            "INSERT INTO consent_events VALUES (?, ?, 'sms', 'all', ?, 'keyword', 'contact', ?, ?, ?, ?, ?)",
            (seq, subject, kinds[state], link.evidence_digest, at, at, link.previous_hash, previous_hash),
        )
        before_hold = "unknown" if state == "held" else None
        database.execute(
            "INSERT INTO consent_status (address, channel, scope, state, since, event_seq, before_hold, basis, agreed_at)"
            " VALUES (?, 'sms', 'all', ?, ?, ?, ?, ?, ?)",
            (
                address(number),
                state,
                at,
                seq,
                before_hold,
                *(("express_written", at) if state == "subscribed" else (None, None)),
            ),
        )


def _fill_messages(database: sqlite3.Connection, threads: int, messages: int) -> None:
    database.executemany(
        "INSERT INTO messages (thread, address, channel, direction, state, purpose, text, at, recorded_at, gateway, provider_id)"
        " VALUES (?, ?, 'sms', ?, ?, 'conversation', ?, ?, ?, 'bench', ?)",
        _message_rows(threads, messages),
    )


def _message_rows(threads: int, messages: int) -> Iterator[tuple[int, str, str, str, str, str, str, str]]:
    chance = random.Random(5)
    for number in range(messages):
        thread = number % threads + 1
        is_inbound = number % 2 == 0
        words = [*chance.choices(COMMON, k=7), chance.choice(MEDIUM), chance.choice(RARE)]
        at = _at(number * threads // max(messages, 1), threads)
        yield (
            thread, address(thread), "inbound" if is_inbound else "outbound", "received" if is_inbound else "sent",
            " ".join(words), at, at, f"bench-{number}",
        )  # fmt: skip


def _count(database: sqlite3.Connection) -> None:
    """Keep what triggers would have kept."""
    database.execute(
        "INSERT INTO thread_counts SELECT status, assignee, consent, COUNT(*) FROM threads GROUP BY 1, 2, 3"
    )
    database.execute("INSERT INTO messages_fts (messages_fts) VALUES ('rebuild')")
    database.execute("INSERT INTO contacts_fts (contacts_fts) VALUES ('rebuild')")
