"""Pure: what became of every line of an import, for people and for programs."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stopline.importers.mapping import Basis, Field, Mapping
from stopline.inert import one_line
from stopline.plural import counted, worded

SHOWN_LINES = 20
"""Lines of one kind a person is shown; programs get all of them."""
AGREED_AGAIN = "they agreed again here after the stop of this row, so it does not count"
TellProgress = Callable[[int, int], None]
"""Told how many rows of a file are done, and of how many."""


@dataclass(frozen=True, slots=True)
class LineNote:
    """Something about one line."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Consents:
    """What became of the consents of an import."""

    given: int = 0
    """Recorded as given, each with a time and a source."""
    given_once: int = 0
    """Of these, from where a yes that is given here needs a second one."""
    stopped: int = 0
    """Recorded as withdrawn."""
    unproven: int = 0
    """Claimed without a time or without a source, and so unknown."""
    old: int = 0
    """Proven, and so long ago that it is to be asked for again; until then unknown."""
    reconfirm: int = 0
    """Addresses marked to be asked again, because nothing else is known of them."""
    kept_stopped: int = 0
    """Claimed for somebody who has said stop; the stop stays."""
    known: int = 0
    """Nothing new: the status was so already."""
    asked: int = 0
    """Asked for a second yes, and pending until it comes."""
    not_asked: int = 0
    """Not to be asked for one, so that the consent is unknown."""
    held: int = 0
    """Subscribed here, and the file says no: held until a person decides."""
    refused: int = 0
    """Not subscribed here, and the file says no: nothing changes."""
    bounced: int = 0
    """Claimed for an address at which messages came back for good, and so not taken."""
    unread: int = 0
    """Subscribed here, and what the file says cannot be read: they stay subscribed."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do."""

    file: str
    is_dry_run: bool
    mapping: Mapping
    warnings: tuple[str, ...]
    read: int
    added: int
    updated: int
    unchanged: int
    merged: int
    """Rows about somebody an earlier row was about."""
    skipped: tuple[LineNote, ...]
    notes: tuple[LineNote, ...]
    consents: Consents
    lost_stops: tuple[int, ...] = ()
    """Lines that speak of a stop and could not be taken in."""

    @property
    def is_useless(self) -> bool:
        """Tell whether not one row could be used."""
        return len(self.skipped) == self.read

    def as_json(self) -> dict[str, object]:
        """Return the report as JSON values."""
        return {
            "file": self.file,
            "dry_run": self.is_dry_run,
            "columns": [
                {"column": column.name, "field": None if column.field == Field.IGNORE else column.field, "by": column.basis}
                for column in self.mapping.columns
            ],
            "preset": self.mapping.preset.name if self.mapping.preset else None,
            "warnings": list(self.warnings),
            "read": self.read,
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "merged": self.merged,
            "skipped": [{"line": each.line, "reason": each.text} for each in self.skipped],
            "lost_stops": list(self.lost_stops),
            "notes": [{"line": each.line, "note": each.text} for each in self.notes],
            "consents": {
                "given": self.consents.given,
                "given_once": self.consents.given_once,
                "stopped": self.consents.stopped,
                "unproven": self.consents.unproven,
                "old": self.consents.old,
                "reconfirm": self.consents.reconfirm,
                "kept_stopped": self.consents.kept_stopped,
                "known": self.consents.known,
                "asked": self.consents.asked,
                "not_asked": self.consents.not_asked,
                "held": self.consents.held,
                "refused": self.consents.refused,
                "bounced": self.consents.bounced,
                "unread": self.consents.unread,
            },
        }  # fmt: skip

    def as_text(self) -> str:
        """Return the report as lines for a person."""
        done = "would be " if self.is_dry_run else ""
        lines = [
            *self._recognised(),
            *self._columns(),
            "",
            *(f"Note: {warning}" for warning in self.warnings),
        ]
        lines.append(
            f"{counted(self.read, 'row')} read: {counted(self.added, 'person', 'people')} {done}added, {self.updated} {done}updated, "
            f"{self.unchanged} unchanged, {self.merged} merged with an earlier row, {len(self.skipped)} skipped."
        )
        lines.append(
            f"Consents {done}recorded: {self.consents.given} given, {self.consents.stopped} stopped; "
            f"{self.consents.known} known before."
        )
        lines += self.consequences()
        lines += _listed("Skipped", self.skipped)
        lines += _listed("Notes", self.notes)
        if self.is_dry_run:
            lines.append("Nothing was written.")
        return "\n".join(lines)

    def consequences(self) -> list[str]:
        """Return what is to be told of consents besides their numbers, a sentence a line."""
        lines = [*self._unproven_by_columns(), *self._given_once()]
        if self.consents.unproven:
            lines.append(
                f"{counted(self.consents.unproven, 'row says', 'rows say')} that they agreed, without a time and a source that prove it: "
                "the consent is unknown."
            )
        if self.consents.old:
            lines.append(
                f"{counted(self.consents.old, 'row says', 'rows say')} that they agreed so long ago that it is to be asked again: "
                "the consent is unknown."
            )
        if self.consents.reconfirm:
            marked = "would be" if self.is_dry_run else worded(self.consents.reconfirm, "is", "are")
            lines.append(
                f"{counted(self.consents.reconfirm, 'address', 'addresses')} to be asked again {marked} "
                "marked with the tag reconfirm."
                + (
                    ""
                    if self.is_dry_run
                    else " `stopline consent reconfirm --tag reconfirm` asks for a first yes where that may be asked by message; elsewhere ask in person or by a form."
                )
            )
        if self.consents.kept_stopped:
            lines.append(
                f"{counted(self.consents.kept_stopped, 'consent')} in the file of people who have said stop here: they stay stopped."
            )
        if self.consents.asked or self.consents.not_asked:
            asked = "would be" if self.is_dry_run else worded(self.consents.asked, "is", "are")
            lines.append(
                f"{counted(self.consents.asked, 'person', 'people')} {asked} asked for a second yes; {self.consents.not_asked} "
                "may not be asked, so their consent is unknown."
            )
        return [*lines, *self._doubtful()]

    def _unproven_by_columns(self) -> list[str]:
        """Return which column a file lacks that would prove a consent; nothing of exports that are known and of lists of stops."""
        if self.mapping.preset is not None or self.consents.given or self.consents.stopped:
            return []
        fields = [column.field for column in self.mapping.columns]
        lacking = [
            f"{what} (--map COLUMN={field})"
            for field, what in ((Field.CONSENT_AT, "when"), (Field.CONSENT_SOURCE, "where"))
            if not any(each.endswith(field) for each in fields)
        ]
        if not lacking:
            return []
        return [
            f"No column says {' or '.join(lacking)} they agreed; without it nobody is subscribed by the file."
        ]

    def _given_once(self) -> list[str]:
        """Return how many consents count without the second yes that one given here would need, and what asks for it."""
        count = self.consents.given_once
        if not count:
            return []
        asks = "--confirm asks everybody in the file for the second one."
        if not self.is_dry_run:
            file = shlex.quote(one_line(self.file, 60))
            again = f"`stopline consent reconfirm --source {file} --older-than 1d` asks whether a yes of this file still stands"
            asks = f"{again}; --confirm asks everybody in a file for the second one as it comes in."
        where = counted(count, "of these consents is", "of these consents are")
        counts, what = worded(count, "It counts", "They count"), worded(count, "it", "them")
        return [
            f"{where} from where a yes that is given here needs a second one. {counts} without it, because another system took {what}. {asks}"
        ]

    def _doubtful(self) -> list[str]:
        """Return what is told of people who are subscribed here and are not by the file."""
        lines: list[str] = []
        if self.consents.held:
            lines.append(
                f"{counted(self.consents.held, 'yes', 'yeses')} here to which the file says no: {'would be ' if self.is_dry_run else ''}"
                "held until somebody decides (h in the inbox, `stopline decide`); the notes name them."
            )
        if self.consents.refused:
            lines.append(
                f"{counted(self.consents.refused, 'no', 'noes')} in the file of people who are not subscribed here: nothing changes."
            )
        if self.consents.bounced:
            lines.append(
                f"{counted(self.consents.bounced, 'yes', 'yeses')} in the file of addresses that could not be reached any more: "
                "none of them is taken; the notes name them."
            )
        if self.consents.unread:
            lines.append(
                f"Warning: {counted(self.consents.unread, 'yes', 'yeses')} here of people about whom the file says something that cannot "
                "be read: they stay subscribed; the notes name them."
            )
        return lines

    def _recognised(self) -> list[str]:
        preset = self.mapping.preset
        if preset is None:
            return []
        return [
            f"This is {preset.title}, by its header (--plain reads it like any file).",
            f"What counts as proof: {preset.proof}.",
            "",
        ]

    def _columns(self) -> list[str]:
        widest = max(len(one_line(column.name, 40)) for column in self.mapping.columns)
        return [
            f"{one_line(column.name, 40):{widest}}  → {_field(column.field)}"
            + ("" if column.field == Field.IGNORE else f"  ({_basis(column.basis)})")
            for column in self.mapping.columns
        ]


def lost_stops_told(lines: Sequence[int], *, is_dry_run: bool = False) -> str:
    """Return what is told of stops that could not be taken in, or could not be; nothing where there are none."""
    if not lines:
        return ""
    named = ", ".join(map(str, lines[:SHOWN_LINES])) + (" and more" if len(lines) > SHOWN_LINES else "")
    is_one = len(lines) == 1
    became = "cannot be" if is_dry_run else "was not" if is_one else "were not"
    return (
        f"line {named} speaks of a stop, a hold or a no, and {became} taken in: correct it, and import the file again"
        if is_one
        else f"lines {named} speak of stops, holds or a no, and {became} taken in: correct them, and import the file again"
    )


def _field(field: str) -> str:
    return "left out; --map COLUMN=FIELD takes it in" if field == Field.IGNORE else field


def _basis(basis: Basis) -> str:
    return "as told" if basis is Basis.TOLD else f"by {basis}"


def _listed(title: str, notes: Sequence[LineNote]) -> list[str]:
    if not notes:
        return []
    more = len(notes) - SHOWN_LINES
    return [
        f"{title}:",
        *(f"  line {note.line}: {note.text}" for note in notes[:SHOWN_LINES]),
        *([f"  … and {more} more; --json lists all of them"] if more > 0 else []),
    ]
