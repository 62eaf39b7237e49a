"""Writing a campaign: owns the form, tells while it is filled in whom it would reach, and keeps it as a draft."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.message import Message
from textual.reactive import reactive
from textual.worker import get_current_worker

from stopline.campaigns.audience import Excluded
from stopline.campaigns.campaign import Campaign
from stopline.campaigns.drafts import ListFile, Plan, as_draft
from stopline.campaigns.launches import Recipient
from stopline.campaigns.listfile import read_list_file
from stopline.campaigns.written import Field, FieldError, Written, as_it_was_written, plan_of
from stopline.consent.events import Channel
from stopline.consent.link_room import stand_in
from stopline.errors import BadInputError, StoplineError
from stopline.inert import one_line
from stopline.plural import counted
from stopline.tui.campaign_draft_words import Counting, Foreseen
from stopline.tui.desk import Desk
from stopline.tui.dialogs.choice import Choice, ChoiceDialog
from stopline.tui.keys import Where, bindings
from stopline.tui.messages import WorkFailed, post
from stopline.tui.pace import Pace
from stopline.tui.panes.campaign_foreseen import CampaignForeseen
from stopline.tui.panes.campaign_form import NO_LIST, CampaignForm
from stopline.tui.screens.base import StoplineScreen

FORESEE_AGAIN_AFTER = 0.5
"""Seconds between two looks through everybody while somebody types."""
LOOK_AGAIN_AFTER = 30.0
"""Seconds between two such looks while much happens and nobody types: many people take seconds."""
NO_TEXT_YET = "…"
"""Stands for what a campaign says while nobody has written it, so that it can be told whom it would reach."""


class Wish(StrEnum):
    """What becomes of what is written, where somebody leaves."""

    KEEP = "keep"
    WRITE = "write"
    LOSE = "lose"


WISHES = (
    Choice(Wish.KEEP, "Keep it as a draft", "nothing is sent", "k"),
    Choice(Wish.WRITE, "Go on writing", key="w"),
    Choice(Wish.LOSE, "Throw it away", "what you have written here is lost", "t"),
)


class _MovedOnError(StoplineError):
    """Something else is written by now, so nobody waits for this count any more."""


class CampaignDraftScreen(StoplineScreen):
    """A campaign while it is written.

    Args:
        desk: who sits in front of which workspace.
        draft: what is written anew, None for a new campaign.
        then: told the campaign once it is kept.
    """

    TITLE = "Campaigns › writing one"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.CAMPAIGN_DRAFT)]

    foreseen: reactive[Foreseen | None] = reactive(None, repaint=False)
    counting: reactive[Counting | None] = reactive(None, repaint=False)

    class ForeseenRead(Message, bubble=False):
        """It is known what the campaign would do; None where that could not be told."""

        def __init__(self, foreseen: Foreseen | None) -> None:
            super().__init__()
            self.foreseen = foreseen

    class Kept(Message, bubble=False):
        """It is a draft now."""

        def __init__(self, campaign: Campaign) -> None:
            super().__init__()
            self.campaign = campaign

    class Refused(Message, bubble=False):
        """It cannot be kept as it is."""

        def __init__(self, field: Field, reason: str) -> None:
            super().__init__()
            self.field = field
            self.reason = reason

    def __init__(self, desk: Desk, draft: Campaign | None, then: Callable[[Campaign], None]) -> None:
        super().__init__(desk)
        self._draft = draft
        self._then = then
        self._before = Written()
        self._foreseeing = Pace(self, FORESEE_AGAIN_AFTER, self._begin_foreseeing)
        self._following = Pace(self, LOOK_AGAIN_AFTER, self._follow)
        settings = desk.workspace.settings
        prices = settings.campaigns
        self._zone = settings.zone
        self.set_reactive(
            CampaignDraftScreen.counting,
            Counting(
                settings.zone, settings.team.name, desk.agent, stand_in(settings.web.url), prices.price_per_part, prices.currency
            ),
        )  # fmt: skip

    def compose_body(self) -> ComposeResult:
        """Put the form, and whom it would reach."""
        usual = Written(per_minute=str(self.desk.workspace.settings.campaigns.per_minute or ""))
        start = as_it_was_written(self._draft, self._zone) if self._draft is not None else usual
        with Container(id="campaign-draft"):
            yield CampaignForm(start).data_bind(CampaignDraftScreen.counting)
            yield CampaignForeseen().data_bind(CampaignDraftScreen.foreseen)

    def on_mount(self) -> None:
        """Remember what stood there at first."""
        self._before = self.form.written

    @property
    def form(self) -> CampaignForm:
        """Return the form."""
        return self.query_one(CampaignForm)

    @property
    def is_touched(self) -> bool:
        """Tell whether something was written that would be lost."""
        return self.is_mounted and (self.form.written != self._before or bool(self.form.list_file))

    def reload(self) -> None:
        """Count again, but not without a pause."""
        super().reload()
        self._following.want()

    def action_back(self) -> None:
        """Go back to the campaigns; where something was written, only after a question."""
        if not self.is_touched:
            self.dismiss()
            return

        def answer(wish: Wish | None) -> None:
            if wish is Wish.KEEP:
                self.action_accept()
            elif wish is Wish.LOSE:
                self.dismiss()

        name = one_line(self.form.written.name, 60)
        self.app.push_screen(
            ChoiceDialog(f"Leave “{name}”?" if name else "Leave what you have written?", WISHES), answer
        )

    def action_accept(self) -> None:
        """Keep it as a draft."""
        self.keep(self.form.written, self.form.list_file)

    @on(CampaignForm.Changed)
    def foresee_soon(self) -> None:
        """Count whom it would reach."""
        self._foreseeing.want()

    @work(thread=True, exclusive=True, group="foreseen")
    def foresee(self, written: Written, file: str) -> None:
        """Count whom it would reach now."""
        worker, workspace, counting = get_current_worker(), self.desk.workspace, self.counting
        if counting is None:
            return

        def see(_: Recipient | Excluded) -> None:
            if worker.is_cancelled:
                raise _MovedOnError

        try:
            listed = self._listed(file, written.channel)
            plan = self._plan(replace(written, texts=written.texts or (NO_TEXT_YET,)))
            now, draft = workspace.clock.now(), self._draft
            number = workspace.campaigns.next_number() if draft is None else draft.id
            campaign = as_draft(plan, number, now, self.desk.agent)
            preview = workspace.launches.foresee(campaign, self.desk.agent, listed, see)
            doubts = workspace.campaign_doubts.of(
                campaign if written.texts else replace(campaign, variants=())
            )
        except _MovedOnError:
            return
        except BadInputError as error:
            post(self, self.ForeseenRead(Foreseen(counting, problem=_sentence(error))))
            return
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
            post(self, self.ForeseenRead(None))
            return
        post(self, self.ForeseenRead(Foreseen(
            counting, preview, doubts, has_text=bool(written.texts), listed=_listed_words(listed),
        )))  # fmt: skip

    @on(ForeseenRead)
    def show_foreseen(self, read: ForeseenRead) -> None:
        """Show whom it would reach."""
        self._foreseeing.done()
        self.foreseen = read.foreseen or self.foreseen

    @work(thread=True, exclusive=True, group="keep")
    def keep(self, written: Written, file: str) -> None:
        """Keep it as a draft, if the engine takes it."""
        campaigns, agent = self.desk.workspace.campaigns, self.desk.agent
        try:
            if not written.name:
                raise FieldError(Field.NAME, "give it a name first")  # noqa: TRY301 - told as every other fault
            if not written.texts:
                raise FieldError(Field.TEXTS, "write what it says first")  # noqa: TRY301 - as above
            listed = self._listed(file, written.channel)
            plan = self._plan(written)
            if self._draft is None:
                campaign = campaigns.add(plan, agent, listed or ListFile())
            else:
                campaign = campaigns.rewrite(self._draft, plan, agent, listed)
        except FieldError as error:
            post(self, self.Refused(error.field, _sentence(error)))
        except BadInputError as error:
            # What else can be wrong is its name.
            post(self, self.Refused(Field.NAME, _sentence(error)))
        except StoplineError as error:
            post(self, WorkFailed(str(error)))
        else:
            post(self, self.Kept(campaign))

    @on(Refused)
    def explain(self, refused: Refused) -> None:
        """Say what is not right, and stand where it can be mended."""
        self.tell_failure(WorkFailed(f"{refused.reason}."))
        self.form.go_to(refused.field)

    @on(Kept)
    def leave(self, kept: Kept) -> None:
        """Go back to the campaigns, and to this one."""
        self.dismiss()
        self._then(kept.campaign)

    def _follow(self) -> None:
        """Count again because the store has changed; the pause begins at once."""
        self._foreseeing.want()
        self._following.done()

    def _begin_foreseeing(self) -> None:
        self.foresee(self.form.written, self.form.list_file)

    def _plan(self, written: Written) -> Plan:
        settings, now = self.desk.workspace.settings, self.desk.workspace.clock.now()
        plan = plan_of(written, settings.zone, settings.campaigns.per_minute)
        if plan.starts_at is not None and plan.starts_at <= now:
            raise FieldError(Field.STARTS_AT, "a campaign is scheduled for a time to come")
        return plan

    def _listed(self, file: str, channel: Channel) -> ListFile | None:
        """Return the addresses of the file that is named; None where none is."""
        if not file or file == NO_LIST:
            return None
        try:
            return read_list_file(Path(file).expanduser(), channel, self.desk.workspace.settings.team.region)
        except (BadInputError, RuntimeError) as error:
            raise FieldError(Field.LIST, str(error)) from error


def _sentence(error: StoplineError) -> str:
    words = str(error)
    return words[:1].upper() + words[1:]


def _listed_words(listed: ListFile | None) -> str:
    if listed is None:
        return ""
    faults = counted(len(listed.faults), "line that gives", "lines that give")
    return f"List: {counted(len(listed.addresses), 'address', 'addresses')}, {faults} nobody."
