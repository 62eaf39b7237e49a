"""Pure: what a conversation is made of, as lines: days, messages, consent events, notes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from textual.content import Content

from stopline.clock import from_text
from stopline.consent.events import (
    AUTOMATIC,
    CONTACT,
    EventKind,
    Method,
    is_put_back,
    is_question_closed,
    is_undecided,
    why_closed,
)
from stopline.consent.gate import Ask, Purpose
from stopline.consent.refusal import in_short
from stopline.errors import BadInstantError
from stopline.inbox.threads import NoteKind
from stopline.inbox.timeline import ConsentEntry, Entry, NoteEntry, QuestionEntry
from stopline.inert import one_line, shown
from stopline.messages.message import Direction, Message, MessageState
from stopline.plural import counted
from stopline.tui.text import DELIVERY, LONGEST_SHOWN, NO_WORDS, day_heading, moment, shortened, wall_time

INDENT = 6
"""Columns left free on the other side of a message, so that one sees at a glance who speaks."""
MOST_LINES = 60
"""Lines of one message that are shown."""
_STYLE_OF_STATE = {
    MessageState.FAILED: "$error",
    MessageState.REFUSED: "$error",
    MessageState.UNCERTAIN: "$warning",
}
_SAID = {
    EventKind.REQUESTED: ("◐", "was asked for consent", "$warning"),
    EventKind.GIVEN: ("●", "opted in", "$success"),
    EventKind.CONFIRMED: ("●", "confirmed", "$success"),
    EventKind.WITHDRAWN: ("■", "opted out", "$error"),
    EventKind.HELD: ("▲", "held: may mean stop", "$warning"),
    EventKind.RELEASED: ("○", "hold released", "$quiet"),
    EventKind.EXPIRED: ("○", "consent expired", "$quiet"),
    EventKind.IMPORTED: ("●", "consent imported", "$success"),
    EventKind.CORRECTED: ("●", "stop taken back", "$success"),
    EventKind.ERASED: ("○", "was forgotten", "$quiet"),
}
_TOWARDS = frozenset({EventKind.GIVEN, EventKind.CONFIRMED, EventKind.REQUESTED, EventKind.IMPORTED})
"""What happens to somebody's consent *to* something."""


@dataclass(frozen=True, slots=True)
class DayBlock:
    """The heading of a day."""

    heading: str

    def lines(self, width: int) -> list[Content]:
        """Return the lines for a width."""
        return [Content(), _centred(Content.styled(self.heading, "$quiet bold"), width), Content()]


@dataclass(frozen=True, slots=True)
class MessageBlock:
    """One message."""

    message: Message
    zone: tzinfo
    deciding: tuple[int, int] | None = None
    """Where in the text the words are that a stop or a hold rests on."""

    def lines(self, width: int) -> list[Content]:
        """Return the lines for a width: theirs on the left, ours on the right."""
        is_ours = self.message.direction is Direction.OUTBOUND
        indent = INDENT if width >= 3 * INDENT else 0
        room = max(width - indent - 3, 4)
        kept_back = self.message.state is MessageState.REFUSED
        text = self._text().stylize("$quiet strike") if kept_back else self._text()
        wrapped = text.wrap(room)
        if len(wrapped) > MOST_LINES:
            wrapped = [
                *wrapped[:MOST_LINES],
                Content.styled(f"… {counted(len(wrapped) - MOST_LINES, 'more line')}", "$quiet"),
            ]
        foot = self._foot().wrap(room)
        if not is_ours:
            bar = Content.styled(" ▎", "$faint")
            return [*(bar + line for line in [*wrapped, *foot]), Content()]
        widest = max(line.cell_length for line in [*wrapped, *foot])
        start = " " * max(width - widest - 3, 0)
        bar = Content.styled("▎", "$accent")
        return [*(Content(start) + bar + line for line in [*wrapped, *foot]), Content()]

    def _text(self) -> Content:
        text = self.message.text
        if not text.strip():
            return Content.styled(NO_WORDS, "$quiet italic")
        if self.deciding is None or self.deciding[1] > LONGEST_SHOWN:
            return Content(shortened(text))
        start, end = self.deciding
        hit = Content.styled(f"‹{shown(text[start:end])}›", "$warning bold")
        return Content(shown(text[:start])) + hit + Content(shortened(text[end:]))

    def _foot(self) -> Content:
        message = self.message
        at = wall_time(message.at, self.zone)
        if message.direction is Direction.INBOUND:
            return Content.styled(at, "$quiet")
        who = one_line(
            message.agent or ("automatic" if message.purpose is Purpose.COMPLIANCE else "Stopline"), 20
        )
        parts = [who, at]
        if message.asks_consent is not None:
            parts.insert(0, "reminder" if message.asks_consent is Ask.REMINDER else "question for consent")
        if message.campaign:
            parts.insert(0, one_line(message.campaign, 30))
        elif message.purpose in (Purpose.MARKETING, Purpose.NOTICE) and message.asks_consent is None:
            parts.insert(0, message.purpose)
        state = DELIVERY[message.state]
        if message.state is MessageState.QUEUED and message.is_resting:
            state = "‖ waits, its campaign is paused · x cancel"
        elif message.state is MessageState.QUEUED and message.not_before is not None:
            state = f"◷ leaves {moment(message.not_before, self.zone)} · x cancel"
        style = _STYLE_OF_STATE.get(message.state, "$quiet")
        if message.is_cancelled and message.reason:
            state, style = f"✗ {one_line(message.reason, 60)}", "$quiet"
        elif message.reason and message.state in _STYLE_OF_STATE:
            state += f": {one_line(in_short(message.reason), 60)}"
        return Content.assemble((" · ".join(parts) + " · ", "$quiet"), (state, style))


@dataclass(frozen=True, slots=True)
class ConsentBlock:
    """What happened to the consent, in the middle of what was said."""

    entry: ConsentEntry
    zone: tzinfo

    def lines(self, width: int) -> list[Content]:
        """Return the lines for a width."""
        entry = self.entry
        glyph, verb, style = _SAID[entry.kind]
        preposition = "to" if entry.kind in _TOWARDS else "of"
        scope = "" if entry.scope == "all" else f" {preposition} {entry.scope}"
        said = one_line(entry.evidence.keyword or entry.evidence.words, 28)
        how = f"“{said}”" if said and entry.actor == CONTACT else _by(entry)
        if is_put_back(entry.kind, entry.evidence):
            verb = "held again: the release was taken back"
        if entry.kind is EventKind.WITHDRAWN and entry.method is Method.IMPORT:
            verb = "stopped before"
        if is_undecided(entry.kind, entry.evidence):
            verb, how = "counts as a stop", f"{how}, doubtful words; nobody decided in time"
        if is_question_closed(entry.kind, entry.evidence):
            verb, how = "question closed", one_line(why_closed(entry.evidence), 60)
        text = f"{glyph} {verb}{scope} · {how} · {wall_time(entry.at, self.zone)}"
        wrapped = Content.styled(text, style).wrap(max(width - 4, 8))
        return [*(_centred(line, width) for line in wrapped), Content()]


@dataclass(frozen=True, slots=True)
class QuestionBlock:
    """That somebody asked how to stop."""

    entry: QuestionEntry
    zone: tzinfo

    def lines(self, width: int) -> list[Content]:
        """Return the lines for a width."""
        text = f"? asks how to stop · nothing is held · {wall_time(self.entry.at, self.zone)}"
        wrapped = Content.styled(text, "$warning").wrap(max(width - 4, 8))
        return [*(_centred(line, width) for line in wrapped), Content()]


@dataclass(frozen=True, slots=True)
class NoteBlock:
    """A note, or what an agent did with the thread."""

    entry: NoteEntry
    zone: tzinfo

    def lines(self, width: int) -> list[Content]:
        """Return the lines for a width."""
        entry = self.entry
        at = wall_time(entry.at, self.zone)
        agent = one_line(entry.agent, 20)
        if entry.kind is not NoteKind.NOTE:
            done = f"{agent} {self._deed()} · {at}"
            return [_centred(Content.styled(one_line(done, width - 2), "$quiet"), width), Content()]
        bar = Content.styled(" ┆ ", "$accent")
        wrapped = Content.styled(shortened(entry.text), "italic").wrap(max(width - 5, 4))[:MOST_LINES]
        return [
            *(bar + line for line in wrapped),
            bar + Content.styled(f"note · {agent} · {at}", "$quiet"),
            Content(),
        ]

    def _deed(self) -> str:
        match self.entry.kind:
            case NoteKind.ASSIGNED:
                whom = one_line(self.entry.text, 20)
                if whom == self.entry.agent:
                    return "took this"
                return f"gave this to {whom}" if whom else "gave this back"
            case NoteKind.CLOSED:
                return "closed this"
            case NoteKind.REOPENED:
                return "opened this again"
            case _:
                return f"put this away until {self._until()}"

    def _until(self) -> str:
        try:
            return moment(from_text(self.entry.text), self.zone)
        except BadInstantError:
            return one_line(self.entry.text, 30)


ConversationBlock = DayBlock | MessageBlock | ConsentBlock | NoteBlock | QuestionBlock


def blocks_of(entries: Iterable[Entry], now: datetime, zone: tzinfo) -> list[ConversationBlock]:
    """Return the blocks of a stretch of a conversation, each day under its heading."""
    blocks: list[ConversationBlock] = []
    day: date | None = None
    entries = list(entries)
    deciding = _deciding(entries)
    for entry in entries:
        at = entry.shown_at if isinstance(entry, Message) else entry.at
        if at.astimezone(zone).date() != day:
            day = at.astimezone(zone).date()
            blocks.append(DayBlock(day_heading(at, now, zone)))
        match entry:
            case Message():
                blocks.append(MessageBlock(entry, zone, deciding.get(entry.id)))
            case ConsentEntry():
                blocks.append(ConsentBlock(entry, zone))
            case QuestionEntry():
                blocks.append(QuestionBlock(entry, zone))
            case NoteEntry():
                blocks.append(NoteBlock(entry, zone))
    return blocks


def _deciding(entries: Iterable[Entry]) -> dict[int, tuple[int, int]]:
    """Return for every message that a stop, a hold or a question rests on where its deciding words are."""
    asking = {entry.message: entry.span for entry in entries if isinstance(entry, QuestionEntry)}
    return asking | {
        entry.evidence.message: entry.evidence.span
        for entry in entries
        if isinstance(entry, ConsentEntry)
        and entry.kind in (EventKind.WITHDRAWN, EventKind.HELD)
        and entry.evidence.message is not None
        and entry.evidence.span is not None
    }


def _by(entry: ConsentEntry) -> str:
    actor = one_line(entry.actor, 20)
    if entry.kind is EventKind.EXPIRED and entry.evidence.note:
        return one_line(entry.evidence.note, 60)
    if entry.kind is EventKind.REQUESTED and entry.method is Method.AGENT:
        return f"by {actor}"
    if entry.kind is EventKind.RELEASED or is_put_back(entry.kind, entry.evidence):
        # Whatever it was about came from elsewhere, the decision was an agent's.
        return f"by {actor}"
    if entry.actor == AUTOMATIC:
        return "by itself"
    where = one_line(entry.evidence.source, 20)
    match entry.method:
        case Method.AGENT:
            return f"recorded by {actor}" + (f", {where}" if where else "")
        case Method.IMPORT:
            return f"import of {where or actor}"
        case _:
            return f"{entry.method} · {actor}" if actor and actor != CONTACT else str(entry.method)


def _centred(content: Content, width: int) -> Content:
    return Content(" " * max((width - content.cell_length) // 2, 0)) + content
