"""What follows when somebody says yes: the event, tags and lists, the confirmation, a flow; or the second question first."""

from dataclasses import replace

from stopline.address import Address
from stopline.consent.events import ConsentEvent, EventKind, Scope
from stopline.consent.gate import Ask, Draft, Purpose
from stopline.consent.ledger import Change, Ledger
from stopline.consent.second_yes import has_agreed, scope_that_waits
from stopline.consent.status import BLOCKING, State
from stopline.inbox.answers import UNBRANDED, Answers, Branded
from stopline.inbox.asking import Asking, Occasion, Question
from stopline.inbox.asks import AskedQuestion
from stopline.inbox.contacts import Contacts
from stopline.inbox.double_optin import DoubleOptIn
from stopline.inbox.flows import Flows
from stopline.inbox.languages import language_in
from stopline.inbox.resuming import Joined, Resumes
from stopline.messages.outbox import Outbox


class Joins:
    """What follows a yes in one workspace."""

    def __init__(
        self,
        ledger: Ledger,
        contacts: Contacts,
        outbox: Outbox,
        double_optin: DoubleOptIn,
        asking: Asking,
        resumes: Resumes,
        flows: Flows,
        answers: Answers,
    ) -> None:
        self._ledger = ledger
        self._contacts = contacts
        self._outbox = outbox
        self._double_optin = double_optin
        self._asking = asking
        self._resumes = resumes
        self._flows = flows
        self._answers = answers

    def needs_second_yes(self, address: Address) -> bool:
        """Tell whether a yes of an address counts only with a second one, whatever it is to."""
        return bool(self._double_optin.why_needed(address))

    def take(self, joined: Joined) -> Change | None:
        """Do what follows a text that says yes; return what it did to the consent. The caller holds the transaction."""
        keyword, question = joined.yes.evidence.keyword, joined.question
        # The word that asked to join is not its own confirmation: carriers repeat texts, and so do people.
        is_answer = question is not None and question.has_left and keyword != (question.keyword or None)
        branded = self._answers.by_keyword.get(keyword, UNBRANDED)
        scope = branded.scope or joined.yes.scope
        # START lifts a stop of offers; a question that was asked before that stop does not take its place.
        lifts_a_part = joined.lifts_a_part(scope)
        if (
            question is not None
            and is_answer
            and not lifts_a_part
            and scope in (Scope.ALL, question.scope)
            and joined.standing.within(question.scope).state not in BLOCKING
        ):
            return self._confirm(joined, question)
        joined = replace(joined, yes=replace(joined.yes, scope=scope))
        state = joined.standing.within(scope).state
        waits = scope_that_waits(scope, is_asked_for=branded.is_double)
        is_settled = has_agreed(joined.standing, waits or scope)
        why = "" if is_settled else self._why_needed(joined.yes.address, branded)
        if why and not lifts_a_part and state not in (State.SUBSCRIBED, *BLOCKING):
            return self._ask(joined, why)
        if why and waits is not None:
            return self._resumes.take(joined, waits, why)
        kind = EventKind.CONFIRMED if state is State.PENDING and not lifts_a_part else EventKind.GIVEN
        text = branded.welcome or self._answers.in_language_of(joined.yes.evidence.rule).start
        shown = text if state is not State.SUBSCRIBED and not joined.is_late else ""
        return self._welcome(joined, kind, text, shown, keyword)

    def follow_up(self, change: Change, thread: int, language: str = "", keyword: str = "") -> None:
        """Send what follows a yes that came in on another way than a text, such as a form: confirmation, tags and flow.

        Args:
            change: what the yes did.
            thread: where the person is written to.
            language: in which language; theirs, where none is given.
            keyword: the word of ours whose welcome they get; empty for the usual one.
        """
        event = change.recorded.event
        branded = self._answers.by_keyword.get(keyword, UNBRANDED)
        spoken = language or self._asking.language_for(event.address)
        text = branded.welcome or self._answers.of_language(spoken).start
        self._answer(thread, event, text, change.recorded.seq)
        self._bring(thread, event, keyword)

    def _why_needed(self, address: Address, branded: Branded) -> str:
        return self._double_optin.why_needed(address, branded.tags, is_asked_for=branded.is_double)

    def _ask(self, joined: Joined, why: str) -> Change | None:
        """Ask for the second yes, while there is time for it; the same word once more changes nothing while the question waits."""
        yes = joined.yes
        language = language_in(yes.evidence.rule)
        due_at = self._asking.answer_was_due(Ask.CONFIRM, yes.occurred_at)
        if due_at is not None:
            is_waiting = joined.standing.within(yes.scope).state is State.PENDING
            return None if is_waiting else self._resumes.leave_unasked(yes, why, due_at)
        question = self._asking.question(yes.address, yes.channel, yes.scope, Ask.CONFIRM, language)
        if not isinstance(question, Question):
            return None
        evidence = replace(yes.evidence, disclosure=question.text, note=why)
        change = self._record(replace(yes, kind=EventKind.REQUESTED, evidence=evidence))
        if change is not None:
            occasion = Occasion(yes.actor, yes.method, evidence, evidence.keyword, change.recorded.seq)
            self._asking.ask(question, occasion)
        return change

    def _confirm(self, joined: Joined, question: AskedQuestion) -> Change | None:
        """Take the answer to a question: it confirms exactly what was asked, in the words that were shown."""
        evidence = replace(joined.yes.evidence, source=f"message {question.message}")
        joined = replace(joined, yes=replace(joined.yes, scope=question.scope, evidence=evidence))
        branded = self._answers.by_keyword.get(question.keyword, UNBRANDED)
        text = branded.welcome or self._answers.of_language(question.language).start
        change = self._welcome(joined, EventKind.CONFIRMED, text, question.text, question.keyword)
        if evidence.keyword in self._answers.by_keyword:
            self._bring(joined.thread, joined.yes, evidence.keyword)
        return change

    def _welcome(self, joined: Joined, kind: EventKind, text: str, shown: str, keyword: str) -> Change | None:
        """Record a yes and do what it brings; the confirmation is sent where it is news, or answers a question."""
        evidence = replace(joined.yes.evidence, disclosure=shown)
        change = self._record(replace(joined.yes, kind=kind, evidence=evidence))
        if change is not None:
            # Words that ask for one kind of message lift no hold of everything; until it is decided there is nothing to confirm.
            has_begun = change.after.within(joined.yes.scope).state not in BLOCKING
            if (
                has_begun
                and not joined.is_late
                and (change.before != change.after or joined.question is not None)
            ):
                self._answer(joined.thread, joined.yes, text, change.recorded.seq)
            self._bring(joined.thread, joined.yes, keyword, is_late=joined.is_late)
        return change

    def _bring(self, thread: int, yes: ConsentEvent, keyword: str, *, is_late: bool = False) -> None:
        """Do what a word of ours brings: tags, a list, a flow."""
        branded = self._answers.by_keyword.get(keyword)
        if branded is None:
            return
        contact = self._contacts.ensure(yes.address, source="keyword")
        for tag in branded.tags:
            self._contacts.tag(contact, tag)
        if not is_late:
            self._flows.begin(thread, yes.address, yes.channel, keyword, branded)

    def _record(self, event: ConsentEvent) -> Change | None:
        recorded = self._ledger.record(event)
        return recorded if isinstance(recorded, Change) else None

    def _answer(self, thread: int, yes: ConsentEvent, text: str, event: int) -> None:
        """Queue the confirmation of an opt-in; where a sender cannot be answered, there is nobody to tell."""
        draft = Draft(yes.address, yes.channel, Purpose.COMPLIANCE, text)
        self._outbox.queue(thread, draft, answers_event=event)
