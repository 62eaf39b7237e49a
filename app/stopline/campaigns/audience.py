"""Pure: who gets a campaign and who does not, and why.

Everybody who is looked at comes out on one side, each of their addresses on the campaign's channel once. Consent is asked of the gate, so its
codes are the reasons; where only the hour stands against somebody, they are included and their message leaves when it opens.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from stopline.address import Address, is_email
from stopline.campaigns.slots import Slots
from stopline.consent.draft import SCOPE_OF_PURPOSE, Draft, Permit, Purpose
from stopline.consent.events import Channel
from stopline.consent.gate import Circumstances, Policy, decide
from stopline.consent.hours import SOMEWHERE, Place
from stopline.consent.refusal import Refusal
from stopline.consent.status import UNTOUCHED, Standing, State

MOST_OPENINGS = 60
"""How often a message may be moved to the next opening because so many leave before it."""

OTHER_CHANNEL = "other_channel"
DUPLICATE = "duplicate"
UNREADABLE = "unreadable"
OTHER_TAG = "other_tag"
LEFT_OUT_TAG = "left_out_tag"
OTHER_ATTRIBUTE = "other_attribute"
OTHER_CONSENT = "other_consent"
NOT_WROTE_WITHIN = "not_wrote_within"
WROTE_WITHIN = "wrote_within"
NOT_WRITTEN_WITHIN = "not_written_within"
WRITTEN_WITHIN = "written_within"
NOT_CHOSEN = frozenset(
    {
        OTHER_TAG, LEFT_OUT_TAG, OTHER_ATTRIBUTE, OTHER_CONSENT, NOT_WROTE_WITHIN, WROTE_WITHIN, NOT_WRITTEN_WITHIN,
        WRITTEN_WITHIN,
    }
)  # fmt: skip
"""Reasons that are the campaign's own choice; all others stand against somebody who was chosen."""
WORDS = {
    "stopped": "said stop",
    "held": "wrote what may mean stop; a person has to decide",
    "no_consent": "have not agreed to this",
    "pending": "were asked and have not answered yet",
    "weak_consent": "agreed, but not in the way the law asks for there",
    "consent_expired": "agreed too long ago",
    "window_closed": "wrote too long ago for a message on this channel",
    "never_wrote": "have never written on this channel",
    "no_address": "have no number that can be answered",
    "no_hours": "may be in so many places that no hour is permitted in all",
    "out_of_hours": "have no hour left before the end",
    "daily_maximum": "got as many messages as are allowed there",
    OTHER_CHANNEL: "have no address on this channel",
    DUPLICATE: "are reached already at another address, or by an earlier line",
    UNREADABLE: "stand on a line that cannot be read",
    OTHER_TAG: "do not have the tag",
    LEFT_OUT_TAG: "have a tag that is left out",
    OTHER_ATTRIBUTE: "differ in an attribute",
    OTHER_CONSENT: "stand elsewhere with their consent",
    NOT_WROTE_WITHIN: "have not written lately",
    WROTE_WITHIN: "have written lately",
    NOT_WRITTEN_WITHIN: "were not written to lately",
    WRITTEN_WITHIN: "were written to lately",
}
"""What people with a reason have in common."""


@dataclass(frozen=True, slots=True)
class Criteria:
    """Whom a campaign is for; what is not given does not narrow it."""

    tags: tuple[str, ...] = ()
    """All of them."""
    without_tags: tuple[str, ...] = ()
    """None of them."""
    attributes: tuple[tuple[str, str], ...] = ()
    consent: State | None = None
    """Where they stand with what the campaign is about."""
    wrote_within: timedelta | None = None
    not_wrote_within: timedelta | None = None
    written_within: timedelta | None = None
    not_written_within: timedelta | None = None
    is_list: bool = False
    """Whether only the addresses of a file are looked at."""

    def to_json(self) -> str:
        """Return it as it is kept."""
        return json.dumps(
            {
                "tags": self.tags, "without_tags": self.without_tags, "attributes": self.attributes, "consent": self.consent,
                **{name: length.total_seconds() for name, length in self.lengths().items()}, "is_list": self.is_list,
            }
        )  # fmt: skip

    @classmethod
    def from_json(cls, written: str) -> "Criteria":
        """Return what was kept."""
        kept = json.loads(written)
        lengths = {name: timedelta(seconds=kept[name]) for name in _LENGTHS if name in kept}
        return cls(
            tags=tuple(kept["tags"]),
            without_tags=tuple(kept["without_tags"]),
            attributes=tuple((name, value) for name, value in kept["attributes"]),
            consent=State(kept["consent"]) if kept["consent"] else None,
            wrote_within=lengths.get("wrote_within"),
            not_wrote_within=lengths.get("not_wrote_within"),
            written_within=lengths.get("written_within"),
            not_written_within=lengths.get("not_written_within"),
            is_list=kept["is_list"],
        )

    def lengths(self) -> dict[str, timedelta]:
        """Return the lengths of time that narrow it, by name."""
        given = {
            "wrote_within": self.wrote_within, "not_wrote_within": self.not_wrote_within,
            "written_within": self.written_within, "not_written_within": self.not_written_within,
        }  # fmt: skip
        return {name: length for name, length in given.items() if length is not None}


_LENGTHS = ("wrote_within", "not_wrote_within", "written_within", "not_written_within")


EVERYBODY = Criteria()
EVERYBODY_LISTED = Criteria(is_list=True)


@dataclass(frozen=True, slots=True)
class Reach:
    """One address of a person, and what is known of it on the campaign's channel."""

    address: Address
    standing: Standing = UNTOUCHED
    last_inbound_at: datetime | None = None
    last_outbound_at: datetime | None = None
    place: Place = SOMEWHERE
    marketing_left_at: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is looked at, with the addresses that are."""

    contact: int
    """Below zero for an address of a list that belongs to nobody we know."""
    name: str
    reaches: tuple[Reach, ...]
    tags: frozenset[str] = frozenset()
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Aim:
    """What a campaign wants: which way, why, whom, from when on, by which rules."""

    channel: Channel
    purpose: Purpose
    criteria: Criteria
    starts_at: datetime
    policy: Policy


@dataclass(frozen=True, slots=True)
class Included:
    """Somebody who gets it."""

    contact: int
    name: str
    permit: Permit
    leaves_at: datetime

    @property
    def address(self) -> Address:
        """Return where they get it."""
        return self.permit.draft.address


@dataclass(frozen=True, slots=True)
class Excluded:
    """Somebody who does not get it, and why."""

    contact: int
    name: str
    address: Address
    reasons: tuple[str, ...]


def choose(person: Person, aim: Aim, slots: Slots) -> Iterator[Included | Excluded]:
    """Yield what becomes of a person: each of their addresses on the channel once, or that they have none.

    The first address that may be written to, in the order in which they were added, gets the message.
    """
    leading = [each for each in person.reaches if leads(each.address, aim.channel)]
    if not leading:
        nowhere = person.reaches[0].address if person.reaches else Address("")
        yield Excluded(person.contact, person.name, nowhere, (OTHER_CHANNEL,))
    is_reached = False
    for reach in leading:
        reasons = _unwanted(person, reach, aim)
        if not reasons and is_reached:
            reasons = (DUPLICATE,)
        if not reasons:
            found = _permitted(reach, aim, slots)
            if isinstance(found, Refusal):
                reasons = found.codes
            else:
                is_reached = True
                yield Included(person.contact, person.name, *found)
                continue
        yield Excluded(person.contact, person.name, reach.address, reasons)


def leads(address: Address, channel: Channel) -> bool:
    """Tell whether a channel leads to such an address."""
    return is_email(address) is (channel is Channel.EMAIL)


def _unwanted(person: Person, reach: Reach, aim: Aim) -> tuple[str, ...]:
    """Return by which of its own criteria a campaign passes somebody over."""
    wanted, now = aim.criteria, aim.starts_at
    if wanted in (EVERYBODY, EVERYBODY_LISTED):
        return ()
    state = reach.standing.within(SCOPE_OF_PURPOSE[aim.purpose]).state
    own = {name.casefold(): value.casefold() for name, value in person.attributes}
    differs = {
        OTHER_TAG: not set(wanted.tags) <= person.tags,
        LEFT_OUT_TAG: bool(set(wanted.without_tags) & person.tags),
        OTHER_ATTRIBUTE: any(
            own.get(name.casefold()) != value.casefold() for name, value in wanted.attributes
        ),
        OTHER_CONSENT: wanted.consent is not None and state is not wanted.consent,
        NOT_WROTE_WITHIN: _is_wrong(reach.last_inbound_at, wanted.wrote_within, now, is_within=False),
        WROTE_WITHIN: _is_wrong(reach.last_inbound_at, wanted.not_wrote_within, now, is_within=True),
        NOT_WRITTEN_WITHIN: _is_wrong(reach.last_outbound_at, wanted.written_within, now, is_within=False),
        WRITTEN_WITHIN: _is_wrong(reach.last_outbound_at, wanted.not_written_within, now, is_within=True),
    }
    return tuple(reason for reason, is_so in differs.items() if is_so)


def _is_wrong(at: datetime | None, length: timedelta | None, now: datetime, *, is_within: bool) -> bool:
    """Tell whether an instant lies within a length of time before now, or does not, where that is asked for."""
    return length is not None and (at is not None and now - at <= length) is is_within


def _permitted(reach: Reach, aim: Aim, slots: Slots) -> tuple[Permit, datetime] | Refusal:
    """Return the gate's permit for the first free instant at which it gives one, or why it never does."""
    draft = Draft(reach.address, aim.channel, aim.purpose)
    known = Circumstances(reach.last_inbound_at, reach.place, reach.marketing_left_at)
    earliest = aim.starts_at
    refusal = Refusal(())
    for _ in range(MOST_OPENINGS):
        leaves_at = slots.free_from(earliest)
        decision = decide(draft, reach.standing, known, leaves_at, aim.policy)
        if isinstance(decision, Permit):
            slots.take(leaves_at)
            return decision, leaves_at
        refusal = decision
        if refusal.opens_at is None:
            break
        earliest = refusal.opens_at
    return refusal
