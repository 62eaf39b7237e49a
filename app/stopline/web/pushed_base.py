"""What the readers of pushes share: what a push is made of, and how its values are read whatever it looks like.

No text is lost for what stands beside it: a value that cannot be read is left out, and a text whose time is left out counts from now.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from stopline.errors import BadInputError
from stopline.faults import place_of, told
from stopline.gateways.base import InboundText, Receipt
from stopline.inert import json_text

LONGEST_TEXT = 40_000
_SHORT_CODE = 6
"""Digits of the longest short code."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Part of a push that cannot be read."""

    reason: str
    text: InboundText | None = None
    """What can be made of it, where it names a sender and something like a text: it may be a stop."""


Item = InboundText | Receipt | Unreadable


def _as_words(value: object) -> object:
    return value if value is None or isinstance(value, str) else json_text(value)


Words = Annotated[str, BeforeValidator(_as_words)]
"""What somebody wrote; what is no text is shown as it stands."""


class Pushed(BaseModel):
    """Part of a push; gateways may add what they like."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)


_PushT = TypeVar("_PushT", bound=Pushed)


def read(model: type[_PushT], value: Mapping[str, object]) -> _PushT:
    """Return a push of a kind, without the values that can be left out and cannot be read.

    Raises:
        BadInputError: it is none; the message says where.
    """
    found, faults = readable(model, value)
    for place in faults:
        _log.warning("a push holds what cannot be read, and it is left out: %s", place)
    return found


def readable(model: type[_PushT], value: Mapping[str, object]) -> tuple[_PushT, dict[str, str]]:
    """Return what can be read of a push of a kind, and what is wrong with each value that was left out, by its place.

    Raises:
        BadInputError: without such a value it is none; the message says where.
    """
    faults: dict[str, str] = {}
    left: object = value
    while True:
        try:
            return model.model_validate(left), faults
        except ValidationError as error:
            # From the last to the first, so that what is left out moves nothing that is still to be.
            for fault in reversed(error.errors(include_input=False, include_url=False)):
                known = faults.setdefault(place_of(fault), told(fault))
                smaller = _without(left, fault["loc"])
                if smaller is None:
                    raise BadInputError(f"{place_of(fault)}: {known}") from error
                left = smaller


def _without(value: object, place: Sequence[int | str]) -> object | None:
    """Return a value without what stands at a place, or without what was to hold it and cannot; None where nothing stands there."""
    if not place:
        return None
    first, *rest = place
    if isinstance(value, Mapping) and first in value:
        inner = _inner(value[first], rest)
        kept = {name: each for name, each in value.items() if name != first or inner is not _GONE}
        return None if inner is None else kept if inner is _GONE else {**kept, first: inner}
    if isinstance(value, list) and isinstance(first, int) and first < len(value):
        inner = _inner(value[first], rest)
        return (
            None
            if inner is None
            else [*value[:first], *([] if inner is _GONE else [inner]), *value[first + 1 :]]
        )
    return None


_GONE = object()
"""Stands for a value that is left out as a whole."""


def _inner(value: object, rest: Sequence[int | str]) -> object | None:
    return _without(value, rest) if rest and isinstance(value, Mapping | list) else _GONE


def named(text: InboundText, field: str) -> InboundText | Unreadable:
    """Return a text, or where it lacks the name by which it would count once, what is made of it.

    Args:
        text: the text as it was pushed.
        field: where its name was to stand.
    """
    return text if text.provider_id else Unreadable(f"{field}: it is missing", text)


def with_plus(sender: str) -> str:
    """Return a number that was written without its plus with it; a short code or a name stays as it is."""
    return f"+{sender}" if sender.isascii() and sender.isdecimal() and len(sender) > _SHORT_CODE else sender


def aware(at: datetime | None) -> datetime | None:
    """Return an instant in UTC, which is meant where it names no zone; None for one that lies outside of all years."""
    if at is None:
        return None
    try:
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except OverflowError:
        return None
