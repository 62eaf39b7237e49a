"""What follows a filled form: the second question where a yes counts only with two, else the welcome and what comes with it."""

from stopline.address import Address
from stopline.clock import Clock
from stopline.consent.events import EventKind
from stopline.consent.ledger import Change
from stopline.inbox.contacts import Contacts
from stopline.inbox.double_optin import DoubleOptIn
from stopline.inbox.forms import Offer
from stopline.inbox.joining import Joins
from stopline.inbox.threads import Threads


class FormFollowUps:
    """What follows the forms of one workspace."""

    def __init__(
        self, clock: Clock, contacts: Contacts, threads: Threads, double_optin: DoubleOptIn, joins: Joins
    ) -> None:
        self._clock = clock
        self._contacts = contacts
        self._threads = threads
        self._double_optin = double_optin
        self._joins = joins

    def needs_second_yes(self, address: Address, offer: Offer) -> bool:
        """Tell whether a yes of an address to an offer counts only when it is confirmed, by the country or by a list."""
        return bool(self._double_optin.why_needed(address, [offer.tag] if offer.tag else []))

    def form_was_filled(self, change: Change, offer: Offer, language: str) -> None:
        """Queue the second question of a yes that awaits it, or the welcome. The caller holds the transaction."""
        event = change.recorded.event
        source = f"form {offer.slug}"
        if event.kind is EventKind.REQUESTED:
            self._double_optin.ask(
                event.address, event.channel, event.scope, source, event.evidence.disclosure,
                language=language, event=change.recorded.seq,
            )  # fmt: skip
        elif change.before != change.after:
            contact = self._contacts.ensure(event.address, source)
            thread = self._threads.ensure(contact, event.address, event.channel, self._clock.now())
            self._joins.follow_up(change, thread, language)
