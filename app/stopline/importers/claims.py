"""Pure: what a row says about consent, and whether it counts.

A consent counts only with a time and a source; without them it is unknown, whatever the file says. A stop always counts.
"""

from dataclasses import dataclass
from datetime import datetime

from stopline.address import Address
from stopline.consent.events import Channel, EventKind, Scope
from stopline.errors import BadInputError
from stopline.importers.door import Door, PersonRow
from stopline.importers.mapping import Field, Mapping
from stopline.importers.words import Said, compared, instant_of, shipped_words
from stopline.inert import one_line


@dataclass(frozen=True, slots=True)
class Consent:
    """What a row says about one address on one channel."""

    address: Address
    channel: Channel
    scope: Scope
    kind: EventKind
    occurred_at: datetime
    words: str
    source: str = ""
    wording: str = ""
    is_dated: bool = True
    """Whether the row says when; a stop without a time counts from now."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a row says about consent."""

    consents: tuple[Consent, ...] = ()
    is_unproven: bool = False
    """Whether it says that somebody agreed, and does not prove it."""
    notes: tuple[str, ...] = ()
    """What was odd about it."""


def claims_of(row: PersonRow, mapping: Mapping, door: Door) -> Claims:
    """Return what a row says of consents."""
    notes: list[str] = []
    said = _said(row, mapping, notes)
    given_at = _instant(row.consent_at, door, notes)
    stopped_at = _instant(row.opted_out_at, door, notes)
    has_proof = given_at is not None and bool(row.consent_source)
    is_fresh = (
        said is Said.SUBSCRIBED and given_at is not None and stopped_at is not None and given_at > stopped_at
    )
    is_stopped = said is Said.UNSUBSCRIBED or (_is_filled(row.opted_out_at) and not is_fresh)
    if is_stopped:
        words = row.consent_status or row.opted_out or "opted out"
        kind, at = EventKind.WITHDRAWN, stopped_at or door.now
    elif said is Said.SUBSCRIBED and has_proof and given_at is not None:
        words = row.consent_status
        kind, at = EventKind.IMPORTED, given_at
    else:
        return Claims(is_unproven=said is Said.SUBSCRIBED, notes=tuple(notes))
    found = tuple(
        Consent(
            address,
            channel,
            row.consent_scope,
            kind,
            at,
            words,
            row.consent_source,
            row.consent_wording,
            is_dated=given_at is not None if kind is EventKind.IMPORTED else stopped_at is not None,
        )
        for address, channel in _reached(row, door, is_stopped=is_stopped)
    )
    if not found:
        notes.append("the channel of its consent has no address in this row, so the consent is unknown")
    return Claims(found, notes=tuple(notes))


def _said(row: PersonRow, mapping: Mapping, notes: list[str]) -> Said:
    """Return what the cells about a consent say; a time and a source without a status are a yes."""
    words = shipped_words().status
    # A date in a column “unsubscribed” says yes.
    if _is_filled(row.opted_out):
        return Said.UNSUBSCRIBED
    if not mapping.places(Field.CONSENT_STATUS):
        return Said.SUBSCRIBED if row.consent_at and row.consent_source else Said.UNKNOWN
    meaning = words.get(compared(row.consent_status))
    if meaning is None:
        notes.append(
            f"“{one_line(row.consent_status, 40)}” is not known as a consent, so the consent is unknown"
        )
    return Said(meaning or Said.UNKNOWN)


def _instant(cell: str, door: Door, notes: list[str]) -> datetime | None:
    """Return the instant of a cell; one that cannot be is noted, and proves nothing."""
    if not _is_filled(cell):
        return None
    try:
        instant = instant_of(cell, door.zone, door.dates)
    except BadInputError as error:
        notes.append(str(error))
        return None
    if instant > door.now:
        notes.append(f"“{one_line(cell, 40)}” lies in the future")
        return None
    return instant


def _is_filled(cell: str) -> bool:
    """Tell whether a cell says something: not “no”, “n/a”, a dash or a date of zeros."""
    plain = compared(cell)
    return bool(plain.strip("0 :")) and shipped_words().status.get(plain) != Said.UNKNOWN


def _reached(row: PersonRow, door: Door, *, is_stopped: bool) -> list[tuple[Address, Channel]]:
    """Return where what a row says counts: on the channels it names, else for a stop on every address, for a yes on the first kind."""
    named = row.channel or ((door.channel,) if door.channel else ())
    if not named:
        by_text = [(address, Channel.SMS) for address in row.phone]
        by_mail = [(address, Channel.EMAIL) for address in row.email]
        return [*by_text, *by_mail] if is_stopped else (by_text or by_mail)
    return [
        (address, channel)
        for channel in named
        for address in (row.email if channel is Channel.EMAIL else row.phone)
    ]
