"""Hands a person everything that is held about them: nothing masked, nothing left out, for them and for nobody else."""

import json
from dataclasses import dataclass
from datetime import datetime

from stopline.address import Address, parse_sender
from stopline.clock import Clock, to_text
from stopline.consent.events import RecordedEvent
from stopline.consent.ledger import Ledger
from stopline.consent.proof import DISCLAIMER, event_as_json
from stopline.consent.send_block import Standings
from stopline.consent.status import Standing
from stopline.errors import NotFoundError
from stopline.inbox.contacts import Contact, Contacts
from stopline.store.engine import Engine, Row
from stopline.store.queries import load_queries


@dataclass(frozen=True, slots=True)
class HeldThread:
    """One conversation, with all that was said in it and about it; each line by its columns."""

    channel: str
    fields: dict[str, str | int | None]
    messages: tuple[dict[str, str | int | None], ...]
    notes: tuple[dict[str, str | int | None], ...]
    drafts: tuple[dict[str, str | int | None], ...]


@dataclass(frozen=True, slots=True)
class HeldAddress:
    """What is held about one address."""

    address: Address
    region: str | None
    added_at: str | None
    standings: dict[str, Standing]
    events: tuple[RecordedEvent, ...]
    threads: tuple[HeldThread, ...]
    reached: tuple[tuple[str, str], ...]
    """Days on which a message reached it and as what that was counted, with what kind of count it is."""
    requests: tuple[dict[str, str | int | None], ...] = ()
    """What they asked of their data."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that is held about one person."""

    made_at: datetime
    contact: Contact | None
    addresses: tuple[HeldAddress, ...]
    quarantined: tuple[dict[str, object], ...]

    def as_json(self) -> dict[str, object]:
        """Return the dossier as JSON values; instants in UTC."""
        contact = self.contact
        return {
            "made_at": to_text(self.made_at),
            "person": None if contact is None else {
                "name": contact.name,
                "source": contact.source,
                "since": to_text(contact.created_at),
                "tags": list(contact.tags),
                "attributes": dict(contact.attributes),
            },
            "addresses": [_address_json(each) for each in self.addresses],
            "quarantined": list(self.quarantined),
            "note": DISCLAIMER,
        }  # fmt: skip


class Dossiers:
    """Makes the dossiers of one workspace."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        contacts: Contacts,
        standings: Standings,
        ledger: Ledger,
        region: str,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._contacts = contacts
        self._standings = standings
        self._ledger = ledger
        self._region = region
        self._sql = load_queries("stopline.rights", "dossier.sql")

    def of(self, address: Address) -> Dossier:
        """Return everything that is held about the person at an address, at one moment.

        Raises:
            NotFoundError: nothing is held about that address.
        """
        with self._engine.snapshot():
            row = self._engine.one(self._sql["contact_of"], address=address)
            contact = row.number("contact") if row else None
            places = self._engine.all(self._sql["addresses_of"], contact=contact)
            held = [
                self._held(Address(each.text("address")), each.text_or_none("region"), each.text("added_at"))
                for each in places
            ] or [self._held(address, None, None)]
            if contact is None and not (held[0].events or held[0].threads):
                raise NotFoundError(f"nothing is held about {address}")
            return Dossier(
                self._clock.now(),
                self._contacts.contact(contact) if contact is not None else None,
                tuple(held),
                self._quarantined({each.address for each in held}),
            )

    def _held(self, address: Address, region: str | None, added_at: str | None) -> HeldAddress:
        standings = {
            channel.value: standing for channel, standing in self._standings.on_every_channel(address).items()
        }
        reached = self._engine.all(self._sql["counted"], address=address)
        return HeldAddress(
            address, region, added_at, standings, tuple(self._ledger.events_of(address)),
            tuple(self._thread(row) for row in self._engine.all(self._sql["threads_of"], address=address)),
            tuple((row.text("key"), row.text("dimension")) for row in reached),
            tuple(
                _fields(each, _REQUEST) for each in self._engine.all(self._sql["requests_of"], address=address)
            ),
        )  # fmt: skip

    def _thread(self, row: Row) -> HeldThread:
        thread = row.number("id")
        return HeldThread(
            row.text("channel"),
            _fields(row, _THREAD),
            tuple(
                _fields(each, _MESSAGE) for each in self._engine.all(self._sql["messages_of"], thread=thread)
            ),
            tuple(_fields(each, _NOTE) for each in self._engine.all(self._sql["notes_of"], thread=thread)),
            tuple(_fields(each, _DRAFT) for each in self._engine.all(self._sql["drafts_of"], thread=thread)),
        )

    def _quarantined(self, addresses: set[Address]) -> tuple[dict[str, object], ...]:
        found: list[dict[str, object]] = []
        for row in self._engine.all(self._sql["quarantined"]):
            content = json.loads(row.text("content"))
            sender = content.get("sender")
            if isinstance(sender, str) and parse_sender(sender, self._region) in addresses:
                found.append({"content": content, "reason": row.text("reason"), "at": row.text("at")})
        return tuple(found)


_THREAD = ("id", "channel", "status", "assignee", "last_at", "last_inbound_at", "snoozed_until")
_MESSAGE = (
    "id", "direction", "state", "purpose", "text", "agent", "campaign", "template", "at", "recorded_at", "sent_at", "settled_at",
    "not_before", "gateway", "provider_id", "decided_on", "reason",
)  # fmt: skip
_NOTE = ("kind", "agent", "text", "at")
_DRAFT = ("agent", "text", "at")
_REQUEST = ("kind", "asked_at", "agent", "note", "done_at", "done_by")


def _fields(row: Row, names: tuple[str, ...]) -> dict[str, str | int | None]:
    """Return the filled columns of a row by name."""
    values = zip(names, row, strict=True)
    return {name: value for name, value in values if isinstance(value, str | int) and value != ""}


def _address_json(held: HeldAddress) -> dict[str, object]:
    return {
        "address": held.address,
        "region": held.region,
        "added_at": held.added_at,
        "consent": {
            channel: {
                scope.value: {"state": status.state.value, "since": to_text(status.since) if status.since else None}
                for scope, status in standing.scopes().items()
            }
            for channel, standing in held.standings.items()
        },
        "events": [event_as_json(recorded) for recorded in held.events],
        "threads": [
            {
                **thread.fields,
                "messages": list(thread.messages),
                "notes": list(thread.notes),
                "drafts": list(thread.drafts),
            }
            for thread in held.threads
        ],
        "counted": [{"as": key, "by": dimension} for key, dimension in held.reached],
        "requests": list(held.requests),
    }  # fmt: skip
