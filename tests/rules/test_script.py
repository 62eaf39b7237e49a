"""A written conversation becomes what was said and done, and a bad line is quoted."""

from datetime import time, timedelta

import pytest

from stopline.consent.gate import Purpose
from stopline.errors import BadInputError
from stopline.gateways.simulated.script import (
    Ago,
    Assigns,
    Closes,
    Deed,
    Line,
    Notes,
    OnDay,
    Reads,
    Records,
    Says,
    Sends,
    Snoozes,
    read_script,
)


def test_a_script_is_read_line_by_line() -> None:
    lines = read_script("""
        10:09 > Great! Can I pay by card?
        10:15 bob: Of course: card or cash.
        +1 09:00 > thanks
        09:05 bob closes
    """)

    assert lines == (
        Line(OnDay(0, time(10, 9)), Says("Great! Can I pay by card?")),
        Line(OnDay(0, time(10, 15)), Sends("bob", "Of course: card or cash.", Purpose.CONVERSATION)),
        Line(OnDay(1, time(9)), Says("thanks")),
        Line(OnDay(1, time(9, 5)), Closes("bob")),
    )


@pytest.mark.parametrize(
    ("written", "deed"),
    [
        pytest.param(
            "alice (notice): Your bike is ready.",
            Sends("alice", "Your bike is ready.", Purpose.NOTICE),
            id="notice",
        ),
        pytest.param("carol notes: paid in full", Notes("carol", "paid in full"), id="note"),
        pytest.param("carol assigns bob", Assigns("carol", "bob"), id="assign"),
        pytest.param("carol reads", Reads("carol"), id="read"),
        pytest.param("carol snoozes 3d", Snoozes("carol", timedelta(days=3)), id="snooze"),
        pytest.param(
            "bob records a stop, by phone: no more texts please",
            Records("bob", is_stop=True, where="by phone", words="no more texts please"),
            id="stop heard elsewhere",
        ),
        pytest.param(
            "bob records a yes, in the shop: sure, text me",
            Records("bob", is_stop=False, where="in the shop", words="sure, text me"),
            id="yes heard elsewhere",
        ),
    ],
)
def test_agents_do_what_the_line_says(written: str, deed: Deed) -> None:
    assert read_script(f"-1h30m {written}") == (Line(Ago(timedelta(minutes=90)), deed),)


@pytest.mark.parametrize(
    "bad",
    ["> no time", "25:00 > too late", "10:00 bob shouts: hey", "-soon > hello", "10:00 bob closes the shop"],
)
def test_a_line_that_means_nothing_is_quoted_with_its_number(bad: str) -> None:
    with pytest.raises(BadInputError, match="line 2 of the script, “" + bad.split(maxsplit=1)[0]):
        read_script(f"10:00 > fine\n{bad}")
