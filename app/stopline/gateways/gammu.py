"""The gateway of a USB modem: gammu-smsd owns the modem and a SQLite file, and we poll and send through its tables.

The daemon must run with TZ=UTC. It is given nothing while it is not running: what waits in our own queue can still be
stopped, what waits in its outbox cannot.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import Field

from stopline.clock import Clock
from stopline.consent.events import Channel
from stopline.consent.gate import Draft, Permit
from stopline.days import listed_moment
from stopline.errors import (
    GatewayDownError,
    GatewayNonsenseError,
    StoreBusyError,
    StoreError,
    StoreFullError,
)
from stopline.gateways.base import Accepted, Batch, GatewayConfig, InboundText, Receipt, Rejected
from stopline.gateways.gammu_rows import Cursor, InboxRow, instant_of, receipts_of, texts_of
from stopline.gateways.options import GatewayOptions, read_options
from stopline.gateways.udh import PartHeader, write_header
from stopline.inert import storable
from stopline.segments import Encoding, Segments, segments_of
from stopline.store.queries import load_queries
from stopline.store.sqlite import SqliteEngine

SCHEMA = 17
"""The version of gammu-smsd's tables this gateway knows: that of gammu 1.37 and later."""
MOST_PARTS = 50
"""Parts of one message the daemon can send."""
BUSY_SECONDS = 5.0
"""How long another program may hold the file before we come back later."""
SETTLED_AFTER = timedelta(seconds=2)
"""How old a change of a sent message must be to be read. Changes are ordered by the second, so those of a second that is not over
could be overtaken by others of the same second."""
CLOCK_SLACK = timedelta(days=1)
"""How far back changes are read again after the clock jumped back; receipts seen twice change nothing."""
_CODING = {Encoding.GSM7: "Default_No_Compression", Encoding.UCS2: "Unicode_No_Compression"}
_TABLE_COUNT = 6


class GammuOptions(GatewayOptions):
    """What the settings say about a modem."""

    database: str = Field(min_length=1)
    """gammu-smsd's SQLite file; a relative path begins in the workspace's folder."""
    phone: str = ""
    """The daemon's `phoneid`, where several modems share one file."""
    parts_wait_seconds: float = Field(default=60, ge=0, le=86_400)
    """How long a long text waits for a missing part."""
    silent_after_seconds: float = Field(default=180, ge=0)
    """How long the daemon may say nothing about its modem before it counts as down; 0 never asks."""


def gammu(config: GatewayConfig) -> "GammuGateway":
    """Return a gateway that works through gammu-smsd's tables.

    Raises:
        SettingsError: an option cannot be used.
    """
    return GammuGateway(config.name, read_options(GammuOptions, config), config.folder, config.clock)


class GammuGateway:
    """One modem run by gammu-smsd.

    Args:
        name: the name it has in the settings.
        options: where its tables are, and how patient we are.
        folder: the folder of the workspace.
        clock: tells the time.
    """

    def __init__(self, name: str, options: GammuOptions, folder: Path, clock: Clock) -> None:
        self._name = name
        self._options = options
        self._clock = clock
        self._path = folder / Path(options.database).expanduser()
        # Two workspaces on one daemon must not take each other's messages for their own.
        self._mark = f"stopline-{hashlib.sha256(bytes(folder.resolve())).hexdigest()[:6]}-"
        self._sql = load_queries("stopline.gateways", "gammu.sql")
        self._engine: SqliteEngine | None = None
        self._identity: tuple[int, int] | None = None

    @property
    def name(self) -> str:
        """Return the name it has in the settings."""
        return self._name

    @property
    def channels(self) -> frozenset[Channel]:
        """Return the channels it carries."""
        return frozenset({Channel.SMS})

    def fetch(self, cursor: str | None, limit: int) -> Batch:
        """Return at most `limit` texts and receipts that came after `cursor` (None: from the beginning)."""
        place = before = Cursor.from_text(cursor)
        with self._translated():
            tables = self._tables()
            with tables.snapshot():
                texts, place, has_more_texts = self._texts(tables, place, limit)
                receipts, place, has_more_receipts = self._receipts(tables, place, limit - len(texts))
                if place == before:
                    self._check_daemon(tables)
        return Batch((*texts, *receipts), place.to_text(), has_more_texts or has_more_receipts)

    def send(self, permit: Permit) -> Accepted | Rejected:
        """Put the message a permit allows into the daemon's outbox."""
        draft = permit.draft
        segments = segments_of(storable(draft.text))
        if not segments.parts:
            return Rejected("a text message without a text cannot be sent")
        if len(segments.parts) > MOST_PARTS:
            return Rejected(
                f"the text takes {len(segments.parts)} parts and a modem sends at most {MOST_PARTS}; shorten it"
            )
        creator = f"{self._mark}{draft.message}"
        try:
            with self._translated():
                tables = self._tables()
                self._check_daemon(tables)
                with tables.transaction():
                    self._add(tables, draft, segments, creator)
        except GatewayNonsenseError as error:
            # Whatever went wrong, it went wrong before the commit.
            raise GatewayDownError(str(error)) from error
        return Accepted(creator)

    def trace(self, message: int) -> Accepted | None:
        """Return whether the daemon has our message of that number, or ever had it."""
        creator = f"{self._mark}{message}"
        with self._translated():
            row = self._tables().one(self._sql["trace"], creator=creator)
        return None if row is None else Accepted(creator)

    def close(self) -> None:
        """Let go of the file."""
        if self._engine is not None:
            self._engine.close()
        self._engine = None

    def _texts(
        self, tables: SqliteEngine, place: Cursor, limit: int
    ) -> tuple[list[InboundText], Cursor, bool]:
        place = self._checked(tables, place)
        found = tables.all(
            self._sql["inbox_after"],
            after=place.inbox,
            held=str(list(place.held)),
            phone=self._options.phone,
            limit=limit + len(place.held),
        )
        has_more = len(found) == limit + len(place.held)
        held_since = None if has_more else self._ago(timedelta(seconds=self._options.parts_wait_seconds))
        texts, place = texts_of([InboxRow.from_row(row) for row in found], place, held_since, limit)
        return texts, place, has_more

    def _checked(self, tables: SqliteEngine, place: Cursor) -> Cursor:
        """Return the place, or the beginning of the inbox where the database is not the one it was read from."""
        row = tables.one(self._sql["inbox_place"], id=place.inbox)
        if row is None:
            return place
        received_at = row.text_or_none("received_at")
        is_other = row.number("newest") < place.inbox or (
            received_at is not None and received_at != place.received_at
        )
        return replace(place, inbox=0, received_at="", held=()) if is_other else place

    def _receipts(
        self, tables: SqliteEngine, place: Cursor, limit: int
    ) -> tuple[list[Receipt], Cursor, bool]:
        if limit <= 0:
            return [], place, True
        if place.changed_at > self._ago(timedelta()):
            place = replace(place, changed_at=self._ago(CLOCK_SLACK), sent=0, part=0)
        rows = tables.all(
            self._sql["sent_after"],
            at=place.changed_at,
            id=place.sent,
            position=place.part,
            until=self._ago(SETTLED_AFTER),
            mark=self._mark,
            limit=limit,
        )
        receipts, place = receipts_of(rows, place)
        return receipts, place, len(rows) == limit

    def _add(self, tables: SqliteEngine, draft: Draft, segments: Segments, creator: str) -> None:
        total = len(segments.parts)
        headers = [
            write_header(PartHeader(draft.message, total, position)) if total > 1 else None
            for position in range(1, total + 1)
        ]
        coding = _CODING[segments.encoding]
        row = tables.one(
            self._sql["add"],
            number=draft.address,
            text=segments.parts[0],
            coding=coding,
            udh=headers[0],
            multipart="true" if total > 1 else "false",
            creator=creator,
            phone=self._options.phone,
        )
        if row is None:
            raise StoreError("the outbox gave no number")
        for position in range(2, total + 1):
            tables.run(
                self._sql["add_part"],
                id=row.number("id"),
                position=position,
                text=segments.parts[position - 1],
                coding=coding,
                udh=headers[position - 1],
            )

    def _tables(self) -> SqliteEngine:
        """Return the daemon's tables, looked at again when the file is another than before."""
        try:
            status = os.stat(self._path)  # noqa: PTH116 - `Path.stat` would do the same
        except OSError as error:
            self.close()
            raise GatewayDownError(
                f"the database of gammu-smsd, {self._path}, cannot be reached ({error.strerror}); set up the daemon, "
                f"or correct `database` of the gateway “{self._name}” in settings.toml"
            ) from error
        identity = (status.st_dev, status.st_ino)
        if self._engine is None or identity != self._identity:
            self.close()
            engine = SqliteEngine(self._path, journal=None, busy_seconds=BUSY_SECONDS)
            self._check_schema(engine)
            self._engine, self._identity = engine, identity
        return self._engine

    def _check_schema(self, engine: SqliteEngine) -> None:
        row = engine.one(self._sql["own_tables"])
        if row is None or row.number("tables") < _TABLE_COUNT:
            raise GatewayNonsenseError(
                f"{self._path} has not the tables of gammu-smsd; create them with the `sqlite.sql` that comes with it"
            )
        row = engine.one(self._sql["version"])
        version = row.number_or_none("version") if row else None
        if version != SCHEMA:
            raise GatewayNonsenseError(
                f"{self._path} has version {version} of gammu-smsd's tables, and only version {SCHEMA} is understood; "
                "bring the daemon and its tables to that version"
            )

    def _check_daemon(self, tables: SqliteEngine) -> None:
        if not self._options.silent_after_seconds:
            return
        row = tables.one(self._sql["heartbeat"], phone=self._options.phone)
        seen_at = row.text_or_none("seen_at") if row else None
        if seen_at is None:
            raise GatewayDownError("gammu-smsd has not reached its modem yet; start it, or look into its log")
        if seen_at < self._ago(timedelta(seconds=self._options.silent_after_seconds)):
            instant = instant_of(seen_at)
            since = f"{listed_moment(instant, self._clock.now(), UTC)} UTC" if instant else seen_at
            raise GatewayDownError(f"gammu-smsd was last heard of {since}; start it, or look into its log")

    def _ago(self, duration: timedelta) -> str:
        """Return an instant before now as the tables write it."""
        instant: datetime = self._clock.now() - duration
        return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except StoreBusyError as error:
            raise GatewayDownError(
                f"another program holds {self._path}; it is tried again by itself"
            ) from error
        except StoreFullError as error:
            raise GatewayDownError(f"{self._path} cannot be written: {error}") from error
        except StoreError as error:
            raise GatewayNonsenseError(
                f"{self._path} cannot be used as the database of gammu-smsd: {error}"
            ) from error
