"""Suppressions: what stays of a stop when its person is forgotten: a keyed hash, by which the number is known when it comes again.

The key is a secret of the workspace and never in the database: the environment, or an owner-only file beside it. Whoever has list and
key can try every number there may be, and so find out who was forgotten; whoever has the list alone cannot. So the key belongs into the
environment, away from the folder and its copies; the file is what is made where nobody gave one. The list is kept twice, in the database and in a file that only grows, so that a database copied back from before brings nobody back to life.

What hashes is imported where something is hashed: mostly nothing is suppressed, and every start would pay for it.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from stopline.address import Address, is_email
from stopline.clock import to_text
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.errors import SuppressionKeyError
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

KEY_FILE = "suppression.key"
LIST_FILE = "suppressions.txt"
KEY_VARIABLE = "STOPLINE_SUPPRESSION_KEY"
SHORTEST_KEY = 16
"""Characters of a key from the environment."""
KEPT = "kept when they were forgotten: their stop, or, where they had said none, their wish to be left alone"
"""What is noted beside it; the hash does not tell which of the two it was."""
_KEY_CHECK = "suppression_key_check"
_LIST_READ = "suppressions_read"
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_LONG_AGO = "1970-01-01T00:00:00.000Z"


@dataclass(frozen=True, slots=True)
class Suppression:
    """A stop that was kept when its person was forgotten; who had not stopped counts as stopped from then on."""

    channel: Channel
    scope: Scope
    since: datetime

    def event(self, address: Address) -> ConsentEvent:
        """Return it as it enters the ledger when the address comes again; it is the person's own, so only they undo it."""
        return ConsentEvent(
            address=address,
            channel=self.channel,
            kind=EventKind.WITHDRAWN,
            method=Method.SUPPRESSION,
            actor=CONTACT,
            occurred_at=self.since,
            scope=self.scope,
            evidence=Evidence(source="suppression", note=KEPT),
        )


class Suppressions:
    """The suppressions of one workspace.

    Args:
        engine: the workspace's database.
        folder: where key and list lie.
        environment: where a key may be given instead.
    """

    def __init__(self, engine: Engine, folder: Path, environment: Mapping[str, str] = os.environ) -> None:
        self._engine = engine
        self._folder = folder
        self._environment = environment
        self._sql = load_queries("stopline.consent", "suppressions.sql")
        self._known_key: bytes | None = None

    def is_empty(self) -> bool:
        """Tell whether nobody was forgotten."""
        return self._engine.one(self._sql["has_any"]) is None

    def of(self, address: Address) -> tuple[Suppression, ...]:
        """Return what was kept of an address when its person was forgotten.

        Raises:
            SuppressionKeyError: something is suppressed, and the key that would tell whom is missing.
        """
        if self.is_empty():
            return ()
        found: list[Suppression] = []
        for channel in channels_of(address):
            for scope in Scope:
                row = self._engine.one(self._sql["since"], hash=self._hash(address, channel, scope))
                if row is not None:
                    found.append(Suppression(channel, scope, row.instant("since")))
        return tuple(found)

    def fault(self) -> str:
        """Return why nobody can tell whose stops were kept; empty where nothing was kept, or the key is here. Nothing is changed."""
        if self.is_empty() and not self.has_news():
            return ""
        try:
            key = self._given_key()
        except SuppressionKeyError as error:
            return str(error)
        is_it = key is not None and self._fact(_KEY_CHECK) in (None, _check_of(key))
        return "" if is_it else str(SuppressionKeyError())

    def keep(self, address: Address, kept: Suppression) -> None:
        """Keep a stop of somebody who is being forgotten. The caller holds the transaction that forgets them.

        The file is written first: should the transaction fail, somebody is stopped too many, never too few.
        """
        hashed = self._hash(address, kept.channel, kept.scope, may_make_key=True)
        line = f"{hashed} {kept.channel} {kept.scope} {to_text(kept.since)}\n"
        self._keep_row(line)
        descriptor = os.open(self._folder / LIST_FILE, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            # A line that a power cut left unfinished must not swallow this one.
            is_torn = bool(os.lseek(descriptor, 0, os.SEEK_END))
            if is_torn:
                os.lseek(descriptor, -1, os.SEEK_END)
                is_torn = os.read(descriptor, 1) != b"\n"
            os.write(descriptor, (("\n" if is_torn else "") + line).encode("ascii"))
            os.fsync(descriptor)
            size = os.fstat(descriptor).st_size
        finally:
            os.close(descriptor)
        self._set_fact(_LIST_READ, str(size))

    def has_news(self) -> bool:
        """Tell whether the list beside the database holds more than the database, as after one was copied back from before."""
        try:
            size = os.stat(self._folder / LIST_FILE).st_size  # noqa: PTH116 - every start asks, and this is the cheapest way
        except FileNotFoundError:
            return False
        return str(size) != self._fact(_LIST_READ)

    def take_news(self) -> None:
        """Take what only the list beside the database holds. The caller holds the transaction."""
        text = (self._folder / LIST_FILE).read_text(encoding="ascii", errors="replace")
        for line in text.splitlines():
            self._keep_row(line)
        self._key()
        self._set_fact(_LIST_READ, str(len(text)))

    def _keep_row(self, line: str) -> None:
        """Keep the suppression of one line; a line that was cut off while it was written is none."""
        parts = line.split()
        if len(parts) == 4 and len(parts[0]) == 64:
            hashed, channel, scope, since = parts
            self._engine.run(
                self._sql["keep"],
                hash=hashed,
                channel=channel,
                scope=scope,
                # A stop whose day cannot be read is a stop all the same.
                since=since if _INSTANT.fullmatch(since) else _LONG_AGO,
            )

    def _hash(self, address: Address, channel: Channel, scope: Scope, *, may_make_key: bool = False) -> str:
        return _keyed(self._key(may_make=may_make_key), f"{address}|{channel}|{scope}")

    def _key(self, *, may_make: bool = False) -> bytes:
        """Return the key, which must be the one everything was hashed with."""
        if self._known_key is not None:
            return self._known_key
        check = self._fact(_KEY_CHECK)
        key = self._given_key()
        if key is None and may_make and check is None:
            key = self._fresh_key()
        if key is None or check not in (None, _check_of(key)):
            raise SuppressionKeyError
        if check is None:
            self._set_fact(_KEY_CHECK, _check_of(key))
        self._known_key = key
        return key

    def _given_key(self) -> bytes | None:
        given = self._environment.get(KEY_VARIABLE)
        if given is not None:
            if len(given) < SHORTEST_KEY:
                raise SuppressionKeyError(
                    f"${KEY_VARIABLE} is too short for a secret; give it {SHORTEST_KEY} characters or more"
                )
            return given.encode()
        try:
            return (self._folder / KEY_FILE).read_bytes().strip() or None
        except FileNotFoundError:
            return None

    def _fresh_key(self) -> bytes:
        import secrets  # noqa: PLC0415 - see the module's docstring

        key = secrets.token_hex(32).encode("ascii")
        descriptor = os.open(self._folder / KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, key + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return key

    def _fact(self, name: str) -> str | None:
        row = self._engine.one(self._sql["fact"], name=name)
        return row.text("value") if row else None

    def _set_fact(self, name: str, value: str) -> None:
        self._engine.run(self._sql["set_fact"], name=name, value=value)


def channels_of(address: Address) -> tuple[Channel, ...]:
    """Return the channels that can lead to an address."""
    return (Channel.EMAIL,) if is_email(address) else (Channel.SMS, Channel.WHATSAPP)


def _check_of(key: bytes) -> str:
    """Return what tells one key from another without giving it away."""
    return _keyed(key, "stopline suppressions")[:16]


def _keyed(key: bytes, text: str) -> str:
    import hmac  # noqa: PLC0415 - see the module's docstring

    return hmac.new(key, text.encode(), "sha256").hexdigest()
