"""Writes people from a file: every row is checked first, then a stretch of them goes in at a time, each row whole or not at all.

A large file would keep everybody else from writing for half a minute if it went in at once, stops that come in among them. What was
interrupted is taken up by importing the file again: rows that are in already change nothing.

Consent goes through the ledger, row by row, and the ledger has the last word: an import never undoes a stop.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from itertools import islice

from stopline.address import Address, written_out
from stopline.clock import Clock
from stopline.consent.events import IMPORT_OF, Channel, ConsentEvent, EventKind, Evidence, Method
from stopline.consent.kept_stops import KeptStops, News
from stopline.consent.ledger import Change, Ledger
from stopline.consent.refusal import Refusal
from stopline.consent.send_block import Standings
from stopline.consent.status import State
from stopline.errors import BadInputError
from stopline.importers.claims import Consent, Doubt
from stopline.importers.contradictions import Contradictions, Run
from stopline.importers.door import door_for
from stopline.importers.habits import DateOrder, Habits
from stopline.importers.mapping import Mapping, mapped
from stopline.importers.people import Person, may_be_one, person_of, speaks_of_stop
from stopline.importers.presets import Preset, shipped_presets
from stopline.importers.report import AGREED_AGAIN, Consents, ImportReport, LineNote, TellProgress
from stopline.importers.rows import Sheet, read_sheet
from stopline.importers.states import check_people
from stopline.importers.stretches import stretches
from stopline.inbox.contacts import RECONFIRM, Contacts
from stopline.inbox.double_optin import DoubleOptIn
from stopline.inbox.threads import Threads
from stopline.inert import one_line
from stopline.store.engine import Engine

ROWS_AT_ONCE = 200
"""Rows written in one transaction; others wait no longer than for these."""


@dataclass(frozen=True, slots=True)
class ContactFile:
    """A file of people, and what its importer says about it."""

    name: str
    content: bytes
    columns: tuple[str, ...] = ()
    """`COLUMN=FIELD` each."""
    channel: Channel | None = None
    """The channel of its consents, where the rows name none."""
    dates: DateOrder | None = None
    """Which comes first in a date like 03/04/2026, where no row tells."""
    needs_second_yes: bool = False
    """Whether its consents count only when the people confirm them."""
    is_plain: bool = False
    """Whether its header is not compared with those of other systems' exports."""


_KEPT_BY = frozenset({"import_over_stop", "own_stop", "held", "stopped"})
"""Why a consent in a file does not count: the person has said stop here."""


class _TakenBackError(Exception):
    """Ends a dry run: leaving the transaction with it undoes everything."""


class ContactImports:
    """The imports of one workspace."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        contacts: Contacts,
        threads: Threads,
        standings: Standings,
        ledger: Ledger,
        double_optin: DoubleOptIn,
        region: str,
        zone: tzinfo,
        habits: Habits,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._contacts = contacts
        self._standings = standings
        self._ledger = ledger
        self._stops = KeptStops(engine)
        self._double_optin = double_optin
        self._contradictions = Contradictions(clock, contacts, threads, standings, ledger)
        self._region = region
        self._zone = zone
        self._habits = habits

    def load(
        self, file: ContactFile, *, is_dry_run: bool = False, tell: TellProgress | None = None
    ) -> ImportReport:
        """Import a file of people, a stretch of rows at a time; a dry run takes everything back and reports the same.

        Args:
            file: the file.
            is_dry_run: whether to write nothing.
            tell: told between two stretches how many rows are done, and of how many; what it raises ends the import there.

        Raises:
            BadInputError: the file cannot be read, or its columns cannot be told; nothing was written.
        """
        sheet = read_sheet(file.content)
        if not file.columns and not file.is_plain:
            check_people(sheet.columns)
        file = self._as_usual(file, sheet)
        mapping = mapped(sheet, file.columns, self._preset(sheet, file))
        people, skipped, lost_stops = self._people(sheet, mapping, file)
        run = Run(f"{IMPORT_OF}{one_line(file.name, 60)}", file.needs_second_yes)
        done = 0
        for stretch in self._stretches(people, is_dry_run=is_dry_run):
            if is_dry_run:
                self._try_out(stretch, run)
            else:
                with self._engine.transaction():
                    self._write_all(stretch, run)
            done += len(stretch)
            self._engine.give_way()
            if tell is not None:
                tell(done, len(people))
        return ImportReport(
            file=file.name,
            is_dry_run=is_dry_run,
            mapping=mapping,
            warnings=sheet.warnings,
            read=len(sheet.rows),
            added=run.people["added"],
            updated=run.people["updated"],
            unchanged=run.people["unchanged"],
            merged=run.people["merged"],
            skipped=tuple(skipped),
            notes=tuple(sorted(run.notes, key=lambda note: note.line)),
            consents=Consents(**run.consents),
            lost_stops=tuple(lost_stops),
        )

    def _as_usual(self, file: ContactFile, sheet: Sheet) -> ContactFile:
        """Return a file with what the team has settled, where its importer says nothing else."""
        usual = self._habits
        return replace(
            file,
            columns=(*usual.told(sheet.columns), *file.columns),
            channel=file.channel or usual.channel,
            dates=file.dates or usual.dates,
            needs_second_yes=file.needs_second_yes or usual.needs_second_yes,
        )

    def _stretches(self, people: Sequence[Person], *, is_dry_run: bool) -> Iterator[Sequence[Person]]:
        """Yield what is written at once; in a dry run later rows must see what earlier ones about the same people would have written."""
        if is_dry_run:
            yield from stretches(people, self._contacts.at, ROWS_AT_ONCE)
            return
        waiting = iter(people)
        while stretch := list(islice(waiting, ROWS_AT_ONCE)):
            yield stretch

    def _try_out(self, people: Sequence[Person], run: Run) -> None:
        """Write some people, and take it back."""
        with contextlib.suppress(_TakenBackError), self._engine.transaction():
            self._write_all(people, run)
            raise _TakenBackError
        # Whoever would have been added is gone, and their number is given again.
        run.lines.clear()

    def _write_all(self, people: Sequence[Person], run: Run) -> None:
        for person in people:
            self._write(person, run)

    def _preset(self, sheet: Sheet, file: ContactFile) -> Preset | None:
        return None if file.is_plain else shipped_presets().of(sheet.columns)

    def _people(
        self, sheet: Sheet, mapping: Mapping, file: ContactFile
    ) -> tuple[list[Person], list[LineNote], list[int]]:
        """Return the people of a sheet, why the other lines describe none, and which of those speak of a stop."""
        door = door_for(sheet, mapping, self._region, self._zone, self._clock.now(), file.channel, file.dates)
        people: list[Person] = []
        skipped: list[LineNote] = []
        lost_stops: list[int] = []
        for row in sheet.rows:
            try:
                people.append(person_of(row, mapping, door))
            except BadInputError as error:
                skipped.append(LineNote(row.line, str(error)))
                lost_stops += [row.line] if speaks_of_stop(row, mapping) else []
        return people, skipped, lost_stops

    def _write(self, person: Person, run: Run) -> None:
        """Write one person and their consents."""
        run.notes += [LineNote(person.line, note) for note in person.notes]
        known = self._known(person)
        contact = known or self._contacts.ensure(person.addresses[0], run.source, person.name)
        met_on = run.lines.setdefault(contact, person.line)
        is_merged = met_on != person.line
        has_news = self._address(contact, person.addresses if known else person.addresses[1:], person, run)
        if known and person.name and not (is_merged and self._contacts.name_at(person.addresses[0])):
            has_news |= self._contacts.rename(contact, person.name)
        has_news |= self._describe(contact, person)
        for consent in person.claims.consents:
            has_news |= self._record(person, consent, run)
        for doubt in person.claims.doubts:
            has_news |= self._mark(contact, doubt, run)
        for denial in person.claims.denials:
            has_news |= self._contradictions.hold(person, denial, run)
        self._contradictions.tell_unread(person, run)
        self._contradictions.tell_bounced(person, run)
        run.consents["unproven"] += person.claims.is_unproven
        run.consents["old"] += person.claims.is_old
        if is_merged:
            run.notes.append(LineNote(person.line, f"this is the person of line {met_on}; both rows count"))
            run.people["merged"] += 1
        elif known is None:
            run.people["added"] += 1
        else:
            run.people["updated" if has_news else "unchanged"] += 1

    def _known(self, person: Person) -> int | None:
        """Return the contact a row is about: at its first address, or at another one if the names do not differ."""
        first, *others = person.addresses
        known = self._contacts.at(first)
        if known is not None:
            return known
        for address in others:
            known = self._contacts.at(address)
            if known is not None and may_be_one(self._contacts.name_at(address), person.name):
                return known
        return None

    def _address(self, contact: int, addresses: Sequence[Address], person: Person, run: Run) -> bool:
        """Give addresses to a contact; return whether any was nobody's. One that is somebody's stays theirs."""
        has_news = False
        for address in addresses:
            if self._contacts.add_address(contact, address):
                has_news = True
            elif self._contacts.at(address) != contact:
                run.notes.append(
                    LineNote(person.line, f"{written_out(address)} belongs to somebody else and stays theirs")
                )
        return has_news

    def _describe(self, contact: int, person: Person) -> bool:
        """Write the tags and attributes of a row; return whether any of them is news."""
        tags = [self._contacts.tag(contact, tag) for tag in person.tags]
        attributes = [self._contacts.set_attribute(contact, name, value) for name, value in person.attributes]
        return any(tags) or any(attributes)

    def _mark(self, contact: int, doubt: Doubt, run: Run) -> bool:
        """Mark somebody whose yes is to be asked for again, unless it is known where they stand; return whether it was news."""
        status = self._standings.of(doubt.address, doubt.channel).within(doubt.scope)
        if status.state is not State.UNKNOWN:
            return False
        run.consents["reconfirm"] += 1
        is_new = self._contacts.tag(contact, RECONFIRM)
        why = f"{doubt.why} ({run.source})"
        return self._contacts.set_attribute(contact, f"{RECONFIRM} {doubt.channel}", why) or is_new

    def _record(self, person: Person, consent: Consent, run: Run) -> bool:
        """Record one consent unless it is known; return whether it was news."""
        is_stop = consent.kind is EventKind.WITHDRAWN
        news = self._news_of_stop(person, consent, run) if is_stop else self._news_of_yes(consent)
        if news not in (News.NEW, News.AGAIN):
            run.consents["known"] += 1
            return False
        event = ConsentEvent(
            consent.address, consent.channel, consent.kind, Method.IMPORT, run.source, consent.occurred_at, consent.scope,
            Evidence(
                words=consent.words, disclosure=consent.wording, source=consent.source or run.source,
                note=f"{run.source}, line {person.line}" + (f"; from {consent.ip}" if consent.ip else ""),
            ),
        )  # fmt: skip
        outcome = self._ledger.record(event) if is_stop else self._bring(event, run)
        if isinstance(outcome, Refusal):
            is_kept = bool(_KEPT_BY.intersection(outcome.codes))
            run.consents["kept_stopped" if is_kept else "not_asked"] += 1
            run.notes.append(LineNote(person.line, _kept(consent.address, outcome)))
            return False
        is_asked = outcome.recorded.event.kind is EventKind.REQUESTED
        became = "stopped" if is_stop else "asked" if is_asked else "given"
        run.consents["given_once"] += became == "given" and bool(self._double_optin.why_needed(event.address))
        run.consents["known" if news is News.AGAIN else became] += 1
        return news is News.NEW

    def _news_of_yes(self, yes: Consent) -> News:
        status = self._standings.of(yes.address, yes.channel).within(yes.scope)
        return News.KNOWN if status.state is State.SUBSCRIBED else News.NEW

    def _news_of_stop(self, person: Person, stop: Consent, run: Run) -> News:
        """Return whether a stop is news; one that a colleague recorded here is not theirs, and so theirs is."""
        standing = self._standings.of(stop.address, stop.channel)
        at = stop.occurred_at if stop.is_dated else None
        news = self._stops.news_of(stop.address, stop.channel, stop.scope, at, standing)
        if news is News.OVERTAKEN:
            run.notes.append(LineNote(person.line, AGREED_AGAIN))
        return news

    def _bring(self, yes: ConsentEvent, run: Run) -> Change | Refusal:
        """Record a yes that was given to another system; where the file or the team asks for a second one, ask for that."""
        return self._double_optin.record(yes, is_marked=run.needs_second_yes, is_from_elsewhere=True)


def _kept(address: Address, refusal: Refusal) -> str:
    return f"{written_out(address)}: {' '.join(reason.sentence for reason in refusal.reasons)}"
