"""A line that is too long goes on beneath its own text, and loses no word of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from stopline.tui.widgets.hanging import NARROWEST, HangingLine, lines_of

LONG = "  recognised by: " + "stop " * 30


def shown(line: HangingLine, width: int) -> list[str]:
    return [part.plain for part in line.within(width)]


@pytest.mark.parametrize("width", [40, 72, 92])
def test_a_long_line_goes_on_further_in_than_it_began(width: int) -> None:
    first, *others = shown(HangingLine.of(Content(LONG)), width)

    assert first.startswith("  recognised by: stop")
    assert others
    assert all(each.startswith("    stop") for each in others)


def test_a_line_that_fits_stays_as_it_is() -> None:
    assert [shown(each, 40) for each in lines_of(Content("STOP · SMS\n\n  note: x"))] == [
        ["STOP · SMS"],
        [""],
        ["  note: x"],
    ]


def test_where_there_is_no_room_nothing_hangs() -> None:
    parts = shown(HangingLine(Content("a b c d e f g h i j k l m n o p"), 10), 12)

    assert all(not each.startswith(" ") for each in parts)


words = st.lists(
    st.text(st.characters(whitelist_categories=["Lu", "Ll", "Nd"]), min_size=1, max_size=12), max_size=30
)


@given(words=words, indent=st.integers(0, 6), column=st.integers(0, 20), width=st.integers(NARROWEST, 100))
def test_no_word_is_lost_and_nothing_is_wider_than_the_room(
    words: list[str], indent: int, column: int, width: int
) -> None:
    line = HangingLine(Content(" " * indent + " ".join(words)), column)

    parts = list(line.within(width))

    assert "".join("".join(part.plain.split()) for part in parts) == "".join(words)
    assert all(part.cell_length <= width for part in parts)
