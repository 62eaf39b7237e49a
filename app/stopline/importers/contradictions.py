"""Sees to what a file says against a yes that stands here: a plain no holds it, and a word nobody can read is told."""

from collections import Counter
from dataclasses import dataclass, field

from stopline.address import Address, written_out
from stopline.clock import Clock
from stopline.consent.events import ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.ledger import Ledger
from stopline.consent.send_block import Standings
from stopline.consent.status import BLOCKING, State, Status
from stopline.importers.claims import Consent
from stopline.importers.people import Person
from stopline.importers.report import LineNote
from stopline.inbox.contacts import Contacts
from stopline.inbox.threads import Threads
from stopline.inert import one_line


@dataclass(slots=True)
class Run:
    """What one import has done so far."""

    source: str
    needs_second_yes: bool = False
    lines: dict[int, int] = field(default_factory=dict)
    """The line each contact was first met on."""
    people: Counter[str] = field(default_factory=Counter)
    consents: Counter[str] = field(default_factory=Counter)
    notes: list[LineNote] = field(default_factory=list)


class Contradictions:
    """What the files of one workspace say against the consents in it."""

    def __init__(
        self, clock: Clock, contacts: Contacts, threads: Threads, standings: Standings, ledger: Ledger
    ) -> None:
        self._clock = clock
        self._contacts = contacts
        self._threads = threads
        self._standings = standings
        self._ledger = ledger

    def hold(self, person: Person, denial: Consent, run: Run) -> bool:
        """Hold somebody who is subscribed here and of whom the file says no; return whether that was news."""
        agreed = self._subscription(denial)
        if agreed is None:
            run.consents["refused"] += 1
            return False
        if self._is_released(denial):
            return False
        who, where = self._who(person, denial.address), denial.channel
        if denial.is_dated and agreed.since is not None and denial.occurred_at < agreed.since:
            run.notes.append(
                LineNote(
                    person.line,
                    f"{who} agreed again by {where} after the no of this row, so it does not count",
                )
            )
            return False
        note = f"{run.source}, line {person.line}, says no of somebody who is subscribed here"
        evidence = Evidence(words=denial.words, source=denial.source or run.source, note=note)
        # The time for a decision runs from when the no became known here, not from a day in the file.
        self._ledger.record(
            ConsentEvent(
                denial.address, where, EventKind.HELD, Method.IMPORT, run.source, self._clock.now(), denial.scope, evidence
            )
        )  # fmt: skip
        # Whoever decides does it on a thread, so there has to be one.
        contact = self._contacts.ensure(denial.address, run.source)
        self._threads.ensure(contact, denial.address, where, self._clock.now())
        run.consents["held"] += 1
        run.notes.append(
            LineNote(
                person.line,
                f"{who} is subscribed here by {where}, and the file says “{one_line(denial.words, 40)}”: held until somebody decides",
            )
        )
        return True

    def tell_unread(self, person: Person, run: Run) -> None:
        """Tell of a word about a consent that cannot be read, and who stays subscribed beside it."""
        if not person.claims.unread:
            return
        said = f"“{one_line(person.claims.unread[0].words, 40)}” is not known as a consent"
        subscribed = [each for each in person.claims.unread if self._subscription(each) is not None]
        for each in subscribed:
            run.consents["unread"] += 1
            who = self._who(person, each.address)
            run.notes.append(
                LineNote(
                    person.line,
                    f"{said}: {who} stays subscribed by {each.channel}; look whether that is right",
                )
            )
        if not subscribed:
            run.notes.append(LineNote(person.line, f"{said}, and changes nothing"))

    def tell_bounced(self, person: Person, run: Run) -> None:
        """Tell of a yes that is not taken because messages to its address came back, and who stays subscribed beside it."""
        for each in person.claims.bounced:
            run.consents["bounced"] += 1
            who = self._who(person, each.address)
            is_subscribed = self._subscription(each) is not None
            became = (
                "they stay subscribed here; look whether that is right"
                if is_subscribed
                else "their yes is not taken"
            )
            run.notes.append(
                LineNote(
                    person.line,
                    f"{who} could not be reached by {each.channel} any more, by the file ({one_line(each.words, 40)}): {became}",
                )
            )

    def _subscription(self, said: Consent) -> Status | None:
        """Return the yes here that a no in the file contradicts."""
        standing = self._standings.of(said.address, said.channel)
        if standing.everything.state in BLOCKING:
            return None
        scopes = Scope if said.scope is Scope.ALL else (said.scope,)
        statuses = [standing.within(scope) for scope in scopes]
        return next((each for each in statuses if each.state is State.SUBSCRIBED), None)

    def _is_released(self, denial: Consent) -> bool:
        """Tell whether somebody has decided already that the same no meant nothing; a file comes every week."""
        events = [each.event for each in self._ledger.events_of(denial.address)]
        of_channel = [each for each in events if each.channel is denial.channel]
        held = [each for each in of_channel if each.kind is EventKind.HELD and each.method is Method.IMPORT]
        is_same = bool(held) and held[-1].evidence.words == denial.words
        return is_same and of_channel[-1].kind is EventKind.RELEASED

    def _who(self, person: Person, address: Address) -> str:
        """Return how a note calls somebody."""
        name = person.name or one_line(self._contacts.name_at(address), 40)
        return f"{name} ({written_out(address)})" if name else written_out(address)
