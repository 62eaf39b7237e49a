"""Pure: what a row says about consent, and whether it counts.

A consent counts only with a time and a source, and only while it is not old; without them it is unknown, whatever the file says, and
is to be asked for again. At an address where messages came back for good it counts for nothing. A stop always counts; a plain no takes nothing back, and holds whoever is subscribed here. A row may say one thing for each channel, or one thing for all it has addresses for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from stopline.address import Address
from stopline.consent.events import Channel, EventKind, Scope
from stopline.days import full_day
from stopline.errors import BadInputError
from stopline.importers.door import Door, PersonRow
from stopline.importers.mapping import Field, Mapping
from stopline.importers.proof_cells import ProofCells
from stopline.importers.stops import is_filled, says_stop, stop_said
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
    ip: str = ""
    """The network address the yes came from."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A yes that does not count, and is to be asked for again."""

    address: Address
    channel: Channel
    scope: Scope
    why: str
    is_old: bool = False
    """Whether it is proven and too old, rather than not proven."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a row says about consent."""

    consents: tuple[Consent, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    denials: tuple[Consent, ...] = ()
    """A plain no, about everywhere the row leads to."""
    unread: tuple[Consent, ...] = ()
    """A word that cannot be read, about everywhere the row leads to."""
    bounced: tuple[Consent, ...] = ()
    """A yes of addresses at which messages came back for good; the words say when."""
    notes: tuple[str, ...] = ()
    """What was odd about it."""

    @property
    def is_unproven(self) -> bool:
        """Tell whether the row says that somebody agreed, and does not prove it."""
        return any(not doubt.is_old for doubt in self.doubts)

    @property
    def is_old(self) -> bool:
        """Tell whether the row proves a yes that is too old."""
        return any(doubt.is_old for doubt in self.doubts)


def claims_of(row: PersonRow, mapping: Mapping, door: Door) -> Claims:
    """Return what a row says of consents."""
    found = [_claims(cells, channel, row, mapping, door) for channel, cells in _parts(row, door)]
    return Claims(
        tuple(consent for each in found for consent in each.consents),
        tuple(doubt for each in found for doubt in each.doubts),
        tuple(denial for each in found for denial in each.denials),
        tuple(unread for each in found for unread in each.unread),
        tuple(bounced for each in found for bounced in each.bounced),
        tuple(dict.fromkeys(note for each in found for note in each.notes)),
    )


def _parts(row: PersonRow, door: Door) -> Iterator[tuple[Channel | None, ProofCells]]:
    """Yield what a row says for each channel with columns of its own, then what it says for the rest."""
    own = dict(row.own)
    general = row.proof
    shared = ProofCells(source=general.source, wording=general.wording, ip=general.ip, scope=general.scope)
    for channel, cells in own.items():
        # The columns without a channel's name speak for the one channel that the name of the consent's column gives them.
        yield channel, cells.filled_from(general if channel is door.channel else shared)
    if not own:
        yield None, general
    elif door.channel not in own and general != shared:
        yield door.channel, general


def _claims(
    cells: ProofCells, channel: Channel | None, row: PersonRow, mapping: Mapping, door: Door
) -> Claims:
    notes: list[str] = []
    said = _said(cells, channel, mapping)
    given_at = _instant(cells.at, door, notes)
    stop = stop_said(
        cells.opted_out_at, cells.scope, door.now, lambda cell: instant_of(cell, door.zone, door.dates)
    )
    stopped_at = stop.at
    notes += stop.notes
    if mapping.dates_status and said is Said.UNSUBSCRIBED and stopped_at is None:
        stopped_at, given_at = given_at, None
    is_fresh = (
        said is Said.SUBSCRIBED and given_at is not None and stopped_at is not None and given_at > stopped_at
    )
    is_stopped = said is Said.UNSUBSCRIBED or (is_filled(cells.opted_out_at) and not is_fresh)
    if not is_stopped and said is Said.UNKNOWN:
        return Claims(notes=tuple(notes))
    is_no = said in (Said.REFUSED, None)
    places = _reached(row, door, channel, is_widest=is_stopped or is_no)
    if not places:
        notes.append("the channel of its consent has no address in this row, so the consent is unknown")
    if not is_stopped and is_no:
        doubtful = _placed(places, cells, EventKind.HELD, given_at, cells.status, door)
        if said is Said.REFUSED:
            return Claims(denials=doubtful)
        return Claims(unread=doubtful, notes=tuple(notes))
    if not is_stopped and is_filled(cells.bounced_at):
        return Claims(
            bounced=_placed(places, cells, EventKind.IMPORTED, given_at, cells.bounced_at, door),
            notes=tuple(notes),
        )
    why = "" if is_stopped else _doubt(cells, given_at, door)
    if why:
        is_old = given_at is not None and bool(cells.source)
        doubts = [Doubt(*place, cells.scope, why, is_old) for place in places]
        return Claims(doubts=tuple(doubts), notes=tuple(notes))
    if is_stopped:
        words = cells.status or cells.opted_out or "opted out"
        consents = _placed(places, cells, EventKind.WITHDRAWN, stopped_at, words, door)
    else:
        consents = _placed(places, cells, EventKind.IMPORTED, given_at, cells.status, door)
    return Claims(consents, notes=tuple(notes))


def _placed(
    places: Iterable[tuple[Address, Channel]],
    cells: ProofCells,
    kind: EventKind,
    at: datetime | None,
    words: str,
    door: Door,
) -> tuple[Consent, ...]:
    """Return what a row says, for every address and channel it says it of."""
    return tuple(
        Consent(
            address, channel, cells.scope, kind, at or door.now, words, cells.source, cells.wording,
            is_dated=at is not None, ip=cells.ip,
        )
        for address, channel in places
    )  # fmt: skip


def _doubt(cells: ProofCells, given_at: datetime | None, door: Door) -> str:
    """Return why a yes does not count; nothing where it does."""
    if given_at is None or not cells.source:
        missing = [name for name, is_there in (("when", given_at), ("where", cells.source)) if not is_there]
        return f"agreed, the file does not say {' and '.join(missing)}"
    if door.old_before is not None and given_at < door.old_before:
        return f"agreed on {full_day(given_at.astimezone(door.zone))}, which is long ago"
    return ""


def _said(cells: ProofCells, channel: Channel | None, mapping: Mapping) -> Said | None:
    """Return what the cells about a consent say, None where that cannot be read; a time and a source without a status are a yes."""
    words = {**shipped_words().status, **mapping.values}
    # A date in a column “unsubscribed” says yes.
    if is_filled(cells.opted_out):
        return Said.UNSUBSCRIBED
    has_status = mapping.places(Field.CONSENT_STATUS) or mapping.own_places(channel, Field.CONSENT_STATUS)
    if not has_status:
        if channel is not None and mapping.means is not Said.UNKNOWN:
            return mapping.means
        return Said.SUBSCRIBED if cells.at and cells.source else Said.UNKNOWN
    meaning = words.get(compared(cells.status))
    if meaning is None:
        return Said.UNSUBSCRIBED if says_stop(cells.status) else None
    return Said(meaning)


def _instant(cell: str, door: Door, notes: list[str]) -> datetime | None:
    """Return the instant of a cell; one that cannot be is noted, and proves nothing."""
    if not is_filled(cell):
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


def _reached(
    row: PersonRow, door: Door, channel: Channel | None, *, is_widest: bool
) -> list[tuple[Address, Channel]]:
    """Return where what a row says counts: on the channels it names, else for a stop or a no on every address, for a yes on the first kind."""
    own = (channel,) if channel else ()
    named = own or row.channel or ((door.channel,) if door.channel else ())
    if not named:
        by_text = [(address, Channel.SMS) for address in row.phone]
        by_mail = [(address, Channel.EMAIL) for address in row.email]
        return [*by_text, *by_mail] if is_widest else (by_text or by_mail)
    return [
        (address, each) for each in named for address in (row.email if each is Channel.EMAIL else row.phone)
    ]
