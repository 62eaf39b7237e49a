"""The texts of a campaign: drawn by lot, filled for each person, counted in parts."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stopline.address import Address
from stopline.campaigns.texts import drawn, filled, variants_of
from stopline.consent.link_room import stand_in
from stopline.errors import BadInputError
from stopline.tui.panes.compose_words import segment_words

PEOPLE = [Address(f"+1202555{number:04}") for number in range(100, 2_100)]


def test_the_lot_gives_each_text_its_share() -> None:
    variants = variants_of(["one", "two"], [80, 20])

    counts = Counter(drawn(7, each, variants).label for each in PEOPLE)

    assert counts.total() == len(PEOPLE)
    assert counts["B"] == pytest.approx(400, abs=70)


@given(st.integers(1, 10_000), st.sampled_from(PEOPLE), st.lists(st.integers(1, 9), min_size=1, max_size=8))
def test_the_same_person_draws_the_same_text_of_a_campaign_every_time(
    campaign: int, address: Address, weights: list[int]
) -> None:
    variants = variants_of([f"text {number}" for number, _ in enumerate(weights)], weights)

    assert drawn(campaign, address, variants) == drawn(campaign, address, variants) in variants


def test_another_campaign_draws_anew() -> None:
    variants = variants_of(["one", "two"])

    both = sum(drawn(1, each, variants) == drawn(2, each, variants) for each in PEOPLE)

    assert both == pytest.approx(1_000, abs=120)


def test_fields_are_filled_for_each_person_and_parts_are_counted_after_that() -> None:
    [variant] = variants_of(["Hi {first_name}, " + "a" * 150])

    assert filled(variant, "Maria Alvarez", "Shop", "alice").text.startswith("Hi Maria, ")
    assert filled(variant, "Al", "Shop", "alice").parts == 1
    assert filled(variant, "Maximiliane", "Shop", "alice").parts == 2
    assert filled(variant, "", "Shop", "alice").text.startswith("Hi, ")


def test_a_link_counts_as_long_as_it_will_be() -> None:
    link = stand_in("https://texts.example.com")
    [variant] = variants_of(["a" * 90 + " {preferences}"])

    assert filled(variant, "Maria", "Shop", "alice", link).parts == 2
    assert filled(variant, "Maria", "Shop", "alice", link).text.endswith("{preferences}")
    assert filled(variant, "Maria", "Shop", "alice").parts == 1
    assert segment_words("a" * 90 + " {preferences}", link) == "2 parts, 141 left"


@pytest.mark.parametrize(
    ("texts", "weights"),
    [
        pytest.param([], [], id="no text"),
        pytest.param(["  "], [], id="no words"),
        pytest.param(["a"] * 9, [], id="too many"),
        pytest.param(["Hi {surname}"], [], id="an unknown field"),
        pytest.param(["a", "b"], [1], id="a weight too few"),
        pytest.param(["a", "b"], [1, 0], id="a weight of nothing"),
        pytest.param(["a" * 1_601], [], id="too long"),
    ],
)
def test_texts_that_cannot_be_sent_are_told_at_once(texts: list[str], weights: list[int]) -> None:
    with pytest.raises(BadInputError):
        variants_of(texts, weights)
