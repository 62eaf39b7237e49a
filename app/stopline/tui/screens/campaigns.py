"""Campaigns: owns the list, the chosen campaign and what a launch of it would do, and leads on to the people."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static
from textual.worker import get_current_worker

from stopline.analytics.periods import Period, local_day
from stopline.analytics.series import Narrowing
from stopline.campaigns.audience import Excluded
from stopline.campaigns.campaign import Campaign, CampaignState
from stopline.campaigns.launches import Preview, Recipient
from stopline.campaigns.report import CampaignReport
from stopline.errors import StoplineError
from stopline.inert import one_line
from stopline.tui.campaign_reading import CampaignListing, GroupKind, read_campaigns
from stopline.tui.campaign_words import ShownCampaign
from stopline.tui.desk import Desk
from stopline.tui.keys import Where, bindings
from stopline.tui.messages import WorkFailed, post
from stopline.tui.pace import Pace
from stopline.tui.panes.campaign_detail import CampaignDetail, GroupRows
from stopline.tui.panes.campaign_list import CampaignList, CampaignRows
from stopline.tui.panes.comparison import ComparisonLines
from stopline.tui.screens.campaign_marks import CampaignMarks
from stopline.tui.screens.campaign_people import CampaignPeopleScreen
from stopline.tui.screens.optout_people import CampaignLeaversScreen

READ_AGAIN_AFTER = 1.0
"""Seconds between two counts while much happens."""
PREVIEW_AGAIN_AFTER = 30.0
"""Seconds between two looks through everybody while much happens: many people take seconds. A launch counts anew before it asks."""
QUIET_AFTER_DAYS = 14
"""Days after its end from which on a campaign is not counted again: what becomes of its messages is known, and nobody leaves by it."""
NO_CAMPAIGNS = Content.assemble(
    "No campaigns yet. A campaign texts everybody of an audience who agreed, in their hours, and nobody twice.\n\n",
    ("n", "$accent bold"), " writes one and shows meanwhile whom it would reach, whom not and why. Nothing is sent before you launch it.\n"
    "For programs there is ", ("stopline campaign new", "$accent bold"), ".",
)  # fmt: skip


class _MovedOnError(StoplineError):
    """Another campaign was chosen, so nobody waits for this count any more."""


class CampaignsScreen(CampaignMarks):
    """All campaigns, and one of them in full."""

    TITLE = "Campaigns"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.CAMPAIGNS)]

    shown: reactive[ShownCampaign | None] = reactive(None, repaint=False)

    class CampaignsRead(Message, bubble=False):
        """All campaigns were counted; None where that failed."""

        def __init__(self, listing: CampaignListing | None) -> None:
            super().__init__()
            self.listing = listing

    class Previewed(Message, bubble=False):
        """It is known what a launch of a draft would do; None where that could not be told."""

        def __init__(self, campaign: int, preview: Preview | None, doubts: tuple[str, ...]) -> None:
            super().__init__()
            self.campaign = campaign
            self.preview = preview
            self.doubts = doubts

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._previews: dict[int, Preview] = {}
        self._doubts: dict[int, tuple[str, ...]] = {}
        self._settled: dict[int, CampaignReport] = {}
        self._reading = Pace(self, READ_AGAIN_AFTER, self.read_campaigns)
        self._previewing = Pace(self, PREVIEW_AGAIN_AFTER, self._preview_chosen)

    def compose_body(self) -> ComposeResult:
        """Put the list and the chosen campaign."""
        with Vertical(id="campaigns"):
            yield CampaignList().data_bind(CampaignsScreen.listing, CampaignsScreen.marked)
            yield ComparisonLines().data_bind(CampaignsScreen.comparison, CampaignsScreen.hint)
            yield CampaignDetail().data_bind(CampaignsScreen.shown)
        yield Static(NO_CAMPAIGNS, id="no-campaigns", markup=False)

    def on_mount(self) -> None:
        """Stand in the list."""
        self.query_one(CampaignRows).focus()

    def reload(self) -> None:
        """Count again, but not without a pause."""
        super().reload()
        self._reading.want()
        self._previewing.want()

    def show_kept(self, campaign: Campaign) -> None:
        """Show a campaign that was written."""
        super().show_kept(campaign)
        self._previews.pop(campaign.id, None)
        self.query_one(CampaignList).go_to(campaign.id)
        self._reading.want_now()

    def watch_chosen(self) -> None:
        """Show another campaign."""
        self._arrange()
        self._previewing.want_now()

    @work(thread=True, exclusive=True, group="campaigns")
    def read_campaigns(self) -> None:
        """Count all campaigns."""
        try:
            listing = read_campaigns(self.desk, dict(self._settled))
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            post(self, self.CampaignsRead(None))
            return
        post(self, self.CampaignsRead(listing))

    @on(CampaignsRead)
    def show_campaigns(self, read: CampaignsRead) -> None:
        """Show all campaigns."""
        self._reading.done()
        if (listing := read.listing) is None:
            return
        for line in listing.lines:
            settled_at = line.campaign.settled_at
            if settled_at is not None and (listing.now - settled_at).days >= QUIET_AFTER_DAYS:
                self._settled[line.campaign.id] = line.report
        self.listing = listing
        self.set_class(not listing.lines, "-empty")
        if listing.line(self.chosen) is None:
            self.chosen = listing.lines[0].campaign.id if listing.lines else None
        self.refresh_bindings()
        self._arrange()
        self.compare_again()

    @work(thread=True, exclusive=True, group="preview")
    def read_preview(self, campaign: Campaign) -> None:
        """Count whom a launch of a draft would reach now."""
        worker, preview = get_current_worker(), None
        doubts: tuple[str, ...] = ()

        def see(_: Recipient | Excluded) -> None:
            if worker.is_cancelled:
                raise _MovedOnError

        try:
            preview = self.desk.workspace.launches.preview(campaign, self.desk.agent, see)
            doubts = self.desk.workspace.campaign_doubts.of(campaign)
        except _MovedOnError:
            return
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
        post(self, self.Previewed(campaign.id, preview, doubts))

    @on(Previewed)
    def show_preview(self, previewed: Previewed) -> None:
        """Show whom a launch would reach."""
        self._previewing.done()
        if previewed.preview is not None:
            self._previews[previewed.campaign] = previewed.preview
            self._doubts[previewed.campaign] = previewed.doubts
            self._arrange()

    @on(CampaignList.Highlighted)
    def choose(self, highlighted: CampaignList.Highlighted) -> None:
        """Show the campaign the cursor stands on."""
        self.chosen = highlighted.campaign

    @on(CampaignList.Opened)
    def go_to_groups(self) -> None:
        """Go on to who gets it and who does not."""
        if self.shown is not None and self.shown.groups:
            self.query_one(GroupRows).focus()

    @on(GroupRows.Left)
    def go_to_campaigns(self) -> None:
        """Go back to the campaigns."""
        self.query_one(CampaignRows).focus()

    @on(CampaignDetail.Opened)
    def open_people(self, opened: CampaignDetail.Opened) -> None:
        """Show the people of a group."""
        if (line := self.line) is None or not opened.group.count:
            return
        campaign = line.campaign
        if opened.group.kind is not GroupKind.LEAVERS:
            self.app.push_screen(CampaignPeopleScreen(self.desk, campaign, opened.group))
            return
        zone, now = self.desk.workspace.settings.zone, self.desk.workspace.clock.now()
        period = Period(local_day(campaign.launched_at or campaign.created_at, zone), local_day(now, zone))
        heading = f"Who left after “{one_line(campaign.name, 60)}”"
        self.app.push_screen(
            CampaignLeaversScreen(self.desk, heading, period, Narrowing(campaign=campaign.name))
        )

    def _preview_chosen(self) -> None:
        line = self.line
        if line is not None and line.campaign.state is CampaignState.DRAFT:
            self.read_preview(line.campaign)
        else:
            self._previewing.done()

    def _arrange(self) -> None:
        """Hand down the chosen campaign."""
        if self.listing is not None and (line := self.line) is not None:
            self.shown = ShownCampaign(
                line,
                self.listing,
                self._previews.get(line.campaign.id),
                self._doubts.get(line.campaign.id, ()),
            )
