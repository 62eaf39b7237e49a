"""Reconfirmation: asks people whose consent is old or vague whether it still stands.

An old consent with a good proof stands until the time for an answer is over. A vague one carries nothing from the moment we ask:
the person is pending. Of whom a file told a yes that did not count, nothing stands: they are asked for a first one. A yes confirms,
a no or a stop stops, no answer lets the consent run out.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stopline.address import Address
from stopline.clock import Clock
from stopline.consent.events import RECONFIRMATION, Channel, Evidence, Method, RecordedEvent, Scope
from stopline.consent.gate import Ask, Policy
from stopline.consent.ledger import Ledger
from stopline.consent.refusal import Refusal
from stopline.consent.second_yes import is_old, last_yes, what_is_vague
from stopline.consent.status import State
from stopline.days import full_day
from stopline.inbox.asking import AlreadyAsked, Asking, Occasion, Question
from stopline.inbox.contacts import RECONFIRM
from stopline.messages.outbox import Queued
from stopline.store.engine import Engine, Row
from stopline.store.queries import load_queries

LEFT_ALONE = {
    State.STOPPED: "they said stop",
    State.HELD: "a doubtful reply of theirs waits for a decision",
    State.PENDING: "they were asked and have not answered yet",
    State.UNKNOWN: "they have not agreed, so there is nothing to confirm",
}
"""Why nobody in one of these states is asked."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Whose consents a run is about; what is not given does not narrow it."""

    older_than: datetime | None = None
    """Consents given before count as old; without it only vague ones are asked about."""
    source: str = ""
    """Only consents that came from there: a part of what the proof or the person says."""
    tag: str = ""
    addresses: tuple[Address, ...] = ()
    """Only these people, also where their consents are neither old nor vague."""


class Meanwhile(StrEnum):
    """What becomes of a consent while its question waits for an answer."""

    STANDS = "stands"
    PENDING = "pending"
    NONE = "none"
    """There is none that counts: they are asked for a first yes."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Somebody who is asked."""

    question: Question
    name: str
    given_at: datetime | None
    why: str

    @property
    def meanwhile(self) -> Meanwhile:
        """Return what becomes of their consent while the question waits."""
        if self.question.kind is Ask.FIRST:
            return Meanwhile.NONE
        return Meanwhile.PENDING if self.question.is_vague else Meanwhile.STANDS


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who is not, and why."""

    address: Address
    channel: Channel
    scope: Scope
    name: str
    why: str
    is_doubted: bool = False
    """Whether a file told a yes of them that did not count."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a run would do."""

    chosen: tuple[Chosen, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def reasons(self) -> dict[str, int]:
        """Return why people are left out, and how many."""
        return dict(Counter(each.why for each in self.left_out).most_common())


class Reconfirmations:
    """The reconfirmation runs of one workspace."""

    def __init__(self, engine: Engine, clock: Clock, ledger: Ledger, asking: Asking, policy: Policy) -> None:
        self._engine = engine
        self._policy = policy
        self._clock = clock
        self._ledger = ledger
        self._asking = asking
        self._sql = load_queries("stopline.inbox", "reconfirmations.sql")

    def preview(self, selection: Selection) -> Preview:
        """Return who would be asked and why, and who would be left out and why; nothing is changed."""
        chosen: list[Chosen] = []
        left_out: list[LeftOut] = []
        asked: set[tuple[Address, Channel]] = set()
        for row in self._rows(selection):
            found = self._choose(row, selection)
            if isinstance(found, Chosen):
                place = (found.question.address, found.question.channel)
                if place in asked:
                    found = _left_out(row, "they are asked one question at a time")
                asked.add(place)
            if isinstance(found, Chosen):
                chosen.append(found)
            elif found is not None:
                left_out.append(found)
        return Preview(tuple(chosen), tuple(left_out))

    def preview_first(self) -> Preview:
        """Return who would be asked for a first yes, because a file told one that did not count; nothing is changed."""
        preview = self.preview(Selection(tag=RECONFIRM))
        chosen = (each for each in preview.chosen if each.meanwhile is Meanwhile.NONE)
        return Preview(tuple(chosen), tuple(each for each in preview.left_out if each.is_doubted))

    def run(self, preview: Preview, agent: str) -> int:
        """Queue the questions of a preview, each on its own; return how many. Who has answered or stopped meanwhile is left alone."""
        return sum(isinstance(self._ask(each, agent), Queued) for each in preview.chosen)

    def queue(self, addresses: Sequence[tuple[Address, Channel]], agent: str) -> int:
        """Queue the question for each of the addresses that may be asked; return for how many."""
        wanted = set(addresses)
        preview = self.preview(Selection(addresses=tuple(dict.fromkeys(address for address, _ in addresses))))
        chosen = [each for each in preview.chosen if (each.question.address, each.question.channel) in wanted]
        return self.run(Preview(tuple(chosen), ()), agent)

    def _ask(self, chosen: Chosen, agent: str) -> Queued | AlreadyAsked | Refusal:
        evidence = Evidence(note=chosen.why, source=RECONFIRMATION)
        return self._asking.ask(chosen.question, Occasion(agent, Method.AGENT, evidence))

    def _rows(self, selection: Selection) -> Iterator[Row]:
        """Return the consents that a selection is about, those of everything before narrower ones, and those a file told of in vain."""
        tag = selection.tag or None
        if not selection.addresses:
            yield from self._engine.all(self._sql["statuses_to_confirm"], tag=tag)
            yield from self._engine.all(self._sql["doubted_consents"], address=None, tag=tag)
            return
        for address in selection.addresses:
            yield from self._engine.all(self._sql["statuses_to_confirm_at"], address=address, tag=tag)
            yield from self._engine.all(self._sql["doubted_consents"], address=address, tag=tag)

    def _choose(self, row: Row, selection: Selection) -> Chosen | LeftOut | None:
        """Return whether the person of a status is asked; None where the selection is not about them."""
        address, channel, scope = _place(row)
        yes = last_yes(self._ledger.events_of(address), channel, scope)
        if selection.source and not _comes_from(row, yes, selection.source):
            return None
        vague = what_is_vague(yes.event) if yes is not None else "nothing proves it"
        old = self._day(yes) if yes is not None and is_old(yes.event, selection.older_than) else ""
        if not (vague or old or selection.addresses):
            return (
                _left_out(row, "their consent is clear and not old")
                if selection.tag or selection.source
                else None
            )
        state, doubt = State(row.text("state")), row.text("doubt")
        if state in LEFT_ALONE and not doubt:
            return _left_out(row, LEFT_ALONE[state])
        kind = Ask.FIRST if doubt else Ask.RECONFIRM
        question = self._asking.question(address, channel, scope, kind, is_vague=bool(vague) and not doubt)
        if isinstance(question, AlreadyAsked):
            return _left_out(row, LEFT_ALONE[State.PENDING])
        if isinstance(question, Refusal):
            return _left_out(row, " ".join(reason.sentence for reason in question.reasons))
        given_at = yes.event.occurred_at if yes is not None else None
        return Chosen(question, row.text("name"), given_at, doubt or vague or old or "named")

    def _day(self, yes: RecordedEvent) -> str:
        return f"given on {full_day(yes.event.occurred_at.astimezone(self._policy.zone()))}"


def _left_out(row: Row, why: str) -> LeftOut:
    return LeftOut(*_place(row), row.text("name"), why, bool(row.text("doubt")))


def _place(row: Row) -> tuple[Address, Channel, Scope]:
    return Address(row.text("address")), Channel(row.text("channel")), Scope(row.text("scope"))


def _comes_from(row: Row, yes: RecordedEvent | None, source: str) -> bool:
    """Tell whether a consent came from a place: by its proof, or by where the person did."""
    told = [row.text("source")]
    if yes is not None:
        evidence = yes.event.evidence
        told += [evidence.source, evidence.note, yes.event.method, yes.event.actor]
    return any(source.lower() in each.lower() for each in told)
