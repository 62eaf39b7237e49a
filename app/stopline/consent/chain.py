"""Pure: the hash chain of the ledger: canonical bytes, links, and the first break.

The chain is tamper-evident, not tamper-proof: somebody who may write the file can make a new chain, and a tail that was
cut off leaves no trace in what remains. It shows accidents and careless edits, and says where they begin.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

GENESIS = "0" * 64
"""What the first event links to."""


@dataclass(frozen=True, slots=True)
class Link:
    """What the chain covers of one event, as it is stored."""

    seq: int
    subject: str
    channel: str
    scope: str
    kind: str
    method: str
    actor: str
    evidence_digest: str
    occurred_at: str
    recorded_at: str
    previous_hash: str

    def hash(self) -> str:
        """Return the SHA-256 over every field, the previous hash among them, in a fixed order."""
        fields = [
            self.seq, self.subject, self.channel, self.scope, self.kind, self.method, self.actor,
            self.evidence_digest, self.occurred_at, self.recorded_at, self.previous_hash,
        ]  # fmt: skip
        return digest(json.dumps(fields, separators=(",", ":"), ensure_ascii=True))


@dataclass(frozen=True, slots=True)
class StoredLink:
    """An event as found in the ledger, with what its hash, its evidence and its subject claim to be."""

    link: Link
    hash: str
    evidence: str | None
    """The content the digest is of; None once erased."""
    address: str | None
    salt: str | None


class BreakKind(StrEnum):
    """What is wrong where the chain breaks."""

    MISSING = "missing"
    """An event is gone, or one was slipped in."""
    UNLINKED = "unlinked"
    """The event does not follow the one before it."""
    CHANGED = "changed"
    """A field of the event is not what was recorded."""
    EVIDENCE_CHANGED = "evidence changed"
    ADDRESS_CHANGED = "address changed"
    """The event was moved to another person."""


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the chain does not hold."""

    seq: int
    kind: BreakKind

    def __str__(self) -> str:
        return f"event {self.seq}: {self.kind}"


def digest(content: str) -> str:
    """Return the SHA-256 of a text as hexadecimal."""
    return hashlib.sha256(content.encode("utf-8")).hexdigest()


def subject_of(address: str, salt: str) -> str:
    """Return what an event carries in place of an address."""
    return digest(f"{salt}|{address}")


def first_break(stored: Iterable[StoredLink]) -> Break | None:
    """Return the first break of a chain in ledger order, or None if it holds from the beginning."""
    expected_seq, previous_hash = 1, GENESIS
    for each in stored:
        kind = _break_of(each, expected_seq, previous_hash)
        if kind is not None:
            return Break(expected_seq, kind)
        expected_seq, previous_hash = each.link.seq + 1, each.hash
    return None


def _break_of(stored: StoredLink, expected_seq: int, previous_hash: str) -> BreakKind | None:
    link = stored.link
    if link.seq != expected_seq:
        return BreakKind.MISSING
    if link.previous_hash != previous_hash:
        return BreakKind.UNLINKED
    if link.hash() != stored.hash:
        return BreakKind.CHANGED
    if stored.evidence is not None and digest(stored.evidence) != link.evidence_digest:
        return BreakKind.EVIDENCE_CHANGED
    if (
        stored.address is not None
        and stored.salt is not None
        and subject_of(stored.address, stored.salt) != link.subject
    ):
        return BreakKind.ADDRESS_CHANGED
    return None
