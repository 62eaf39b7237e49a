"""What the dated values of the send rules hold, and what the gate makes of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from stopline.address import Address
from stopline.consent.events import Basis, Channel
from stopline.consent.gate import (
    Ask,
    Asked,
    Circumstances,
    Draft,
    Permit,
    Purpose,
    decide,
    expires_at,
    months_after,
)
from stopline.consent.hours import Place
from stopline.consent.places import shipped_atlas
from stopline.consent.policy import shipped_policy
from stopline.consent.policy_listing import policy_rows
from stopline.consent.refusal import Refusal
from stopline.consent.status import UNTOUCHED, Standing, State, Status

NOON = datetime(2026, 11, 17, 17, 0, tzinfo=UTC)
"""Noon in New York, on a Tuesday."""
NIGHT = datetime(2026, 11, 18, 2, 40, tzinfo=UTC)
"""21:40 in New York."""
POLICY, ATLAS = shipped_policy(), shipped_atlas()
PLACES = {
    "US": ATLAS.place_of(Address("+12025550123"), "US", ["America/New_York"]),
    "FL": ATLAS.place_of(Address("+13055550123"), "US", ["America/New_York"]),
    "CA": ATLAS.place_of(Address("+14165550123"), "CA", ["America/Toronto"]),
    "GB": ATLAS.place_of(Address("+447700900123"), "GB", []),
    "DE": ATLAS.place_of(Address("+4930231250"), "DE", ["Europe/Berlin"]),
    "FR": ATLAS.place_of(Address("+33199001234"), "FR", ["Europe/Paris"]),
    "AU": ATLAS.place_of(Address("+61491570006"), "AU", ["Australia/Sydney"]),
}
MARIA = Address("+12025550123")
NEVER_ASKED = Asked()


def subscribed(basis: Basis | None, days_ago: float = 1, now: datetime = NOON) -> Standing:
    at = now - timedelta(days=days_ago)
    return Standing(Status(State.SUBSCRIBED, at, 7, basis=basis, agreed_at=at))


def ask(
    purpose: Purpose,
    standing: Standing,
    place: Place,
    now: datetime = NOON,
    *,
    asks: Ask | None = None,
    wrote: timedelta | None = None,
    left: tuple[datetime, ...] = (),
    asked: Asked = NEVER_ASKED,
    channel: Channel = Channel.SMS,
) -> tuple[str, ...]:
    known = Circumstances(now - wrote if wrote is not None else None, place, left, asked)
    decision = decide(Draft(MARIA, channel, purpose, asks_consent=asks), standing, known, now, POLICY)
    return decision.codes if isinstance(decision, Refusal) else ()


def local_noon(country: str) -> datetime:
    zone = ZoneInfo(PLACES[country].zones[0])
    return datetime(2026, 11, 17, 12, 30, tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("country", "basis", "notice", "marketing"),
    [
        ("US", Basis.EXPRESS_WRITTEN, True, True),
        ("US", Basis.EXPRESS, True, False),
        ("US", Basis.IMPLIED_PURCHASE, False, False),
        ("US", None, False, False),
        ("CA", Basis.IMPLIED_PURCHASE, True, True),
        ("CA", Basis.IMPLIED_INQUIRY, True, True),
        ("CA", Basis.CONVERSATION, False, False),
        ("GB", Basis.EXPRESS, True, True),
        ("GB", Basis.IMPLIED_PURCHASE, False, False),
        ("DE", Basis.EXPRESS, True, True),
        ("AU", Basis.IMPLIED_PURCHASE, True, True),
        ("AU", Basis.IMPLIED_INQUIRY, True, False),
    ],
)
def test_a_purpose_needs_what_the_country_says(
    country: str, basis: Basis | None, notice: bool, marketing: bool
) -> None:
    now = local_noon(country)
    standing = subscribed(basis, now=now)

    assert (ask(Purpose.NOTICE, standing, PLACES[country], now) == ()) is notice
    assert (ask(Purpose.MARKETING, standing, PLACES[country], now) == ()) is marketing
    assert notice or "weak_consent" in ask(Purpose.NOTICE, standing, PLACES[country], now)


@pytest.mark.parametrize(
    ("country", "basis", "days_ago", "has_expired"),
    [
        ("CA", Basis.IMPLIED_PURCHASE, 729, False),
        ("CA", Basis.IMPLIED_PURCHASE, 732, True),
        ("CA", Basis.IMPLIED_INQUIRY, 180, False),
        ("CA", Basis.IMPLIED_INQUIRY, 186, True),
        ("CA", Basis.EXPRESS, 9_000, False),
        ("AU", Basis.IMPLIED_PURCHASE, 9_000, False),
    ],
)
def test_implied_consent_runs_out_where_the_law_says_so(
    country: str, basis: Basis, days_ago: int, has_expired: bool
) -> None:
    now = local_noon(country)
    codes = ask(Purpose.MARKETING, subscribed(basis, days_ago, now), PLACES[country], now)

    assert codes == (("consent_expired",) if has_expired else ())


def test_after_an_implied_consent_ran_out_a_reply_still_needs_only_their_message() -> None:
    long_ago = subscribed(Basis.IMPLIED_PURCHASE, 900)

    assert ask(Purpose.CONVERSATION, long_ago, PLACES["CA"], wrote=timedelta(hours=1)) == ()
    assert ask(Purpose.CONVERSATION, long_ago, PLACES["CA"]) == ("never_wrote",)
    assert ask(Purpose.CONVERSATION, subscribed(Basis.IMPLIED_PURCHASE, 10), PLACES["CA"]) == ()


@pytest.mark.parametrize(
    ("given", "months", "ends"),
    [("2026-01-31", 1, "2026-02-28"), ("2024-02-29", 24, "2026-02-28"), ("2026-08-31", 6, "2027-02-28"),
     ("2026-11-17", 24, "2028-11-17"), ("2026-12-15", 1, "2027-01-15")],
)  # fmt: skip
def test_months_are_counted_as_the_calendar_does(given: str, months: int, ends: str) -> None:
    assert months_after(datetime.fromisoformat(given), months) == datetime.fromisoformat(ends)


def test_the_strictest_of_several_countries_counts() -> None:
    both = replace_countries(PLACES["US"], ("AU", "CA"))
    status = subscribed(Basis.IMPLIED_INQUIRY, 10).everything

    assert "weak_consent" in ask(Purpose.MARKETING, Standing(status), both)
    assert expires_at(status, both, POLICY) is not None


def replace_countries(place: Place, countries: tuple[str, ...]) -> Place:
    return place._replace(countries=countries)


@pytest.mark.parametrize(
    ("purpose", "asks", "channel", "codes"),
    [
        (Purpose.MARKETING, None, Channel.SMS, ("out_of_hours",)),
        (Purpose.MARKETING, None, Channel.EMAIL, ()),
        (Purpose.NOTICE, None, Channel.SMS, ()),
        (Purpose.CONVERSATION, None, Channel.SMS, ()),
        (Purpose.COMPLIANCE, None, Channel.SMS, ()),
        (Purpose.NOTICE, Ask.FIRST, Channel.SMS, ("out_of_hours",)),
        (Purpose.CONVERSATION, Ask.RECONFIRM, Channel.SMS, ("out_of_hours",)),
    ],
)
def test_at_night_only_what_sells_or_asks_has_to_wait(
    purpose: Purpose, asks: Ask | None, channel: Channel, codes: tuple[str, ...]
) -> None:
    standing = subscribed(Basis.EXPRESS_WRITTEN)

    assert ask(purpose, standing, PLACES["US"], NIGHT, asks=asks, channel=channel) == codes


def test_a_refusal_for_the_hour_says_when_it_opens_there() -> None:
    draft = Draft(MARIA, Channel.SMS, Purpose.MARKETING)
    standing = subscribed(Basis.EXPRESS_WRITTEN)

    refused = decide(draft, standing, Circumstances(place=PLACES["US"]), NIGHT, POLICY)

    assert isinstance(refused, Refusal)
    assert refused.opens_at == datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
    said = "It is 21:40 where they are, outside 09:00–20:00, the hours for such messages."
    assert refused.reasons[0].sentence == said
    assert "Wait until Wed 18 Nov 09:00 their time" in refused.reasons[0].remedy


@pytest.mark.parametrize(
    ("place", "at", "said"),
    [
        (
            PLACES["FR"],
            datetime(2026, 11, 22, 14, 0, tzinfo=UTC),
            "It is Sunday 15:00 where they are, a day on which such messages may not be sent.",
        ),
        (
            ATLAS.place_of(Address("+18005550123"), "US", ["America/New_York", "America/Los_Angeles"]),
            NIGHT,
            "It is 18:40 to 21:40 where they may be; such messages may be sent 09:00–20:00 in every zone that may be theirs.",
        ),
    ],
    ids=["a day without hours", "several zones"],
)
def test_a_refusal_for_the_hour_names_the_hours_of_that_day(place: Place, at: datetime, said: str) -> None:
    draft = Draft(MARIA, Channel.SMS, Purpose.MARKETING)

    refused = decide(draft, subscribed(Basis.EXPRESS_WRITTEN), Circumstances(place=place), at, POLICY)

    assert isinstance(refused, Refusal)
    assert said in [reason.sentence for reason in refused.reasons]


def test_waiting_is_not_enough_where_consent_is_missing_too() -> None:
    draft = Draft(MARIA, Channel.SMS, Purpose.MARKETING)

    refused = decide(draft, UNTOUCHED, Circumstances(place=PLACES["US"]), NIGHT, POLICY)

    assert isinstance(refused, Refusal)
    assert set(refused.codes) == {"no_consent", "out_of_hours"}
    assert refused.opens_at is None


@pytest.mark.parametrize(
    ("hours_ago", "codes"), [((1, 2), ()), ((1, 2, 3), ("daily_maximum",)), ((25, 2, 3), ())]
)
def test_florida_hears_from_us_three_times_in_24_hours_at_most(
    hours_ago: tuple[int, ...], codes: tuple[str, ...]
) -> None:
    left = tuple(sorted(NOON - timedelta(hours=each) for each in hours_ago))

    assert ask(Purpose.MARKETING, subscribed(Basis.EXPRESS_WRITTEN), PLACES["FL"], left=left) == codes
    assert ask(Purpose.MARKETING, subscribed(Basis.EXPRESS_WRITTEN), PLACES["US"], left=left) == ()


def test_the_fourth_message_to_florida_waits_until_the_first_is_a_day_old_and_the_hour_is_right() -> None:
    left = tuple(NOON - timedelta(hours=each) for each in (3, 2, 1))
    known = Circumstances(place=PLACES["FL"], marketing_left_at=left)
    draft = Draft(MARIA, Channel.SMS, Purpose.MARKETING)

    refused = decide(draft, subscribed(Basis.EXPRESS_WRITTEN), known, NOON, POLICY)

    assert isinstance(refused, Refusal)
    assert refused.opens_at == NOON + timedelta(hours=21)
    assert isinstance(
        decide(draft, subscribed(Basis.EXPRESS_WRITTEN), known, refused.opens_at, POLICY), Permit
    )


UNKNOWN, PENDING = UNTOUCHED, Standing(Status(State.PENDING, NOON - timedelta(days=2), 3))
STOPPED, HELD = (Standing(Status(state, NOON, 3)) for state in (State.STOPPED, State.HELD))
LATELY, LONG_AGO = timedelta(days=1), timedelta(days=90)
YESTERDAY = NOON - timedelta(days=1)


@pytest.mark.parametrize(
    ("country", "standing", "asks", "wrote", "asked", "codes"),
    [
        ("US", UNKNOWN, Ask.FIRST, None, Asked(), ()),
        ("US", STOPPED, Ask.FIRST, LATELY, Asked(), ("stopped",)),
        ("US", HELD, Ask.FIRST, LATELY, Asked(), ("held",)),
        ("US", UNKNOWN, Ask.FIRST, None, Asked(YESTERDAY), ("asked_already",)),
        ("US", UNKNOWN, Ask.FIRST, None, Asked(NOON - timedelta(days=31)), ()),
        ("US", PENDING, Ask.FIRST, None, Asked(YESTERDAY), ("asked_already",)),
        ("US", PENDING, Ask.REMINDER, None, Asked(YESTERDAY), ()),
        ("US", PENDING, Ask.REMINDER, None, Asked(YESTERDAY, is_reminded=True), ("asked_already",)),
        ("US", PENDING, Ask.REMINDER, None, Asked(), ("nothing_asked",)),
        ("US", UNKNOWN, Ask.REMINDER, None, Asked(YESTERDAY), ("nothing_asked",)),
        ("US", PENDING, Ask.CONFIRM, timedelta(minutes=1), Asked(YESTERDAY), ()),
        ("US", PENDING, Ask.CONFIRM, LONG_AGO, Asked(YESTERDAY), ("asked_already",)),
        ("CA", UNKNOWN, Ask.FIRST, None, Asked(), ("ask_not_allowed",)),
        ("CA", UNKNOWN, Ask.FIRST, LONG_AGO, Asked(), ("ask_not_allowed",)),
        ("CA", UNKNOWN, Ask.FIRST, LATELY, Asked(), ()),
        ("CA", subscribed(Basis.IMPLIED_PURCHASE), Ask.RECONFIRM, None, Asked(), ()),
        ("AU", UNKNOWN, Ask.FIRST, LONG_AGO, Asked(), ()),
        ("AU", UNKNOWN, Ask.FIRST, None, Asked(), ("ask_not_allowed",)),
    ],
)
def test_consent_is_asked_for_where_it_may_be_and_once(
    country: str, standing: Standing, asks: Ask, wrote: timedelta | None, asked: Asked, codes: tuple[str, ...]
) -> None:
    place = PLACES[country] if country != "AU" else PLACES["AU"]._replace(zones=("America/New_York",))

    assert ask(Purpose.MARKETING, standing, place, asks=asks, wrote=wrote, asked=asked) == codes


def test_the_question_of_a_double_opt_in_answers_a_text_at_any_hour() -> None:
    at_once, later = timedelta(minutes=1), timedelta(minutes=16)

    assert ask(Purpose.MARKETING, UNKNOWN, PLACES["US"], NIGHT, asks=Ask.CONFIRM, wrote=at_once) == ()
    assert ask(Purpose.MARKETING, UNKNOWN, PLACES["US"], NIGHT, asks=Ask.CONFIRM, wrote=later) == (
        "out_of_hours",
    )


def test_a_place_without_a_zone_is_told_apart_from_a_wrong_hour() -> None:
    nowhere = PLACES["US"]._replace(zones=())

    assert ask(Purpose.MARKETING, subscribed(Basis.EXPRESS_WRITTEN), nowhere) == ("no_hours",)


@pytest.mark.parametrize(
    ("country", "days"), [("US", 10), ("CA", 10), ("AU", 5), ("GB", 5), ("ZZ", 5), (None, 5)]
)
def test_a_doubtful_reply_is_decided_within_the_time_of_its_country(country: str | None, days: int) -> None:
    assert POLICY.hold_days(country) == days
    assert POLICY.shortest_hold_days == 5


def test_every_value_names_its_source_its_confidence_and_its_day() -> None:
    rows = policy_rows(POLICY, date(2026, 11, 27))

    assert {"needs.US.marketing", "expiry.CA.implied_inquiry", "hours.US-FL", "retention.years"} <= {
        row.name for row in rows
    }
    assert all(row.value and row.source and row.confidence and row.as_of for row in rows)
    assert not [row for row in rows if row.source.endswith(f"({row.confidence})")]


def test_our_own_rules_are_listed_beside_the_laws() -> None:
    own = replace(POLICY, own_hours=ATLAS.rule("US-KY"), ask_again_after=timedelta(days=90))

    rows = policy_rows(own, date(2026, 11, 27))
    named = {row.name: row.value for row in rows}

    assert named["own.hours"] == "every day 10:00–21:00"
    assert named["ask_again_after"] == "90 days"
    assert {row.source for row in rows if row.name == "ask_again_after"} == {"settings.toml"}


def test_what_is_in_force_rests_on_the_rules_unless_the_team_made_it_stricter() -> None:
    own = replace(POLICY, hours_purposes=POLICY.hours_purposes | {Purpose.NOTICE})

    rows = policy_rows(own, date(2026, 11, 27))

    sources = {(row.name, row.value): row.source for row in rows}
    assert sources["keeps_hours", "marketing"].startswith("47 CFR 64.1200(c)(1)")
    assert sources["keeps_hours", "notice"] == "settings.toml"
    assert sources["ask_again_after", "30 days"] == "Stopline's own choice"
