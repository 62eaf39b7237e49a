"""Labels beside figures have the room they need first."""

from hypothesis import given
from hypothesis import strategies as st

from stopline.analytics.series import By, Share
from stopline.tui.panes.optout_shares import WIDEST_NAME, SharesTable, columns_of, name_of, room_for


@given(
    st.lists(st.text("abcdefgh ", min_size=1, max_size=50), min_size=1, max_size=6),
    st.integers(52, 160),
    st.booleans(),
    st.sampled_from([By.CAMPAIGN, By.TEMPLATE, By.KEYWORD]),
)
def test_no_label_is_cut_while_a_bar_takes_room(
    names: list[str], width: int, is_comparing: bool, by: By
) -> None:
    shares = tuple(Share(name, 1) for name in names)
    table = SharesTable(by, shares, {} if is_comparing else None)

    room = room_for(table, width)

    longest = max(len(name_of(by, name)) for name in names)
    assert room.name >= min(longest, WIDEST_NAME) or room.bar == 0
    columns = [width for _, width in columns_of(table, room)]
    assert sum(columns) + 2 * len(columns) <= max(width, 62)
