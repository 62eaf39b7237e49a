"""What is noted of a person when they agree: how and when, as attributes anybody can filter by, and a tag for where it came from.

The proof is in the ledger; this is what lists, exports and people work with.
"""

from stopline.clock import to_text
from stopline.consent.events import ConsentEvent, Method
from stopline.consent.ledger import Change
from stopline.consent.status import YES, State
from stopline.inbox.contacts import Contacts
from stopline.inbox.threads import Threads

ATTRIBUTES = ("opted_in_at", "opted_in_by", "opted_in_thread")
"""The names of the attributes it writes, each behind the channel's."""
SOURCE_TAG = "via-"
"""How the tags begin that say where a yes came from."""


class Bookkeeping:
    """The notes about opt-ins of one workspace; the ledger tells it of every event.

    Args:
        contacts: whose attributes and tags are written.
        threads: where people are written to.
        has_source_tags: whether people are tagged by where their yes came from.
    """

    def __init__(self, contacts: Contacts, threads: Threads, *, has_source_tags: bool) -> None:
        self._contacts = contacts
        self._threads = threads
        self._has_source_tags = has_source_tags

    def consent_changed(self, change: Change) -> None:
        """Note a yes that is news."""
        event = change.recorded.event
        is_yes = event.kind in YES and change.after.within(event.scope).state is State.SUBSCRIBED
        if not is_yes or change.before == change.after:
            return
        contact = self._contacts.ensure(event.address, source=event.method)
        thread = self._threads.at(event.address, event.channel)
        values = (to_text(event.occurred_at), _how(event), str(thread) if thread is not None else "")
        for name, value in zip(ATTRIBUTES, values, strict=True):
            if value:
                self._contacts.set_attribute(contact, f"{event.channel}_{name}", value)
        self._contacts.settle_doubt(contact, event.channel)
        if self._has_source_tags:
            self._contacts.tag(contact, f"{SOURCE_TAG}{event.method}")


def _how(event: ConsentEvent) -> str:
    if event.method is Method.KEYWORD and event.evidence.keyword:
        return f"keyword {event.evidence.keyword}"
    return f"{event.method}, {event.evidence.source}" if event.evidence.source else str(event.method)
