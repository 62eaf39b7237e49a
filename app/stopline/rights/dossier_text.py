"""Pure: a dossier as a person reads it who asked what is held about them."""

from collections.abc import Iterator
from datetime import tzinfo

from stopline.address import written_out
from stopline.clock import from_text
from stopline.consent.events import EventKind, RecordedEvent
from stopline.consent.requests import RequestKind
from stopline.inert import one_line
from stopline.proof.wording import MISSING, words_are
from stopline.rights.dossier import Dossier, HeldAddress, HeldThread

_WHO = {"inbound": "you", "outbound": "we"}


def dossier_text(dossier: Dossier, team: str, zone: tzinfo) -> str:
    """Return a dossier as lines, in the words of the team to the person; times are in the team's zone."""
    return "\n".join(_lines(dossier, team, zone))


def _lines(dossier: Dossier, team: str, zone: tzinfo) -> Iterator[str]:
    yield f"Everything that {team} holds about you, as of {dossier.made_at.astimezone(zone):%d %B %Y %H:%M %Z}"
    yield ""
    contact = dossier.contact
    if contact is not None:
        yield f"Name: {one_line(contact.name) or '(none)'}"
        yield f"Known since {_moment(contact.created_at.isoformat(), zone)}, from {one_line(contact.source)}"
        yield f"Tags: {', '.join(one_line(tag) for tag in contact.tags) or '(none)'}"
        yield from (f"{one_line(name)}: {one_line(value, 2_000)}" for name, value in contact.attributes)
    for held in dossier.addresses:
        yield ""
        yield from _address(held, zone)
    for each in dossier.quarantined:
        yield ""
        yield f"A text of yours that could not be taken in: {one_line(str(each['content']), 4_000)}"
    yield ""
    yield "Your days and channels also count, without your words, in figures about how many people were written to and how many left."


def _address(held: HeldAddress, zone: tzinfo) -> Iterator[str]:
    yield f"{written_out(held.address)}"
    for channel, standing in held.standings.items():
        for scope, status in standing.scopes().items():
            since = f" since {status.since.astimezone(zone):%d %b %Y %H:%M}" if status.since else ""
            yield f"  {channel}, {scope}: {status.state}{since}"
    if held.events:
        yield "  What you told us about messages, and how we know:"
        for recorded in held.events:
            yield from _event(recorded, zone)
    for thread in held.threads:
        yield from _thread(thread, zone)
    for each in held.requests:
        asked = RequestKind(str(each["kind"])).asked_for
        done = f", done {_moment(str(each['done_at']), zone)}" if each.get("done_at") else ""
        note = f": {one_line(str(each['note']), 4_000)}" if each.get("note") else ""
        yield f"  You asked for {asked}, {_moment(str(each['asked_at']), zone)}{done}{note}"
    if held.reached:
        yield f"  Counted as reached: {', '.join(f'{key} ({dimension})' for key, dimension in held.reached)}"


def _event(recorded: RecordedEvent, zone: tzinfo) -> Iterator[str]:
    event = recorded.event
    yield (
        f"    {event.occurred_at.astimezone(zone):%d %b %Y %H:%M}  {event.channel}, {event.scope}: "
        f"{one_line(event.told_briefly)}"
    )
    evidence = event.evidence
    known = {
        words_are(event.method, "your words"): MISSING if event.has_lost_evidence else evidence.words,
        _told(recorded): evidence.disclosure,
        "source": evidence.source,
        "note": evidence.note,
    }
    yield from (f"      {name}: {one_line(value, 4_000)}" for name, value in known.items() if value)


def _told(recorded: RecordedEvent) -> str:
    """Return what the wording beside an event is: what a word of theirs was answered with was not there to be read before."""
    event = recorded.event
    if not event.written_back:
        return "you had read"
    return "our question" if event.kind is EventKind.REQUESTED else "our answer"


def _thread(thread: HeldThread, zone: tzinfo) -> Iterator[str]:
    yield f"  Messages by {thread.channel}:"
    for message in thread.messages:
        who = _WHO.get(str(message["direction"]), str(message["direction"]))
        agent = f" ({one_line(str(message['agent']))})" if message.get("agent") else ""
        state = f" [{message['state']}]" if message["direction"] == "outbound" else ""
        yield f"    {_moment(str(message['at']), zone)}  {who}{agent}{state}: {one_line(str(message.get('text', '')), 4_000)}"
    for note in thread.notes:
        yield f"    {_moment(str(note['at']), zone)}  {note['kind']} by {one_line(str(note['agent']))}: {one_line(str(note.get('text', '')), 4_000)}"
    for draft in thread.drafts:
        yield f"    {_moment(str(draft['at']), zone)}  not sent, by {one_line(str(draft['agent']))}: {one_line(str(draft['text']), 4_000)}"


def _moment(instant: str, zone: tzinfo) -> str:
    return f"{from_text(instant).astimezone(zone):%d %b %Y %H:%M}"
