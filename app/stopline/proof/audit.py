"""Everybody's newest consent events in the order in which they were recorded, page by page, and how the ledger they stand in is doing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from stopline.address import Address
from stopline.consent.anchoring import Anchoring, LastAnchor, LastLook
from stopline.consent.events import Channel, EventKind, Evidence, Method, Scope
from stopline.consent.ledger import Ledger
from stopline.store.engine import Engine, Row
from stopline.store.queries import load_queries

PAGE_SIZE = 100
"""Events read at once."""
MOST_ACTORS = 200
TOLD_APART = timedelta(minutes=1)
"""How much later than it was said something is recorded for both times to be told; lists tell minutes."""
_LAST = 1 << 62


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which events are wanted; what is None does not matter."""

    kind: EventKind | None = None
    method: Method | None = None
    channel: Channel | None = None
    actor: str | None = None

    @property
    def is_any(self) -> bool:
        """Tell whether some events are left out."""
        return any((self.kind, self.method, self.channel, self.actor))

    @property
    def query(self) -> str:
        """Return the statement that begins with the filter which leaves out most."""
        if self.kind is not None:
            return "page_kind"
        if self.method is not None:
            return "page_method"
        return "page_actor" if self.actor is not None else "page_all"


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One event as the list shows it."""

    seq: int
    address: Address | None
    """None once the person was erased."""
    name: str
    channel: Channel
    scope: Scope
    kind: EventKind
    method: Method
    actor: str
    occurred_at: datetime
    recorded_at: datetime
    hash: str
    evidence: Evidence
    is_tagged: bool

    @property
    def was_recorded_later(self) -> bool:
        """Tell whether it was recorded so much later than it was said that both times are told."""
        return self.recorded_at - self.occurred_at >= TOLD_APART


@dataclass(frozen=True, slots=True)
class ChainState:
    """How the ledger is doing, as far as is known without walking it."""

    event_count: int
    head: str
    last_look: LastLook | None
    last_anchor: LastAnchor | None
    key_id: str
    """The key in use here; empty without one."""
    key_source: str
    keyed_from: int | None
    """The first event with a tag."""


class Audit:
    """The audit of one workspace."""

    def __init__(self, engine: Engine, ledger: Ledger, anchoring: Anchoring) -> None:
        self._engine = engine
        self._ledger = ledger
        self._anchoring = anchoring
        self._sql = load_queries("stopline.proof", "proof.sql")

    def state(self) -> ChainState:
        """Return how the ledger is doing."""
        with self._engine.snapshot():
            last = self._engine.one(self._sql["last_event"])
            first_tag = self._engine.one(self._sql["first_tag"])
            keys = self._ledger.keys
            return ChainState(
                event_count=last.number("seq") if last else 0,
                head=last.text("hash") if last else "",
                last_look=self._anchoring.last_look(),
                last_anchor=self._anchoring.last_anchor(),
                key_id=keys.signing.id if keys.signing else "",
                key_source=keys.source,
                keyed_from=first_tag.number_or_none("seq") if first_tag else None,
            )

    def untagged_count(self) -> int:
        """Return how many events lack a tag behind one that has one."""
        row = self._engine.one(self._sql["untagged_count"])
        return row.number("events") if row else 0

    def page(
        self, wanted: AuditFilter = AuditFilter(), before: int | None = None, limit: int = PAGE_SIZE
    ) -> list[AuditRow]:
        """Return the newest events that fit, or those before a place in the ledger."""
        rows = self._engine.all(
            self._sql[wanted.query],
            before=before or _LAST, limit=limit, kind=wanted.kind, method=wanted.method, channel=wanted.channel,
            actor=wanted.actor,
        )  # fmt: skip
        return [_row(row) for row in rows]

    def actors(self) -> list[str]:
        """Return who has brought events, by name."""
        return [row.text("actor") for row in self._engine.all(self._sql["actors"], limit=MOST_ACTORS)]


def _row(row: Row) -> AuditRow:
    address = row.text_or_none("address")
    return AuditRow(
        seq=row.number("seq"),
        address=Address(address) if address else None,
        name=row.text_or_none("name") or "",
        channel=Channel(row.text("channel")),
        scope=Scope(row.text("scope")),
        kind=EventKind(row.text("kind")),
        method=Method(row.text("method")),
        actor=row.text("actor"),
        occurred_at=row.instant("occurred_at"),
        recorded_at=row.instant("recorded_at"),
        hash=row.text("hash"),
        evidence=Evidence.from_content(row.text_or_none("content")),
        is_tagged=bool(row.number("is_tagged")),
    )
