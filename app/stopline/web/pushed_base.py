"""What the readers of pushes share: what a push is made of, and how its values are read whatever it looks like."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from stopline.errors import BadInputError
from stopline.faults import place_of, told
from stopline.gateways.base import InboundText, Receipt

Item = InboundText | Receipt
LONGEST_TEXT = 40_000
_SHORT_CODE = 6
"""Digits of the longest short code."""


class Pushed(BaseModel):
    """Part of a push; gateways may add what they like."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)


_PushT = TypeVar("_PushT", bound=Pushed)


def read(model: type[_PushT], value: Mapping[str, object]) -> _PushT:
    """Return a push of a kind.

    Raises:
        BadInputError: it is none; the message says where.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise BadInputError(f"{place_of(first)}: {told(first)}") from error


def with_plus(sender: str) -> str:
    """Return a number that was written without its plus with it; a short code or a name stays as it is."""
    return f"+{sender}" if sender.isascii() and sender.isdecimal() and len(sender) > _SHORT_CODE else sender


def aware(at: datetime | None) -> datetime | None:
    """Return an instant that names no zone as one in UTC."""
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)
