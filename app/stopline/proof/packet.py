"""The evidence packet of one address: every event with the texts around it, every message with what allowed it, the ledger's state."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from stopline.address import Address
from stopline.clock import Clock
from stopline.consent.anchoring import Anchoring
from stopline.consent.events import Channel, RecordedEvent
from stopline.consent.ledger import Ledger
from stopline.consent.own_events import OwnCheck, OwnEvents
from stopline.consent.send_block import Standings
from stopline.consent.status import Standing
from stopline.consent.verification import Verification
from stopline.inbox.contacts import Contacts
from stopline.messages.message import Message, MessageState
from stopline.proof.explanation import EVERY, Explanation, Explanations
from stopline.proof.party import Party

_SEEN = frozenset(
    {
        MessageState.RECEIVED, MessageState.SENDING, MessageState.SENT, MessageState.DELIVERED, MessageState.UNCERTAIN,
    }
)  # fmt: skip
"""What the person wrote, or may have had before them."""


@dataclass(frozen=True, slots=True)
class EventEvidence:
    """One event with what was said around it."""

    recorded: RecordedEvent
    said: Message | None
    """The text the event was made from."""
    before: Message | None
    """The last text before it, either way; of ours, only what left or may have left, at the time it did."""
    after: Message | None
    """The first text after it, in the same way."""
    answer: Message | None
    """What answered it, or asked because of it, whatever became of that."""
    allowed: tuple[int, ...]
    """The messages of ours that rested on it, without those that were kept back in the end."""


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a person's consent, without walking everybody's ledger."""

    address: Address
    name: str
    first_seen: datetime | None
    source: str
    standings: dict[Channel, Standing]
    events: tuple[EventEvidence, ...]
    """Oldest first."""
    messages: tuple[Explanation, ...]
    """Both ways, oldest first."""
    check: OwnCheck
    """Of their own events."""

    @property
    def is_known(self) -> bool:
        """Tell whether there is anything to show: a contact, an event, a message, or that somebody was forgotten."""
        return bool(self.standings or self.events or self.messages or self.first_seen)

    @property
    def forgotten_on(self) -> tuple[Channel, ...]:
        """Return the channels on which they stay stopped though they were forgotten; nothing else is known of them then."""
        is_derived = any(standing.scopes() for standing in self.standings.values())
        return () if self.events or is_derived else tuple(self.standings)


@dataclass(frozen=True, slots=True)
class Proof:
    """What can be shown about one address."""

    workspace: str
    """Names the workspace."""
    party: Party
    zone: ZoneInfo
    made_at: datetime
    person: Person
    verification: Verification
    """Of the whole ledger: an event counts for little in a chain that does not hold."""

    @property
    def address(self) -> Address:
        """Return whose evidence it is."""
        return self.person.address


class Proofs:
    """Makes evidence packets."""

    def __init__(
        self,
        clock: Clock,
        party: Party,
        zone: ZoneInfo,
        standings: Standings,
        ledger: Ledger,
        own_events: OwnEvents,
        anchoring: Anchoring,
        contacts: Contacts,
        explanations: Explanations,
    ) -> None:
        self._clock = clock
        self._party = party
        self._zone = zone
        self._standings = standings
        self._ledger = ledger
        self._own_events = own_events
        self._anchoring = anchoring
        self._contacts = contacts
        self._explanations = explanations

    def of(self, address: Address) -> Proof:
        """Return the evidence packet of an address; one nothing is known of has no events."""
        return Proof(
            self._anchoring.workspace_id(), self._party, self._zone, self._clock.now(), self.person(address),
            self._anchoring.verify(),
        )  # fmt: skip

    def person(self, address: Address, message_limit: int = EVERY) -> Person:
        """Return what is known of one person, with their newest messages; this takes no longer where there are many others."""
        messages = self._explanations.of_address(address, message_limit)
        number = self._contacts.at(address)
        contact = self._contacts.contact(number) if number is not None else None
        return Person(
            address=address,
            name=contact.name if contact else "",
            first_seen=contact.created_at if contact else None,
            source=contact.source if contact else "",
            standings=self._standings.on_every_channel(address),
            events=tuple(_evidence(self._ledger.events_of(address), messages)),
            messages=tuple(messages),
            check=self._own_events.check(address),
        )


def _evidence(events: Sequence[RecordedEvent], messages: Sequence[Explanation]) -> list[EventEvidence]:
    by_id = {each.message.id: each.message for each in messages}
    seen = [_as_it_left(each) for each in messages if each.message.state in _SEEN]
    by_channel = {
        channel: sorted((each for each in seen if each.channel is channel), key=_time_of)
        for channel in Channel
    }
    asking = {each.asked.seq: each.message for each in messages if each.asked is not None}
    answers = asking | {each.answers.seq: each.message for each in messages if each.answers is not None}
    allowed: dict[int, list[int]] = {}
    for each in messages:
        # What was kept back in the end, by a stop that came later or by a colleague, is not among what it allowed.
        is_kept_back = each.message.state is MessageState.REFUSED
        if each.rested_on is not None and each.answers is None and not is_kept_back:
            allowed.setdefault(each.rested_on.seq, []).append(each.message.id)
    return [
        EventEvidence(
            recorded,
            by_id.get(recorded.event.evidence.message or 0),
            *_around(recorded, by_channel[recorded.event.channel]),
            answers.get(recorded.seq),
            tuple(allowed.get(recorded.seq, ())),
        )
        for recorded in events
    ]


def _as_it_left(why: Explanation) -> Message:
    """Return a message at the time it left, where that is known: whoever waited in the queue was read by nobody."""
    return replace(why.message, at=why.sent_at) if why.sent_at is not None else why.message


def _around(recorded: RecordedEvent, texts: Sequence[Message]) -> tuple[Message | None, Message | None]:
    """Return the texts before and after an event, leaving out the one it was made from."""
    at, own = recorded.event.occurred_at, recorded.event.evidence.message
    first, behind = bisect_left(texts, at, key=_time_of), bisect_right(texts, at, key=_time_of)
    same = [each for each in texts[first:behind] if each.id != own]
    # At the event's own instant, what has a lower number than the text it was made from came before.
    before = [each for each in same if own is not None and each.id < own] or list(
        texts[max(first - 1, 0) : first]
    )
    after = [each for each in same if own is None or each.id > own] or list(texts[behind : behind + 1])
    return (before[-1] if before else None), (after[0] if after else None)


def _time_of(message: Message) -> datetime:
    return message.at
