"""When somebody may be written to, by example and by law."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stopline.address import Address
from stopline.consent.hours import (
    SEARCHED_FOR,
    Holiday,
    HoursRule,
    Place,
    Window,
    closes_at,
    easter_sunday,
    is_open,
    local_times,
    next_holidays,
    next_open,
    opened_at,
)
from stopline.consent.places import Residence, shipped_atlas, window_from

ATLAS = shipped_atlas()
NEW_YORK, CHICAGO, PARIS = "America/New_York", "America/Chicago", "Europe/Paris"
LONDON, BERLIN = "Europe/London", ("Europe/Berlin", "Europe/Busingen")
VANCOUVER, EDMONTON = "America/Vancouver", "America/Edmonton"
TORONTO = Address("+14165550123")
ZONES = (NEW_YORK, CHICAGO, "America/Los_Angeles", PARIS, "Australia/Lord_Howe", "Asia/Kathmandu")

windows = st.tuples(st.integers(8 * 60, 15 * 60), st.integers(30, 9 * 60)).map(
    lambda pair: Window(pair[0], min(pair[0] + pair[1], 24 * 60))
)
rules = st.builds(
    HoursRule,
    code=st.just("test"),
    daily_maximum=st.none(),
    source=st.just(""),
    confidence=st.just(""),
    week=st.lists(st.none() | windows, min_size=7, max_size=7).map(tuple),
    holidays=st.lists(
        st.tuples(st.integers(1, 12), st.integers(1, 28)).map(lambda pair: Holiday(*pair)), max_size=3
    ).map(tuple),
)
places = st.builds(
    Place,
    countries=st.just(("US",)),
    known_by=st.just(()),
    zones=st.lists(st.sampled_from(ZONES), min_size=1, max_size=3, unique=True).map(tuple),
    rules=st.lists(
        st.sampled_from([ATLAS.rule(code) for code in ATLAS.codes]) | rules, min_size=1, max_size=3
    ).map(tuple),
)
instants = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def at(zone: str, written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def place(code: str, *zones: str) -> Place:
    return Place(zones or (NEW_YORK,), (ATLAS.rule(code),))


@pytest.mark.parametrize(
    ("code", "zone", "written", "may"),
    [
        ("US-federal", NEW_YORK, "2026-11-17 08:00", True),
        ("US-federal", NEW_YORK, "2026-11-17 07:59", False),
        ("US-federal", NEW_YORK, "2026-11-17 20:59", True),
        ("US-federal", NEW_YORK, "2026-11-17 21:00", False),
        ("US-FL", NEW_YORK, "2026-11-17 20:00", False),
        ("US-KY", NEW_YORK, "2026-11-17 09:59", False),
        ("US-TX", CHICAGO, "2026-11-22 11:59", False),
        ("US-TX", CHICAGO, "2026-11-22 12:00", True),
        ("US-AL", CHICAGO, "2026-11-22 12:00", False),
        ("US-RI", NEW_YORK, "2026-11-17 17:59", True),
        ("US-RI", NEW_YORK, "2026-11-21 17:00", False),
        ("unknown", NEW_YORK, "2026-11-22 11:59", False),
        ("unknown", NEW_YORK, "2026-11-22 12:00", True),
        ("FR", PARIS, "2026-11-17 21:59", True),
        ("FR", PARIS, "2026-11-17 22:00", False),
        ("FR", PARIS, "2026-11-22 12:00", False),
        ("FR", PARIS, "2026-11-11 12:00", False),
        ("FR", PARIS, "2027-03-29 12:00", False),
        ("FR", PARIS, "2027-03-26 12:00", True),
        ("FR", PARIS, "2027-05-06 12:00", False),
        ("FR", PARIS, "2027-05-17 12:00", False),
        ("AU", "Australia/Sydney", "2026-11-21 16:59", True),
        ("AU", "Australia/Sydney", "2026-11-22 12:00", False),
    ],
    ids=str,
)
def test_an_hour_is_permitted_as_the_place_says(code: str, zone: str, written: str, may: bool) -> None:
    assert is_open(place(code, zone), at(zone, written)) is may


@pytest.mark.parametrize(
    ("code", "zones", "now", "opens"),
    [
        ("unknown", (NEW_YORK,), "2026-11-17 21:40", "2026-11-18 09:00"),
        ("unknown", (NEW_YORK,), "2026-11-17 06:00", "2026-11-17 09:00"),
        ("unknown", (NEW_YORK, CHICAGO), "2026-11-17 06:00", "2026-11-17 10:00"),
        ("unknown", (NEW_YORK,), "2026-11-21 20:00", "2026-11-22 12:00"),
        ("US-AL", (NEW_YORK,), "2026-11-21 20:00", "2026-11-23 08:00"),
        # The clocks go forward on 8 March 2027 … 14 March, and back on 1 November 2026.
        ("US-federal", (NEW_YORK,), "2027-03-13 22:00", "2027-03-14 08:00"),
        ("US-federal", (NEW_YORK,), "2026-10-31 22:00", "2026-11-01 08:00"),
    ],
    ids=str,
)
def test_the_next_opening_is_the_first_permitted_minute(
    code: str, zones: tuple[str, ...], now: str, opens: str
) -> None:
    assert next_open(place(code, *zones), at(NEW_YORK, now)) == at(NEW_YORK, opens)


def test_nothing_is_permitted_where_no_zone_is_known() -> None:
    assert not is_open(Place(rules=(ATLAS.rule("unknown"),)), at(NEW_YORK, "2026-11-17 12:00"))
    assert next_open(Place(), at(NEW_YORK, "2026-11-17 12:00")) is None


def test_zones_too_far_apart_leave_no_hour() -> None:
    everywhere = place("unknown", "Pacific/Honolulu", "Asia/Tokyo", "Europe/London")

    assert next_open(everywhere, at(NEW_YORK, "2026-11-17 12:00")) is None


def test_their_time_is_a_stretch_where_it_is_not_known_which_zone() -> None:
    now = at(NEW_YORK, "2026-11-17 21:40")

    assert local_times(place("unknown", NEW_YORK), now) == "21:40"
    assert local_times(place("unknown", NEW_YORK, CHICAGO), now) == "20:40 to 21:40"
    assert local_times(place("unknown", NEW_YORK, "America/Detroit"), now) == "21:40"


def test_their_time_across_midnight_runs_from_the_earlier_day_to_the_later() -> None:
    australia = place("AU", "Australia/Sydney", "Australia/Perth", "Australia/Brisbane")

    assert local_times(australia, datetime(2026, 11, 27, 15, tzinfo=UTC)) == "23:00 to 02:00"


def test_the_next_holidays_of_a_place_are_named_in_order_across_the_year() -> None:
    rule = HoursRule(
        "XX",
        (),
        holidays=(Holiday(month=12, day=25), Holiday(month=1, day=1), Holiday(after_easter=1), Holiday(month=5, day=1)),
    )  # fmt: skip

    assert next_holidays(rule, date(2026, 12, 25), 3) == [
        date(2026, 12, 25),
        date(2027, 1, 1),
        date(2027, 3, 29),
    ]
    assert next_holidays(HoursRule("YY", ()), date(2026, 12, 25), 3) == []


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(2024, date(2024, 3, 31)), (2025, date(2025, 4, 20)), (2026, date(2026, 4, 5)), (2027, date(2027, 3, 28)),
     (2038, date(2038, 4, 25)), (2285, date(2285, 3, 22))],
)  # fmt: skip
def test_easter_falls_where_the_calendar_says(year: int, sunday: date) -> None:
    assert easter_sunday(year) == sunday


@given(st.integers(1900, 2299))
def test_easter_is_a_sunday_between_22_march_and_25_april(year: int) -> None:
    found = easter_sunday(year)

    assert found.weekday() == 6
    assert date(year, 3, 22) <= found <= date(year, 4, 25)


def test_a_holiday_may_be_a_weekday_of_its_month() -> None:
    thanksgiving, memorial_day = Holiday(month=11, weekday=3, nth=4), Holiday(month=5, weekday=0, nth=-1)

    assert thanksgiving.falls_on(2026) == date(2026, 11, 26)
    assert memorial_day.falls_on(2026) == date(2026, 5, 25)
    assert Holiday(month=12, weekday=3, nth=-1).falls_on(2026) == date(2026, 12, 31)


@given(place=places, now=instants)
def test_nothing_is_permitted_outside_the_window_of_any_candidate(place: Place, now: datetime) -> None:
    each_alone = [is_open(Place((zone,), (rule,)), now) for zone in place.zones for rule in place.rules]

    assert is_open(place, now) is all(each_alone)


@settings(max_examples=50)
@given(place=places, now=instants)
def test_the_next_opening_is_permitted_and_nothing_before_it_is(place: Place, now: datetime) -> None:
    opens_at = next_open(place, now)

    end = opens_at if opens_at is not None else now + SEARCHED_FOR
    assert opens_at is None or is_open(place, opens_at)
    # Every quarter of the last day before it, and a few instants of the days before.
    waits = [timedelta(minutes=15 * step) for step in range(1, 96)] + [
        timedelta(hours=7 * step) for step in range(1, 48)
    ]
    assert not any(is_open(place, end - wait) for wait in waits if end - wait >= now)
    assert opens_at is None or opens_at == now or not is_open(place, opens_at - timedelta(minutes=1))


@settings(max_examples=50)
@given(place=places, other=places, now=instants)
def test_what_is_not_known_never_widens_the_window(place: Place, other: Place, now: datetime) -> None:
    vaguer = Place((*place.zones, *other.zones), (*place.rules, *other.rules))

    assert is_open(place, now) or not is_open(vaguer, now)
    opens_at, later = next_open(place, now), next_open(vaguer, now)
    assert later is None or (opens_at is not None and opens_at <= later)


@settings(max_examples=50)
@given(place=places, now=instants)
def test_a_stretch_is_open_from_its_beginning_to_its_end(place: Place, now: datetime) -> None:
    opens_at = next_open(place, now)
    if opens_at is None:
        return
    start, end = opened_at(place, opens_at), closes_at(place, opens_at)

    assert start <= opens_at
    assert end is not None
    assert is_open(place, start)
    assert not is_open(place, end)
    length = end - start
    assert all(is_open(place, start + length * part / 20) for part in range(20))


@pytest.mark.parametrize("written", ["9-20", "20:00-09:00", "24:30-25:00", "09:00", ""])
def test_a_window_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="window"):
        window_from(written)


MARIA, PENSACOLA, IDAHO = Address("+12025550123"), Address("+18505550123"), Address("+12085550123")


@pytest.mark.parametrize(
    ("address", "zones", "residence", "expected_zones", "codes"),
    [
        (MARIA, [NEW_YORK], Residence(), {NEW_YORK}, {"unknown"}),
        (Address("+13055550123"), [NEW_YORK], Residence(), {NEW_YORK}, {"US-FL", "unknown"}),
        (PENSACOLA, [NEW_YORK], Residence(), {NEW_YORK, CHICAGO}, {"US-FL", "unknown"}),
        (MARIA, [NEW_YORK], Residence(postcode="10001"), {NEW_YORK}, {"US-federal"}),
        (MARIA, [NEW_YORK], Residence(postcode="33101-1234"), {NEW_YORK}, {"US-FL"}),
        (MARIA, [NEW_YORK], Residence(state="KY"), {NEW_YORK}, {"US-KY"}),
        (MARIA, [NEW_YORK], Residence(state="Florida"), {NEW_YORK}, {"US-FL"}),
        (MARIA, [NEW_YORK], Residence(state=" oklahoma "), {NEW_YORK, CHICAGO}, {"US-OK"}),
        (MARIA, [NEW_YORK], Residence(state="US-WA"), {NEW_YORK, "America/Los_Angeles"}, {"US-WA"}),
        (MARIA, [NEW_YORK], Residence(state="BC", country="CA"), {NEW_YORK, VANCOUVER, EDMONTON}, {"unknown", "CA"}),
        (MARIA, [NEW_YORK], Residence(state="TX"), {NEW_YORK, CHICAGO, "America/Denver"}, {"US-TX"}),
        (Address("+13055550123"), [NEW_YORK], Residence(state="NY"), {NEW_YORK}, {"US-federal", "US-FL"}),
        (IDAHO, ["America/Boise", "America/Los_Angeles"], Residence(zone="America/Boise"), {"America/Boise"}, {"unknown"}),
        (MARIA, [NEW_YORK], Residence(zone="Europe/Berlin"), {NEW_YORK, "Europe/Berlin"}, {"unknown"}),
        (MARIA, [NEW_YORK], Residence(zone="Mars/Base"), {NEW_YORK}, {"unknown"}),
        (MARIA, [NEW_YORK], Residence(country="FR", zone=PARIS), {NEW_YORK, PARIS}, {"unknown", "FR"}),
        (MARIA, [NEW_YORK], Residence(country="GB", postcode="EC1A 1BB"), {NEW_YORK, LONDON}, {"unknown", "GB"}),
        (MARIA, [NEW_YORK], Residence(country="Germany", postcode="33101"), {NEW_YORK, *BERLIN}, {"unknown", "DE"}),
        (MARIA, [NEW_YORK], Residence(country="PT"), {NEW_YORK, "Europe/Lisbon", "Atlantic/Madeira", "Atlantic/Azores"}, {"unknown"}),
        (MARIA, [NEW_YORK], Residence(country="USA"), {NEW_YORK}, {"unknown"}),
        (MARIA, [NEW_YORK], Residence(country="Atlantis", postcode="33101"), {NEW_YORK}, {"unknown"}),
    ],
    ids=["area without a rule", "area with a rule", "area in two zones", "postcode", "postcode of Florida", "state",
         "the name of a state", "another name", "letters with the country", "a province",
         "state in other zones", "moved away from Florida", "zone of two", "zone the number cannot be in", "no zone",
         "another country", "abroad with a postcode", "abroad with a postcode like one at home", "abroad in several zones",
         "the country of the number", "a country nobody can read with a postcode like one at home"],
)  # fmt: skip
def test_what_is_stored_narrows_where_a_number_may_be_and_contradictions_count_twice(
    address: Address, zones: list[str], residence: Residence, expected_zones: set[str], codes: set[str]
) -> None:
    found = ATLAS.place_of(address, "US", zones, residence)

    assert set(found.zones) == expected_zones
    assert {rule.code for rule in found.rules} == codes


@pytest.mark.parametrize(
    ("address", "zones", "residence", "expected", "known_by"),
    [
        (TORONTO, ["America/Toronto"], Residence(), {"America/Toronto"}, "area code of ON"),
        (TORONTO, ["America/Toronto"], Residence(state="BC"), {"America/Toronto", VANCOUVER, EDMONTON}, "stored province BC"),
        (TORONTO, ["America/Toronto"], Residence(postcode="v6b 1a1"), {"America/Toronto", VANCOUVER, EDMONTON}, "stored postcode of BC"),
        (TORONTO, ["America/Toronto"], Residence(state="Québec"), {"America/Toronto"}, "stored province QC"),
        (TORONTO, ["America/Toronto"], Residence(state="Colombie Britannique"), {"America/Toronto", VANCOUVER, EDMONTON}, "stored province BC"),
        (Address("+17785550123"), [VANCOUVER], Residence(), {VANCOUVER, EDMONTON}, "area code of BC"),
        (Address("+18075550123"), ["America/Toronto", "America/Winnipeg"], Residence(zone="America/Winnipeg"), {"America/Winnipeg"}, "stored zone America/Winnipeg"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_province_narrows_or_widens_where_a_number_of_canada_may_be(
    address: Address, zones: list[str], residence: Residence, expected: set[str], known_by: str
) -> None:
    found = ATLAS.place_of(address, "CA", zones, residence)

    assert set(found.zones) == expected
    assert [rule.code for rule in found.rules] == ["CA"]
    assert known_by in found.known_by


def test_every_state_and_province_has_a_name_a_zone_and_a_postcode() -> None:
    tables = tomllib.loads((files("stopline.consent") / "places.toml").read_text())

    for part in (tables, tables["provinces"]):
        states = set(part["postcodes"]) - {"source", "confidence"}
        assert states == set(part["names"]) - {"source", "confidence"}
        assert states == set(part["zones"]) - {"source", "confidence"}
        assert set(part["area_codes"]) <= set(part["postcodes"])
        assert all(ZoneInfo(zone) for state in states for zone in part["zones"][state].split())


@pytest.mark.parametrize("code", ["FL", "OK", "MD", "WA", "OR", "MA", "NJ", "CT", "NV", "TX", "MI", "MN", "NM", "KY", "AL", "LA", "MS", "RI", "CA", "IL", "PA"])  # fmt: skip
def test_every_state_with_hours_of_its_own_is_found_by_letters_name_postcode_and_area_code(code: str) -> None:
    tables = tomllib.loads((files("stopline.consent") / "places.toml").read_text())
    prefix = tables["postcodes"][code].split()[0][:3]
    area = tables["area_codes"][code].split()[0]
    residences = [
        Residence(state=code),
        Residence(state=tables["names"][code]),
        Residence(postcode=f"{prefix}01"),
    ]

    found = [ATLAS.place_of(MARIA, "US", [NEW_YORK], each) for each in residences]
    by_area = ATLAS.place_of(Address(f"+1{area}5550123"), "US", [NEW_YORK])

    assert all([rule.code for rule in place.rules] == [f"US-{code}"] for place in found)
    assert {rule.code for rule in by_area.rules} == {f"US-{code}", "unknown"}


def test_a_number_no_table_knows_is_taken_for_its_country() -> None:
    found = ATLAS.place_of(Address("+447700900123"), "GB", [])

    assert found.zones == ("Europe/London",)
    assert found.rules[0].code == "GB"
    assert found.countries == ("GB",)


def test_the_columns_of_a_file_may_be_called_as_people_call_them() -> None:
    attributes = [
        ("ZIP Code", " 33101 "),
        ("Time zone", "America/New_York"),
        ("State", "fl"),
        ("colour", "red"),
    ]

    assert Residence.from_attributes(attributes) == Residence("America/New_York", "33101", "fl", "")
    assert Residence.from_attributes([("State / Region", "MA")]).state == "MA"


@given(
    address=st.sampled_from(
        [MARIA, PENSACOLA, Address("+13055550123"), Address("+13345550123"), Address("+15035550123")]
    ),
    postcode=st.integers(0, 99_999).map(lambda number: f"{number:05}"),
    now=instants,
)
def test_a_stored_postcode_never_opens_an_hour_the_state_of_the_area_code_closes(
    address: Address, postcode: str, now: datetime
) -> None:
    found = ATLAS.place_of(address, "US", [NEW_YORK], Residence(postcode=postcode))
    codes = {rule.code for rule in found.rules}

    area = next(
        (rule for rule in ATLAS.place_of(address, "US", [NEW_YORK]).rules if rule.code != "unknown"), None
    )
    assert area is None or area.code in codes
    assert not is_open(found, now) or is_open(Place(found.zones, (ATLAS.rule("US-federal"),)), now)
