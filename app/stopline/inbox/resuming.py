"""What follows when somebody who had stopped says yes, where a yes counts only with a second one.

Their words lift the stop, for nobody else may; what needs no second yes counts at once. What needs one is pending before the
transaction ends, and they are asked for it. Where nobody may be asked now, or the time for an answer was over before their words
came in, it counts as not agreed to.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from stopline.consent.events import AUTOMATIC, CONTACT, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.gate import Ask
from stopline.consent.ledger import Change, Ledger
from stopline.consent.refusal import Refusal
from stopline.consent.status import BLOCKING, Standing, State
from stopline.inbox.asking import Asking, Occasion, Question
from stopline.inbox.asks import AskedQuestion
from stopline.inbox.languages import language_in
from stopline.inbox.program import Wording
from stopline.messages.outbox import Queued

_TOO_LATE = "and the time for it was over when these words came in, so nobody was asked"


@dataclass(frozen=True, slots=True)
class Joined:
    """A text that says yes, as it came in."""

    thread: int
    yes: ConsentEvent
    """The event it would be, with its words and what recognised them."""
    standing: Standing
    """Where the person stood before."""
    question: AskedQuestion | None
    """The question it may answer."""
    is_late: bool = False
    """Whether it was written so long ago that nothing is answered to it any more."""
    is_own_wish: bool = True
    """Whether it says yes also where nothing was asked, as START does and YES does not."""

    def lifts_a_part(self, scope: Scope) -> bool:
        """Tell whether it is a yes to everything by somebody who had stopped, or is held for, one kind of message."""
        narrower = (self.standing.marketing, self.standing.notice)
        is_part_kept = any(status is not None and status.state in BLOCKING for status in narrower)
        return scope is Scope.ALL and self.is_own_wish and is_part_kept


class Resumes:
    """Yeses after a stop in one workspace, of which some wait for a second one."""

    def __init__(self, ledger: Ledger, asking: Asking) -> None:
        self._ledger = ledger
        self._asking = asking

    def take(self, joined: Joined, waits: Scope, why: str) -> Change | None:
        """Record a yes whose one part waits for a second, and ask for that; return what it did to the consent.

        The same word once more changes nothing while the question waits.

        Args:
            joined: the text that says yes.
            waits: what of it counts only with a second yes.
            why: why, in words for the proof.
        """
        question = joined.question
        is_waiting = question is not None and question.is_open and not question.is_dead
        if is_waiting and joined.standing.within(waits).state is State.PENDING:
            return None
        change = self.record(replace(joined.yes, kind=EventKind.GIVEN), waits, why)
        return change if isinstance(change, Change) else None

    def record(self, yes: ConsentEvent, waits: Scope, why: str) -> Change | Refusal:
        """Record a yes that lifts a stop, and ask for the second one to what waits; the caller holds the transaction."""
        told = why if waits is yes.scope else f"{why}; until it comes, {waits} waits"
        note = "; ".join(filter(None, (yes.evidence.note, told)))
        first = self._ledger.record(replace(yes, evidence=replace(yes.evidence, note=note)))
        if not isinstance(first, Change):
            return first
        return replace(first, after=self._ask(yes, first.after, waits, why))

    def _ask(self, yes: ConsentEvent, standing: Standing, waits: Scope, why: str) -> Standing:
        """Make what waits pending and ask for it; return where the person then stands."""
        narrow = standing.narrow(waits)
        if narrow is not None and narrow.state is State.SUBSCRIBED:
            standing = self._end(yes, waits, why, standing)
        if standing.within(waits).state in BLOCKING:
            return standing
        # Words to everything are answered by one text, which also tells what they get at once.
        wording = Wording.RESUME if yes.scope is Scope.ALL else None
        language = language_in(yes.evidence.rule)
        due_at = self._asking.answer_was_due(Ask.CONFIRM, yes.occurred_at)
        if due_at is not None and yes.actor == CONTACT:
            return self._leave_unasked(yes, waits, why, due_at, standing)
        question = self._asking.question(
            yes.address, yes.channel, waits, Ask.CONFIRM, language, wording=wording
        )
        shown = question.text if isinstance(question, Question) else ""
        evidence = replace(yes.evidence, disclosure=shown, note=why)
        asked = self._ledger.record(replace(yes, kind=EventKind.REQUESTED, scope=waits, evidence=evidence))
        if isinstance(asked, Change):
            standing = asked.after
            occasion = Occasion(yes.actor, yes.method, evidence, evidence.keyword, asked.recorded.seq)
            if isinstance(question, Question) and isinstance(self._asking.ask(question, occasion), Queued):
                return standing
        return self._end(yes, waits, f"{why}, and they may not be asked now", standing)

    def leave_unasked(self, yes: ConsentEvent, why: str, due_at: datetime) -> Change | None:
        """Record a first yes whose second one would have been due before the words came in; nobody is asked any more.

        Args:
            yes: the first yes.
            why: why it needs a second one, in words for the proof.
            due_at: by when that would have been due.
        """
        evidence = replace(yes.evidence, note=why)
        first = self._ledger.record(replace(yes, kind=EventKind.REQUESTED, evidence=evidence))
        if not isinstance(first, Change):
            return None
        return replace(first, after=self._end(yes, yes.scope, f"{why}, {_TOO_LATE}", first.after, due_at))

    def _leave_unasked(
        self, yes: ConsentEvent, waits: Scope, why: str, due_at: datetime, standing: Standing
    ) -> Standing:
        """Record that a part of a yes waited for a second one until its time was over; return where the person then stands."""
        change = self.leave_unasked(replace(yes, scope=waits), why, due_at)
        return change.after if change is not None else standing

    def _end(
        self, yes: ConsentEvent, waits: Scope, why: str, standing: Standing, at: datetime | None = None
    ) -> Standing:
        """Record that a yes to a scope does not count by itself."""
        evidence = Evidence(note=why, message=yes.evidence.message, source="one yes")
        ended_at = at or yes.occurred_at
        ended = self._ledger.record(
            ConsentEvent(
                yes.address, yes.channel, EventKind.EXPIRED, Method.AGENT, AUTOMATIC, ended_at, waits, evidence
            )
        )  # fmt: skip
        return ended.after if isinstance(ended, Change) else standing
