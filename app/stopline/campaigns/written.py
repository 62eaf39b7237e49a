"""Pure: makes a plan of what somebody wrote, in a form or on a command line, and tells which field is wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from enum import StrEnum
from typing import TypeVar

from stopline.campaigns.audience import Criteria
from stopline.campaigns.campaign import Campaign
from stopline.campaigns.drafts import Plan
from stopline.campaigns.texts import variants_of
from stopline.clock import parse_instant
from stopline.consent.draft import Purpose
from stopline.consent.events import Channel
from stopline.consent.status import State
from stopline.errors import BadInputError
from stopline.inbox.lengths import as_written, parse_length

ValueT = TypeVar("ValueT")

PURPOSES = (Purpose.MARKETING, Purpose.NOTICE)
"""Why many may be written to at once."""
FASTEST = 100_000
"""Messages a minute beyond which nobody can ask."""
MOST_DIGITS = 6
"""Of a number in a split."""


class Field(StrEnum):
    """What of a campaign can be wrong."""

    NAME = "name"
    TEXTS = "texts"
    SPLIT = "split"
    ATTRIBUTES = "attributes"
    WROTE = "wrote"
    NOT_WROTE = "not_wrote"
    WRITTEN = "written"
    NOT_WRITTEN = "not_written"
    LIST = "list"
    STARTS_AT = "starts_at"
    PER_MINUTE = "per_minute"


class FieldError(BadInputError):
    """Something of a campaign is not right.

    Args:
        field: what.
        message: why, and what to write instead.
    """

    def __init__(self, field: Field, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Written:
    """A campaign as somebody wrote it; empty where they wrote nothing."""

    name: str = ""
    texts: tuple[str, ...] = ()
    split: str = ""
    purpose: Purpose = Purpose.MARKETING
    channel: Channel = Channel.SMS
    tags: tuple[str, ...] = ()
    without_tags: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    """Each as `city=Halifax`."""
    consent: State | None = None
    wrote: str = ""
    not_wrote: str = ""
    written: str = ""
    not_written: str = ""
    is_list: bool = False
    starts_at: str = ""
    """As a person writes it; empty for the moment of the launch."""
    per_minute: str = ""
    """Empty for what the settings say."""


def plan_of(written: Written, zone: tzinfo, usual_per_minute: int) -> Plan:
    """Return what somebody wants to send to whom.

    Args:
        written: as they wrote it.
        zone: the zone of times without one.
        usual_per_minute: how many leave in a minute where they did not say.

    Raises:
        FieldError: something in it cannot be read, or is not allowed.
    """
    criteria = Criteria(
        written.tags,
        written.without_tags,
        tuple(_pair(each) for each in written.attributes),
        written.consent,
        _length(Field.WROTE, written.wrote),
        _length(Field.NOT_WROTE, written.not_wrote),
        _length(Field.WRITTEN, written.written),
        _length(Field.NOT_WRITTEN, written.not_written),
        written.is_list,
    )
    weights = _weights(written.split)
    variants = _read(
        Field.SPLIT if weights and _fit(written) else Field.TEXTS, lambda: variants_of(written.texts, weights)
    )
    starts_at = (
        _read(Field.STARTS_AT, lambda: parse_instant(written.starts_at, zone))
        if written.starts_at.strip()
        else None
    )
    per_minute = _per_minute(written.per_minute) if written.per_minute.strip() else usual_per_minute
    return Plan(written.name, written.channel, written.purpose, criteria, variants, starts_at, per_minute)  # fmt: skip


def as_it_was_written(campaign: Campaign, zone: tzinfo) -> Written:
    """Return a campaign as somebody might have written it, so that they can write it anew."""
    criteria, weights = campaign.criteria, [each.weight for each in campaign.variants]
    lengths = {name: as_written(length) for name, length in criteria.lengths().items()}
    return Written(
        name=campaign.name,
        texts=tuple(each.text for each in campaign.variants),
        split=":".join(map(str, weights)) if len(set(weights)) > 1 else "",
        purpose=campaign.purpose,
        channel=campaign.channel,
        tags=criteria.tags,
        without_tags=criteria.without_tags,
        attributes=tuple(f"{name}={value}" for name, value in criteria.attributes),
        consent=criteria.consent,
        wrote=lengths.get("wrote_within", ""),
        not_wrote=lengths.get("not_wrote_within", ""),
        written=lengths.get("written_within", ""),
        not_written=lengths.get("not_written_within", ""),
        is_list=criteria.is_list,
        starts_at=f"{campaign.starts_at.astimezone(zone):%Y-%m-%dT%H:%M}" if campaign.starts_at else "",
        per_minute=str(campaign.per_minute),
    )


def listed_together(words: Sequence[str]) -> str:
    """Return several words as one field of a form: with commas between them, or semicolons where a comma is in one."""
    if any("," in each for each in words):
        return "; ".join(words) + (";" if len(words) == 1 else "")
    return ", ".join(words)


def told_apart(field: str) -> tuple[str, ...]:
    """Return the words of one field of a form: apart at semicolons where there are any, else at commas."""
    return tuple(each.strip() for each in field.split(";" if ";" in field else ",") if each.strip())


def _fit(written: Written) -> bool:
    """Tell whether the texts would do, so that what is wrong is how often each is drawn."""
    try:
        variants_of(written.texts)
    except BadInputError:
        return False
    return True


def _pair(written: str) -> tuple[str, str]:
    name, equals, value = written.partition("=")
    if not equals or not name.strip():
        raise FieldError(
            Field.ATTRIBUTES, f"“{written}” is no attribute; write its name and value like city=Halifax"
        )
    return name.strip(), value.strip()


def _weights(split: str) -> tuple[int, ...]:
    parts = split.split(":") if split.strip() else []
    if not all(part.strip().isdecimal() and len(part.strip()) <= MOST_DIGITS for part in parts):
        raise FieldError(Field.SPLIT, f"“{split}” is no split; write it like 80:20")
    return tuple(int(part) for part in parts)


def _per_minute(written: str) -> int:
    if not written.strip().isdecimal() or len(written.strip()) > MOST_DIGITS or int(written) > FASTEST:
        raise FieldError(
            Field.PER_MINUTE,
            f"“{written}” is no number of messages a minute; write one up to {FASTEST:,}, or 0 for as many as the gateway takes",
        )
    return int(written)


def _length(field: Field, written: str) -> timedelta | None:
    return _read(field, lambda: parse_length(written)) if written.strip() else None


def _read(field: Field, read: Callable[[], ValueT]) -> ValueT:
    """Read something, and tell in which field it is wrong."""
    try:
        return read()
    except BadInputError as error:
        raise FieldError(field, str(error)) from error
