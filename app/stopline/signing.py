"""Pure: short signed tokens for links and forms: what they say can be read by anybody, and changed by nobody without the key.

A token is the base64url of its expiry, its content and a keyed digest over both and over what it is for, so that a token for
one thing never opens another. It tells nothing about a person unless its maker puts that in.
"""

import base64
import binascii
import hashlib
import hmac
from datetime import UTC, datetime
from enum import StrEnum

_EXPIRY_BYTES = 5
_MAC_BYTES = 16
"""128 bits: nobody guesses that many, and a link still fits into a text message."""
LONGEST_TOKEN = 400


class Flaw(StrEnum):
    """Why a token is not accepted."""

    FORGED = "forged"
    EXPIRED = "expired"


def sealed(key: bytes, purpose: str, content: bytes, expires_at: datetime) -> str:
    """Return a token for one purpose that holds until an instant, to the second."""
    expiry = int(expires_at.timestamp()).to_bytes(_EXPIRY_BYTES, "big")
    return _encoded(expiry + content + _mac(key, purpose, expiry + content))


def token_length(content_bytes: int) -> int:
    """Return how many characters a token for so much content has."""
    return -(-(_EXPIRY_BYTES + content_bytes + _MAC_BYTES) * 8 // 6)


def opened(key: bytes, purpose: str, token: str, now: datetime) -> bytes | Flaw:
    """Return what a token holds, or why it is not accepted."""
    raw = _decoded(token)
    if raw is None or len(raw) < _EXPIRY_BYTES + _MAC_BYTES:
        return Flaw.FORGED
    said, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(key, purpose, said)):
        return Flaw.FORGED
    expires_at = datetime.fromtimestamp(int.from_bytes(said[:_EXPIRY_BYTES], "big"), UTC)
    return said[_EXPIRY_BYTES:] if now < expires_at else Flaw.EXPIRED


def keyed_digest(key: bytes, purpose: str, content: str) -> str:
    """Return what can stand for a content that must not be kept, such as a token that was used: nobody guesses it back without the key."""
    return _mac(key, purpose, content.encode("utf-8", "surrogatepass")).hex()


def is_same(given: str, wanted: str) -> bool:
    """Compare two secrets in a time that tells nothing about how alike they are."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode("utf-8", "replace"))


def _mac(key: bytes, purpose: str, said: bytes) -> bytes:
    label = purpose.encode()
    return hmac.digest(key, len(label).to_bytes(2, "big") + label + said, hashlib.sha256)[:_MAC_BYTES]


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _decoded(token: str) -> bytes | None:
    """Return the bytes of a token; the same bytes written in another way are another token, and no good."""
    if not token.isascii() or len(token) > LONGEST_TOKEN:
        return None
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return None
    return raw if _encoded(raw) == token else None
