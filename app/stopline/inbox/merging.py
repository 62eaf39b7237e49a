"""Makes one person of two contacts. Consent belongs to addresses, so what stands on each of them stays as it is, every stop too."""

from collections.abc import Callable
from dataclasses import dataclass

from stopline.address import Address
from stopline.errors import BadInputError, NotFoundError
from stopline.inbox.contacts import Contact, Contacts
from stopline.store.engine import Engine
from stopline.store.queries import load_queries


@dataclass(frozen=True, slots=True)
class Merged:
    """Two contacts have become one."""

    contact: Contact
    """Who they are now."""
    lost_values: tuple[tuple[str, str], ...]
    """Attributes of the second contact where the first had one of the same name, which stayed."""
    lost_name: str
    """The second contact's name, where it was another."""


class Merging:
    """The merges of one workspace.

    Args:
        engine: the workspace's database.
        contacts: its people.
        meet: told of every address that changes hands: its person may have been forgotten, and stays stopped.
    """

    def __init__(self, engine: Engine, contacts: Contacts, meet: Callable[[Address], object]) -> None:
        self._engine = engine
        self._contacts = contacts
        self._meet = meet
        self._sql = load_queries("stopline.inbox", "merging.sql")

    def merge(self, into: Address, other: Address) -> Merged:
        """Make the person at one address of those at two: addresses, threads, tags and attributes come together.

        Raises:
            NotFoundError: one of the addresses belongs to nobody.
            BadInputError: both belong to the same person already.
        """
        with self._engine.transaction():
            kept, gone = self._at(into), self._at(other)
            if kept.id == gone.id:
                raise BadInputError(f"{into} and {other} belong to one person already")
            for address in gone.addresses:
                self._meet(address)
            self._engine.run(self._sql["keep_last_contact"])
            for query in ("move_addresses", "move_threads", "move_tags", "move_attributes"):
                self._engine.run(self._sql[query], contact=gone.id, into=kept.id)
            for query in ("drop_tags", "drop_attributes", "drop_contact"):
                self._engine.run(self._sql[query], contact=gone.id)
            if not kept.name and gone.name:
                self._contacts.rename(kept.id, gone.name)
            own = dict(kept.attributes)
            lost = tuple((name, value) for name, value in gone.attributes if own.get(name, value) != value)
            is_other_name = bool(kept.name and gone.name and kept.name != gone.name)
            return Merged(self._contacts.contact(kept.id), lost, gone.name if is_other_name else "")

    def _at(self, address: Address) -> Contact:
        contact = self._contacts.at(address)
        if contact is None:
            raise NotFoundError(f"{address} belongs to nobody; `stopline people` lists everybody")
        return self._contacts.contact(contact)
