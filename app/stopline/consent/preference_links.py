"""Signed links to a person's own page, where they stop and resume messages without a log-in.

A link carries no address: it names the salted digest that stands for one in the ledger, so that it leads nowhere once the
person is erased. Whoever holds a link may stop; that it came to the address itself is what makes a resume the contact's own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

from stopline.address import Address
from stopline.clock import Clock
from stopline.consent.ledger import Ledger
from stopline.consent.link_room import NAMED_BYTES, ORIGIN_BYTES, PAGE, PLACEHOLDER
from stopline.errors import BadInputError
from stopline.signing import Flaw, opened, sealed
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

PURPOSE = "preferences"


class LinkOrigin(IntEnum):
    """How a link came into the world, which the evidence of what is done with it says."""

    SENT = 0
    """In a message to the address itself."""
    PRINTED = 1
    """By an agent, with `stopline preferences link`."""


@dataclass(frozen=True, slots=True)
class PreferenceLink:
    """Where a link leads."""

    address: Address
    origin: LinkOrigin


class PreferenceLinks:
    """Makes and reads the links of one workspace.

    Args:
        engine: the workspace's database.
        clock: tells when a link has expired.
        ledger: knows what stands for an address.
        key: finds the key links are signed with; it is asked only when a link is made or read.
        url: where the pages are, without a slash at the end; empty where nobody can reach them.
        lasts_for: how long a link holds.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        ledger: Ledger,
        key: Callable[[], bytes],
        url: str,
        lasts_for: timedelta,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._ledger = ledger
        self._key = key
        self._url = url
        self._lasts_for = lasts_for
        self._sql = load_queries("stopline.consent", "preference_links.sql")

    def to(
        self, address: Address, origin: LinkOrigin = LinkOrigin.SENT, lasts_for: timedelta | None = None
    ) -> str:
        """Return the address of the page where the person at an address chooses what they get.

        Raises:
            BadInputError: the settings do not say where the pages are.
        """
        if not self._url:
            raise BadInputError(
                'put url = "https://…" under [web] into settings.toml first: where people reach `stopline serve`'
            )
        return f"{self._url}{PAGE}{self.token(address, origin, lasts_for)}"

    def token(
        self, address: Address, origin: LinkOrigin = LinkOrigin.SENT, lasts_for: timedelta | None = None
    ) -> str:
        """Return the part of a link that names an address."""
        named = bytes.fromhex(self._ledger.subject_of(address))[:NAMED_BYTES]
        expires_at = self._clock.now() + (lasts_for or self._lasts_for)
        return sealed(self._key(), PURPOSE, origin.to_bytes(ORIGIN_BYTES) + named, expires_at)

    def one_click_headers(self, address: Address) -> dict[str, str]:
        """Return the headers that let a mail program unsubscribe with one click (RFC 8058)."""
        return {
            "List-Unsubscribe": f"<{self.to(address)}/one-click>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }

    def filled(self, text: str, address: Address) -> str:
        """Return a text with the link in the place kept for it; where there are no pages, the text stays as it is."""
        if PLACEHOLDER not in text or not self._url:
            return text
        return text.replace(PLACEHOLDER, self.to(address))

    def read(self, token: str) -> PreferenceLink | Flaw:
        """Return where a link leads; one to a person who was erased since is as good as forged."""
        content = opened(self._key(), PURPOSE, token, self._clock.now())
        if isinstance(content, Flaw):
            return content
        named = content[ORIGIN_BYTES:].hex()
        row = self._engine.one(self._sql["address_named"], named=named, beyond=f"{named}g")
        if row is None:
            return Flaw.FORGED
        return PreferenceLink(Address(row.text("address")), LinkOrigin(content[0]))
