"""The evidence packet of one address: every event with its words, and whether the chain holds."""

from dataclasses import dataclass
from datetime import datetime

from stopline.address import Address
from stopline.clock import Clock, to_text
from stopline.consent.events import Channel, Evidence, RecordedEvent
from stopline.consent.ledger import Ledger, Verification
from stopline.consent.send_block import Standings
from stopline.consent.status import Standing

DISCLAIMER = (
    "The ledger is tamper-evident, not tamper-proof: it shows where it was touched, as long as its head is also kept elsewhere. "
    "This is a record, not legal advice."
)


@dataclass(frozen=True, slots=True)
class Proof:
    """What can be shown about one address."""

    address: Address
    made_at: datetime
    standings: dict[Channel, Standing]
    events: tuple[RecordedEvent, ...]
    """Oldest first."""
    verification: Verification
    """Of the whole ledger: an event counts for little in a chain that does not hold."""

    def as_json(self) -> dict[str, object]:
        """Return the packet as JSON values; instants in UTC."""
        return {
            "address": self.address,
            "made_at": to_text(self.made_at),
            "channels": {
                channel.value: {
                    scope.value: {
                        "state": status.state.value,
                        "since": _instant(status.since),
                        "event": status.event_seq,
                    }
                    for scope, status in standing.scopes().items()
                }
                for channel, standing in self.standings.items()
            },
            "events": [event_as_json(recorded) for recorded in self.events],
            "ledger": {
                "intact": self.verification.is_intact,
                "events": self.verification.event_count,
                "head": self.verification.head,
                "first_break": str(self.verification.first_break) if self.verification.first_break else None,
            },
            "note": DISCLAIMER,
        }


class Proofs:
    """Makes evidence packets."""

    def __init__(self, clock: Clock, standings: Standings, ledger: Ledger) -> None:
        self._clock = clock
        self._standings = standings
        self._ledger = ledger

    def of(self, address: Address) -> Proof:
        """Return the evidence packet of an address; one nothing is known of has no events."""
        return Proof(
            address,
            self._clock.now(),
            self._standings.on_every_channel(address),
            tuple(self._ledger.events_of(address)),
            self._ledger.verify(),
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
        "wording_version": event.evidence.wording_version,
        "source": event.evidence.source,
        "ip": event.evidence.ip,
        "browser": event.evidence.browser,
        "note": event.evidence.note,
        "message": event.evidence.message,
        "hash": recorded.hash,
    }


def _matched(evidence: Evidence) -> dict[str, object] | None:
    if not evidence.rule:
        return None
    return {"rule": evidence.rule, "span": list(evidence.span or ()), "score": evidence.score}


def _instant(instant: datetime | None) -> str | None:
    return to_text(instant) if instant else None
