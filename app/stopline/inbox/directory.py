"""Everybody who is known, also those nobody has written with yet: a page at a time, read as a whole and not person by person."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stopline.address import Address, is_email
from stopline.consent.events import Channel
from stopline.consent.send_block import standing_of
from stopline.consent.status import UNTOUCHED, Standing
from stopline.inbox.search import beginning_of_number, part_of_address, prefixes
from stopline.store.engine import Engine, Row
from stopline.store.queries import load_queries

TAG_SIGN = "#"
"""Begins what only tags are compared with."""


@dataclass(frozen=True, slots=True)
class Reached:
    """An address of somebody, and where it stands on every channel something is known of."""

    address: Address
    standings: tuple[tuple[Channel, Standing], ...]
    written_by: tuple[Channel, ...] = ()
    """The channels on which there is a thread."""

    @property
    def channels(self) -> dict[Channel, Standing]:
        """Return where it stands on every channel it is reached by; the usual one where nothing is known of any."""
        known = dict(self.standings)
        usual = Channel.EMAIL if is_email(self.address) else Channel.SMS
        reached = {*known, *self.written_by} or {usual}
        return {channel: known.get(channel, UNTOUCHED) for channel in Channel if channel in reached}


@dataclass(frozen=True, slots=True)
class PersonThread:
    """A thread of somebody."""

    id: int
    address: Address
    channel: Channel


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody, as a list shows them."""

    id: int
    name: str
    source: str
    addresses: tuple[Reached, ...]
    tags: tuple[str, ...]
    threads: tuple[PersonThread, ...]
    """The latest first."""
    heard_at: datetime | None
    """When they last wrote, on whatever channel."""


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """A stretch of a list of people."""

    count: int
    """How many there are in the whole list."""
    offset: int
    people: tuple[PersonRow, ...]


class Directory:
    """The people of one workspace, as lists."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sql = load_queries("stopline.inbox", "directory.sql")

    def page(self, sought: str = "", offset: int = 0, limit: int = 50) -> DirectoryPage:
        """Return a stretch of everybody, or of those who fit, those added last first.

        Args:
            sought: part of a name or an address, or how a tag begins; `#` before it leaves tags alone. Empty for everybody.
            offset: how many of the first are left out.
            limit: how many at the most.
        """
        with self._engine.snapshot():
            count, numbers = (
                self._fitting(sought, offset, limit) if sought.strip() else self._all(offset, limit)
            )
            return DirectoryPage(count, offset, tuple(self.people(numbers)))

    def people(self, numbers: Sequence[int]) -> list[PersonRow]:
        """Return some people, in the order of their numbers as given."""
        wanted = json.dumps(list(numbers))
        with self._engine.snapshot():
            names = {row.number("id"): row for row in self._engine.all(self._sql["people"], people=wanted)}
            addresses = _by_contact(self._engine.all(self._sql["addresses"], people=wanted))
            tags = _by_contact(self._engine.all(self._sql["tags"], people=wanted))
            threads = _by_contact(self._engine.all(self._sql["threads"], people=wanted))
            standings = self._standings(wanted)
        return [
            _person(
                names[number],
                [
                    (Address(row.text("address")), standings.get(row.text("address"), ()))
                    for row in addresses.get(number, ())
                ],
                tuple(row.text("tag") for row in tags.get(number, ())),
                threads.get(number, ()),
            )
            for number in numbers
            if number in names
        ]

    def _all(self, offset: int, limit: int) -> tuple[int, list[int]]:
        row = self._engine.one(self._sql["count_everybody"])
        count = row.number("people") if row else 0
        if offset <= count // 2:
            rows = self._engine.all(self._sql["everybody"], limit=limit, offset=offset)
            return count, [each.number("id") for each in rows]
        limit = max(min(limit, count - offset), 0)
        backwards = max(count - offset - limit, 0)
        rows = self._engine.all(self._sql["everybody_backwards"], limit=limit, offset=backwards)
        return count, [each.number("id") for each in reversed(rows)]

    def _fitting(self, sought: str, offset: int, limit: int) -> tuple[int, list[int]]:
        rows = self._found(sought.strip(), offset, limit)
        if not rows and offset:
            # The rows carry how many there are; beyond the last one there is none to carry it.
            first = self._found(sought.strip(), 0, 1)
            return (first[0].number("people") if first else 0), []
        return (rows[0].number("people") if rows else 0), [each.number("id") for each in rows]

    def _found(self, sought: str, offset: int, limit: int) -> list[Row]:
        if sought.startswith(TAG_SIGN):
            tag = sought.removeprefix(TAG_SIGN).strip()
            return self._engine.all(self._sql["tagged"], tag=tag, offset=offset, limit=limit) if tag else []
        # A number as it is dialled from abroad begins with its plus, which nothing but a beginning holds.
        part, words = beginning_of_number(sought) or part_of_address(sought), prefixes(sought)
        if part:
            return self._engine.all(
                self._sql["reached_or_tagged"], part=part, tag=sought, offset=offset, limit=limit
            )
        if words:
            return self._engine.all(
                self._sql["named_or_tagged"], words=words, tag=sought, offset=offset, limit=limit
            )
        return self._engine.all(self._sql["tagged"], tag=sought, offset=offset, limit=limit)

    def _standings(self, people: str) -> dict[str, tuple[tuple[Channel, Standing], ...]]:
        rows: dict[str, dict[str, list[Row]]] = {}
        for row in self._engine.all(self._sql["statuses"], people=people):
            rows.setdefault(row.text("address"), {}).setdefault(row.text("channel"), []).append(row)
        return {
            address: tuple(
                (channel, standing_of(of_channel[channel])) for channel in Channel if channel in of_channel
            )
            for address, of_channel in rows.items()
        }


def _by_contact(rows: Sequence[Row]) -> dict[int, list[Row]]:
    sorted_rows: dict[int, list[Row]] = {}
    for row in rows:
        sorted_rows.setdefault(row.number("contact"), []).append(row)
    return sorted_rows


def _person(
    row: Row,
    addresses: Sequence[tuple[Address, tuple[tuple[Channel, Standing], ...]]],
    tags: tuple[str, ...],
    thread_rows: Sequence[Row],
) -> PersonRow:
    threads = tuple(
        PersonThread(each.number("id"), Address(each.text("address")), Channel(each.text("channel")))
        for each in thread_rows
    )
    reached = tuple(
        Reached(address, standings, tuple(each.channel for each in threads if each.address == address))
        for address, standings in addresses
    )
    heard = [at for each in thread_rows if (at := each.instant_or_none("last_inbound_at")) is not None]
    return PersonRow(
        row.number("id"),
        row.text("name"),
        row.text("source"),
        reached,
        tags,
        threads,
        max(heard, default=None),
    )
