"""Pure: what an opt-out is put down to: the last message before it, how it was understood, and who it came from.

The gap to that message is kept, so that the window of attribution is chosen when figures are read: three hours, a day, a week, or what
the team has set. Where no message came within the window, the opt-out is put down to nothing and shown as such.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from stopline.analytics.periods import as_stored, local_hour, week_hour
from stopline.consent.events import ConsentEvent, Method
from stopline.consent.gate import Purpose
from stopline.consent.ledger import Change
from stopline.errors import BadInputError

ATTRIBUTION_WINDOW = timedelta(hours=3)
"""How long after a message an opt-out is put down to it, unless the team set otherwise."""
WINDOWS = {"3h": timedelta(hours=3), "24h": timedelta(hours=24), "7d": timedelta(days=7)}
"""The windows that can always be chosen, by the name they are asked for by."""

DECIDED = "decided by "
"""How the note of what was decided about a hold begins."""


class Certainty(StrEnum):
    """How an opt-out was understood."""

    KEYWORD = "keyword"
    SENTENCE = "sentence"
    HELD = "held"
    """In doubt until a person or time decided."""
    TOLD = "told"
    """Not from words of theirs that we read: a form, an import, an agent, a carrier, another program."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What counts are made with; counts of another basis cannot be added to."""

    zone: ZoneInfo
    windows: tuple[int, ...]
    """In seconds, the narrowest first; every one of them can be chosen when figures are read."""

    @classmethod
    def of(cls, zone: ZoneInfo, window: timedelta) -> "Basis":
        """Return the basis that lets the usual windows and one of the team's own be chosen."""
        seconds = {int(each.total_seconds()) for each in (*WINDOWS.values(), window)}
        return cls(zone, tuple(sorted(seconds)))

    @property
    def longest(self) -> timedelta:
        """How far before an opt-out a message is looked for."""
        return timedelta(seconds=self.windows[-1])

    def within(self, gap: int) -> int:
        """Return the narrowest window that holds a gap."""
        return next(window for window in self.windows if gap <= window)

    def to_text(self) -> str:
        """Return the form a workspace keeps it in."""
        return f"{self.zone.key} {','.join(map(str, self.windows))}"

    @classmethod
    def from_text(cls, text: str) -> "Basis":
        """Return the basis a workspace keeps."""
        zone, windows = text.rsplit(" ", 1)
        return cls(ZoneInfo(zone), tuple(map(int, windows.split(","))))


@dataclass(frozen=True, slots=True)
class Before:
    """The last message before an opt-out."""

    message: int
    sent_at: datetime
    source: str
    """Its campaign, or its kind in brackets."""
    template: str
    agent: str
    gateway: str


@dataclass(frozen=True, slots=True)
class OptOutFacts:
    """One opt-out with everything it may be put down to; the fields are the columns of its row."""

    event_seq: int
    hour: str
    address: str
    channel: str
    scope: str
    method: str
    certainty: str
    keyword: str
    country: str
    after_message: int | None = None
    gap: int | None = None
    within: int = 0
    campaign: str = ""
    template: str = ""
    agent: str = ""
    gateway: str = ""
    sent: str = ""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was known of events before their words were erased, and cannot be found again; by the event's place in the ledger."""

    optouts: Mapping[int, OptOutFacts] = field(default_factory=dict)
    sources: Mapping[int, str] = field(default_factory=dict)
    """How subscribers agreed."""
    leavings: Mapping[int, str] = field(default_factory=dict)
    """How they left, by the event with which they did."""
    decisions: Mapping[int, str] = field(default_factory=dict)
    """How holds ended, by the event that held."""


NOTHING_REMEMBERED = Remembered()


def facts_again(change: Change, known: OptOutFacts, basis: Basis) -> OptOutFacts:
    """Return the facts of an opt-out whose words are erased, in the days and windows of a basis."""
    event = change.recorded.event
    within = 0 if known.gap is None else basis.within(min(known.gap, basis.windows[-1]))
    return replace(
        known, hour=local_hour(event.occurred_at, basis.zone), address=event.address, within=within
    )


def facts_of(change: Change, before: Before | None, country: str, basis: Basis) -> OptOutFacts:
    """Return the facts of an opt-out."""
    event = change.recorded.event
    known = OptOutFacts(
        event_seq=change.recorded.seq,
        hour=local_hour(event.occurred_at, basis.zone),
        address=event.address,
        channel=event.channel.value,
        scope=event.scope.value,
        method=event.method.value,
        certainty=certainty_of(change).value,
        keyword=keyword_of(event),
        country=country,
    )
    return known if before is None else _put_down(known, before, moment_before(change), basis)


def certainty_of(change: Change) -> Certainty:
    """Return how an opt-out was understood."""
    event = change.recorded.event
    if event.method not in (Method.KEYWORD, Method.SENTENCE):
        return Certainty.TOLD
    if event.evidence.note.startswith(DECIDED):
        return Certainty.HELD
    return Certainty(event.method.value)


def moment_before(change: Change) -> datetime:
    """Return when an opt-out was said, before which a message must have left to have come before it.

    A text may carry a time ahead of ours, and what left after it was recorded did not come before it.
    """
    return as_stored(min(change.recorded.event.occurred_at, change.recorded.recorded_at))


def keyword_of(event: ConsentEvent) -> str:
    """Return what an opt-out is counted under: the word it was recognised by, else the rule, else how it is known."""
    return event.evidence.keyword or event.evidence.rule or event.method.value


def source_of(campaign: str | None, purpose: Purpose) -> str:
    """Return what a message is counted under: its campaign, or its kind in brackets."""
    return campaign or f"({purpose.value})"


def window_named(name: str) -> timedelta:
    """Return the window a person asked for.

    Raises:
        BadInputError: there is none of that name.
    """
    if name not in WINDOWS:
        raise BadInputError(f"“{name}” is not a window of attribution; there are {', '.join(WINDOWS)}")
    return WINDOWS[name]


def _put_down(known: OptOutFacts, before: Before, moment: datetime, basis: Basis) -> OptOutFacts:
    # Rounded up, so that a gap a moment longer than a window is not in it.
    gap = max(0, -int((before.sent_at - moment) // timedelta(seconds=1)))
    return replace(
        known, after_message=before.message, gap=gap, within=basis.within(gap), campaign=before.source, template=before.template,
        agent=before.agent, gateway=before.gateway, sent=week_hour(before.sent_at, basis.zone),
    )  # fmt: skip
