"""People: names, addresses, tags and attributes. Consent belongs to an address, never to a person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from stopline.address import Address, region_of, zones_of
from stopline.clock import Clock, to_text
from stopline.consent.events import Channel
from stopline.errors import NotFoundError, StoreError
from stopline.inert import storable
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

RECONFIRM = "reconfirm"
"""The tag of people who have to be asked again, because a file says that they agreed and does not prove that it still counts."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person, with everything we keep about them but their consent."""

    id: int
    name: str
    source: str
    created_at: datetime
    addresses: tuple[Address, ...]
    tags: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...]


class Contacts:
    """The people of one workspace.

    Args:
        engine: the workspace's database.
        clock: tells when somebody came.
        meet: told of every address that is new, in the same transaction: its person may have been forgotten, and stays stopped.
    """

    def __init__(self, engine: Engine, clock: Clock, meet: Callable[[Address], object] | None = None) -> None:
        self._engine = engine
        self._clock = clock
        self._meet = meet
        self._sql = load_queries("stopline.inbox", "contacts.sql")

    def ensure(self, address: Address, source: str, name: str = "") -> int:
        """Return the number of the contact at an address, making one where the address is new, and naming one without a name."""
        with self._engine.transaction():
            known = self.at(address)
            if known is not None:
                if name:
                    self._engine.run(self._sql["name_the_nameless"], contact=known, name=storable(name))
                return known
            now = to_text(self._clock.now())
            row = self._engine.one(self._sql["add_contact"], name=storable(name), source=source, now=now)
            if row is None:
                raise StoreError("the contact was not stored")
            contact = row.number("id")
            self.add_address(contact, address)
            return contact

    def at(self, address: Address) -> int | None:
        """Return the number of the contact an address belongs to."""
        row = self._engine.one(self._sql["contact_at"], address=address)
        return row.number("id") if row else None

    def name_at(self, address: Address) -> str:
        """Return the name of the contact at an address, empty where none is known."""
        row = self._engine.one(self._sql["contact_at"], address=address)
        return row.text("name") if row else ""

    def add_address(self, contact: int, address: Address) -> bool:
        """Give an address to a contact; return whether it was nobody's before."""
        with self._engine.transaction():
            is_new = self._engine.run(
                self._sql["add_address"],
                address=address, contact=contact, region=region_of(address), zones=" ".join(zones_of(address)),
                now=to_text(self._clock.now()),
            )  # fmt: skip
            if is_new and self._meet is not None:
                self._meet(address)
        return bool(is_new)

    def settle_doubt(self, contact: int, channel: Channel) -> None:
        """Note that it need not be asked any more whether a consent a file told of still stands; the tag goes with the last doubt."""
        removed = self._engine.run(
            self._sql["remove_attribute"], contact=contact, name=f"{RECONFIRM} {channel}"
        )
        names = [name for name, _ in self.contact(contact).attributes] if removed else []
        if removed and not any(name.startswith(f"{RECONFIRM} ") for name in names):
            self.untag(contact, RECONFIRM)

    def detach(self, address: Address) -> int:
        """Take an address from its contact, who keeps name and history elsewhere; return the nameless contact it has now."""
        with self._engine.transaction():
            row = self._engine.one(
                self._sql["add_contact"], name="", source="wrong number", now=to_text(self._clock.now())
            )
            if row is None:
                raise StoreError("the contact was not stored")
            stranger = row.number("id")
            self._engine.run(self._sql["move_address"], address=address, contact=stranger)
            self._engine.run(self._sql["move_threads"], address=address, contact=stranger)
            return stranger

    def contact(self, contact: int) -> Contact:
        """Return one person.

        Raises:
            NotFoundError: there is none of that number.
        """
        row = self._engine.one(self._sql["contact"], contact=contact)
        if row is None:
            raise NotFoundError(f"there is no contact {contact}")
        addresses = self._engine.all(self._sql["addresses_of"], contact=contact)
        attributes = self._engine.all(self._sql["attributes_of"], contact=contact)
        return Contact(
            id=contact,
            name=row.text("name"),
            source=row.text("source"),
            created_at=row.instant("created_at"),
            addresses=tuple(Address(each.text("address")) for each in addresses),
            tags=tuple(each.text("tag") for each in self._engine.all(self._sql["tags_of"], contact=contact)),
            attributes=tuple((each.text("name"), each.text("value")) for each in attributes),
        )

    def rename(self, contact: int, name: str) -> bool:
        """Change a person's name; return whether it was another."""
        return bool(self._engine.run(self._sql["rename"], contact=contact, name=storable(name)))

    def tag(self, contact: int, tag: str) -> bool:
        """Tag a person; return whether the tag is new."""
        return bool(self._engine.run(self._sql["add_tag"], contact=contact, tag=storable(tag)))

    def untag(self, contact: int, tag: str) -> bool:
        """Take a tag off a person; return whether it was there."""
        return bool(self._engine.run(self._sql["remove_tag"], contact=contact, tag=tag))

    def set_attribute(self, contact: int, name: str, value: str) -> bool:
        """Set one attribute of a person; return whether that changed anything."""
        return bool(
            self._engine.run(
                self._sql["set_attribute"], contact=contact, name=storable(name), value=storable(value)
            )
        )
