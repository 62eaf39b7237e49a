"""Pure: contacts who seem to be the same person: one mailbox or number written in two ways, or one name with a number here and a mail there.

The same address cannot belong to two contacts; its variants can. A name alone says nothing: many people share one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from stopline.address import Address, is_email
from stopline.hygiene.findings import Affected, Finding, Kind, Seen
from stopline.plural import worded

_UNDOTTED = frozenset({"gmail.com", "googlemail.com"})
"""Where dots in a mailbox mean nothing, and both names are one."""
_PREFIXED = (
    (re.compile(r"\+521(\d{10})"), r"+52\1"),
    (re.compile(r"\+549(\d{10})"), r"+54\1"),
    (re.compile(r"\+55(\d{2})9(\d{8})"), r"+55\1\2"),
)
"""Countries whose mobile numbers are written with and without a digit: Mexico, Argentina, Brazil."""
FEWEST_WORDS = 2
"""Words of a name that tell somebody apart."""


def _is_mail(row: Affected) -> bool:
    return row.address is not None and is_email(row.address)


def variant_key(address: Address) -> str:
    """Return what all ways of writing an address have in common."""
    if is_email(address):
        mailbox, _, domain = address.lower().partition("@")
        mailbox = mailbox.partition("+")[0] or mailbox
        if domain in _UNDOTTED:
            return f"{mailbox.replace('.', '')}@gmail.com"
        return f"{mailbox}@{domain}"
    for pattern, written in _PREFIXED:
        if (found := pattern.fullmatch(address)) is not None:
            return found.expand(written)
    return address


def pairs(rows: Iterable[Affected]) -> list[Affected]:
    """Return those who seem to be somebody else among the rows, each with the other as its twin."""
    by_variant: dict[str, list[Affected]] = defaultdict(list)
    by_name: dict[str, list[Affected]] = defaultdict(list)
    for row in rows:
        if row.address is not None:
            by_variant[variant_key(row.address)].append(row)
        name = " ".join(row.who.casefold().split())
        if name.count(" ") + 1 >= FEWEST_WORDS:
            by_name[name].append(row)
    found: dict[tuple[int, int], Affected] = {}
    for group in by_variant.values():
        _note(found, group, "the same address written as {}")
    for group in by_name.values():
        numbers = [row for row in group if not _is_mail(row)]
        mails = [row for row in group if _is_mail(row)]
        # More than one of either kind, and nobody can tell who belongs to whom.
        if len({row.contact for row in numbers}) == 1 and len({row.contact for row in mails}) == 1:
            _note(found, [numbers[0], mails[0]], "the same name at {}")
    return list(found.values())


def duplicate_finding(twins: Seen) -> Finding | None:
    """Return the contacts who seem to be the same person."""
    if not twins.total:
        return None
    return Finding(
        Kind.DUPLICATES,
        worded(twins.total, "Person who is here twice", "People who are here twice"),
        twins.total,
        "Their conversations stand apart, and a stop on one address says nothing of the other.",
        "`x` puts the chosen one together with the other; or `stopline people merge A B`.",
        twins.rows,
    )


def _note(found: dict[tuple[int, int], Affected], group: list[Affected], words: str) -> None:
    first, *others = sorted(group, key=lambda row: row.contact or 0)
    for other in others:
        if first.contact is None or other.contact is None or first.contact == other.contact:
            continue
        pair = (first.contact, other.contact)
        found.setdefault(pair, replace(other, detail=words.format(first.address), twin=first.contact))
