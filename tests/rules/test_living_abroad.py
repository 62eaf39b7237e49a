"""Whose clocks count for somebody who lives in another country than the one of their number."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import SUPPORTED_REGIONS

from stopline.address import Address
from stopline.consent.country_zones import zones_of_country
from stopline.consent.events import Basis, Channel
from stopline.consent.gate import Circumstances, Draft, Purpose, decide
from stopline.consent.hours import Place, is_open, next_open
from stopline.consent.places import Residence, shipped_atlas
from stopline.consent.policy import shipped_policy
from stopline.consent.refusal import Refusal
from stopline.consent.status import Standing, State, Status

ATLAS = shipped_atlas()
MARIA, NEW_YORK, LONDON = Address("+12025550123"), "America/New_York", "Europe/London"
instants = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def at(zone: str, written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_somebody_with_a_number_of_one_country_who_lives_in_another_hears_by_the_clocks_of_both() -> None:
    found = ATLAS.place_of(MARIA, "US", [NEW_YORK], Residence(country="GB", postcode="EC1A 1BB"))

    assert "stored country GB" in found.known_by
    assert not is_open(found, at(LONDON, "2026-12-05 00:30"))
    assert next_open(found, at(LONDON, "2026-12-05 00:30")) == at(LONDON, "2026-12-05 14:00")


@settings(max_examples=50)
@given(
    number_of=st.sampled_from(["", "US", "DE", "AU"]), lives_in=st.sampled_from(["GB", "PT", "US", "NZ", "IN"]), now=instants
)  # fmt: skip
def test_where_no_zone_is_known_every_zone_of_every_country_must_permit(
    number_of: str, lives_in: str, now: datetime
) -> None:
    found = ATLAS.place_of(Address("+12025550100"), number_of or None, [], Residence(country=lives_in))
    every = {zone for code in (number_of, lives_in) for zone in zones_of_country(code)}

    assert set(found.zones) == every
    assert is_open(found, now) is all(is_open(Place((zone,), found.rules), now) for zone in every)


def test_every_country_that_can_be_read_or_called_has_its_zones() -> None:
    for code in SUPPORTED_REGIONS:
        assert zones_of_country(code), code
        assert all(ZoneInfo(zone) for zone in zones_of_country(code))


def test_where_the_clocks_of_both_countries_leave_no_hour_the_reason_does_not_blame_the_number_alone() -> (
    None
):
    found = ATLAS.place_of(MARIA, "US", [NEW_YORK], Residence(country="RU"))
    now = at(NEW_YORK, "2026-11-27 12:00")
    agreed = Standing(Status(State.SUBSCRIBED, now, 7, basis=Basis.EXPRESS_WRITTEN, agreed_at=now))
    draft = Draft(MARIA, Channel.SMS, Purpose.MARKETING)

    refused = decide(draft, agreed, Circumstances(place=found), now, shipped_policy())

    assert isinstance(refused, Refusal)
    assert refused.reasons[0].sentence == (
        "No hour is permitted everywhere this person may be, as far as is known of them."
    )
