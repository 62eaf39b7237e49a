"""Which rows of a file are looked at together when it is previewed."""

from hypothesis import given
from hypothesis import strategies as st

from stopline.address import Address
from stopline.importers.claims import Claims
from stopline.importers.people import Person
from stopline.importers.stretches import stretches

ADDRESSES = [Address(f"+120255501{place:02}") for place in range(12)]
KNOWN = {ADDRESSES[0]: 7, ADDRESSES[1]: 7, ADDRESSES[2]: 8}
"""Two addresses are one person's, who is known."""
FILES = st.lists(st.lists(st.sampled_from(ADDRESSES), min_size=1, max_size=3, unique=True), max_size=30)


def people(rows: list[list[Address]]) -> list[Person]:
    return [Person(line, "", tuple(addresses), Claims()) for line, addresses in enumerate(rows, 2)]


@given(FILES, st.integers(1, 8))
def test_every_row_is_in_one_stretch_and_each_stretch_keeps_the_order_of_the_file(
    rows: list[list[Address]], at_once: int
) -> None:
    found = list(stretches(people(rows), KNOWN.get, at_once))

    assert sorted(each.line for stretch in found for each in stretch) == list(range(2, len(rows) + 2))
    for stretch in found:
        assert [each.line for each in stretch] == sorted(each.line for each in stretch)


@given(FILES, st.integers(1, 8))
def test_nobody_stands_in_two_stretches_at_whatever_address_and_under_whatever_number(
    rows: list[list[Address]], at_once: int
) -> None:
    met: dict[object, int] = {}
    for place, stretch in enumerate(stretches(people(rows), KNOWN.get, at_once)):
        for person in stretch:
            for address in person.addresses:
                assert met.setdefault(address, place) == place
                assert met.setdefault(KNOWN.get(address, address), place) == place


def test_rows_that_have_nothing_to_do_with_each_other_are_not_held_together() -> None:
    rows = [[address] for address in ADDRESSES[3:]]

    assert [len(each) for each in stretches(people(rows), KNOWN.get, 2)] == [2, 2, 2, 2, 1]
