"""Tables for people: aligned, inert, and no wider than the terminal."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stopline.cli.tables import brief, columns_of, table, wrapped_table
from stopline.days import moment

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 17, 14, 0, tzinfo=UTC)


def test_columns_stand_beneath_each_other_whatever_the_letters() -> None:
    shown = table(["who", "last"], [["Zoë", "x"], ["田中", "y"], ["e\u0301", "z"]], 80).splitlines()

    starts = [columns_of(line[: line.index(sign)]) for line, sign in zip(shown[1:], "xyz", strict=True)]
    assert starts == [6, 6, 6]


@given(st.lists(st.tuples(st.text(max_size=80), st.text(max_size=300)), max_size=4))
def test_a_table_has_a_line_for_each_row_and_nothing_a_terminal_would_obey(
    rows: list[tuple[str, str]],
) -> None:
    shown = table(["a", "b"], rows, 100)

    assert shown.count("\n") == len(rows)
    assert not set(shown) & {"\x1b", "\x07", "\r", "\u202e", "\x9b"}
    assert all(columns_of(line) <= 100 for line in shown.splitlines())


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (datetime(2026, 11, 17, 13, 5, tzinfo=UTC), "08:05"),
        (datetime(2026, 11, 16, 13, 5, tzinfo=UTC), "16 Nov 08:05"),
        (datetime(2025, 12, 31, 13, 5, tzinfo=UTC), "31 Dec 2025"),
    ],
    ids=["today", "this year", "before"],
)
def test_lists_show_times_as_briefly_as_people_do(at: datetime, shown: str) -> None:
    assert brief(at, ZONE, NOW) == shown


def test_a_moment_is_written_in_the_teams_zone() -> None:
    assert moment(NOW, ZONE) == "Tue 17 Nov 2026 09:00"


@given(width=st.integers(30, 120), text=st.text("abcd ", max_size=300))
def test_a_wrapped_table_cuts_nothing_and_fits_the_terminal(width: int, text: str) -> None:
    shown = wrapped_table(["name", "value"], [["needs.US", text]], width)

    lines = shown.splitlines()
    assert all(len(line) <= width for line in lines)
    assert "".join(lines[1:]).replace(" ", "") == "needs.US" + text.replace(" ", "")
    assert all(line.startswith("          ") for line in lines[2:])
