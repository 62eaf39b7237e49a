"""A text in its thread, and the consent event it becomes."""

from dataclasses import dataclass
from datetime import datetime

from stopline.address import Address
from stopline.consent.events import CONTACT, ConsentEvent, EventKind, Evidence, Method
from stopline.consent.recognise import Verdict
from stopline.gateways.base import InboundText
from stopline.inert import storable

WORDS_KEPT = 4_000
"""Characters of a text that its consent evidence keeps; the message keeps all."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A text in its thread, before it is known what it means."""

    message: int
    thread: int
    address: Address
    text: InboundText
    at: datetime
    arrived_at: datetime | None
    """When it reached us, where nobody here could know of it before."""


def event_of(stored: Stored, verdict: Verdict, kind: EventKind) -> ConsentEvent:
    """Return the event of a text that means something for the consent of who wrote it."""
    matched = verdict.matched
    is_keyword = matched is not None and matched.rule.startswith(("keyword", "no:"))
    return ConsentEvent(
        address=stored.address,
        channel=verdict.channel or stored.text.channel,
        kind=kind,
        method=Method.KEYWORD if is_keyword else Method.SENTENCE,
        actor=CONTACT,
        occurred_at=stored.at,
        scope=verdict.scope,
        evidence=Evidence(
            words=storable(stored.text.text[:WORDS_KEPT]),
            keyword=verdict.keyword or "",
            rule=matched.rule if matched else "",
            span=matched.span if matched else None,
            score=matched.score if matched else None,
            message=stored.message,
            arrived_at=stored.arrived_at,
        ),
    )
