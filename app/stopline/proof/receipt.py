"""Pure: an evidence packet as JSON, shaped after the consent records and receipts of ISO/IEC TS 27560:2023.

Only the shape follows the standard: nobody has certified it, and fields it leaves to the controller come from the settings.
"""

from datetime import datetime

from stopline.address import is_email
from stopline.clock import to_text
from stopline.consent.events import Channel, EventKind, RecordedEvent, Scope
from stopline.consent.proof import DISCLAIMER, event_as_json
from stopline.consent.status import UNTOUCHED, Standing, State, advance
from stopline.consent.verification import Verification
from stopline.messages.message import Direction, Message
from stopline.proof.explanation import Explanation
from stopline.proof.packet import EventEvidence, Proof

SCHEMA_VERSION = "ISO/IEC TS 27560:2023"
PURPOSES = {
    Scope.ALL: "answering, notices and marketing messages",
    Scope.MARKETING: "marketing messages",
    Scope.NOTICE: "notices about what the person ordered or asked for",
}
WITHDRAWAL = {
    Channel.SMS: "Any text that says so, such as STOP; or telling us in any other way.",
    Channel.WHATSAPP: "Any message that says so, such as STOP; or telling us in any other way.",
    Channel.EMAIL: "Any answer that says so; or telling us in any other way.",
}
EVENT_TYPES = {
    EventKind.REQUESTED: "requested",
    EventKind.GIVEN: "given",
    EventKind.CONFIRMED: "given",
    EventKind.IMPORTED: "given",
    EventKind.CORRECTED: "given",
    EventKind.WITHDRAWN: "withdrawn",
    EventKind.HELD: "suspended",
    EventKind.RELEASED: "reinstated",
    EventKind.EXPIRED: "expired",
}
"""What the standard calls what happened; it has no word for a hold, which is ours."""


def as_json(proof: Proof) -> dict[str, object]:
    """Return the packet as JSON values; instants in UTC."""
    person = proof.person
    return {
        "schema_version": SCHEMA_VERSION,
        "record_id": f"{proof.workspace}/{person.address}",
        "pii_principal_id": person.address,
        "pii_processing": [
            _processing(proof, channel, scope, standing)
            for channel, standing in person.standings.items()
            for scope in standing.scopes()
        ],
        "party_identification": [_party(proof)],
        "address": person.address,
        "name": person.name,
        "made_at": to_text(proof.made_at),
        "channels": {channel.value: _standing(standing) for channel, standing in person.standings.items()},
        "forgotten_stopped_on": list(person.forgotten_on),
        "events": _events(proof),
        "messages": [
            explanation_as_json(each)
            for each in person.messages
            if each.message.direction is Direction.OUTBOUND
        ],
        "own_events_intact": person.check.is_intact,
        "ledger": ledger_as_json(proof.verification),
        "note": DISCLAIMER,
    }


def ledger_as_json(found: Verification) -> dict[str, object]:
    """Return what walking the ledger found."""
    return {
        "intact": found.is_intact,
        "events": found.event_count,
        "head": found.head,
        "first_break": str(found.first_break) if found.first_break else None,
        "fences": {each.name: each.alteration.value for each in found.altered},
        "keyed_from": found.keyed_from,
        "tags_checked": found.has_key and found.keyed_from is not None,
    }


def explanation_as_json(why: Explanation) -> dict[str, object]:
    """Return why a message was sent or kept back."""
    message = why.message
    return {
        "message": message.id,
        "direction": message.direction.value,
        "state": message.state.value,
        "purpose": message.purpose.value,
        "channel": message.channel.value,
        "address": message.address,
        "text": message.text,
        "agent": message.agent,
        "campaign": message.campaign,
        "template": why.template or None,
        "decided_on": message.decided_on,
        "rested_on": event_as_json(why.rested_on) if why.rested_on else None,
        "rested_on_text": _text(why.last_text),
        "answers": event_as_json(why.answers) if why.answers else None,
        "reasons": [
            {"code": each.code, "sentence": each.sentence, "remedy": each.remedy} for each in why.reasons
        ],
        "kept_back_by": event_as_json(why.kept_back_by) if why.kept_back_by else None,
        "caused": [each.seq for each in why.caused],
        "written_at": to_text(message.at),
        "queued_at": to_text(why.queued_at),
        "not_before": _instant(why.not_before),
        "sent_at": _instant(why.sent_at),
        "settled_at": _instant(why.settled_at),
        "gateway": why.gateway or None,
        "provider_id": why.provider_id or None,
        "reason": message.reason,
    }


def _processing(proof: Proof, channel: Channel, scope: Scope, standing: Standing) -> dict[str, object]:
    party = proof.party
    return {
        "privacy_notice": party.privacy_notice or None,
        "language": party.language,
        "purposes": [PURPOSES[scope]],
        "lawful_basis": "consent",
        "pii_information": [{"pii_type": "e-mail address" if is_email(proof.address) else "phone number"}],
        "pii_controllers": [party.name],
        "storage_locations": [party.storage] if party.storage else [],
        "retention_period": party.retention,
        "recipient_third_parties": list(party.recipients),
        "withdrawal_method": WITHDRAWAL[channel],
        "channel": channel.value,
        "scope": scope.value,
        "state": standing.within(scope).state.value,
    }


def _party(proof: Proof) -> dict[str, object]:
    return {
        "party_id": proof.workspace,
        "party_name": proof.party.name,
        "party_role": "controller",
        "party_contact": proof.party.contact or None,
    }


def _events(proof: Proof) -> list[dict[str, object]]:
    """Return the events, each with the state its channel and scope were in after it."""
    standings: dict[Channel, Standing] = {}
    events: list[dict[str, object]] = []
    for each in proof.person.events:
        event = each.recorded.event
        after = advance(standings.get(event.channel, UNTOUCHED), each.recorded.seq, event)
        standings[event.channel] = after
        events.append(_event(each, after.within(event.scope).state))
    return events


def _event(each: EventEvidence, state: State) -> dict[str, object]:
    recorded: RecordedEvent = each.recorded
    event = recorded.event
    return {
        **event_as_json(recorded),
        "event_time": to_text(event.occurred_at),
        "event_type": EVENT_TYPES.get(event.kind, event.kind.value),
        "event_state": state.value,
        "validity_duration": "until withdrawn" if state is State.SUBSCRIBED else None,
        "entity_id": event.actor,
        "text": _text(each.said),
        "text_before": _text(each.before),
        "text_after": _text(each.after),
        "answer": _text(each.answer),
        "allowed_messages": list(each.allowed),
    }


def _text(message: Message | None) -> dict[str, object] | None:
    if message is None:
        return None
    return {
        "message": message.id,
        "direction": message.direction.value,
        "state": message.state.value,
        "at": to_text(message.at),
        "text": message.text,
    }


def _standing(standing: Standing) -> dict[str, object]:
    return {
        scope.value: {
            "state": status.state.value,
            "since": _instant(status.since),
            "event": status.event_seq,
        }
        for scope, status in standing.scopes().items()
    }


def _instant(instant: datetime | None) -> str | None:
    return to_text(instant) if instant else None
