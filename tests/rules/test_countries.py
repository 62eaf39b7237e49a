"""Countries are read as people write them, and what is none is not taken for one."""

import tomllib
from importlib.resources import files

import pytest
from phonenumbers import SUPPORTED_REGIONS

from stopline.consent.countries import country_of, is_unknown_country


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("CA", "CA"),
        ("ca", "CA"),
        ("Canada", "CA"),
        (" canada ", "CA"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("United States", "US"),
        ("United States of America", "US"),
        ("UK", "GB"),
        ("England", "GB"),
        ("Deutschland", "DE"),
        ("DEUTSCHLAND", "DE"),
        ("Germany", "DE"),
        ("DEU", "DE"),
        ("Österreich", "AT"),
        ("Osterreich", "AT"),
        ("Schweiz", "CH"),
        ("España", "ES"),
        ("México", "MX"),
        ("Allemagne", "DE"),
        ("Guinea-Bissau", "GW"),
        ("Lesotho", "LS"),
        ("日本", "JP"),
        ("ls", "LS"),
    ],
)
def test_a_country_is_read_as_people_write_it(written: str, code: str) -> None:
    assert country_of(written) == code
    assert not is_unknown_country(written)


@pytest.mark.parametrize("written", ["Atlantis", "ZZ", "north", "12", "?", "Ohio"])
def test_what_is_no_country_is_not_taken_for_one(written: str) -> None:
    assert country_of(written) == ""
    assert is_unknown_country(written)


@pytest.mark.parametrize("written", ["", "  "])
def test_nothing_is_no_mistake(written: str) -> None:
    assert country_of(written) == ""
    assert not is_unknown_country(written)


def test_the_list_has_a_date_and_a_source_and_each_name_means_one_country() -> None:
    listed = tomllib.loads(files("stopline.consent").joinpath("countries.toml").read_text(encoding="utf-8"))

    names = [name.casefold() for written in listed["names"].values() for name in written]

    assert all(listed[name] for name in ("as_of", "source", "confidence"))
    assert set(listed["names"]) <= set(SUPPORTED_REGIONS)
    assert len(names) == len(set(names))
    assert all(country_of(name) == code for code, written in listed["names"].items() for name in written)
