"""Pure: one consent event as JSON, and what must be said beside every proof."""

from stopline.clock import to_text
from stopline.consent.events import Evidence, RecordedEvent

DISCLAIMER = (
    "The ledger is tamper-evident, not tamper-proof: it shows where it was touched, as long as its head is also kept elsewhere. "
    "This is a record, not legal advice."
)


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
        "recorded_at": to_text(recorded.recorded_at),
        "words": event.evidence.words,
        "matched": _matched(event.evidence),
        "disclosure": event.evidence.disclosure,
        "source": event.evidence.source,
        "note": event.evidence.note,
        "message": event.evidence.message,
        "hash": recorded.hash,
    }


def _matched(evidence: Evidence) -> dict[str, object] | None:
    if not evidence.rule:
        return None
    return {"rule": evidence.rule, "span": list(evidence.span or ()), "score": evidence.score}
