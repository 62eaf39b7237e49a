"""What wants tidying follows from values and the present alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stopline.address import Address
from stopline.hygiene.checks import CHECKS, Check, Setting
from stopline.hygiene.duplicates import pairs, variant_key
from stopline.hygiene.findings import Affected, Kind, Limits, Seen
from stopline.hygiene.keeping import (
    Checkup,
    FileMode,
    Keeping,
    Outcome,
    duty_findings,
    file_finding,
)
from stopline.hygiene.months import months_before

NOW = datetime(2026, 11, 17, 14, 0, tzinfo=UTC)
SETTING = Setting(NOW, Limits(), lambda _: 10)


@pytest.mark.parametrize(
    ("instant", "months", "earlier"),
    [
        (datetime(2026, 11, 17, tzinfo=UTC), 12, datetime(2025, 11, 17, tzinfo=UTC)),
        (datetime(2026, 1, 31, tzinfo=UTC), 2, datetime(2025, 11, 30, tzinfo=UTC)),
        (datetime(2028, 2, 29, tzinfo=UTC), 12, datetime(2027, 2, 28, tzinfo=UTC)),
        (datetime(2026, 12, 1, tzinfo=UTC), 12, datetime(2025, 12, 1, tzinfo=UTC)),
    ],
)
def test_months_are_those_of_the_calendar(instant: datetime, months: int, earlier: datetime) -> None:
    assert months_before(instant, months) == earlier


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.kind))
def test_what_is_found_once_is_titled_as_one(check: Check) -> None:
    one, several = (check.finding(Seen(count), SETTING) for count in (1, 2))

    assert one is not None
    assert several is not None
    assert several.title == check.title
    nouns = {
        "People",
        "Messages",
        "Texts",
        "Gateways",
        "Alerts",
        "Consents",
        "Addresses",
        "people",
        "replies",
        "do",
    }
    assert not nouns & set(one.title.split())


@given(st.datetimes(timezones=st.just(UTC)), st.integers(1, 120), st.integers(1, 12))
def test_more_months_are_never_later(instant: datetime, months: int, more: int) -> None:
    assume(instant.year > 100)

    assert months_before(instant, months + more) < months_before(instant, months) < instant


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("maria.alvarez@gmail.com", "mariaalvarez+shop@googlemail.com"),
        ("maria@example.com", "maria+news@example.com"),
        ("+5215512345678", "+525512345678"),
        ("+5491112345678", "+541112345678"),
        ("+5511912345678", "+551112345678"),
    ],
)
def test_ways_to_write_one_address_are_one(one: str, other: str) -> None:
    assert variant_key(Address(one)) == variant_key(Address(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("maria.alvarez@example.com", "mariaalvarez@example.com"),
        ("+12025550101", "+12025550102"),
        ("+12025550101", "maria@example.com"),
        ("maria@example.com", "maria@example.org"),
    ],
)
def test_addresses_of_two_people_are_two(one: str, other: str) -> None:
    assert variant_key(Address(one)) != variant_key(Address(other))


def person(contact: int, name: str, address: str) -> Affected:
    return Affected(name, Address(address), contact=contact)


def test_one_name_with_a_number_here_and_a_mail_there_seems_to_be_one_person() -> None:
    found = pairs([person(1, "Maria Alvarez", "+12025550101"), person(2, "maria  alvarez", "m@example.com")])

    assert [(each.contact, each.twin) for each in found] == [(2, 1)]


def test_a_name_that_many_share_tells_nobody_apart() -> None:
    alike = [person(number, "Maria Alvarez", f"+120255501{number:02}") for number in range(1, 4)]

    assert pairs(alike) == []
    assert pairs([*alike, person(9, "Maria Alvarez", "m@example.com")]) == []
    assert pairs([person(1, "Maria", "+12025550101"), person(2, "Maria", "m@example.com")]) == []


def test_addresses_of_one_contact_are_no_duplicate() -> None:
    assert (
        pairs([person(1, "Maria Alvarez", "+12025550101"), person(1, "Maria Alvarez", "m@example.com")]) == []
    )


def keeping(began_days_ago: int | None, *, has_gateway: bool = True, **outcomes: Outcome) -> Keeping:
    began_at = None if began_days_ago is None else NOW - timedelta(days=began_days_ago)
    return Keeping(
        NOW, Limits(), began_at, {Checkup[name]: outcome for name, outcome in outcomes.items()}, has_gateway
    )


def kinds_of(kept: Keeping) -> set[Kind]:
    return {finding.kind for finding in duty_findings(kept)}


def test_a_workspace_that_has_just_begun_owes_nothing() -> None:
    assert kinds_of(keeping(None)) == set()
    assert kinds_of(keeping(1)) == set()


def test_what_was_never_done_is_owed_once_there_is_something_to_keep() -> None:
    assert kinds_of(keeping(60)) == {Kind.UNVERIFIED, Kind.ANCHOR, Kind.BACKUP, Kind.GATEWAY_LIST}
    assert Kind.GATEWAY_LIST not in kinds_of(keeping(60, has_gateway=False))


def test_what_was_done_lately_is_not_owed() -> None:
    done = Outcome(NOW - timedelta(days=1), 0, "")

    assert kinds_of(keeping(60, VERIFIED=done, ANCHORED=done, BACKED_UP=done, COMPARED=done)) == set()


def test_a_list_never_compared_says_so_and_how() -> None:
    finding = next(each for each in duty_findings(keeping(60)) if each.kind is Kind.GATEWAY_LIST)

    assert finding.why.startswith("Not compared yet")
    assert "stopline reconcile" in finding.remedy


def test_a_break_found_is_told_however_fresh_the_look() -> None:
    broken = Outcome(NOW, 1, "broken at event 12: changed")

    finding = next(each for each in duty_findings(keeping(1, VERIFIED=broken)) if each.kind is Kind.LEDGER)

    assert finding.people[0].detail == "broken at event 12: changed"


def test_only_files_that_others_may_open_are_told() -> None:
    found = file_finding([FileMode("a", 0o100600), FileMode("b", 0o100640), FileMode("c", 0o040755)])

    assert found is not None
    assert [(each.who, each.detail) for each in found.people] == [("b", "-rw-r-----"), ("c", "drwxr-xr-x")]
    assert file_finding([FileMode("a", 0o100600)]) is None
