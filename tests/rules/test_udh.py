"""Headers of parts are read as the standard writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stopline.gateways.udh import PartHeader, read_header, write_header


@given(
    st.builds(
        lambda reference, total, share: PartHeader(reference, total, 1 + share % total),
        st.integers(0, 255), st.integers(1, 255), st.integers(0, 254),
    )
)  # fmt: skip
def test_a_header_reads_as_it_was_written(header: PartHeader) -> None:
    assert read_header(write_header(header)) == header


@pytest.mark.parametrize(
    ("udh", "header"),
    [
        ("", None),
        ("zz", None),
        ("05", None),
        ("050003A70203", None),
        ("050003A70200", None),
        ("0B0504158200000003A70201", PartHeader(0xA7, 2, 1)),
        ("060804ABCD0302", PartHeader(0xABCD, 3, 2)),
        ("050003A702", None),
    ],
)
def test_headers_of_other_makes_are_read_or_left_alone(udh: str, header: PartHeader | None) -> None:
    assert read_header(udh) == header
