"""What is marked in a chart is seen: a sign always, a name where it covers no other."""

from hypothesis import given
from hypothesis import strategies as st

from stopline.tui.widgets.bar_chart import BarMark, Bars, Grid, marks_above


@given(
    st.lists(st.floats(0.1, 1), min_size=3, max_size=40),
    st.sets(st.integers(0, 39), max_size=6),
    st.integers(40, 90),
)
def test_every_mark_has_its_sign_and_no_name_covers_another(
    values: list[float], marked: set[int], width: int
) -> None:
    places = sorted(place for place in marked if place < len(values))
    marks = tuple(BarMark(place, "▲", "17 Nov 4 %") for place in places)
    grid = Grid(len(values), width, 9)

    put = marks_above(Bars(tuple(values), 1.0, (), (), marks=marks), grid)

    names = [(column, line) for column, line, sign in put if sign != "▲"]
    assert len(names) == len(set(names))
    assert all(0 <= column < width for column, _, _ in put)
    assert {column for column, _, sign in put if sign == "▲"} == {grid.middle(place) for place in places}


@given(
    st.lists(st.sampled_from([0.2, 0.8, 0.9, 1.0]), min_size=3, max_size=40),
    st.permutations("abcdefgh"),
    st.data(),
)
def test_a_name_is_whole_or_left_out_and_no_sign_stands_in_it(
    values: list[float], letters: list[str], data: st.DataObject
) -> None:
    places = data.draw(st.lists(st.integers(0, len(values) - 1), max_size=8, unique=True))
    marks = tuple(
        BarMark(place, "?", letter * 9) for place, letter in zip(places, letters, strict=False)
    )  # fmt: skip

    put = marks_above(Bars(tuple(values), 1.0, (), (), marks=marks), Grid(len(values), 60, 4))

    seen = [sign for _, _, sign in put]
    assert len({(column, line) for column, line, _ in put}) == len(put)
    assert all(seen.count(letter) in (0, 9) for letter in letters)
    assert seen.count("?") == len(marks)


def test_the_most_important_mark_has_its_name_and_nothing_covers_a_letter_of_it() -> None:
    marks = (BarMark(1, "▲", "a spike"), BarMark(2, "?", "only chance"))
    bars = Bars((0.5, 0.5, 0.5), 1.0, (), (), marks=marks)

    narrow, wide = marks_above(bars, Grid(3, 14, 9)), marks_above(bars, Grid(3, 60, 9))

    for put in (narrow, wide):
        assert "".join(sign for _, _, sign in put if sign not in "▲?").strip().startswith("a spike")
        assert len({(column, line) for column, line, _ in put}) == len(put)
    assert {sign for _, _, sign in wide} >= {"▲", "?"}


def test_no_sign_stands_within_a_name() -> None:
    marks = (BarMark(0, "?", "17 Oct too few to be certain"), BarMark(2, "?", "19 Oct"))
    bars = Bars((0.2,) * 30, 1.0, (), (), marks=marks)

    put = {(column, line): sign for column, line, sign in marks_above(bars, Grid(30, 60, 9))}

    # The second bar stands where the first name has a blank, so its sign and name go a line higher.
    first, second = ({column: sign for (column, at), sign in put.items() if at == line} for line in (2, 3))
    assert "".join(first[column] for column in sorted(first)) == "? 17 Oct too few to be certain"
    assert second[4] == "?"
    assert "".join(second[column] for column in sorted(second)) == "? 19 Oct"
