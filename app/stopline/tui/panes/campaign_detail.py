"""One campaign in full: its texts, when it will be finished, who left, and who gets it and who does not."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.coordinate import Coordinate
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import DataTable, Static

from stopline.campaigns.audience import NOT_CHOSEN
from stopline.campaigns.campaign import CampaignState
from stopline.inert import one_line
from stopline.tui.campaign_reading import Group, GroupKind
from stopline.tui.campaign_words import ShownCampaign, detail
from stopline.tui.keys import Where, bindings
from stopline.tui.widgets.words import Words

TALL = 30
"""From how many lines on texts are shown in full."""
_COUNT_WIDTH = 8
_GROUP_WIDTH = 66
_BESIDE_GROUP = _COUNT_WIDTH + 5
"""Cells of a line that are not words: the count, the room around both, and a scroll bar."""


class GroupRows(DataTable[Content], inherit_bindings=False):
    """The lines."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.CAMPAIGN_GROUPS)]

    class Left(Message):
        """Somebody wants to go back to the campaigns."""

    def action_leave(self) -> None:
        """Go back to the campaigns."""
        self.post_message(self.Left())


class CampaignDetail(Container):
    """The chosen campaign."""

    shown: reactive[ShownCampaign | None] = reactive(None)

    class Opened(Message):
        """The people of a group are wanted."""

        def __init__(self, group: Group) -> None:
            super().__init__()
            self.group = group

    def compose(self) -> ComposeResult:
        """Put the words and the groups."""
        yield Words(id="campaign-words")
        with Vertical(id="campaign-groups"):
            yield Static(id="groups-heading", markup=False)
            yield GroupRows(cursor_type="row", show_header=False)

    def on_mount(self) -> None:
        """Make room for count and words."""
        rows = self.query_one(GroupRows)
        rows.add_column("count", width=_COUNT_WIDTH)
        rows.add_column("who", width=_GROUP_WIDTH)

    def watch_shown(self, old: ShownCampaign | None, new: ShownCampaign | None) -> None:
        """Show another campaign, or what has become of the same."""
        if new is None:
            return
        self._say()
        self.query_one("#groups-heading", Static).update(_heading(new))
        rows, groups = self.query_one(GroupRows), new.groups
        is_same = old is not None and old.line.campaign.id == new.line.campaign.id
        if is_same and old is not None and old.groups == groups:
            return
        room = self._room
        chosen = old.groups[rows.cursor_row] if is_same and old is not None and old.groups else None
        rows.clear()
        for group in groups:
            rows.add_row(*_cells(group, room))
        places = [_name(each) for each in groups]
        rows.move_cursor(row=places.index(_name(chosen)) if chosen and _name(chosen) in places else 0)

    def on_resize(self) -> None:
        """Fit the words to the room there is."""
        self.call_after_refresh(self._fit)

    @on(DataTable.RowSelected)
    def open_selected(self, selected: DataTable.RowSelected) -> None:
        """Ask for the people."""
        selected.stop()
        groups = self.shown.groups if self.shown is not None else ()
        if selected.cursor_row < len(groups):
            self.post_message(self.Opened(groups[selected.cursor_row]))

    @on(DataTable.RowHighlighted)
    def keep(self, highlighted: DataTable.RowHighlighted) -> None:
        """Nobody else needs to know where the cursor stands."""
        highlighted.stop()

    @property
    def _room(self) -> int:
        """The cells there are for the words of a group."""
        width = self.query_one(GroupRows).size.width
        return min(max(width - _BESIDE_GROUP, 20), _GROUP_WIDTH) if width else _GROUP_WIDTH

    def _fit(self) -> None:
        """Fit the words of campaign and groups to the room there is."""
        self._say()
        rows, groups = self.query_one(GroupRows), self.shown.groups if self.shown is not None else ()
        for place, group in enumerate(groups[: rows.row_count]):
            for column, cell in enumerate(_cells(group, self._room)):
                rows.update_cell_at(Coordinate(place, column), cell)

    def _say(self) -> None:
        if self.shown is not None:
            words = self.query_one("#campaign-words", Words)
            is_roomy = self.app.size.height >= TALL
            words.say(detail(self.shown, None if is_roomy else words.content_size.width))


def _heading(shown: ShownCampaign) -> Content:
    if shown.line.campaign.state is not CampaignState.DRAFT:
        return Content.styled("Who got it, and who did not", "bold")
    if shown.preview is None:
        return Content.styled("Counting who would get it…", "$quiet")
    return Content.styled("Who would get it now, and who would not", "bold")


def _cells(group: Group, room: int) -> tuple[Content, Content]:
    is_quiet = group.kind is GroupKind.LEFT_OUT and group.code in NOT_CHOSEN
    style = "$quiet" if is_quiet else "$foreground"
    return (
        Content.styled(f"{group.count:,}".rjust(_COUNT_WIDTH), "bold"),
        Content.styled(one_line(group.words, room), style),
    )


def _name(group: Group) -> tuple[str, str]:
    return group.kind, group.words
