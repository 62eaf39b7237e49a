"""What is done with the chosen campaign: tried, launched, paused, resumed, cancelled; what cannot be undone is asked first."""

from collections.abc import Callable, Sequence
from functools import partial

from textual import on, work
from textual.message import Message
from textual.reactive import reactive

from stopline.address import Address, parse_address, written_out
from stopline.campaigns.audience import leads
from stopline.campaigns.campaign import UNDER_WAY, Campaign, CampaignState
from stopline.campaigns.launches import Preview
from stopline.consent.draft import Draft
from stopline.consent.refusal import Refusal
from stopline.errors import BadAddressError, StoplineError
from stopline.inert import one_line
from stopline.plural import counted
from stopline.tui.campaign_reading import CampaignLine, CampaignListing
from stopline.tui.campaign_words import cancel_lines, launch_lines, resume_lines
from stopline.tui.dialogs.deed import DeedDialog
from stopline.tui.dialogs.trial import Trial, TrialDialog
from stopline.tui.messages import Noted, WorkFailed, post
from stopline.tui.panes.consent_card import CHANNEL_NAMES
from stopline.tui.screens.base import StoplineScreen
from stopline.tui.screens.campaign_draft import CampaignDraftScreen


class CampaignDeeds(StoplineScreen):
    """A screen on which one campaign is chosen."""

    listing: reactive[CampaignListing | None] = reactive(None, repaint=False)
    chosen: reactive[int | None] = reactive(None, repaint=False, bindings=True)

    class LaunchPreviewed(Message, bubble=False):
        """It is known what a launch would do."""

        def __init__(self, campaign: Campaign, preview: Preview, doubts: tuple[str, ...]) -> None:
            super().__init__()
            self.campaign = campaign
            self.preview = preview
            self.doubts = doubts

    @property
    def line(self) -> CampaignLine | None:
        """Return the chosen campaign."""
        return self.listing.line(self.chosen) if self.listing is not None else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done with the chosen campaign."""
        state = self.line.campaign.state if self.line is not None else None
        match action:
            case "launch" | "write_anew" | "discard":
                return state is CampaignState.DRAFT
            case "pause":
                return state is CampaignState.LAUNCHED
            case "resume":
                return state is CampaignState.PAUSED
            case "cancel_campaign":
                return state in UNDER_WAY
            case "try_out":
                return state is not None
        return super().check_action(action, parameters)

    def action_write(self) -> None:
        """Write a new campaign."""
        self.app.push_screen(CampaignDraftScreen(self.desk, None, self.show_kept))

    def action_write_anew(self) -> None:
        """Write the draft anew."""
        if self.line is not None:
            self.app.push_screen(CampaignDraftScreen(self.desk, self.line.campaign, self.show_kept))

    def action_discard(self) -> None:
        """Ask whether to throw the draft away."""
        if (line := self.line) is not None:
            title = f"Throw “{one_line(line.campaign.name, 60)}” away?"
            lines = ("It has sent nothing. What it says and whom it is for is lost; its name is free again.",)
            self._ask(title, lines, "Throw it away", partial(self._discard, line.campaign))

    def show_kept(self, campaign: Campaign) -> None:
        """Show a campaign that was written; to be extended by whoever lists it."""
        self.tell(Noted(f"“{one_line(campaign.name, 60)}” is a draft: t tries it, l launches it."))

    def action_launch(self) -> None:
        """Count whom a launch reaches, then ask."""
        if self.line is not None:
            self.preview_launch(self.line.campaign)

    def action_pause(self) -> None:
        """Let the campaign rest."""
        if self.line is not None:
            self.do(partial(self._pause, self.line.campaign))

    def action_resume(self) -> None:
        """Let the campaign go on; one that paused itself only after a question."""
        if (line := self.line) is None:
            return
        campaign = line.campaign
        if line.has_braked:
            title = f"Let “{one_line(campaign.name, 60)}” go on?"
            self._ask(title, resume_lines(line), "Let it go on", partial(self._resume, campaign))
        else:
            self.do(partial(self._resume, campaign))

    def action_cancel_campaign(self) -> None:
        """Ask whether to end the campaign."""
        if (line := self.line) is not None:
            title = f"Cancel “{one_line(line.campaign.name, 60)}”?"
            self._ask(title, cancel_lines(line), "Cancel it", partial(self._cancel, line.campaign))

    def action_try_out(self) -> None:
        """Ask whom to send a text of the campaign."""
        if (line := self.line) is None:
            return
        campaign = line.campaign

        def send(trial: Trial | None) -> None:
            if trial is not None:
                self.do(partial(self._try_out, campaign, trial))

        self.app.push_screen(TrialDialog(campaign, partial(self._address, campaign)), send)

    @work(thread=True, exclusive=True, group="launch")
    def preview_launch(self, campaign: Campaign) -> None:
        """Count whom a launch would reach now."""
        try:
            preview = self.desk.workspace.launches.preview(campaign, self.desk.agent)
            doubts = self.desk.workspace.campaign_doubts.of(campaign)
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            return
        if preview.included:
            post(self, self.LaunchPreviewed(campaign, preview, doubts))
        else:
            post(
                self, WorkFailed("Nobody would get it as things stand; the list tells why. Nothing was sent.")
            )

    @on(LaunchPreviewed)
    def ask_to_launch(self, previewed: LaunchPreviewed) -> None:
        """Ask whether to launch, with the counts and what speaks against it."""
        campaign, preview = previewed.campaign, previewed.preview
        if self.listing is not None:
            self._ask(
                f"Launch “{one_line(campaign.name, 60)}”?",
                launch_lines(campaign, preview, previewed.doubts, self.listing),
                f"Send {counted(preview.included, 'message')}",
                partial(self._launch, campaign),
            )

    @work(thread=True, group="deeds")
    def do(self, deed: Callable[[], str | Refusal]) -> None:
        """Do something, and tell what came of it."""
        try:
            outcome = deed()
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            return
        post(self, WorkFailed(str(outcome)) if isinstance(outcome, Refusal) else Noted(outcome))

    def _ask(self, title: str, lines: Sequence[str], verb: str, deed: Callable[[], str | Refusal]) -> None:
        def answer(is_wanted: bool | None) -> None:
            if is_wanted:
                self.do(deed)

        self.app.push_screen(DeedDialog(title, lines, verb), answer)

    def _address(self, campaign: Campaign, written: str) -> Address:
        address = parse_address(written, self.desk.workspace.settings.team.region)
        if not leads(address, campaign.channel):
            raise BadAddressError(
                f"{CHANNEL_NAMES[campaign.channel]} does not lead to {written_out(address)}."
            )
        return address

    def _launch(self, campaign: Campaign) -> str:
        counts: list[int] = []
        self.desk.workspace.launches.launch(campaign, self.desk.agent, counts.append)
        return f"Launched: {counted(sum(counts), 'message')} in the queue."

    def _pause(self, campaign: Campaign) -> str:
        done = self.desk.workspace.course.pause(campaign, f"paused by {self.desk.agent}")
        return f"Paused; {counted(done.messages, 'message')} will not leave until x lets them."

    def _resume(self, campaign: Campaign) -> str:
        done = self.desk.workspace.course.resume(campaign)
        return f"Goes on; {counted(done.messages, 'message')} will leave in their turn."

    def _discard(self, campaign: Campaign) -> str:
        self.desk.workspace.campaigns.discard(campaign)
        return f"“{one_line(campaign.name, 60)}” is thrown away."

    def _cancel(self, campaign: Campaign) -> str:
        done = self.desk.workspace.course.cancel(campaign, self.desk.agent)
        return f"Cancelled; {counted(done.messages, 'message')} kept back."

    def _try_out(self, campaign: Campaign, trial: Trial) -> str | Refusal:
        draft = Draft(trial.address, campaign.channel, campaign.purpose)
        outcome = self.desk.workspace.launches.test(campaign, draft, trial.label, self.desk.agent)
        if isinstance(outcome, Refusal):
            return outcome
        return f"Text {trial.label} is on its way to {written_out(trial.address)}; it counts as no part of the campaign."
