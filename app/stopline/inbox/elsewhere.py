"""What a text asks for on other channels than the one it came by: to end one of them, or all."""

from dataclasses import replace

from stopline.address import Address, is_email
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method
from stopline.consent.ledger import Ledger
from stopline.consent.recognise import Certainty, Verdict
from stopline.consent.send_block import Standings
from stopline.consent.status import State
from stopline.consent.suppressions import channels_of
from stopline.inbox.contacts import Contacts
from stopline.inbox.stored import WORDS_KEPT, Stored, event_of
from stopline.inbox.threads import Threads
from stopline.inert import storable


class Elsewhere:
    """Ends other channels of the people of one workspace; the caller holds the transaction."""

    def __init__(self, ledger: Ledger, contacts: Contacts, threads: Threads, standings: Standings) -> None:
        self._ledger = ledger
        self._contacts = contacts
        self._threads = threads
        self._standings = standings

    def follow(self, stored: Stored, verdict: Verdict) -> None:
        """Do what a verdict asks for on other channels than the one it came by."""
        if verdict.is_everywhere:
            self._end_everywhere(stored, verdict)
        if verdict.elsewhere is not None:
            self.stop(stored, verdict, verdict.elsewhere)

    def stop(self, stored: Stored, verdict: Verdict, channel: Channel) -> None:
        """Stop every address the person has on another channel, and note in this thread that they asked."""
        contact = self._contacts.contact(self._contacts.ensure(stored.address, source="keyword"))
        stopped = [address for address in contact.addresses if is_reached_by(address, channel)]
        for address in stopped:
            self._ledger.record(
                ConsentEvent(
                    address, channel, EventKind.WITHDRAWN, Method.SENTENCE, CONTACT, stored.at,
                    evidence=Evidence(
                        words=storable(stored.text.text[:WORDS_KEPT]), rule=f"sentence:no-more-{channel}",
                        span=verdict.elsewhere_span or (verdict.matched.span if verdict.matched else None), source=stored.text.channel, message=stored.message,
                        arrived_at=stored.arrived_at,
                    ),
                )
            )  # fmt: skip
        told = (
            f": {', '.join(stopped)} is stopped." if stopped else ", but no such address of theirs is known."
        )
        self._threads.note(stored.thread, "Stopline", f"Asked for no more {channel}{told}")

    def _end_everywhere(self, stored: Stored, verdict: Verdict) -> None:
        """End every other channel of the person as the one they wrote on: stopped where that is certain, else held with it."""
        is_certain = verdict.certainty is Certainty.CERTAIN
        kind = EventKind.WITHDRAWN if is_certain else EventKind.HELD
        own = event_of(stored, verdict, kind)
        evidence = replace(own.evidence, source=stored.text.channel)
        contact = self._contacts.contact(self._contacts.ensure(stored.address, source="keyword"))
        others = [
            (address, channel)
            for address in contact.addresses
            for channel in channels_of(address)
            if (address, channel) != (stored.address, stored.text.channel)
        ]
        for address, channel in others:
            # A hold adds nothing to a stop; their own word makes a colleague's stop theirs.
            if is_certain or self._standings.of(address, channel).everything.state is not State.STOPPED:
                self._ledger.record(replace(own, address=address, channel=channel, evidence=evidence))
        became = "stopped" if is_certain else "held"
        told = ", ".join(f"{address} by {channel}" for address, channel in others) or "they have no other"
        self._threads.note(
            stored.thread, "Stopline", f"Asked for nothing more on any channel, {became}: {told}."
        )


def is_reached_by(address: Address, channel: Channel) -> bool:
    """Tell whether an address is one of those a channel reaches: e-mail addresses by e-mail, numbers by the others."""
    return is_email(address) is (channel is Channel.EMAIL)
