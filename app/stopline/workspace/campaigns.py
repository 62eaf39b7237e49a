"""Campaigns, and what watches over them."""

from functools import cached_property
from typing import TYPE_CHECKING

from stopline.workspace.inbox import InboxFeatures

if TYPE_CHECKING:  # see the package's docstring
    from stopline.campaigns.course import Course
    from stopline.campaigns.doubts import Doubts
    from stopline.campaigns.drafts import Drafts
    from stopline.campaigns.launches import Launches
    from stopline.campaigns.recipients import Recipients
    from stopline.campaigns.report import Reports


class CampaignFeatures(InboxFeatures):
    """Campaigns, and what watches over them."""

    @cached_property
    def campaigns(self) -> "Drafts":
        """Campaigns as they are written."""
        from stopline.campaigns.drafts import Drafts as CampaignDrafts  # noqa: PLC0415

        return CampaignDrafts(self.engine, self.clock)

    @cached_property
    def launches(self) -> "Launches":
        """What puts the recipients of campaigns into the queue."""
        from stopline.campaigns.launches import Launches  # noqa: PLC0415
        from stopline.campaigns.people import People  # noqa: PLC0415
        from stopline.messages.batches import Batches  # noqa: PLC0415

        return Launches(
            self.engine, self.clock, self.campaigns, People(self.engine, self.standings, self.send_block),
            Batches(self.engine, self.clock), self.outbox, self.contacts, self.threads, self.policy,
            self.settings.team.name, self.settings.web.url,
        )  # fmt: skip

    @cached_property
    def campaign_doubts(self) -> "Doubts":
        """What a person should look at before a launch."""
        from stopline.campaigns.doubts import Doubts  # noqa: PLC0415

        return Doubts(self.engine, self.settings.lexicon())

    @cached_property
    def course(self) -> "Course":
        """What pauses, resumes, cancels, finishes and brakes campaigns."""
        from stopline.campaigns.course import Course  # noqa: PLC0415

        return Course(self.engine, self.clock, self.campaigns, self.launches, self._brake)

    @cached_property
    def campaign_reports(self) -> "Reports":
        """What became of campaigns."""
        from stopline.campaigns.report import Reports  # noqa: PLC0415

        return Reports(self.engine)

    @cached_property
    def campaign_recipients(self) -> "Recipients":
        """Whom campaigns have messages for."""
        from stopline.campaigns.recipients import Recipients  # noqa: PLC0415

        return Recipients(self.engine)

    def usual_optout_rate(self) -> float:
        """Return the share of people who usually leave, as the brake takes it."""
        return self.figures.usual(self.optouts.today()).rate

    def _brake(self, campaign: str, sent: int) -> str | None:
        """Return why a campaign must pause, in words, or None."""
        braking = self.figures.brake(campaign, sent)
        return braking.words if braking.must_pause else None
