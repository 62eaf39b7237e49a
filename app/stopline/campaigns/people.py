"""Reads the people a campaign may be for, a page at a time, with everything the gate asks about them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from stopline.address import Address
from stopline.campaigns.audience import Person, Reach
from stopline.campaigns.campaign import Campaign
from stopline.clock import to_text
from stopline.consent.gate import A_DAY
from stopline.consent.hours import Place
from stopline.consent.send_block import SendBlock, Standings, standing_of
from stopline.consent.status import UNTOUCHED
from stopline.store.engine import Engine, Row, SqlValue
from stopline.store.queries import load_queries

PAGE_SIZE = 500
"""Contacts read, and put into the queue, at once: what takes some hundredths of a second."""
AREA_LENGTH = 5
"""Characters of a number that tell its area, as far as the rules know areas: `+1202`."""
MOST_PLACES = 2_000
BEFORE_EVERYBODY = -(1 << 62)
"""A place before the first contact, and before addresses of a list that are nobody's."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some people, and the place up to which they were read."""

    people: tuple[Person, ...]
    after: int | None
    until: int


class People:
    """The people of one workspace, as campaigns look at them."""

    def __init__(self, engine: Engine, standings: Standings, send_block: SendBlock) -> None:
        self._engine = engine
        self._standings = standings
        self._send_block = send_block
        self._places: dict[tuple[str, str | None, str | None], Place] = {}
        self._sql = load_queries("stopline.campaigns", "campaigns.sql")

    def pages(self, campaign: Campaign, now: datetime) -> Iterator[Page]:
        """Yield everybody a campaign may be for, from its position on, without holding more than a page of them."""
        position = campaign.position
        while (page := self.page(campaign, position, now)) is not None:
            yield page
            position = page.until

    def listed_pages(
        self, campaign: Campaign, listed: Sequence[tuple[Address, int]], now: datetime
    ) -> Iterator[Page]:
        """Yield whom a campaign may be for by a list that is not kept yet: those we know, then those who are nobody we know."""
        everybody = replace(campaign, criteria=replace(campaign.criteria, is_list=False), position=None)
        lines = dict(listed)
        for page in self.pages(everybody, now):
            people = tuple(_at(person, lines.keys()) for person in page.people)
            known = tuple(person for person in people if person.reaches)
            for person in known:
                for reach in person.reaches:
                    lines.pop(reach.address)
            yield replace(page, people=known)
        strangers = tuple(self._stranger(address, line, campaign) for address, line in lines.items())
        yield Page(strangers, None, 0)

    def page(self, campaign: Campaign, after: int | None, now: datetime) -> Page | None:
        """Return the people that come after a place; None where there are no more."""
        is_list = campaign.criteria.is_list
        listed: dict[str, SqlValue] = {"campaign": campaign.id} if is_list else {}
        start = BEFORE_EVERYBODY if after is None else after
        with self._engine.snapshot():
            end = self._engine.one(
                self._sql["end_of_list" if is_list else "end_of_everyone"],
                after=start, limit=PAGE_SIZE, **listed,
            )  # fmt: skip
            until = end.number_or_none("until") if end else None
            if until is None:
                return None
            people = self._people(campaign, {"after": start, "until": until}, now)
        return Page(people, after, until)

    def _people(self, campaign: Campaign, place: dict[str, SqlValue], now: datetime) -> tuple[Person, ...]:
        criteria = campaign.criteria
        narrowed = place | {"campaign": campaign.id if criteria.is_list else None}
        listed: dict[str, SqlValue] = {"campaign": campaign.id} if criteria.is_list else {}
        rows = self._engine.all(
            self._sql["listed" if criteria.is_list else "everyone"],
            channel=campaign.channel,
            wants_written=bool(criteria.written_within or criteria.not_written_within),
            **place, **listed,
        )  # fmt: skip
        tags: dict[int, set[str]] = defaultdict(set)
        if criteria.tags or criteria.without_tags:
            for row in self._engine.all(self._sql["tags_on_page"], **narrowed):
                tags[row.number("contact")].add(row.text("tag"))
        attributes: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for row in self._engine.all(self._sql["attributes_on_page"], **narrowed):
            attributes[row.number("contact")].append((row.text("name"), row.text("value")))
        statuses = self._grouped("statuses_on_page", channel=campaign.channel, **narrowed)
        left = self._grouped(
            "marketing_left_on_page", channel=campaign.channel, since=to_text(now - A_DAY), **narrowed
        )
        reaches: dict[int, list[Reach]] = defaultdict(list)
        names: dict[int, str] = {}
        for row in rows:
            contact, address = row.number("contact"), Address(row.text("address"))
            names[contact] = row.text("name")
            reaches[contact].append(
                self._reach(campaign, row, statuses.get(address, []), left.get(address, []), attributes[contact])
            )  # fmt: skip
        return tuple(
            Person(contact, name, tuple(reaches[contact]), frozenset(tags[contact]), tuple(attributes[contact]))
            for contact, name in names.items()
        )  # fmt: skip

    def _reach(
        self,
        campaign: Campaign,
        row: Row,
        statuses: list[Row],
        left: list[Row],
        stored: list[tuple[str, str]],
    ) -> Reach:
        address, region, zones = (
            Address(row.text("address")),
            row.text_or_none("region"),
            row.text_or_none("zones"),
        )
        is_stranger = row.number("contact") < 0
        standing = standing_of(statuses) if statuses else UNTOUCHED
        if is_stranger:
            # Nobody's address may be that of somebody who was forgotten, and stays stopped.
            standing = self._standings.of(address, campaign.channel)
        place = (
            self._send_block.place_of(address) if is_stranger else self._place(address, region, zones, stored)
        )
        return Reach(
            address,
            standing,
            row.instant_or_none("last_inbound_at"),
            row.instant_or_none("last_outbound_at"),
            place,
            tuple(each.instant("left_at") for each in left),
        )

    def _stranger(self, address: Address, line: int, campaign: Campaign) -> Person:
        """Return who has an address that is nobody's; it may be that of somebody who was forgotten, and stays stopped."""
        standing = self._standings.of(address, campaign.channel)
        return Person(-line, "", (Reach(address, standing, place=self._send_block.place_of(address)),))

    def _place(
        self, address: Address, region: str | None, zones: str | None, stored: list[tuple[str, str]]
    ) -> Place:
        """Return where somebody may be; people of whom no more is known than the area their number is from share one place."""
        if stored:
            return self._send_block.place_from(address, region, zones, stored)
        area = (address[:AREA_LENGTH], region, zones)
        if area not in self._places:
            if len(self._places) >= MOST_PLACES:
                self._places.clear()
            self._places[area] = self._send_block.place_from(address, region, zones, ())
        return self._places[area]

    def _grouped(self, query: str, **values: SqlValue) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self._engine.all(self._sql[query], **values):
            found[row.text("address")].append(row)
        return found


def _at(person: Person, addresses: Collection[Address]) -> Person:
    """Return somebody with those of their addresses that are among some."""
    return replace(person, reaches=tuple(each for each in person.reaches if each.address in addresses))
