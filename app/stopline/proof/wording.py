"""Pure: how events, times and reasons are worded for people, the same in a terminal, on the screen and on paper.

What it returns may hold a stranger's words as they came: whoever shows it makes it inert.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo

from stopline.consent.basis import WORDS
from stopline.consent.events import (
    AUTOMATIC,
    CONTACT,
    UNDECIDED,
    Channel,
    ConsentEvent,
    EventKind,
    Evidence,
    Method,
    RecordedEvent,
    Scope,
    is_question_closed,
    is_written_back,
    why_closed,
)
from stopline.consent.gate import Purpose
from stopline.consent.proof import held_first, honoured_in
from stopline.days import full_day
from stopline.messages.message import Direction, Message, MessageState
from stopline.proof.explanation import Explanation
from stopline.store.fences import AlteredTrigger

KINDS = {
    EventKind.REQUESTED: "asked for consent",
    EventKind.GIVEN: "consent given",
    EventKind.CONFIRMED: "consent confirmed",
    EventKind.WITHDRAWN: "stop",
    EventKind.HELD: "held as doubtful",
    EventKind.RELEASED: "hold released",
    EventKind.EXPIRED: "consent expired",
    EventKind.IMPORTED: "consent brought along",
    EventKind.CORRECTED: "stop taken back",
    EventKind.ERASED: "person forgotten",
}
"""What happened, in words."""
METHODS = {
    Method.KEYWORD: "by keyword",
    Method.SENTENCE: "in their own words",
    Method.FORM: "by a form",
    Method.IMPORT: "by an import",
    Method.AGENT: "recorded by an agent",
    Method.CARRIER: "at the carrier",
    Method.API: "by another program",
    Method.SUPPRESSION: "kept when they were forgotten",
}
"""How it is known, in words."""
BY_ITSELF = "by itself"
"""How it is known of what only time has done."""
PURPOSES = {
    Purpose.CONVERSATION: "a reply",
    Purpose.NOTICE: "a notice",
    Purpose.MARKETING: "marketing",
    Purpose.COMPLIANCE: "an automatic answer",
}
WORDS_ERASED = "The words were erased; the ledger still holds their digest."
"""Said of an event of somebody who was forgotten."""
MISSING = "The words are missing, and nobody was forgotten; the ledger still holds their digest."
"""Said of an event of anybody else whose words are gone: somebody took them out of the file."""
_VERDICTS = {
    MessageState.RECEIVED: "came in",
    MessageState.QUEUED: "waits in the queue",
    MessageState.SENDING: "is being handed to the gateway",
    MessageState.SENT: "was sent",
    MessageState.DELIVERED: "was sent and delivered",
    MessageState.FAILED: "was not delivered",
    MessageState.REFUSED: "was kept back",
    MessageState.UNCERTAIN: "may or may not have left",
}
_DOUBTFUL = (MessageState.SENDING, MessageState.UNCERTAIN)
_UNREAD = {
    MessageState.QUEUED: "waits", MessageState.SENDING: "may not have left", MessageState.UNCERTAIN: "may not have left",
    MessageState.FAILED: "was not delivered", MessageState.REFUSED: "was kept back",
}  # fmt: skip
"""What became of an answer they may not have read."""
Line = tuple[str, str]
"""What a line is about, and what it says."""


def kind_in_words(kind: EventKind, evidence: Evidence | None = None) -> str:
    """Return what happened.

    Args:
        kind: what is recorded.
        evidence: what proves it, where that is told of one event; it tells a question that was closed from a consent that ended.
    """
    if evidence is not None and is_question_closed(kind, evidence):
        return "question closed"
    return KINDS.get(kind, kind.value)


def how_in_words(event: ConsentEvent, who: str = "") -> str:
    """Return how an event is known, and from whom; what only time has done came from nobody.

    Args:
        event: the event.
        who: what whoever brought it is called, where that is not how sentences call them.
    """
    if event.is_question_closed:
        return f"({why_closed(event.evidence)})"
    if event.actor == AUTOMATIC:
        return BY_ITSELF
    if event.is_undecided:
        return f"by {UNDECIDED}"
    if event.names_its_file:
        return f"by {event.actor}"
    who = who or ("the person" if event.told_actor == CONTACT else event.told_actor)
    return f"{METHODS.get(event.method, event.method.value)}, from {who}"


def exact(at: datetime, zone: tzinfo) -> str:
    """Return an instant to the second, with the offset of the zone it is told in."""
    local = at.astimezone(zone)
    offset = f"{local:%z}"
    return f"{full_day(local)}, {local:%H:%M:%S} UTC{offset[:3]}:{offset[3:]}"


def event_in_words(recorded: RecordedEvent, zone: tzinfo) -> str:
    """Return one event as a sentence without its words: what, how, by whom, when."""
    event = recorded.event
    scope = "" if event.scope is Scope.ALL else f" for {event.scope} messages"
    if event.kind is EventKind.RELEASED or event.is_put_back:
        who = "the person" if event.told_actor == CONTACT else event.told_actor
        again = " again" if event.is_put_back else ""
        return f"event {recorded.seq}: {kind_in_words(event.kind)}{again}{scope} by {who}, {exact(recorded.told_at, zone)}"
    return f"event {recorded.seq}: {what_happened(recorded)}{scope} {how_in_words(event)}, {exact(event.occurred_at, zone)}"


def what_happened(recorded: RecordedEvent) -> str:
    """Return what happened by one event."""
    return kind_in_words(recorded.event.kind, recorded.event.evidence)


def verdict(why: Explanation) -> str:
    """Return what became of a message, and on what ground, in a sentence."""
    became = _VERDICTS[why.message.state]
    if why.is_inbound:
        recorded = ", ".join(f"{what_happened(each)} (event {each.seq})" for each in why.caused)
        return f"This text {became}; " + (
            f"because of it was recorded: {recorded}." if recorded else "it changed no consent."
        )
    what = f"This message ({PURPOSES[why.message.purpose]} by {why.message.channel})"
    if why.message.is_cancelled and why.message.reason:
        return f"{what} was {why.message.reason}; no rule kept it back."
    what = f"{what} {became}"
    if why.reasons:
        return f"{what}: " + " ".join(reason.sentence for reason in why.reasons)
    return f"{what}; {ground(why)}."


def ground(why: Explanation) -> str:
    """Return what a permit rested on."""
    grounds: list[str] = []
    if why.answers is not None:
        grounds.append(
            f"it is the one answer to event {why.answers.seq} ({kind_in_words(why.answers.event.kind)})"
        )
    elif why.last_text is not None:
        grounds.append("it answered what they had written themselves")
    elif why.rested_on is None:
        grounds.append("no consent event and no text of theirs is known that it rested on")
    if why.rested_on is not None and why.answers is None:
        grounds.append(f"it rested on event {why.rested_on.seq} ({kind_in_words(why.rested_on.event.kind)})")
    return ", and ".join(grounds)


def words_are(method: Method, theirs: str) -> str:
    """Return what the words beside an event are: what somebody said themselves, or the cell of a file.

    Args:
        method: how the event is known.
        theirs: what they are called where they are the person's own.
    """
    return "the file says" if method is Method.IMPORT else theirs


def told(kind: EventKind, method: Method, evidence: Evidence) -> str:
    """Return what the wording beside an event is: shown before they agreed, or what was to be written to them because of it.

    Whether it left stands with the message.
    """
    if not is_written_back(kind, method, evidence):
        return "they were told"
    return "our question" if kind is EventKind.REQUESTED else "our answer"


def told_beside(recorded: RecordedEvent, answer: Message | None = None) -> str:
    """Return the same of an event in the ledger, with what became of what was written, where they may not have read that."""
    event = recorded.event
    became = ""
    if answer is not None and event.written_back:
        became = "was cancelled" if answer.is_cancelled else _UNREAD.get(answer.state, "")
    return told(event.kind, event.method, event.evidence) + (f", which {became}" if became else "")


def forgotten(channels: Iterable[Channel]) -> str:
    """Return what is said of somebody of whom nothing is kept but that they get nothing more."""
    kept = tuple(channels)
    stays = f"This person was forgotten, and stays stopped by {' and '.join(kept)}"
    if Channel.EMAIL in kept:
        return f"{stays}; only a fresh yes of their own lifts it, and there is no START by e-mail."
    return f"{stays} until they write START."


def fences_in_words(altered: Iterable[AlteredTrigger]) -> str:
    """Return which of the database's fences are not as they were made, and what to do."""
    return (
        f"The database's own fences are not as Stopline made them: {', '.join(map(str, altered))}. Somebody who may write the file "
        "did that, and what a fence keeps out may have happened meanwhile. Find out who, and compare with a backup made before; "
        "`stopline consent rebuild` puts them up again."
    )


def facts(
    recorded: RecordedEvent, allowed: Sequence[int], zone: tzinfo, answer: Message | None = None
) -> list[Line]:
    """Return what proves an event beside the words themselves, a line for each thing that is known.

    Args:
        recorded: the event.
        allowed: the messages of ours that rested on it.
        zone: in which times are told.
        answer: what answered it or asked because of it, whatever became of that.
    """
    evidence = recorded.event.evidence
    known = [
        ("recognised by", evidence.rule),
        (told_beside(recorded, answer), evidence.disclosure),
        ("version of that", evidence.wording_version),
        ("rests on", WORDS[evidence.basis] if evidence.basis else ""),
        ("agreed", exact(evidence.agreed_at, zone) if evidence.agreed_at else ""),
        ("source", evidence.source),
        ("sent from", evidence.ip),
        ("with", evidence.browser),
        ("note", evidence.note),
        ("message", str(evidence.message or "")),
        ("allowed", ", ".join(f"message {number}" for number in allowed)),
        ("came in", exact(evidence.arrived_at, zone) if evidence.arrived_at else ""),
        ("recorded", exact(recorded.recorded_at, zone)),
        ("honoured", held_first(recorded, zone) or honoured_in(recorded) or ""),
    ]
    return [(label, value) for label, value in known if value]


def lines(why: Explanation, zone: tzinfo) -> Iterator[Line]:
    """Yield everything that is known about why a message was sent or kept back, a line for each thing."""
    yield "text", why.message.text
    for reason in why.reasons:
        if reason.remedy:
            yield "what helps", reason.remedy
    for label, recorded in (
        ("rested on", why.rested_on if why.answers is None else None),
        ("answers", why.answers),
        ("kept back by", why.kept_back_by),
        *(("recorded", each) for each in why.caused),
    ):
        if recorded is not None:
            yield label, event_in_words(recorded, zone)
            if recorded.event.evidence.words and not why.is_inbound:
                yield words_are(recorded.event.method, "their words"), recorded.event.evidence.words
            if recorded.event.evidence.disclosure:
                own = why.message if recorded in (why.asked, why.answers) else None
                yield told_beside(recorded, own), recorded.event.evidence.disclosure
    if why.last_text is not None:
        yield "their text", f"message {why.last_text.id}, {exact(why.last_text.at, zone)}"
        yield "their words", why.last_text.text
    yield from _way(why, zone)


def _way(why: Explanation, zone: tzinfo) -> Iterator[Line]:
    """Yield who wrote a message, and when what became of it."""
    message = why.message
    by = f" by {message.agent}" if message.agent else ""
    part_of = f", campaign “{message.campaign}”" if message.campaign else ""
    template = f", template {why.template}" if why.template else ""
    if why.is_inbound:
        yield "written", exact(message.at, zone)
        yield "stored", exact(why.queued_at, zone) + (f", from {why.gateway}" if why.gateway else "")
        return
    yield "queued", f"{exact(why.queued_at, zone)}{by}{part_of}{template}"
    if why.not_before is not None:
        yield "not before", exact(why.not_before, zone)
    if why.sent_at is not None:
        through = f" through {why.gateway}" if why.gateway else ""
        known_as = f", known there as {why.provider_id}" if why.provider_id else ""
        yield "sent", f"{exact(why.sent_at, zone)}{through}{known_as}"
    if why.settled_at is not None and message.state is not MessageState.SENT:
        yield "cancelled" if message.is_cancelled else message.state.value, exact(why.settled_at, zone)
    if message.reason and not why.reasons:
        yield "reason", message.reason


def quoted(message: Message | None, zone: tzinfo) -> str:
    """Return a message as evidence quotes it: when, who, what."""
    if message is None:
        return ""
    who = "they" if message.direction is Direction.INBOUND else message.agent or "we"
    return f"{exact(message.at, zone)}, {who}{_doubt(message)}: {message.text}"


def who_wrote(message: Message) -> str:
    """Return who wrote a text around an event, and whether it is certain that it left."""
    return "they wrote" if message.direction is Direction.INBOUND else f"we wrote{_doubt(message)}"


def _doubt(message: Message) -> str:
    return " (it may not have left)" if message.state in _DOUBTFUL else ""
