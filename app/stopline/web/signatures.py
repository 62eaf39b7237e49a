"""Pure: how gateways sign what they push, checked byte for byte; a signature that is wrong in any way is simply wrong.

* generic: `X-Stopline-Signature: t=SECONDS,v1=HEX`, an HMAC-SHA256 over `SECONDS.NAME.BODY`.
* Twilio: `X-Twilio-Signature`, base64 of an HMAC-SHA1 over the address called and the sorted fields of the form
  (Twilio's documentation, “Validating Signatures from Twilio”). It has no time in it; a repeated text is known by its MessageSid.
* Sinch: `x-sinch-webhook-signature`, base64 of an HMAC-SHA256 over `BODY.NONCE.SECONDS` (Sinch's documentation, “Validating callbacks”).
* Vonage: a JWT (HS256) in `Authorization`, whose `payload_hash` is the SHA-256 of the body (Vonage's documentation, “Signed webhooks”).
* Telnyx: `telnyx-signature-ed25519`, base64 of an Ed25519 signature over `SECONDS|BODY`, checked with the account's public key
  (Telnyx's documentation, “Receiving webhooks for messaging”).
* Plivo: `X-Plivo-Signature-V3` or, by the main account, `X-Plivo-Signature-Ma-V3`, base64 of an HMAC-SHA256 over the address called, its
  query, the sorted fields of the form and a nonce. For messages its documentation names the older V2, over the address and the nonce alone
  (“Validating requests”), while both are met with; where a push has any of V3, V2 does not count. Neither has a time in it.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from stopline.signing import is_same

WINDOW = timedelta(minutes=5)
"""How far the time in a signature may be from ours; an older push is somebody's recording of it."""
ED25519_BYTES = 32
"""Bytes of a public key."""
_GENERIC = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def generic_signature(secret: str, name: str, body: bytes, at: datetime) -> str:
    """Return the signature of a push to the gateway of a name."""
    seconds = int(at.timestamp())
    return f"t={seconds},v1={_generic_digest(secret, name, body, seconds)}"


def is_generic(secret: str, name: str, body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
    """Tell whether a push is signed, and lately."""
    match = _GENERIC.fullmatch(headers.get("x-stopline-signature", ""))
    if match is None or not _is_recent(match[1], now):
        return False
    return is_same(match[2], _generic_digest(secret, name, body, int(match[1])))


def twilio_signature(secret: str, url: str, fields: Iterable[tuple[str, str]]) -> str:
    """Return what Twilio signs a form with that it sends to an address; the same field twice with the same value counts once."""
    said = url + "".join(name + value for name, value in sorted(set(fields)))
    return _base64(hmac.digest(secret.encode(), said.encode("utf-8", "surrogateescape"), hashlib.sha1))


def is_twilio(secret: str, url: str, fields: Iterable[tuple[str, str]], headers: Mapping[str, str]) -> bool:
    """Tell whether a form is signed by Twilio, which may or may not name the port in the address it signs."""
    given, kept = headers.get("x-twilio-signature", ""), list(fields)
    matches = [is_same(given, twilio_signature(secret, each, kept)) for each in _with_and_without_port(url)]
    return bool(given) and any(matches)


def sinch_signature(secret: str, body: bytes, nonce: str, seconds: str) -> str:
    """Return what Sinch signs a push with."""
    said = body + f".{nonce}.{seconds}".encode()
    return _base64(hmac.digest(secret.encode(), said, hashlib.sha256))


def is_sinch(secret: str, body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
    """Tell whether a push is signed by Sinch, and lately."""
    nonce = headers.get("x-sinch-webhook-signature-nonce", "")
    seconds = headers.get("x-sinch-webhook-signature-timestamp", "")
    if headers.get("x-sinch-webhook-signature-algorithm", "") != "HmacSHA256" or not nonce:
        return False
    given = headers.get("x-sinch-webhook-signature", "")
    return _is_recent(seconds, now) and is_same(given, sinch_signature(secret, body, nonce, seconds))


def vonage_token(secret: str, body: bytes, at: datetime) -> str:
    """Return what Vonage shows with a push."""
    claims = {"iat": int(at.timestamp()), "payload_hash": hashlib.sha256(body).hexdigest()}
    said = (
        f"{_url64(json.dumps({'alg': 'HS256', 'typ': 'JWT'}).encode())}.{_url64(json.dumps(claims).encode())}"
    )
    return f"{said}.{_url64(hmac.digest(secret.encode(), said.encode(), hashlib.sha256))}"


def is_vonage(secret: str, body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
    """Tell whether a push comes with Vonage's token for exactly this body, and lately; no other way of signing is accepted."""
    token = headers.get("authorization", "").removeprefix("Bearer ").strip()
    said, _, given = token.rpartition(".")
    head, _, claims = said.partition(".")
    if not is_same(
        given, _url64(hmac.digest(secret.encode(), said.encode("utf-8", "replace"), hashlib.sha256))
    ):
        return False
    told, signed = _json_in(head), _json_in(claims)
    return (
        told.get("alg") == "HS256"
        and _is_recent(str(signed.get("iat", "")), now)
        and is_same(str(signed.get("payload_hash", "")).lower(), hashlib.sha256(body).hexdigest())
    )


def telnyx_key(written: str) -> bytes | None:
    """Return the public key a text holds, as Telnyx shows it in base64; None where it holds none."""
    try:
        key = base64.b64decode(written, validate=True)
    except ValueError:
        return None
    return key if len(key) == ED25519_BYTES else None


def is_telnyx(public_key: str, body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
    """Tell whether a push is signed by the owner of a public key, and lately."""
    # Only this gateway needs it; the face has it loaded when it starts.
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    key, seconds = telnyx_key(public_key), headers.get("telnyx-timestamp", "")
    if key is None or not _is_recent(seconds, now):
        return False
    try:
        given = base64.b64decode(headers.get("telnyx-signature-ed25519", ""), validate=True)
        Ed25519PublicKey.from_public_bytes(key).verify(given, f"{seconds}|".encode() + body)
    except (ValueError, InvalidSignature):
        return False
    return True


def plivo_signature(secret: str, url: str, fields: Iterable[tuple[str, str]], nonce: str) -> str:
    """Return what Plivo signs a form with that it sends to an address (V3)."""
    parts = urlsplit(url)
    query = "&".join(
        f"{name}={value}" for name, value in sorted(parse_qsl(parts.query, keep_blank_values=True))
    )
    said = "".join(name + value for name, value in sorted(fields))
    address = parts._replace(query="", fragment="").geturl()
    if query or said:
        address += f"?{query}"
    if query and said:
        address += "."
    return _base64(_plivo_digest(secret, f"{address}{said}.{nonce}"))


def plivo_v2_signature(secret: str, url: str, nonce: str) -> str:
    """Return what Plivo signs the address it calls with (V2); what it sends there is not signed."""
    return _base64(_plivo_digest(secret, urlsplit(url)._replace(query="", fragment="").geturl() + nonce))


def is_plivo(secret: str, url: str, fields: Iterable[tuple[str, str]], headers: Mapping[str, str]) -> bool:
    """Tell whether a form is signed by Plivo; one signed the older way is so only where it has no signature of the newer."""
    newer = _plivo_signatures(headers, "v3")
    if newer:
        nonce, kept = headers.get("x-plivo-signature-v3-nonce", ""), list(fields)
        expected = [plivo_signature(secret, each, kept, nonce) for each in _with_and_without_port(url)]
        return bool(nonce) and _is_any(newer, expected)
    nonce = plivo_v2_nonce(headers)
    return bool(nonce) and _is_any(
        _plivo_signatures(headers, "v2"),
        [plivo_v2_signature(secret, each, nonce) for each in _with_and_without_port(url)],
    )


def plivo_v2_nonce(headers: Mapping[str, str]) -> str:
    """Return the nonce of the older way, which covers no word of the form; empty where a form is not signed that way."""
    return headers.get("x-plivo-signature-v2-nonce", "") if _plivo_signatures(headers, "v2") else ""


def has_plivo_v3(headers: Mapping[str, str]) -> bool:
    """Tell whether a form is signed the newer way, which covers all of it, so that the older one does not count."""
    return bool(_plivo_signatures(headers, "v3"))


def _plivo_signatures(headers: Mapping[str, str], version: str) -> list[str]:
    """Return the signatures of a version: by the account and by the main account, one for each key in use."""
    written = [headers.get(f"x-plivo-signature{account}-{version}", "") for account in ("", "-ma")]
    return [each.strip() for value in written for each in value.split(",") if each.strip()]


def _plivo_digest(secret: str, said: str) -> bytes:
    return hmac.digest(secret.encode(), said.encode("utf-8", "surrogateescape"), hashlib.sha256)


def _is_any(given: Iterable[str], expected: Iterable[str]) -> bool:
    known = list(expected)
    # Every one is compared, so that how long it takes tells nothing of which fits.
    matches = [is_same(one, other) for one in given for other in known]
    return any(matches)


def _generic_digest(secret: str, name: str, body: bytes, seconds: int) -> str:
    return hmac.digest(secret.encode(), f"{seconds}.{name}.".encode() + body, hashlib.sha256).hex()


def _is_recent(seconds: str, now: datetime) -> bool:
    if not seconds.isascii() or not seconds.isdecimal() or len(seconds) > 12:
        return False
    return abs(now.timestamp() - int(seconds)) <= WINDOW.total_seconds()


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode("ascii")


def _url64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _json_in(part: str) -> dict[str, object]:
    """Return what a part of a token holds; empty where it holds nothing of use."""
    try:
        value = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _with_and_without_port(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    usual = 443 if parts.scheme == "https" else 80
    without = parts._replace(netloc=host).geturl()
    return without, parts._replace(netloc=f"{host}:{parts.port or usual}").geturl()
