"""Takes in filled opt-in forms: the consent with its exact wording, the contact and its tag, once for each form that was shown.

Anybody can type anybody's number into a public form. So a form never lifts a stop or a hold: for an address that said stop it is
only noted that somebody asked, and nothing is sent there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from stopline.address import Address
from stopline.clock import Clock
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.ledger import Change, Ledger
from stopline.consent.send_block import Standings
from stopline.consent.status import BLOCKING, Standing
from stopline.consent.wording import Wording
from stopline.inbox.contacts import Contacts
from stopline.inbox.once import SpentTokens
from stopline.inert import one_line
from stopline.store.engine import Engine

SAME_AGAIN = timedelta(days=1)
"""How long the same yes to the same wording is not recorded again, so that a flood of forms fills no ledger."""
LONGEST_NAME = 80
LONGEST_BROWSER = 200


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a form was sent from."""

    ip: str = ""
    browser: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a form offers, as the settings say."""

    slug: str
    title: str
    scope: Scope
    tag: str = ""
    is_double: bool = False
    """Whether the yes counts only when it is confirmed by a message from the address itself."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """One ticked box."""

    address: Address
    channel: Channel
    wording: Wording


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form as somebody sent it."""

    offer: Offer
    agreements: tuple[Agreement, ...]
    words: str
    """What was written on the button they pressed."""
    visit: Visit
    language: str
    token: str
    """The keyed digest of the token this form was shown with."""
    token_expires_at: datetime
    name: str = ""


class FormOutcome(StrEnum):
    """What came of a form; it says nothing about who is known here."""

    TAKEN = "taken"
    AWAITS_CONFIRMATION = "awaits confirmation"
    """The yes counts when a second one confirms it."""
    SENT_BEFORE = "sent before"
    """This very form was sent before; nothing was changed."""


class FollowUp(Protocol):
    """What knows when a second yes is needed, and sends the text that follows a form: that question, or the welcome."""

    def needs_second_yes(self, address: Address, offer: Offer) -> bool:
        """Tell whether a yes of an address to an offer counts only when it is confirmed, by the offer, the country or a list."""

    def form_was_filled(self, change: Change, offer: Offer, language: str) -> None:
        """Queue what follows; the event is `requested` where a confirmation is awaited, else `given`. The caller holds the transaction."""


class Forms:
    """The opt-in forms of one workspace."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        ledger: Ledger,
        standings: Standings,
        contacts: Contacts,
        spent: SpentTokens,
        follow_up: FollowUp | None = None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._ledger = ledger
        self._standings = standings
        self._contacts = contacts
        self._spent = spent
        self._follow_up = follow_up

    def take(self, form: FilledForm) -> FormOutcome:
        """Record what a form says, all of it or nothing."""
        outcome = FormOutcome.TAKEN
        with self._engine.transaction():
            if not self._spent.spend(form.token, form.token_expires_at):
                return FormOutcome.SENT_BEFORE
            for agreement in form.agreements:
                # Whoever was forgotten stays stopped, and a form does not undo that.
                self._ledger.meet(agreement.address)
                is_double = self._is_double(agreement.address, form.offer)
                self._record(form, agreement, is_double=is_double)
                outcome = FormOutcome.AWAITS_CONFIRMATION if is_double else outcome
        return outcome

    def _is_double(self, address: Address, offer: Offer) -> bool:
        if offer.is_double or self._follow_up is None:
            return offer.is_double
        return self._follow_up.needs_second_yes(address, offer)

    def _record(self, form: FilledForm, agreement: Agreement, *, is_double: bool) -> None:
        event = self._event(form, agreement, is_double=is_double)
        if self._is_same_again(event):
            return
        change = self._ledger.record(event)
        if not isinstance(change, Change) or _is_blocked(change.before):
            return
        source = f"form {form.offer.slug}"
        contact = self._contacts.ensure(agreement.address, source, one_line(form.name, LONGEST_NAME))
        if form.offer.tag:
            self._contacts.tag(contact, form.offer.tag)
        if self._follow_up is not None:
            self._follow_up.form_was_filled(change, form.offer, form.language)

    def _event(self, form: FilledForm, agreement: Agreement, *, is_double: bool) -> ConsentEvent:
        standing = self._standings.of(agreement.address, agreement.channel)
        is_asking = is_double or _is_blocked(standing)
        return ConsentEvent(
            agreement.address,
            agreement.channel,
            EventKind.REQUESTED if is_asking else EventKind.GIVEN,
            Method.FORM,
            CONTACT,
            self._clock.now(),
            form.offer.scope,
            Evidence(
                words=form.words,
                disclosure=agreement.wording.text,
                wording_version=agreement.wording.version,
                source=f"form {form.offer.slug}",
                ip=form.visit.ip,
                browser=one_line(form.visit.browser, LONGEST_BROWSER),
                note="the address had said stop or is on hold; a form does not undo that" if _is_blocked(standing) else "",
            ),
        )  # fmt: skip

    def _is_same_again(self, event: ConsentEvent) -> bool:
        """Tell whether the last thing heard of this consent is the very same."""
        heard = [
            recorded.event
            for recorded in self._ledger.events_of(event.address)
            if recorded.event.channel is event.channel
        ]
        if not heard:
            return False
        last = heard[-1]
        return (
            (last.kind, last.scope, last.method) == (event.kind, event.scope, event.method)
            and last.evidence.wording_version == event.evidence.wording_version
            and event.occurred_at - last.occurred_at < SAME_AGAIN
        )


def _is_blocked(standing: Standing) -> bool:
    """Tell whether anything at all is stopped or held there."""
    return any(status.state in BLOCKING for status in standing.scopes().values())
