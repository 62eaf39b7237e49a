"""Forgets people: person, texts and words go, what stays is a chain that still holds and a keyed hash that keeps the number stopped.

Whoever asks to be forgotten wants to be left alone. So a stop of everything is kept on every channel that leads to them, also of
somebody who had not stopped before; only their own fresh yes lifts it.
"""

import json
import re
from dataclasses import dataclass, replace
from datetime import datetime

from stopline.address import FORGOTTEN, Address, parse_sender, written_out
from stopline.analytics.tally import Tally
from stopline.clock import Clock, to_text
from stopline.consent.events import Channel, Scope
from stopline.consent.kept_stops import KeptStops
from stopline.consent.ledger import Ledger
from stopline.consent.refusal import Reason, Refusal
from stopline.consent.send_block import Standings
from stopline.consent.status import State
from stopline.consent.suppressions import Suppression, Suppressions, channels_of
from stopline.errors import NotFoundError
from stopline.inbox.contacts import Contacts
from stopline.store.queries import load_queries
from stopline.store.sqlite import SqliteEngine

MERGED_AT_ONCE = 200
"""Pages of an index merged while others wait: some tens of milliseconds."""
_OF_ADDRESS = (
    "erase_drafts", "erase_notes", "erase_presence", "erase_asks", "erase_questions", "erase_flow_texts", "erase_campaign_people",
    "erase_campaign_list", "erase_messages", "erase_threads",
)  # fmt: skip
_OF_CONTACT = ("erase_tags", "erase_attributes", "erase_addresses", "erase_contact")
_COUNTED = ("received", "written", "waiting", "events", "notes", "drafts", "unanswered")


@dataclass(frozen=True, slots=True)
class Held:
    """How much is held about a person, and what of it stays."""

    contact: int | None
    """None where events are known of an address that is nobody's."""
    name: str
    addresses: tuple[Address, ...]
    received: int
    written: int
    waiting: int
    """Messages to them in the queue; they are erased and never leave."""
    events: int
    notes: int
    drafts: int
    tags: int
    attributes: int
    quarantined: int
    unanswered: int
    """Requests for their data that nobody has answered: once they are forgotten, there is nothing to give out."""
    mentions: int
    """Texts of other people in which an address stands; those are theirs, and stay."""
    campaigns: tuple[str, ...]
    """The names of campaigns whose own text has their name or an address inside; those stay as they are, too."""
    suppressed: tuple[tuple[Address, Suppression], ...]
    """What is kept, as keyed hashes."""
    new_stops: int
    """How many addresses were not stopped before on every channel they are known on: forgetting stops them."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Somebody was forgotten."""

    held: Held
    """What was held about them; for the one who asked, and for nobody after."""
    event: int
    """The last event of the ledger, which says that somebody was forgotten."""


class Erasure:
    """Forgets people of one workspace."""

    def __init__(
        self,
        engine: SqliteEngine,
        clock: Clock,
        ledger: Ledger,
        standings: Standings,
        suppressions: Suppressions,
        contacts: Contacts,
        tally: Tally,
        region: str,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._ledger = ledger
        self._standings = standings
        self._stops = KeptStops(engine)
        self._suppressions = suppressions
        self._contacts = contacts
        self._tally = tally
        self._region = region
        self._sql = load_queries("stopline.rights", "erase.sql")

    def preview(self, address: Address) -> Held:
        """Return what would be erased with the person at an address, and what would stay.

        Raises:
            NotFoundError: nothing is held about that address.
        """
        with self._engine.snapshot():
            held = self._held(address)
            mentions = sum(self._mentions(each) for each in held.addresses)
            return replace(held, mentions=mentions, campaigns=self._campaigns(held))

    def forget(self, address: Address, agent: str) -> Forgotten | Refusal:
        """Forget the person at an address, in one short transaction; `scrub` then takes the last traces out of the file.

        A message that is being handed over is settled first: until then it is refused.

        Raises:
            NotFoundError: nothing is held about that address.
        """
        # What is not counted yet cannot be once the words are gone.
        self._tally.catch_up()
        with self._engine.transaction():
            held = self._held(address)
            now = self._clock.now()
            if any(self._is_being_sent(each, now) for each in held.addresses):
                return Refusal((_BEING_SENT,))
            self._engine.run(self._sql["keep_last_ids"])
            # Before the stops are kept: asking for it would record them once more.
            subjects = {each: self._ledger.subject_of(each) for each in held.addresses}
            for each in held.addresses:
                for kept in self._kept(each):
                    self._suppressions.keep(each, kept)
            for number in self._quarantined(held.addresses):
                self._engine.run(self._sql["erase_quarantined"], id=number)
            event = 0
            for each in held.addresses:
                event = self._erase(each, subjects[each], agent)
            if held.contact is not None:
                for query in _OF_CONTACT:
                    self._engine.run(self._sql[query], contact=held.contact)
            self._engine.run(self._sql["set_scrub_due"], now=to_text(now))
        return Forgotten(held, event)

    def scrub(self) -> bool:
        """Take what was erased out of indexes, free pages and journal too; return whether nothing is left to be done.

        The indexes are merged in small steps; writing the file anew keeps those who write waiting, not those who read.
        """
        row = self._engine.one(self._sql["scrub_due"])
        if row is None:
            return True
        for index in ("merge_messages_index", "merge_contacts_index"):
            self._merge(index)
        if not self._engine.scrub():
            return False
        self._engine.run(self._sql["scrubbed"], since=row.text("value"))
        return True

    def _held(self, address: Address) -> Held:
        """Return what is held, without looking through the texts of others, which takes long."""
        row = self._engine.one(self._sql["contact_of"], address=address)
        contact = row.number("contact") if row else None
        addresses = self._addresses(contact, address)
        counts = dict.fromkeys(_COUNTED, 0)
        for each in addresses:
            found = self._engine.one(self._sql["count_of_address"], address=each)
            for name in _COUNTED if found else ():
                counts[name] += found.number(name) if found else 0
        of_contact = self._engine.one(self._sql["count_of_contact"], contact=contact)
        kept = tuple((each, one) for each in addresses for one in self._kept(each))
        return Held(
            contact=contact,
            name=self._contacts.name_at(address),
            addresses=addresses,
            **counts,
            tags=of_contact.number("tags") if of_contact else 0,
            attributes=of_contact.number("attributes") if of_contact else 0,
            quarantined=len(self._quarantined(addresses)),
            mentions=0,
            campaigns=(),
            suppressed=kept,
            new_stops=len({
                each for each, one in kept
                if one.scope is Scope.ALL and self._is_used(each, one.channel) and not self._is_stopped(each, one.channel)
            }),
        )  # fmt: skip

    def _addresses(self, contact: int | None, address: Address) -> tuple[Address, ...]:
        if contact is not None:
            rows = self._engine.all(self._sql["addresses_of"], contact=contact)
            return tuple(Address(row.text("address")) for row in rows)
        if self._engine.one(self._sql["is_known"], address=address) is None:
            raise NotFoundError(f"nothing is held about {address}")
        return (address,)

    def _kept(self, address: Address) -> list[Suppression]:
        """Return the stops that stay: of everything as of now, narrower ones as of when they were last said.

        The wish to be forgotten is newer than any text of theirs that may still come in.
        """
        kept: list[Suppression] = []
        now = self._clock.now()
        for channel in channels_of(address):
            standing = self._standings.of(address, channel)
            said = self._stops.said(address, channel)
            kept.append(Suppression(channel, Scope.ALL, now))
            kept += [
                Suppression(channel, scope, max(status.since, said.stopped_last(scope) or status.since))
                for scope, status in standing.scopes().items()
                if scope is not Scope.ALL and status.state is State.STOPPED and status.since is not None
            ]
        return kept

    def _is_used(self, address: Address, channel: Channel) -> bool:
        """Tell whether anything is known of an address on a channel; where nothing is on any, it counts for all it may lead to."""
        known = {
            Channel(row.text("channel"))
            for row in self._engine.all(self._sql["channels_used"], address=address)
        }
        known |= self._standings.on_every_channel(address).keys()
        return channel in known or not known

    def _is_stopped(self, address: Address, channel: Channel) -> bool:
        return self._standings.of(address, channel).everything.state is State.STOPPED

    def _is_being_sent(self, address: Address, now: datetime) -> bool:
        row = self._engine.one(self._sql["being_sent"], address=address, now=to_text(now))
        return bool(row and row.number("messages"))

    def _mentions(self, address: Address) -> int:
        row = self._engine.one(self._sql["mentions"], address=address)
        return row.number("mentions") if row else 0

    def _campaigns(self, held: Held) -> tuple[str, ...]:
        """Return the campaigns that name somebody in their own text, as it is written by hand."""
        known = {*held.addresses, *map(written_out, held.addresses), held.name.strip()} - {""}
        # A name that is only a part of a longer word is somebody else's, or nobody's.
        named = re.compile(
            "|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in sorted(known)), re.IGNORECASE
        )
        rows = self._engine.all(self._sql["campaign_words"])
        return tuple(row.text("name") for row in rows if named.search(row.text("words")))

    def _quarantined(self, addresses: tuple[Address, ...]) -> list[int]:
        """Return the numbers of what came from these addresses and could not be taken in."""
        found: list[int] = []
        for row in self._engine.all(self._sql["quarantined"]):
            sender = json.loads(row.text("content")).get("sender")
            if isinstance(sender, str) and parse_sender(sender, self._region) in addresses:
                found.append(row.number("id"))
        return found

    def _erase(self, address: Address, subject: str, agent: str) -> int:
        """Erase what is held about one address; return the event that says so."""
        self._tally.forget(address, subject)
        self._engine.run(
            self._sql["honour_requests"], address=address, nobody=FORGOTTEN + subject, agent=agent, now=to_text(self._clock.now())
        )  # fmt: skip
        for query in _OF_ADDRESS:
            self._engine.run(self._sql[query], address=address)
        return self._ledger.erase(address, agent).seq

    def _merge(self, index: str) -> None:
        """Merge an index of words into one piece, step by step: only then what was deleted has left it."""
        pages = -MERGED_AT_ONCE
        while True:
            before = self._changes()
            self._engine.run(self._sql[index], pages=pages)
            if self._changes() - before < 2:
                return
            pages = MERGED_AT_ONCE

    def _changes(self) -> int:
        row = self._engine.one(self._sql["changes"])
        return row.number("changes") if row else 0


_BEING_SENT = Reason(
    "being_sent",
    "A message to this person is being handed to the gateway at this moment.",
    "Try again in a moment, when it is settled.",
)
