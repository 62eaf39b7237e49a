"""Who is told to have made an event: nobody is named the contact who has not proven to be."""

from datetime import UTC, datetime

import pytest

from stopline.address import Address
from stopline.consent.events import (
    AUTOMATIC,
    CONTACT,
    Channel,
    ConsentEvent,
    EventKind,
    Method,
    RecordedEvent,
)
from stopline.proof.wording import event_in_words
from stopline.tui.panes.consent_card import how_known


@pytest.mark.parametrize(
    ("kind", "method", "actor", "told"),
    [
        (EventKind.REQUESTED, Method.FORM, CONTACT, "somebody who filled in the form"),
        (EventKind.WITHDRAWN, Method.SUPPRESSION, CONTACT, "kept when the contact was forgotten"),
        (EventKind.WITHDRAWN, Method.KEYWORD, CONTACT, "the person"),
        (EventKind.GIVEN, Method.AGENT, "alice", "alice"),
    ],
)
def test_an_event_is_told_with_whom_it_is_proven_to_come_from(
    kind: EventKind, method: Method, actor: str, told: str
) -> None:
    at = datetime(2026, 11, 17, tzinfo=UTC)
    event = ConsentEvent(Address("+12025550123"), Channel.SMS, kind, method, actor, at)

    assert f", from {told}, " in event_in_words(RecordedEvent(1, event, at, ""), UTC)


def test_an_import_is_told_once_with_its_file() -> None:
    at = datetime(2026, 11, 17, tzinfo=UTC)
    address = Address("+12025550123")
    event = ConsentEvent(
        address, Channel.SMS, EventKind.IMPORTED, Method.IMPORT, "import of geo.csv", at,
    )  # fmt: skip
    recorded = RecordedEvent(1, event, at, "")

    assert event.told_how == "import of geo.csv"
    assert how_known(recorded) == "by import of geo.csv"
    assert " by import of geo.csv, 17 Nov" in event_in_words(recorded, UTC)


def test_what_only_time_has_done_came_from_nobody() -> None:
    at = datetime(2026, 11, 17, tzinfo=UTC)
    event = ConsentEvent(Address("+12025550123"), Channel.SMS, EventKind.EXPIRED, Method.AGENT, AUTOMATIC, at)

    assert event.told_how == "itself"
    assert "consent expired by itself, 17 Nov 2026" in event_in_words(RecordedEvent(1, event, at, ""), UTC)
    assert how_known(RecordedEvent(1, event, at, "")) == "by itself"
