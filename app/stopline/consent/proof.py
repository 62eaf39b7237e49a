"""Pure: one consent event as JSON, and what must be said beside every proof."""

from datetime import timedelta, tzinfo

from stopline.clock import to_text
from stopline.consent.basis import basis_of
from stopline.consent.deadlines import AT_ONCE, took_words
from stopline.consent.events import AFTER_A_RELEASE, EventKind, Evidence, Method, RecordedEvent
from stopline.consent.status import YES
from stopline.days import full_day

_HONOURED_BEFORE = (Method.IMPORT, Method.SUPPRESSION)
"""How a stop is brought along that was in force already, elsewhere or here: nobody asked for it when it was recorded."""
DISCLAIMER = (
    "The ledger is tamper-evident, not tamper-proof: it shows where it was touched, as long as its head is also kept elsewhere. "
    "It covers every event with its words and the wording that was shown; the messages around an event stand as the conversation has them. "
    "This is a record, not legal advice."
)


def time_to_honour(recorded: RecordedEvent) -> timedelta | None:
    """Return how long it took from when we could know of a stop until it was recorded; None where it is no stop said to us."""
    event = recorded.event
    if event.kind is not EventKind.WITHDRAWN or event.method in _HONOURED_BEFORE:
        return None
    return max(recorded.recorded_at - event.known_at, timedelta())


def honoured_in(recorded: RecordedEvent) -> str | None:
    """Return in words how soon a stop was honoured: `at once`, `in 0.4 s`."""
    took = time_to_honour(recorded)
    if took is None:
        return None
    words = took_words(took)
    return words if words == AT_ONCE else f"in {words}"


def held_first(recorded: RecordedEvent, zone: tzinfo) -> str:
    """Return how a stop in doubtful words was honoured before anybody decided; empty for every other event."""
    if not recorded.event.is_from_a_hold:
        return ""
    between = "; released for a while" if recorded.event.evidence.note.endswith(AFTER_A_RELEASE) else ""
    return f"held at once{between}, stopped on {full_day(recorded.recorded_at.astimezone(zone))}"


def event_as_json(recorded: RecordedEvent) -> dict[str, object]:
    """Return one event as JSON values; evidence without content is left out."""
    event = recorded.event
    return {
        "seq": recorded.seq,
        "channel": event.channel.value,
        "scope": event.scope.value,
        "kind": event.kind.value,
        "method": event.method.value,
        "actor": event.actor,
        "occurred_at": to_text(event.occurred_at),
        "arrived_at": to_text(event.evidence.arrived_at) if event.evidence.arrived_at else None,
        "agreed_at": to_text(event.agreed_at) if event.kind in YES else None,
        "recorded_at": to_text(recorded.recorded_at),
        "words": event.evidence.words,
        "evidence_is_missing": event.has_lost_evidence,
        "matched": _matched(event.evidence),
        "disclosure": event.shown_before,
        "our_answer": event.written_back,
        "wording_version": event.evidence.wording_version,
        "source": event.evidence.source,
        "ip": event.evidence.ip,
        "browser": event.evidence.browser,
        "note": event.evidence.note,
        "message": event.evidence.message,
        "basis": basis_of(event).value if event.kind in YES else None,
        "was_held_first": event.is_from_a_hold,
        "honoured_in_seconds": None if (took := time_to_honour(recorded)) is None else took.total_seconds(),
        "hash": recorded.hash,
    }


def _matched(evidence: Evidence) -> dict[str, object] | None:
    if not evidence.rule:
        return None
    return {"rule": evidence.rule, "span": list(evidence.span or ()), "score": evidence.score}
