"""Pure: the keys that tag events and sign anchors: whoever lacks them can change the ledger, but not unnoticed.

A key is known by its id, which is made from it and tells nothing about it. The first key tags; all of them are known, so
that a key can be replaced while what the old one tagged still verifies.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field

from stopline.errors import SettingsError

SHORTEST_KEY = 32
"""Characters of a key; a shorter one could be guessed."""
_ID_LENGTH = 16


@dataclass(frozen=True, slots=True)
class LedgerKey:
    """One secret key."""

    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """Return what names the key without telling it."""
        return self.tag("stopline ledger key")[:_ID_LENGTH]

    def tag(self, text: str) -> str:
        """Return the HMAC-SHA256 of a text as hexadecimal."""
        return hmac.new(self.secret, text.encode("utf-8"), hashlib.sha256).hexdigest()

    def fits(self, text: str, tag: str) -> bool:
        """Tell whether a tag was made of a text with this key."""
        return hmac.compare_digest(self.tag(text), tag)


@dataclass(frozen=True, slots=True)
class LedgerKeys:
    """The keys at hand; without any the ledger works, and cannot tell forgers apart."""

    keys: Sequence[LedgerKey] = ()
    source: str = ""
    """Where they were found, in words."""

    @property
    def signing(self) -> LedgerKey | None:
        """Return the key that tags what is recorded now."""
        return self.keys[0] if self.keys else None

    def of(self, key_id: str) -> LedgerKey | None:
        """Return a key by its id."""
        return next((key for key in self.keys if key.id == key_id), None)


NO_KEYS = LedgerKeys()


def tagged_text(event_hash: str, vouched_by: str = "", vouched_at: str = "") -> str:
    """Return what an event's tag is made of: its hash, and who answered for it later, if anybody did."""
    return f"event|{event_hash}|{vouched_by}|{vouched_at}"


def keys_from(text: str, source: str) -> LedgerKeys:
    """Return the keys written in a text, one a word; the first tags.

    Raises:
        SettingsError: there is none, or one that could be guessed.
    """
    words = text.split()
    if not words or any(len(word) < SHORTEST_KEY for word in words):
        raise SettingsError(
            f"{source}: a ledger key has at least {SHORTEST_KEY} characters; make one with `stopline consent key --new FILE`"
        )
    return LedgerKeys(tuple(LedgerKey(word.encode("utf-8")) for word in words), source)
