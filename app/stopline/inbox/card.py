"""What stands beside a conversation or a list of people: the person, and their consent on every channel, with its trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stopline.address import Address, written_out
from stopline.consent.basis import IMPLIED
from stopline.consent.events import Channel, EventKind, RecordedEvent
from stopline.consent.gate import expires_at
from stopline.consent.hours import Place
from stopline.consent.ledger import Ledger
from stopline.consent.requests import Request, Requests
from stopline.consent.send_block import SendBlock, Standings
from stopline.consent.status import YES, Standing, State, Status
from stopline.inbox.contacts import Contact, Contacts
from stopline.inbox.threads import ThreadRow


@dataclass(frozen=True, slots=True)
class ChannelConsent:
    """The consent of one address on one channel, and the event it rests on."""

    channel: Channel
    address: Address
    standing: Standing
    made_by: RecordedEvent | None
    """Where a hold was released: what stood there before it."""
    released_by: RecordedEvent | None = None
    expires_at: datetime | None = None
    """When a yes runs out by itself, where it does."""

    @property
    def status(self) -> Status:
        """Return the status of everything sent on this channel."""
        return self.standing.everything if self.standing.everything.event_seq else _narrowest(self.standing)


@dataclass(frozen=True, slots=True)
class ConsentCard:
    """Everything known about a person, as they are reached at one address."""

    channel: Channel
    """By which the person is written to."""
    contact: Contact
    address: str
    """As people write it."""
    place: Place
    """Where the person may be, and the rules about hours there."""
    channels: tuple[ChannelConsent, ...]
    trail: tuple[RecordedEvent, ...]
    """Every consent event of the person, oldest first."""
    requests: tuple[Request, ...] = ()
    """What they asked of their data that is still to be done, the nearest deadline first."""


class Cards:
    """Makes consent cards."""

    def __init__(
        self,
        contacts: Contacts,
        standings: Standings,
        send_block: SendBlock,
        ledger: Ledger,
        requests: Requests,
    ) -> None:
        self._contacts = contacts
        self._send_block = send_block
        self._standings = standings
        self._ledger = ledger
        self._requests = requests

    def of(self, thread: ThreadRow) -> ConsentCard:
        """Return the card of a thread's person."""
        return self.of_person(thread.contact, thread.address, thread.channel)

    def of_person(self, number: int, at: Address, by: Channel) -> ConsentCard:
        """Return the card of a contact, with or without a thread, as they are reached at one of their addresses."""
        contact = self._contacts.contact(number)
        trail = [event for address in contact.addresses for event in self._ledger.events_of(address)]
        by_seq = {recorded.seq: recorded for recorded in trail}
        channels: list[ChannelConsent] = []
        for address in contact.addresses:
            for channel, standing in self._standings.on_every_channel(address).items():
                consent = ChannelConsent(channel, address, standing, None)
                made_by = by_seq.get(consent.status.event_seq)
                origin = origin_of(made_by, trail)
                released_by = made_by if made_by is not origin else None
                expires_at = self._expires_at(consent)
                channels.append(ChannelConsent(channel, address, standing, origin, released_by, expires_at))
        return ConsentCard(
            channel=by,
            contact=contact,
            address=written_out(at),
            place=self._send_block.place_of(at),
            channels=tuple(
                sorted(channels, key=lambda each: (list(Channel).index(each.channel), each.address))
            ),
            trail=tuple(sorted(trail, key=lambda each: each.seq)),
            requests=tuple(self._requests.of(contact.addresses)),
        )

    def _expires_at(self, consent: ChannelConsent) -> datetime | None:
        """Return when a yes runs out; only one that is implied can."""
        status = consent.status
        if status.state is not State.SUBSCRIBED or status.basis not in IMPLIED:
            return None
        return expires_at(status, self._send_block.place_of(consent.address), self._send_block.policy)


def origin_of(made_by: RecordedEvent | None, trail: Sequence[RecordedEvent]) -> RecordedEvent | None:
    """Return what a status rests on; who released a hold gave no consent, so then it is the last word before the hold, if there was any."""
    if made_by is None or made_by.event.kind is not EventKind.RELEASED:
        return made_by
    released = made_by.event
    words = [
        each
        for each in trail
        if each.seq < made_by.seq
        and (each.event.address, each.event.channel) == (released.address, released.channel)
        and each.event.kind in YES
    ]
    return max(words, key=lambda each: each.seq, default=made_by)


def _narrowest(standing: Standing) -> Status:
    """Return the latest narrower status, or the empty one where nothing is known."""
    narrower = [status for status in (standing.marketing, standing.notice) if status is not None]
    return max(narrower, key=lambda status: status.event_seq, default=standing.everything)
