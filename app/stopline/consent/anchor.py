"""Pure: anchors: the head of the ledger, signed, to be kept where nobody who may write the ledger can reach it.

An anchor shows that up to it nothing was made anew and no tail is gone. What was recorded and removed again after the
last anchor leaves no trace.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from stopline.consent.chain import digest
from stopline.consent.keys import LedgerKeys
from stopline.errors import BadInputError

FORM = 1
"""The form of an anchor's line."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of a ledger at an instant."""

    workspace: str
    """Names the workspace, so that anchors of two are not mistaken for each other."""
    seq: int
    hash: str
    at: str
    keyed_from: int | None
    """The first event with a tag."""
    signed_by: str | None = None
    """The key it is signed with; None where there was none, and the signature is a plain checksum."""
    signature: str = ""

    def signed(self, keys: LedgerKeys) -> "Anchor":
        """Return the anchor signed with the key at hand; without one, anybody can make its checksum again."""
        key = keys.signing
        named = replace(self, signed_by=key.id if key else None, signature="")
        text = named.signed_text()
        return replace(named, signature=key.tag(text) if key else digest(text))

    def signed_text(self) -> str:
        """Return what the signature is made of."""
        fields = {**asdict(self), "signature": ""}
        return "anchor|" + json.dumps(fields, sort_keys=True, separators=(",", ":"))

    def is_genuine(self, keys: LedgerKeys) -> bool | None:
        """Tell whether the signature fits; None where its key is not at hand."""
        if self.signed_by is None:
            return digest(self.signed_text()) == self.signature
        key = keys.of(self.signed_by)
        return None if key is None else key.fits(self.signed_text(), self.signature)

    def line(self) -> str:
        """Return the anchor as one line of a file."""
        return json.dumps({"stopline_anchor": FORM, **asdict(self)})


def anchors_in(text: str, place: str) -> list[Anchor]:
    """Return the anchors of a file, a line each.

    Raises:
        BadInputError: there is none, or a line is none; the message names its place.
    """
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise BadInputError(
            f"{place}: there is no anchor in it; `stopline consent anchor --to FILE` writes one"
        )
    return [_anchor(line, f"{place}, line {number}") for number, line in lines]


def _anchor(line: str, place: str) -> Anchor:
    wrong = BadInputError(f"{place}: that is no anchor; `stopline consent anchor --to FILE` writes one")
    try:
        read = json.loads(line)
    except ValueError:
        raise wrong from None
    if not isinstance(read, Mapping) or read.get("stopline_anchor") != FORM:
        raise wrong
    workspace, seq, hashed, at, signature = (
        read.get(name) for name in ("workspace", "seq", "hash", "at", "signature")
    )
    keyed_from, signed_by = read.get("keyed_from"), read.get("signed_by")
    if (
        not (isinstance(workspace, str) and isinstance(hashed, str) and isinstance(at, str))
        or not (isinstance(signature, str) and isinstance(seq, int))
        or not (keyed_from is None or isinstance(keyed_from, int))
        or not (signed_by is None or isinstance(signed_by, str))
    ):
        raise wrong
    return Anchor(workspace, seq, hashed, at, keyed_from, signed_by, signature)
