"""Pure: the hash chain of the ledger: canonical bytes, links, tags, and the first break.

The chain is tamper-evident, not tamper-proof: somebody who may write the file can make a new chain, and a tail that was
cut off leaves no trace in what remains. A key keeps others from making a new one, an anchor kept elsewhere shows a tail
that is gone. Either way the chain shows accidents and careless edits, and says where they begin.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from json.encoder import encode_basestring_ascii
from typing import NamedTuple

from stopline.address import Address, masked
from stopline.consent.keys import NO_KEYS, LedgerKey, LedgerKeys, tagged_text

GENESIS = "0" * 64
"""What the first event links to."""


class Link(NamedTuple):
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
        # The same bytes as `json.dumps` of all fields, at a fifth of its time.
        texts = ",".join(map(encode_basestring_ascii, self[1:]))
        return digest(f"[{self.seq},{texts}]")


class StoredLink(NamedTuple):
    """An event as found in the ledger, with what its hash, evidence, subject and tag claim to be."""

    link: Link
    hash: str
    evidence: str | None
    """The content the digest is of; None once erased, as with its person."""
    address: str | None
    salt: str | None
    key_id: str | None = None
    """The key its tag was made with; None where it has no tag."""
    tag: str | None = None
    vouched_by: str | None = None
    vouched_at: str | None = None


class BreakKind(StrEnum):
    """What is wrong where the chain breaks."""

    MISSING = "missing"
    """An event is gone, or one was slipped in."""
    UNLINKED = "unlinked"
    """The event does not follow the one before it."""
    CHANGED = "changed"
    """A field of the event is not what was recorded."""
    EVIDENCE_CHANGED = "evidence changed"
    EVIDENCE_MISSING = "evidence missing"
    """The words that prove it were taken away, and nobody was forgotten."""
    ADDRESS_CHANGED = "address changed"
    """The event was moved to another person."""
    PERSON_MISSING = "person missing"
    """Whose event it is was taken away, and nothing says that they were forgotten."""
    TAG_MISSING = "not tagged"
    """Events before it carry a tag: it was recorded without the key, or its tag was taken away."""
    TAG_WRONG = "tag wrong"
    """Whoever made the event did not have the key."""
    KEY_UNKNOWN = "key unknown"
    """Its tag was made with a key that is not at hand."""
    CUT_OFF = "tail cut off"
    """An anchor knows events that are gone."""
    REWRITTEN = "rewritten"
    """An anchor knows this event with another hash: it, or one before it, was made anew."""
    ANCHOR_FORGED = "anchor forged"
    """The anchor itself was not signed with the key it names, or was altered."""
    TAGS_REMOVED = "tags removed"
    """An anchor knows that events were tagged which carry no tag now."""


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the chain does not hold."""

    seq: int
    kind: BreakKind
    about: str = ""
    """Whom it is about, masked."""

    @property
    def remedy(self) -> str:
        """Return what to do about it."""
        if self.kind is BreakKind.TAG_MISSING:
            return (
                "It counts all the same. Where a program without the ledger key recorded it, `stopline consent key --vouch` answers "
                "for it; where nobody did, its tag was taken away or it was slipped in: compare the file with a backup."
            )
        if self.kind is BreakKind.EVIDENCE_MISSING:
            return (
                "Its words were erased, and its person was not forgotten. Stop sending, keep the file as it is, and take the words "
                "from a backup made before."
            )
        return "Stop sending, keep the file as it is, and compare it with a backup."

    def __str__(self) -> str:
        """Return where and what it is, in words that hold no address; whom it is about stays with whoever may read the ledger."""
        why = " (no key was here)" if self.kind is BreakKind.TAG_MISSING else ""
        return f"event {self.seq}: {self.kind}{why}"

    @property
    def named(self) -> str:
        """Return the same with whom it is about."""
        return f"{self} ({self.about})" if self.about else str(self)


class Walk:
    """Goes along a chain from its beginning, event by event, as far as it holds.

    Args:
        keys: check the tags; without any, tags are noted and not checked.
        may_lack_tags: whether an event without a tag is no break behind others that have one.
    """

    def __init__(self, keys: LedgerKeys = NO_KEYS, *, may_lack_tags: bool = False) -> None:
        self._keys = {key.id: key for key in keys.keys}
        self._may_lack_tags = may_lack_tags
        self.seq = 0
        """The last event that was seen to hold."""
        self.hash = GENESIS
        self.broken: Break | None = None
        self.keyed_from: int | None = None
        """The first event with a tag; those before it were recorded without a key."""
        self.vouched_count = 0
        """Tags that were made later, by somebody who answered for the event."""

    def see(self, stored: StoredLink) -> bool:
        """Look at the next event; return whether the chain holds so far."""
        kind = _break_of(stored, self.seq + 1, self.hash) or self._tag_break_of(stored)
        if kind is not None:
            self.broken = Break(self.seq + 1, kind, _whose(stored, kind))
            return False
        self.seq, self.hash = stored.link.seq, stored.hash
        return True

    def _tag_break_of(self, stored: StoredLink) -> BreakKind | None:
        if stored.tag is None or stored.key_id is None:
            is_break = self.keyed_from is not None and not self._may_lack_tags
            return BreakKind.TAG_MISSING if is_break else None
        if self.keyed_from is None:
            self.keyed_from = stored.link.seq
        if stored.vouched_at is not None:
            self.vouched_count += 1
        if not self._keys:
            return None
        key = self._keys.get(stored.key_id)
        if key is None:
            return BreakKind.KEY_UNKNOWN
        return None if _fits(stored, key) else BreakKind.TAG_WRONG


def digest(content: str) -> str:
    """Return the SHA-256 of a text as hexadecimal."""
    return hashlib.sha256(content.encode("utf-8")).hexdigest()


def subject_of(address: str, salt: str) -> str:
    """Return what an event carries in place of an address."""
    return digest(f"{salt}|{address}")


def first_break(stored: Iterable[StoredLink], keys: LedgerKeys = NO_KEYS) -> Break | None:
    """Return the first break of a chain in ledger order, or None if it holds from the beginning."""
    walk = Walk(keys)
    for each in stored:
        if not walk.see(each):
            break
    return walk.broken


def break_of(stored: StoredLink, before: str | None, keys: LedgerKeys) -> Break | None:
    """Return what is wrong with one event by itself, given the hash of the one before it."""
    seq = stored.link.seq
    kind = BreakKind.MISSING if before is None else _break_of(stored, seq, before)
    if kind is None and stored.tag is not None and stored.key_id is not None and keys.keys:
        key = keys.of(stored.key_id)
        if key is None:
            kind = BreakKind.KEY_UNKNOWN
        elif not _fits(stored, key):
            kind = BreakKind.TAG_WRONG
    return None if kind is None else Break(seq, kind, _whose(stored, kind))


def _whose(stored: StoredLink, kind: BreakKind) -> str:
    """Return whose words are missing; any other break may be in whose event it is."""
    if kind is not BreakKind.EVIDENCE_MISSING or stored.address is None:
        return ""
    return masked(Address(stored.address))


def _fits(stored: StoredLink, key: LedgerKey) -> bool:
    text = tagged_text(stored.hash, stored.vouched_by or "", stored.vouched_at or "")
    return key.fits(text, stored.tag or "")


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
    if stored.address is None or stored.salt is None:
        # Whether somebody was forgotten, or only taken away, an event further on says.
        return None
    if subject_of(stored.address, stored.salt) != link.subject:
        return BreakKind.ADDRESS_CHANGED
    return BreakKind.EVIDENCE_MISSING if stored.evidence is None else None
