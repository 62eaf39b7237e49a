"""Double opt-in: a yes that counts only when a second one, from the address itself, confirms it.

`ask` is what everything calls that has taken in a first yes: a keyword, a form, an import, an agent who heard it. What waits
is pending; `Joins` takes the answer, `Waiting` reminds once and lets the time run out.
"""

from collections.abc import Collection
from dataclasses import replace

from stopline.address import Address, calling_region_of, region_of
from stopline.consent.countries import country_of
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.gate import Ask
from stopline.consent.ledger import Change, Ledger
from stopline.consent.places import Residence
from stopline.consent.refusal import Refusal
from stopline.consent.second_yes import SecondYes, scope_that_waits
from stopline.consent.send_block import Standings
from stopline.consent.status import BLOCKING, State
from stopline.inbox.asking import AlreadyAsked, Asking, Occasion, Question
from stopline.inbox.contacts import Contacts
from stopline.inbox.resuming import Resumes
from stopline.messages.outbox import Queued
from stopline.store.engine import Engine


class DoubleOptIn:
    """The double opt-ins of one workspace."""

    def __init__(
        self,
        engine: Engine,
        ledger: Ledger,
        standings: Standings,
        contacts: Contacts,
        asking: Asking,
        resumes: Resumes,
        rules: SecondYes,
    ) -> None:
        self._engine = engine
        self._ledger = ledger
        self._standings = standings
        self._contacts = contacts
        self._asking = asking
        self._resumes = resumes
        self._rules = rules

    def why_needed(
        self,
        address: Address,
        tags: Collection[str] = (),
        *,
        is_asked_for: bool = False,
        is_from_elsewhere: bool = False,
    ) -> str:
        """Return why a yes of an address needs a second one, in words; empty where it does not.

        Args:
            address: whose yes it is.
            tags: what they join; the tags and lists they have count as well.
            is_asked_for: whether the way the yes came in asks for it: a keyword, a form, an import that is marked so.
            is_from_elsewhere: whether another system took the yes, with its proof; then no country asks for another one.
        """
        contact = self._contacts.at(address)
        known = self._contacts.contact(contact) if contact is not None else None
        residence = Residence.from_attributes(known.attributes if known is not None else ())
        # A number is carried along across borders, and what is stored may be old: each of them counts.
        countries = (
            (region_of(address) or calling_region_of(address), country_of(residence.country))
            if not is_from_elsewhere
            else ()
        )
        joined = {*tags, *(known.tags if known else ())}
        return self._rules.why([each for each in countries if each], joined, is_asked_for=is_asked_for)

    def ask(
        self,
        address: Address,
        channel: Channel,
        scope: Scope,
        source: str,
        wording: str = "",
        *,
        method: Method = Method.FORM,
        language: str = "",
        event: int | None = None,
    ) -> Queued | AlreadyAsked | Refusal:
        """Queue the second question to somebody who has said yes once; their answer confirms it.

        Args:
            address: who said yes.
            channel: on which channel.
            scope: to what.
            source: where the first yes came from, such as the name of a form.
            wording: what they were shown there; empty for nothing but our question.
            method: how the first yes came in.
            language: the language of the question, where it is known better than by what they wrote.
            event: the `requested` event, where it is in the ledger already; else one is recorded.
        """
        evidence = Evidence(source=source, disclosure=wording)
        occasion = Occasion(CONTACT, method, evidence, event=event)
        return self.ask_about(address, channel, scope, occasion, language)

    def ask_about(
        self, address: Address, channel: Channel, scope: Scope, occasion: Occasion, language: str = ""
    ) -> Queued | AlreadyAsked | Refusal:
        """Queue the second question, with everything that is known of the first yes."""
        question = self._asking.question(address, channel, scope, Ask.CONFIRM, language)
        return self._asking.ask(question, occasion) if isinstance(question, Question) else question

    def record(
        self, yes: ConsentEvent, *, is_marked: bool = False, is_from_elsewhere: bool = False
    ) -> Change | Refusal:
        """Record a yes that somebody else brings, an agent or a file; where it needs a second one, ask for that instead.

        The event that is recorded then says that they were asked, with everything that was heard; it becomes a yes when they
        confirm it. Somebody who agreed before, and whose yes stands, is not asked again.

        Args:
            yes: what was heard.
            is_marked: whether what brings it is marked as needing a second yes.
            is_from_elsewhere: whether it was given to another system; then only the mark and the team's own settings ask.
        """
        with self._engine.transaction():
            standing = self._standings.of(yes.address, yes.channel)
            status = standing.within(yes.scope)
            is_new = (
                yes.kind in (EventKind.GIVEN, EventKind.IMPORTED) and status.state is not State.SUBSCRIBED
            )
            why = (
                self.why_needed(yes.address, is_asked_for=is_marked, is_from_elsewhere=is_from_elsewhere)
                if is_new
                else ""
            )
            # A second yes to everything would leave one kind stopped; the first one lifts that, as it lifts a stop of everything.
            is_part_stopped = yes.scope is Scope.ALL and any(
                each.state is State.STOPPED for each in standing.scopes().values()
            )
            if not why or is_part_stopped or status.state in BLOCKING:
                is_lifting = bool(why) and yes.kind is EventKind.GIVEN
                waits = scope_that_waits(yes.scope, is_asked_for=is_marked) if is_lifting else None
                return self._resumes.record(yes, waits, why) if waits else self._ledger.record(yes)
            question = self._asking.question(yes.address, yes.channel, yes.scope, Ask.CONFIRM)
            if isinstance(question, AlreadyAsked):
                return question.refusal()
            if isinstance(question, Refusal):
                return question
            evidence = replace(yes.evidence, note="; ".join(filter(None, (yes.evidence.note, why))))
            asked = replace(yes, kind=EventKind.REQUESTED, evidence=evidence)
            change = self._ledger.record(asked)
            if isinstance(change, Change):
                occasion = Occasion(yes.actor, yes.method, evidence, event=change.recorded.seq)
                self._asking.ask(question, occasion)
            return change
