"""Shares are written the same everywhere, with as many digits as say something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stopline.percent import percent


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (0.0, "0 %"),
        (0.00003, "<0.01 %"),
        (0.0001, "0.01 %"),
        (0.0042, "0.42 %"),
        (0.003, "0.3 %"),
        (0.00999, "1 %"),
        (0.031, "3.1 %"),
        (0.0996, "10 %"),
        (0.42, "42 %"),
        (0.924, "92.4 %"),
        (0.9975, "99.75 %"),
        (0.99996, ">99.99 %"),
        (1.0, "100 %"),
    ],
)
def test_a_share_has_as_many_digits_as_say_something(share: float, written: str) -> None:
    assert percent(share) == written


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_greater_share_is_never_written_as_a_smaller_one(one: float, other: float) -> None:
    less, more = sorted((one, other))

    assert _read(percent(less)) <= _read(percent(more))


@given(st.integers(1, 100_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_nobody_and_everybody_are_not_said_of_fewer_or_more(counts: tuple[int, int]) -> None:
    some, whole = counts

    assert (percent(some / whole) == "0 %") is (some == 0)
    assert (percent(some / whole) == "100 %") is (some == whole)


def _read(written: str) -> float:
    """Return what a share as it is written stands for; what lies beyond the last digit lies between."""
    beyond = {"<0.01 %": 0.005, ">99.99 %": 99.995}
    return beyond.get(written) or float(written.removesuffix(" %"))
