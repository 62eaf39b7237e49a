"""Keeps consent in step with other systems: writes out where every address stands, and takes in where it stands elsewhere.

The newest word wins, except that a stop is never lost: no file lifts one, and a stop in a file counts unless the person has agreed
here since, in their own words; where a colleague had stopped them it is theirs from then on. A yes is worth here what it is worth
there: what it rests on and when it was given go along, and where a file does not say it, it was heard unless its method is a written
one. All rows of one address go in together, a few addresses at a time, so that nobody waits long; what was interrupted is taken up by
importing the file again, which changes nothing where it has been.
"""

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import islice

from stopline.address import Address, written_out
from stopline.clock import Clock
from stopline.consent.authority import last_stop
from stopline.consent.basis import basis_told
from stopline.consent.events import (
    IMPORT_OF,
    Basis,
    Channel,
    ConsentEvent,
    EventKind,
    Evidence,
    Method,
    Scope,
)
from stopline.consent.kept_stops import KeptStops, News
from stopline.consent.ledger import Ledger
from stopline.consent.refusal import Refusal
from stopline.consent.send_block import Standings
from stopline.consent.status import BLOCKING, Standing, State, Status, is_carried_further
from stopline.importers.habits import Mode
from stopline.importers.report import AGREED_AGAIN, LineNote, TellProgress
from stopline.importers.states import BadRow, ConsentState, ReadState, read_states
from stopline.inert import one_line
from stopline.plural import counted, worded
from stopline.store.engine import Engine, Row
from stopline.store.queries import load_queries

ADDRESSES_AT_ONCE = 100
"""Addresses written in one transaction: some tens of milliseconds for which others wait."""
_PAGE = 2_000
_STATES_OF_ONE = len(Channel) * len(Scope)
_LAST = {State.HELD: 1, State.STOPPED: 2}


class Outcome(StrEnum):
    """What became of a row."""

    TAKEN = "taken"
    KNOWN = "known"
    """It stands so here already."""
    OLDER = "older"
    """What is known here is newer."""
    KEPT_STOPPED = "kept_stopped"
    """It says yes, and here is a stop or a hold; that stays."""
    LEFT_OUT = "left_out"
    """It is no stop, and only stops were asked for."""


OUTCOME_WORDS = {
    Outcome.TAKEN: "taken in",
    Outcome.KNOWN: "known already",
    Outcome.OLDER: "older than what is known here",
    Outcome.KEPT_STOPPED: "yes of people who are stopped or held here; that stays",
    Outcome.LEFT_OUT: "left out, because they are no stops",
}
"""What became of rows, as it follows their number."""


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What an import of states did, or would do."""

    file: str
    mode: Mode
    is_dry_run: bool
    read: int
    outcomes: dict[Outcome, int]
    stopped: int
    """How many of what was taken are stops."""
    heard: int
    """How many of what was taken are yeses of which nobody says that they are written, and so count as heard."""
    bad: tuple[BadRow, ...]
    notes: tuple[LineNote, ...]

    @property
    def is_useless(self) -> bool:
        """Tell whether not one row could be used."""
        return self.read == 0 and bool(self.bad)

    @property
    def told_of_heard(self) -> str:
        """Return what is told of yeses that count for less than a written one, empty where there are none."""
        if not self.heard:
            return ""
        return (
            f"{counted(self.heard, 'yes', 'yeses')} of which the file does not say what {worded(self.heard, 'it rests', 'they rest')} on: "
            f"{worded(self.heard, 'it counts', 'they count')} as heard and not written, which is too little for marketing in some countries"
        )

    @property
    def lost_stops(self) -> tuple[int, ...]:
        """Return the lines that speak of a stop and could not be taken in."""
        return tuple(each.line for each in self.bad if each.is_stop)


@dataclass(slots=True)
class _Run:
    source: str
    mode: Mode
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    stopped: int = 0
    heard: int = 0
    notes: list[LineNote] = field(default_factory=list)


class _TakenBackError(Exception):
    """Ends a dry run: leaving the transaction with it undoes everything."""


class ConsentStates:
    """Where the addresses of one workspace stand, for other systems and from them."""

    def __init__(
        self, engine: Engine, clock: Clock, standings: Standings, ledger: Ledger, region: str
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._standings = standings
        self._ledger = ledger
        self._stops = KeptStops(engine)
        self._region = region
        self._sql = load_queries("stopline.importers", "states.sql")

    def states(self) -> Iterator[ConsentState]:
        """Yield where every address stands, in the order of addresses; a stop as it was last said, by whom it counts."""
        place = {"address": "", "channel": "", "scope": ""}
        while rows := self._engine.all(self._sql["states_after"], **place, limit=_PAGE):
            for row in rows:
                yield self._as_written(row)
            place = {name: rows[-1].text(name) for name in place}

    def _as_written(self, row: Row) -> ConsentState:
        """Return where an address stands as it is written out: a stop that came in late is as new as the yes that it ended."""
        state = self._as_last_said(row) if row.number("repeats") else _state(row)
        last_yes = row.instant_or_none("last_yes")
        is_older = last_yes is not None and state.since is not None and state.since < last_yes
        return replace(state, since=last_yes) if state.state is State.STOPPED and is_older else state

    def _as_last_said(self, row: Row) -> ConsentState:
        """Return a stop that was said more than once with what was said last."""
        state = _state(row)
        said = [each.event for each in self._ledger.events_of(state.address)]
        of_channel = [each for each in said if each.channel is state.channel]
        last = last_stop(of_channel, Scope(row.text("made_in")))
        return _told_by(state, last.occurred_at, last.method, last.evidence) if last is not None else state

    def load(
        self,
        name: str,
        content: bytes,
        mode: Mode,
        *,
        is_dry_run: bool = False,
        tell: TellProgress | None = None,
    ) -> MergeReport:
        """Take in where addresses stand elsewhere; a dry run takes everything back and reports the same.

        Args:
            name: the name of the file.
            content: the file, a table or JSON.
            mode: what is taken from it.
            is_dry_run: whether to write nothing.
            tell: told now and then how many rows are done, and of how many; what it raises ends the import there.

        Raises:
            BadInputError: the file cannot be read; nothing was written.
        """
        read, bad = read_states(content, self._clock.now(), self._region, self._is_known)
        run = _Run(f"{IMPORT_OF}{one_line(name, 60)}", mode)
        grouped: dict[Address, list[ReadState]] = {}
        for each in read:
            grouped.setdefault(each.state.address, []).append(each)
        waiting = iter(grouped.values())
        while some := list(islice(waiting, ADDRESSES_AT_ONCE)):
            with contextlib.suppress(_TakenBackError), self._engine.transaction():
                for rows in some:
                    self._merge(rows, run)
                if is_dry_run:
                    raise _TakenBackError
            self._engine.give_way()
            if tell is not None:
                tell(sum(run.outcomes.values()), len(read))
        return MergeReport(
            name, mode, is_dry_run, len(read), {each: run.outcomes[each] for each in Outcome}, run.stopped,
            run.heard, tuple(bad), tuple(sorted(run.notes, key=lambda note: note.line)),
        )  # fmt: skip

    def _is_known(self, address: Address) -> bool:
        return bool(self._standings.on_every_channel(address))

    def _merge(self, rows: Sequence[ReadState], run: _Run) -> None:
        """Take in everything a file says of one address; stops come last, for a yes is not taken beside any of them."""
        self._ledger.meet(rows[0].state.address)
        for each in sorted(rows, key=lambda row: _LAST.get(row.state.state, 0)):
            outcome = self._take(each, run)
            run.outcomes[outcome] += 1
            run.heard += outcome is Outcome.TAKEN and _is_heard(each.state)
            run.stopped += outcome is Outcome.TAKEN and each.state.state is State.STOPPED
            run.notes += [LineNote(each.line, note) for note in each.notes]
            if note := _note_on(outcome, each.state):
                run.notes.append(LineNote(each.line, note))

    def _take(self, read: ReadState, run: _Run) -> Outcome:
        state = read.state
        if run.mode is Mode.SUPPRESS_ONLY and state.state is not State.STOPPED:
            return Outcome.LEFT_OUT
        standing = self._standings.of(state.address, state.channel)
        here = standing.narrow(state.scope) or Status()
        if state.state is State.STOPPED:
            return self._take_stop(read, standing, here, run)
        outcome = self._verdict(state, here)
        if outcome is not Outcome.TAKEN:
            return outcome
        for kind in _kinds(state, here):
            recorded = self._ledger.record(self._event(read, kind, run))
            if isinstance(recorded, Refusal):
                return Outcome.KEPT_STOPPED
        return Outcome.TAKEN

    def _verdict(self, state: ConsentState, here: Status) -> Outcome:
        """Return what becomes of a state that is no stop."""
        if here.state is State.SUBSCRIBED and _carries_further(state, here):
            return Outcome.TAKEN
        if here.state is state.state and here.event_seq:
            return Outcome.KNOWN
        if here.state in BLOCKING:
            return Outcome.KNOWN if state.state is State.HELD else Outcome.KEPT_STOPPED
        if self._is_overtaken(state, here):
            return Outcome.OLDER
        if state.state in (State.PENDING, State.UNKNOWN) and here.event_seq:
            # Elsewhere less is known than here.
            return Outcome.OLDER
        return Outcome.TAKEN if state.state is not State.UNKNOWN or state.since else Outcome.KNOWN

    def _take_stop(self, read: ReadState, standing: Standing, here: Status, run: _Run) -> Outcome:
        """Take in a stop; one that a colleague recorded here is known only as itself, as our own export carries it."""
        state = read.state
        news = self._stops.news_of(state.address, state.channel, state.scope, state.since, standing)
        if news is News.TOLD or (news is News.KNOWN and here.state is State.STOPPED):
            return Outcome.KNOWN
        if standing.scopes() and self._is_itself(state):
            return Outcome.KNOWN
        if news is News.OVERTAKEN:
            return Outcome.OLDER
        self._ledger.record(self._event(read, EventKind.WITHDRAWN, run))
        return Outcome.KNOWN if news is News.AGAIN and here.state is State.STOPPED else Outcome.TAKEN

    def _is_itself(self, state: ConsentState) -> bool:
        """Tell whether a stop was recorded here, at its very instant and known in its very way; what came of it is known, too.

        One that came in late is written out with another instant, and known by that.
        """
        rows = self._engine.all(
            self._sql["states_after"], address=state.address, channel="", scope="", limit=_STATES_OF_ONE
        )
        present = [self._as_written(row) for row in rows if row.text("address") == state.address]
        ours = [(each.channel, each.scope, each.state, each.since, each.method) for each in present]
        if (state.channel, state.scope, state.state, state.since, state.method) in ours:
            return True
        return any(
            event.kind is EventKind.WITHDRAWN
            and (event.channel, event.scope, event.occurred_at) == (state.channel, state.scope, state.since)
            and state.method == (event.evidence.origin or event.method)
            for event in (each.event for each in self._ledger.events_of(state.address))
        )

    def _is_overtaken(self, state: ConsentState, here: Status) -> bool:
        """Tell whether what is known here is newer; over a hold, only what was said here counts as newer."""
        if here.since is None or state.since is None or state.since >= here.since:
            return False
        return state.state is not State.HELD or self._is_first_hand(here)

    def _is_first_hand(self, here: Status) -> bool:
        """Tell whether what is known here was said here: only that is newer than a doubt elsewhere, whatever order files come in."""
        made_by = self._ledger.event(here.event_seq)
        return made_by is None or made_by.event.method is not Method.IMPORT

    def _event(self, read: ReadState, kind: EventKind, run: _Run) -> ConsentEvent:
        state = read.state
        is_yes = kind is EventKind.IMPORTED
        return ConsentEvent(
            state.address, state.channel, kind, Method.IMPORT, run.source, state.since or self._clock.now(),
            state.scope,
            Evidence(
                words=state.words, disclosure=state.wording, source=state.source,
                note=f"{run.source}, line {read.line}", origin=state.method,
                basis=_basis(state) if is_yes else None,
                agreed_at=state.agreed_at if is_yes and state.agreed_at != state.since else None,
            ),
        )  # fmt: skip


def _state(row: Row) -> ConsentState:
    """Return where an address stands, by what made it so."""
    before_hold = row.text_or_none("before_hold")
    state = ConsentState(
        Address(row.text("address")), Channel(row.text("channel")), Scope(row.text("scope")), State(row.text("state")),
        row.instant("since"), before_hold=State(before_hold) if before_hold else None,
    )  # fmt: skip
    if state.says_yes:
        basis = row.text_or_none("basis")
        state = replace(
            state, basis=Basis(basis) if basis else None, agreed_at=row.instant_or_none("agreed_at")
        )
    evidence = Evidence.from_content(row.text_or_none("content"))
    return _told_by(state, row.instant("since"), row.text_or_none("method") or "", evidence)


def _told_by(state: ConsentState, since: datetime, method: str, evidence: Evidence) -> ConsentState:
    return replace(
        state, since=since, method=evidence.origin or method, source=evidence.source, wording=evidence.disclosure,
        words=evidence.words,
    )  # fmt: skip


def _basis(yes: ConsentState) -> Basis:
    """Return what a yes rests on: what its file says, else how it is known there, which of a frozen one tells of the doubt."""
    return yes.basis or basis_told(yes.method if yes.state is State.SUBSCRIBED else "")


def _is_heard(state: ConsentState) -> bool:
    """Tell whether a state holds a yes that counts as heard because its file does not say what it rests on."""
    return state.says_yes and state.basis is None and _basis(state) is Basis.EXPRESS


def _carries_further(state: ConsentState, here: Status) -> bool:
    """Tell whether a yes elsewhere is said to be worth more than the one here, or to last longer."""
    at = state.agreed_at or state.since
    if state.state is not State.SUBSCRIBED or state.basis is None or at is None:
        return False
    return is_carried_further(here, state.basis, at)


def _note_on(outcome: Outcome, state: ConsentState) -> str:
    """Return what is told of a row that was left out because of what is known here, empty for nothing."""
    if outcome is Outcome.KEPT_STOPPED:
        return f"{written_out(state.address)} is stopped or held here, and no file lifts that"
    if outcome is Outcome.OLDER and state.state is State.STOPPED:
        return AGREED_AGAIN
    return ""


def _kinds(state: ConsentState, here: Status) -> tuple[EventKind, ...]:
    """Return the events that lead to a state where nothing stands in their way."""
    match state.state:
        case State.STOPPED:
            return (EventKind.WITHDRAWN,)
        case State.SUBSCRIBED:
            return (EventKind.IMPORTED,)
        case State.PENDING:
            return (EventKind.REQUESTED,)
        case State.UNKNOWN:
            # Something was known and has run out; that it was asked for and nothing came is the least that leads there.
            return (EventKind.REQUESTED, EventKind.EXPIRED)
        case State.HELD:
            if state.before_hold is State.SUBSCRIBED and state.since and not here.event_seq:
                return (EventKind.IMPORTED, EventKind.HELD)
            if state.before_hold is State.PENDING and not here.event_seq:
                return (EventKind.REQUESTED, EventKind.HELD)
            return (EventKind.HELD,)
