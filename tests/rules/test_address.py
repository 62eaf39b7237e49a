"""Addresses are read as people write them, and refused with what to write instead."""

import pytest

from stopline.address import (
    Address,
    is_email,
    masked,
    may_be_answered,
    parse_address,
    parse_sender,
    region_of,
    written_out,
    zones_of,
)
from stopline.errors import BadAddressError


@pytest.mark.parametrize(
    ("written", "region", "address"),
    [
        ("+12025550123", "US", "+12025550123"),
        ("(202) 555-0123", "US", "+12025550123"),
        ("tel:+1-202-555-0123", "US", "+12025550123"),
        ("07700 900123", "GB", "+447700900123"),
        ("0044 7700 900123", "GB", "+447700900123"),
        ("01 99 00 12 34", "FR", "+33199001234"),
        (" Maria@Example.COM ", "US", "maria@example.com"),
    ],
)
def test_an_address_is_read_as_people_write_it(written: str, region: str, address: str) -> None:
    assert parse_address(written, region) == address


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1e+11", "spreadsheet"),
        ("1,2E+10", "spreadsheet"),
        ("555-0123", "lacks the area code"),
        ("12", "too few or too many digits"),
        ("0044 7700 900123", r"write \+447700900123"),
        ("447700900123", r"write \+447700900123"),
        ("maria", "write numbers like"),
        ("maria@", "not an e-mail address"),
        ("a b@example.com", "not an e-mail address"),
        ("", "write numbers like"),
        ("=cmd|' /C calc'!A0", "write numbers like"),
    ],
)
def test_what_is_no_address_is_refused_with_what_to_do(written: str, said: str) -> None:
    with pytest.raises(BadAddressError, match=said):
        parse_address(written)


@pytest.mark.parametrize("sender", ["AMAZON", "72345", "", "\x1b[31m", "x" * 500])
def test_a_text_from_any_sender_has_an_address_that_cannot_be_answered(sender: str) -> None:
    address = parse_sender(sender)

    assert address
    assert len(address) <= 64
    assert not may_be_answered(address)


def test_a_number_knows_its_country_and_its_zones() -> None:
    assert region_of(Address("+12025550123")) == "US"
    assert zones_of(Address("+12025550123")) == ("America/New_York",)
    assert zones_of(Address("+447700900123")) == ()
    assert zones_of(Address("maria@example.com")) == ()


def test_addresses_are_masked_for_logs() -> None:
    assert masked(Address("+12025550123")) == "+1•••23"
    assert masked(Address("maria@example.com")) == "m•••@example.com"


def test_addresses_are_written_out_for_people() -> None:
    assert written_out(Address("+12025550123")) == "+1 202-555-0123"
    assert written_out(Address("maria@example.com")) == "maria@example.com"
    assert is_email(Address("maria@example.com"))


@pytest.mark.parametrize("written", ["+1202555０150", "+1202555٠150", "＋12025550150"])
def test_digits_of_other_scripts_are_the_same_number(written: str) -> None:
    assert parse_address(written) == "+12025550150"
