"""Takes texts in, exactly once: the message, its thread, what it means for consent, and the one automatic answer.

Everything a text causes is in the transaction that stores it. A text that comes twice (by push and by poll, or because a
gateway repeats it) is known by its gateway and the gateway's name of it.
"""

import logging
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from stopline.address import Address, may_be_answered, parse_sender
from stopline.clock import Clock, to_text
from stopline.consent.asked import asked_for
from stopline.consent.events import CONTACT, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.gate import Draft, Purpose
from stopline.consent.kept_stops import KeptStops
from stopline.consent.ledger import Change, Ledger
from stopline.consent.optin_rules import shipped_optin_rules
from stopline.consent.recognise import Certainty, Context, Meaning, Recogniser, Verdict
from stopline.consent.second_yes import no_to
from stopline.consent.send_block import Standings
from stopline.consent.status import Standing, State, Status
from stopline.errors import BadAddressError, ConstraintError, StoreError
from stopline.gateways.base import InboundText
from stopline.inbox.answers import ANSWERED_WITHIN, Answers, AutomaticTexts
from stopline.inbox.asks import AskedQuestion
from stopline.inbox.contacts import Contacts
from stopline.inbox.elsewhere import Elsewhere, is_reached_by
from stopline.inbox.joining import Joins
from stopline.inbox.resuming import Joined
from stopline.inbox.stored import WORDS_KEPT, Stored, event_of
from stopline.inbox.threads import Threads
from stopline.inbox.waiting import Waiting
from stopline.inert import storable
from stopline.messages.outbox import LAST_TEXT_LENGTH, Outbox
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

REMEMBERED_TEXTS = 3
"""How many of our last texts the recogniser is shown, to know an echo and an open question."""
HELP_PAUSE = timedelta(minutes=5)
"""How long no second automatic answer to HELP is sent, so that two machines do not talk to each other for ever."""
_NATIONAL = re.compile(r"(?:\d\D{0,3}){7}")
"""Digits enough for a number of somebody; a short code has fewer."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Received:
    """A text was stored."""

    message: int
    thread: int
    address: Address
    verdict: Verdict
    change: Change | None
    """What it did to the consent."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A text that had been stored before; nothing was changed."""

    message: int


class Intake:
    """Where every text of one workspace comes in, whatever brought it."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        recogniser: Recogniser,
        ledger: Ledger,
        contacts: Contacts,
        threads: Threads,
        outbox: Outbox,
        answers: Answers,
        waiting: Waiting,
        joins: Joins,
        region: str,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._recogniser = recogniser
        self._ledger = ledger
        self._contacts = contacts
        self._threads = threads
        self._outbox = outbox
        self._answers = answers
        self._waiting = waiting
        self._joins = joins
        self._region = region
        self._standings = Standings(engine)
        self._stops = KeptStops(engine)
        self._elsewhere = Elsewhere(ledger, contacts, threads, self._standings)
        self._messages_sql = load_queries("stopline.messages", "messages.sql")
        self._sql = load_queries("stopline.inbox", "inbox.sql")

    def receive(self, gateway: str, text: InboundText) -> Received | Duplicate:
        """Take one text in, with everything that follows from it, in one transaction.

        Args:
            gateway: the name of what brought it.
            text: the text as the gateway tells it.
        """
        with self._engine.transaction():
            known = self._known(gateway, text)
            if known is not None:
                return Duplicate(known)
            stored = self._store(gateway, text)
            question = self._question_before(stored)
            standing = self._standings.of(stored.address, text.channel)
            verdict = self._understand(stored, standing, question)
            change = self._follow(stored, standing, verdict, question)
            return Received(stored.message, stored.thread, stored.address, verdict, change)

    def _known(self, gateway: str, text: InboundText) -> int | None:
        """Return the number of the message a text became when it came before."""
        name = _name_of(text)
        row = name and self._engine.one(self._messages_sql["is_known"], gateway=gateway, provider_id=name)
        return row.number("id") if row else None

    def _store(self, gateway: str, text: InboundText) -> Stored:
        now = self._clock.now()
        # A gateway whose clock runs ahead must not put a text above everything that follows it.
        at = min(text.sent_at, now) if text.sent_at else now
        address = self._sender(text)
        thread = self._thread(gateway, address, text, at)
        kept = storable(text.text)
        row = self._engine.one(
            self._messages_sql["add_inbound"],
            thread=thread, address=address, channel=text.channel, text=kept, at=to_text(at), now=to_text(now),
            gateway=gateway, provider_id=_name_of(text),
        )  # fmt: skip
        if row is None:
            raise StoreError("the text was not stored")
        self._threads.take_inbound(thread, kept[:LAST_TEXT_LENGTH], at, gateway)
        arrived_at = now if text.is_handed_in and at < now else None
        return Stored(row.number("id"), thread, address, text, at, arrived_at)

    def _sender(self, text: InboundText) -> Address:
        """Return who wrote.

        Raises:
            BadAddressError: it is a national number, and nobody knows of which country: taken for a name, its stop would be nobody's.
        """
        address = parse_sender(text.sender, self._region)
        if not self._region and not may_be_answered(address) and _NATIONAL.search(text.sender):
            raise BadAddressError(
                "the settings do not say which country's numbers are meant, and this sender's number names none"
            )
        return address

    def _thread(self, gateway: str, address: Address, text: InboundText, at: datetime) -> int:
        known = self._threads.at(address, text.channel)
        if known is not None:
            return known
        contact = self._contacts.ensure(address, source=gateway)
        return self._threads.ensure(contact, address, text.channel, at)

    def _question_before(self, stored: Stored) -> AskedQuestion | None:
        """Return the question a text may answer: none that was asked after old words that come in late, none whose time was over."""
        question = self._waiting.question_at(stored.address, stored.text.channel, stored.at)
        return question if question and not self._was_said_before(stored, question.asked_at) else None

    def _waits_for(self, stored: Stored, everything: Status) -> bool:
        """Tell whether a yes is awaited that a text may say, where no question of ours is known."""
        is_pending = everything.state is State.PENDING and everything.since is not None
        return is_pending and not self._was_said_before(stored, everything.since or stored.at)

    def _was_said_before(self, stored: Stored, instant: datetime) -> bool:
        """Tell whether old words that come in late were said before an instant; clocks that differ a little do not count."""
        return stored.at < instant and self._is_late(stored)

    def _understand(self, stored: Stored, standing: Standing, question: AskedQuestion | None) -> Verdict:
        """Return what a text means; a plain no to a question for consent is a stop of what was asked for."""
        context = self._context(stored, standing, question)
        verdict = self._recogniser.recognise(stored.text.text, context)
        is_stop = verdict.meaning is Meaning.STOP and verdict.certainty is Certainty.CERTAIN
        if question is None or not question.has_left or context.has_open_question or is_stop:
            return verdict
        return no_to(stored.text.text, question.scope, shipped_optin_rules().no_words) or verdict

    def _context(self, stored: Stored, standing: Standing, question: AskedQuestion | None) -> Context:
        rows = self._engine.all(
            self._sql["last_texts"], thread=stored.thread, before=to_text(stored.at), limit=REMEMBERED_TEXTS
        )
        ours = tuple(row.text("text") for row in rows)
        # A question for consent is the one question a yes is meant to answer; behind a confirmation of ours another one may wait.
        asking = next((row for row in rows if row.text("purpose") != Purpose.COMPLIANCE), None)
        is_other = asking is not None and not asking.text_or_none("asks") and "?" in asking.text("text")
        is_pending = self._waits_for(stored, standing.everything) if question is None else question.has_left
        return Context(
            is_stopped=self._may_say_yes_to_resume(stored, standing.everything),
            is_pending=is_pending,
            has_open_question=is_other,
            asked_for=asked_for(ours[0]) if ours else (),
            our_last_texts=ours,
        )

    def _may_say_yes_to_resume(self, stored: Stored, everything: Status) -> bool:
        """Tell whether a plain yes lifts a stop: of somebody who had agreed to everything, where one yes is enough.

        Who was forgotten does not wish to be known again by it, and the question that a stop answered is not open any more.
        """
        if everything.state is not State.STOPPED or everything.basis is None or everything.since is None:
            return False
        said = self._stops.said(stored.address, stored.text.channel)
        stopped_by = said.stop_that_counts(Scope.ALL, everything.event_seq)
        if stopped_by is not None and stopped_by.method is Method.SUPPRESSION:
            return False
        if self._waiting.was_refused(stored.address, stored.text.channel, everything.since):
            return False
        return not self._joins.needs_second_yes(stored.address)

    def _follow(
        self, stored: Stored, standing: Standing, verdict: Verdict, question: AskedQuestion | None
    ) -> Change | None:
        """Do what a verdict asks for; return what it did to the consent."""
        self._elsewhere.follow(stored, verdict)
        if stored.text.has_opted_out and not verdict.ends_everything:
            return self._stop_at_carrier(stored)
        if verdict.channel is not None and not is_reached_by(stored.address, verdict.channel):
            if verdict.certainty is Certainty.CERTAIN:
                self._elsewhere.stop(stored, verdict, verdict.channel)
                return None
            verdict = replace(verdict, channel=None)
        if verdict.is_question:
            self._show_question(stored, verdict)
            self._answer_help(stored, verdict)
            return None
        match verdict.meaning:
            case Meaning.STOP if verdict.certainty is Certainty.CERTAIN:
                return self._stop(stored, verdict)
            case Meaning.STOP | Meaning.WRONG_NUMBER:
                return self._record(stored, verdict, EventKind.HELD)
            case Meaning.START if verdict.certainty is Certainty.CERTAIN:
                yes = event_of(stored, verdict, EventKind.GIVEN)
                joined = Joined(
                    stored.thread, yes, standing, question,
                    is_late=self._is_late(stored), is_own_wish=self._is_own_wish(stored),
                )  # fmt: skip
                return self._joins.take(joined)
            case Meaning.HELP:
                self._answer_help(stored, verdict)
        return None

    def _is_own_wish(self, stored: Stored) -> bool:
        """Tell whether a text that says yes says so also to who has asked nothing."""
        return self._recogniser.recognise(stored.text.text, Context()).meaning is Meaning.START

    def _stop(self, stored: Stored, verdict: Verdict) -> Change | None:
        """Record a stop, and confirm it once: a new one, or the first of theirs where a colleague or a file had stopped them."""
        said = self._stops.said(stored.address, verdict.channel or stored.text.channel)
        is_first = said.own_stop_at(verdict.scope) is None
        change = self._record(stored, verdict, EventKind.WITHDRAWN)
        is_news = change is not None and (change.is_new_stop or is_first)
        if change is not None and is_news and not stored.text.is_answered_by_carrier:
            self._answer(stored, self._texts(verdict).ending(verdict.scope), change.recorded.seq)
        return change

    def _stop_at_carrier(self, stored: Stored) -> Change | None:
        """Stop somebody whom the carrier stopped by a word that says less to us; it has answered them itself."""
        event = ConsentEvent(
            stored.address, stored.text.channel, EventKind.WITHDRAWN, Method.CARRIER, CONTACT, stored.at,
            evidence=Evidence(
                words=storable(stored.text.text[:WORDS_KEPT]), keyword="carrier", source="carrier", message=stored.message,
                arrived_at=stored.arrived_at,
            ),
        )  # fmt: skip
        change = self._ledger.record(event)
        return change if isinstance(change, Change) else None

    def _show_question(self, stored: Stored, verdict: Verdict) -> None:
        start, end = verdict.matched.span if verdict.matched else (0, 0)
        self._engine.run(
            self._sql["add_question"], message=stored.message, thread=stored.thread, start=start, end=end
        )

    def _answer_help(self, stored: Stored, verdict: Verdict) -> None:
        since = to_text(self._clock.now() - HELP_PAUSE)
        if self._engine.one(self._sql["answered_since"], thread=stored.thread, since=since) is None:
            self._answer(stored, self._texts(verdict).help, None)

    def _texts(self, verdict: Verdict) -> AutomaticTexts:
        return self._answers.in_language_of(verdict.matched.rule if verdict.matched else "")

    def _is_late(self, stored: Stored) -> bool:
        """Tell whether a text is so old that no automatic answer belongs to it any more, or none is given at all."""
        return self._answers.is_silent or self._clock.now() - stored.at > ANSWERED_WITHIN

    def _answer(self, stored: Stored, text: str, event: int | None) -> None:
        """Queue an automatic text; where a sender cannot be answered, there is nobody to tell."""
        if self._is_late(stored):
            return
        draft = Draft(stored.address, stored.text.channel, Purpose.COMPLIANCE, text)
        try:
            self._outbox.queue(stored.thread, draft, answers_event=event)
        except ConstraintError:
            # A ledger whose tail was cut off gives a number again; what was said counts, whatever becomes of the answer to it.
            _log.warning("the automatic answer to message %d could not be queued", stored.message)

    def _record(self, stored: Stored, verdict: Verdict, kind: EventKind) -> Change | None:
        recorded = self._ledger.record(event_of(stored, verdict, kind))
        return recorded if isinstance(recorded, Change) else None


def _name_of(text: InboundText) -> str | None:
    """Return the gateway's name of a text; an empty name is none, or all texts without one would count as the same."""
    return storable(text.provider_id) if text.provider_id else None
