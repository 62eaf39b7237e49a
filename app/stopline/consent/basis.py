"""Pure: what a yes rests on, and which is worth more.

What an event itself says counts; else its method tells: what a person wrote themselves is in writing, what an agent heard is not.
"""

from collections.abc import Mapping

from stopline.consent.events import Basis, ConsentEvent, Method

_RANK = {basis: rank for rank, basis in enumerate(Basis)}
IMPLIED = frozenset({Basis.IMPLIED_INQUIRY, Basis.IMPLIED_PURCHASE})
"""What runs out where the law says so."""

_OF_METHOD: Mapping[Method, Basis] = {
    Method.KEYWORD: Basis.EXPRESS_WRITTEN,
    Method.SENTENCE: Basis.EXPRESS_WRITTEN,
    Method.FORM: Basis.EXPRESS_WRITTEN,
    # An import counts as a yes only with the proof of when and where it was given.
    Method.IMPORT: Basis.EXPRESS_WRITTEN,
    Method.API: Basis.EXPRESS_WRITTEN,
    Method.AGENT: Basis.EXPRESS,
    Method.CARRIER: Basis.EXPRESS,
    # It keeps stops alone.
    Method.SUPPRESSION: Basis.EXPRESS,
}

_WRITTEN = frozenset({Method.KEYWORD, Method.SENTENCE, Method.FORM})
"""How a person agrees in their own letters."""

WORDS: Mapping[Basis, str] = {
    Basis.CONVERSATION: "their own message",
    Basis.IMPLIED_INQUIRY: "an inquiry",
    Basis.IMPLIED_PURCHASE: "a purchase",
    Basis.EXPRESS: "a yes somebody heard",
    Basis.EXPRESS_WRITTEN: "a yes in writing",
}
"""Each basis as an agent reads it."""


def basis_of(event: ConsentEvent) -> Basis:
    """Return what the yes of an event rests on."""
    return event.evidence.basis or _OF_METHOD[event.method]


def basis_told(method: str) -> Basis:
    """Return what a yes rests on of which another system tells how it knows it, and no more: what is not known to be written was heard."""
    return Basis.EXPRESS_WRITTEN if method in _WRITTEN else Basis.EXPRESS


def suffices(has: Basis | None, needs: Basis) -> bool:
    """Tell whether what a consent rests on is worth at least what is needed."""
    return has is not None and _RANK[has] >= _RANK[needs]


def is_worth_more(one: Basis, other: Basis | None) -> bool:
    """Tell whether one basis is worth more than another, or than none."""
    return other is None or _RANK[one] > _RANK[other]


def strictest(needs: list[Basis]) -> Basis:
    """Return the one that is worth most."""
    return max(needs, key=lambda basis: _RANK[basis])
