"""Whether the ledger holds: walks it page by page, and compares the derived status with what follows from it.

A walk reads every page by itself, so nobody who writes waits for it; only the comparison at its end reads at one instant.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from stopline.address import Address, masked
from stopline.clock import from_text
from stopline.consent.anchor import Anchor
from stopline.consent.chain import GENESIS, Break, BreakKind, Link, StoredLink, Walk
from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.keys import NO_KEYS, LedgerKeys
from stopline.consent.status import NOTHING_KNOWN, UNTOUCHED, Standing, Status, advance
from stopline.store.engine import Engine, Row, SqlValue
from stopline.store.fences import AlteredTrigger, altered_triggers
from stopline.store.queries import load_queries

PAGE = 2_000
"""Events read at once."""
Place = tuple[Address, Channel]
StatusKey = tuple[Address, Channel, Scope]
HashAt = Callable[[int], str | None]
_NO_EVIDENCE = Evidence()
NAMED_AT_MOST = 5
"""People a break names."""
_LINK_LENGTH = len(Link._fields)
# Looked up by the hundred thousand; calling the enumeration takes three times as long.
_CHANNELS = {each.value: each for each in Channel}
_KINDS = {each.value: each for each in EventKind}
_METHODS = {each.value: each for each in Method}
_SCOPES = {each.value: each for each in Scope}


@dataclass(frozen=True, slots=True)
class Verification:
    """What walking the whole ledger found."""

    event_count: int
    head: str
    """The hash of the last event; kept elsewhere, it shows a tail that was cut off."""
    first_break: Break | None
    status_differences: int
    """Rows of the projection that do not follow from the ledger."""
    keyed_from: int | None = None
    """The first event with a tag; those before it were recorded without a key."""
    vouched_count: int = 0
    """Tags that were made later, by somebody who answered for the event."""
    has_key: bool = False
    """Whether a key was at hand; without one, tags are counted and not checked."""
    anchor: Anchor | None = None
    """The newest anchor it was compared with."""
    is_anchor_checked: bool = False
    """Whether every anchor's signature could be checked."""
    suppression_fault: str = ""
    """Why the stops kept of forgotten people could not be compared; empty where they were, or there are none."""
    altered: tuple[AlteredTrigger, ...] = ()
    """Fences of the database that are not as they were made; events and statuses may hold all the same."""

    @property
    def is_intact(self) -> bool:
        """Tell whether chain and projection both hold."""
        return self.first_break is None and self.status_differences == 0


class LedgerWalk:
    """One walk along a ledger; after it has ended it can go on with what was recorded since."""

    def __init__(self, engine: Engine, keys: LedgerKeys = NO_KEYS, *, may_lack_tags: bool = False) -> None:
        self._engine = engine
        self._keys = keys
        self._walk = Walk(keys, may_lack_tags=may_lack_tags)
        self._folded: dict[Place, Standing] = {}
        self._nameless: dict[str, int] = {}
        """People whose events belong to nobody, each with the first of them."""
        self._sql = load_queries("stopline.consent", "verification.sql")
        self.touched: set[Place] = set()
        """Where the events seen so far belong; whoever goes on with a walk may empty it before."""

    @property
    def seq(self) -> int:
        """Return the last event that was seen to hold."""
        return self._walk.seq

    @property
    def broken(self) -> Break | None:
        """Return the first break that was met; that a person is missing is certain at the end only."""
        return self._walk.broken or self._missing_person()

    def event_count(self) -> int:
        """Return how many events there are now."""
        row = self._engine.one(self._sql["last_event"])
        return row.number("seq") if row else 0

    def step(self) -> bool:
        """Look at the next page; return whether there may be more."""
        if self._walk.broken is not None:
            return False
        rows = self._engine.all(self._sql["links_after"], seq=self._walk.seq, limit=PAGE)
        for row in rows:
            stored = stored_link(row)
            if not self._walk.see(stored):
                return False
            self._fold(stored)
        return len(rows) == PAGE

    def finish(self) -> Verification:
        """Go to the end, and compare the projection with what follows from the ledger, at one instant."""
        while self.step():
            pass
        with self._engine.snapshot():
            while self.step():
                pass
            difference_count = len(self.differences())
            broken = self.broken
            last = self._engine.one(self._sql["last_event"])
        walk = self._walk
        return Verification(
            event_count=last.number("seq") if last else 0,
            head=last.text("hash") if last else GENESIS,
            first_break=broken,
            status_differences=difference_count,
            keyed_from=walk.keyed_from,
            vouched_count=walk.vouched_count,
            has_key=self._keys.signing is not None,
            altered=altered_triggers(self._engine),
        )

    def differences(self) -> dict[StatusKey, Status]:
        """Return what the projection should hold wherever it holds something else; nothing follows from a broken chain."""
        if self.broken is not None:
            return {}
        return self._compared(self._folded, self._engine.all(self._sql["every_status"]))

    def differences_at(self, places: Iterable[Place]) -> dict[StatusKey, Status]:
        """Return the same for a few places."""
        folded = {place: self._folded.get(place, UNTOUCHED) for place in places}
        rows: list[Row] = []
        for address, channel in folded:
            rows += self._engine.all(self._sql["statuses_at"], address=address, channel=channel)
        return self._compared(folded, rows)

    def _compared(self, folded: Mapping[Place, Standing], rows: Iterable[Row]) -> dict[StatusKey, Status]:
        """Return what should stand in place of rows that are wrong or missing; nothing is made of those that are right."""
        wanted = {
            (*place, scope): status
            for place, standing in folded.items()
            for scope, status in standing.scopes().items()
        }
        wrong: dict[StatusKey, Status] = {}
        for row in rows:
            address, channel, scope, state, since, event_seq, before_hold, basis, agreed_at = row
            key = (Address(str(address)), _CHANNELS[str(channel)], _SCOPES[str(scope)])
            status = wanted.pop(key, NOTHING_KNOWN)
            found = (state, event_seq, before_hold, basis, from_text(str(since)))
            follows = (status.state, status.event_seq, status.before_hold, status.basis, status.since)
            if follows != found or status.agreed_at != (from_text(str(agreed_at)) if agreed_at else None):
                wrong[key] = status
        return wrong | wanted

    def _fold(self, stored: StoredLink) -> None:
        """Advance the status of an event's person; one who was forgotten has none, and the ledger says so later on."""
        link = stored.link
        if stored.address is None:
            if link.kind == EventKind.ERASED:
                self._nameless.pop(link.subject, None)
            else:
                self._nameless.setdefault(link.subject, link.seq)
            return
        place = (Address(stored.address), _CHANNELS[link.channel])
        event = ConsentEvent(
            *place,
            _KINDS[link.kind],
            _METHODS[link.method],
            link.actor,
            from_text(link.occurred_at),
            _SCOPES[link.scope],
            _evidence_of_basis(stored.evidence),
        )
        self._folded[place] = advance(self._folded.get(place, UNTOUCHED), link.seq, event)
        self.touched.add(place)

    def _missing_person(self) -> Break | None:
        """Return the first event whose person was taken away and not forgotten, with everybody of whom that is so."""
        if not self._nameless:
            return None
        named: list[str] = []
        for subject in list(self._nameless)[:NAMED_AT_MOST]:
            row = self._engine.one(self._sql["stands_at"], subject=subject)
            named.append(masked(Address(row.text("address"))) if row else f"subject {subject[:12]}")
        more = len(self._nameless) - len(named)
        about = ", ".join(named) + (f" and {more:,} more" if more else "")
        return Break(min(self._nameless.values()), BreakKind.PERSON_MISSING, about)


def _evidence_of_basis(content: str | None) -> Evidence:
    """Return the evidence where it says what a yes rests on, which is all that a status takes from it."""
    return Evidence.from_content(content) if content and '"basis":' in content else _NO_EVIDENCE


def verify_against(
    found: Verification, anchors: Sequence[Anchor], hash_at: HashAt, keys: LedgerKeys
) -> Verification:
    """Return a verification with what anchors kept elsewhere say about the ledger; the earliest problem counts.

    Args:
        found: what walking the ledger found.
        anchors: what was kept elsewhere of this workspace.
        hash_at: tells the hash of an event.
        keys: check the signatures.
    """
    breaks = [found.first_break] if found.first_break else []
    are_checked = True
    for anchor in anchors:
        is_genuine = anchor.is_genuine(keys)
        are_checked = are_checked and is_genuine is not None
        kind = (
            BreakKind.ANCHOR_FORGED if is_genuine is False else _against(anchor, found, hash_at(anchor.seq))
        )
        if kind is not None:
            seq = found.event_count + 1 if kind is BreakKind.CUT_OFF else anchor.seq
            breaks.append(Break(seq, kind))
    return replace(
        found,
        first_break=min(breaks, key=lambda each: each.seq, default=None),
        anchor=max(anchors, key=lambda each: each.seq, default=None),
        is_anchor_checked=are_checked,
    )


def _against(anchor: Anchor, found: Verification, hashed: str | None) -> BreakKind | None:
    if anchor.seq > found.event_count:
        return BreakKind.CUT_OFF
    if hashed != anchor.hash:
        return BreakKind.REWRITTEN
    # A chain that is broken was not walked to its end, and so was not searched for tags.
    if found.first_break is None and anchor.keyed_from is not None and found.keyed_from != anchor.keyed_from:
        return BreakKind.TAGS_REMOVED
    return None


def stored_link(values: Iterable[SqlValue]) -> StoredLink:
    """Return the event that the columns of `links_after` describe, in their order."""
    columns = tuple(values)
    return StoredLink._make((Link._make(columns[:_LINK_LENGTH]), *columns[_LINK_LENGTH:]))
