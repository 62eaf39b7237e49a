"""Whose stop it is: the contact's own stays theirs whoever stopped the address before, and no narrower yes takes back a wider one."""

import pytest

from stopline.address import Address
from stopline.consent.authority import kept_stop, objection, own_stop
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Method, Scope
from stopline.consent.status import Standing, State, Status
from support.times import START

STOP, YES = EventKind.WITHDRAWN, EventKind.GIVEN


def event(kind: EventKind, actor: str, scope: str = "all", method: Method = Method.KEYWORD) -> ConsentEvent:
    return ConsentEvent(Address("+12025550101"), Channel.SMS, kind, method, actor, START, Scope(scope))


@pytest.mark.parametrize(
    ("events", "scope", "is_theirs"),
    [
        ([], "all", False),
        ([event(STOP, "alice")], "all", False),
        ([event(STOP, CONTACT)], "all", True),
        ([event(STOP, "alice"), event(STOP, CONTACT)], "all", True),
        ([event(STOP, CONTACT), event(STOP, "alice")], "all", True),
        ([event(STOP, "carrier", method=Method.CARRIER)], "all", True),
        ([event(STOP, CONTACT), event(YES, "alice")], "all", True),
        ([event(STOP, CONTACT), event(YES, CONTACT)], "all", False),
        ([event(STOP, CONTACT), event(YES, CONTACT, "marketing")], "marketing", True),
        ([event(STOP, CONTACT, "marketing"), event(YES, CONTACT)], "marketing", False),
        ([event(STOP, CONTACT, "marketing")], "notice", False),
        ([event(STOP, CONTACT, "marketing")], "all", True),
    ],
)
def test_whose_stop_it_is(events: list[ConsentEvent], scope: str, *, is_theirs: bool) -> None:
    assert (own_stop(events, Scope(scope)) is not None) is is_theirs


def brought(scope: str = "all") -> ConsentEvent:
    return event(STOP, "import of shop.csv", scope, Method.IMPORT)


@pytest.mark.parametrize(
    ("events", "scope", "kept"),
    [
        ([brought(), event(STOP, "alice")], "all", Method.IMPORT),
        ([event(STOP, "alice"), brought()], "all", Method.IMPORT),
        ([event(STOP, CONTACT), brought()], "all", Method.KEYWORD),
        ([brought("marketing"), event(STOP, "alice")], "notice", None),
        ([brought("marketing"), event(STOP, "alice")], "all", Method.IMPORT),
        ([brought(), event(YES, "alice")], "all", Method.IMPORT),
        ([brought(), event(YES, CONTACT)], "all", None),
        ([brought(), event(EventKind.CONFIRMED, CONTACT)], "all", Method.IMPORT),
    ],
)
def test_no_colleague_lifts_what_a_file_brought_along(
    events: list[ConsentEvent], scope: str, kept: Method | None
) -> None:
    found = kept_stop(events, Scope(scope))

    assert (found.method if found is not None else None) is kept


@pytest.mark.parametrize(
    ("scope", "actor", "may"),
    [
        ("all", "alice", False),
        ("marketing", "alice", False),
        ("notice", "alice", True),
        ("all", CONTACT, True),
    ],
)
def test_nobody_but_the_contact_lifts_a_hold_of_one_kind_by_a_yes(
    scope: str, actor: str, *, may: bool
) -> None:
    held = Standing(Status(State.UNKNOWN), Status(State.HELD, START, 1))

    assert (objection(held, None, event(YES, actor, scope)) is None) is may
