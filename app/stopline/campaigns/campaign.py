"""Pure: a campaign, and the states it can be in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stopline.campaigns.audience import Criteria
from stopline.campaigns.texts import Variant
from stopline.consent.draft import Purpose
from stopline.consent.events import Channel


class CampaignState(StrEnum):
    """Where a campaign is on its way."""

    DRAFT = "draft"
    LAUNCHED = "launched"
    PAUSED = "paused"
    """Its messages rest in the queue."""
    CANCELLED = "cancelled"
    FINISHED = "finished"
    """Nothing of it waits any more."""


_DEEDS = {
    CampaignState.DRAFT: "a draft still and sends nothing: launch it first, or write it anew",
    CampaignState.LAUNCHED: "under way already: pause it or cancel it",
    CampaignState.PAUSED: "paused: resume it first, or cancel it",
    CampaignState.CANCELLED: "cancelled, and that is for good: write another one",
    CampaignState.FINISHED: "finished, everything has left: write another one",
}
"""Where a campaign is, and what can be done there."""


UNDER_WAY = (CampaignState.LAUNCHED, CampaignState.PAUSED)


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign."""

    id: int
    name: str
    state: CampaignState
    channel: Channel
    purpose: Purpose
    criteria: Criteria
    variants: tuple[Variant, ...]
    starts_at: datetime | None
    """When it begins; at its launch where none is given."""
    per_minute: int
    """How many messages leave in a minute; 0 for as many as the gateway takes."""
    created_at: datetime
    created_by: str
    launched_at: datetime | None
    launched_by: str
    position: int | None
    """The contact up to whom recipients were put into the queue; None before the first."""
    queued_at: datetime | None
    """When all of them were."""
    last_leaves_at: datetime | None
    """When the last message leaves at the earliest, as far as they are in the queue."""
    paused_at: datetime | None
    braked_at: datetime | None
    """When it paused itself because more people left than chance explains."""
    settled_at: datetime | None
    """When it was finished or cancelled."""
    reason: str
    """Why it is paused or cancelled."""

    @property
    def has_braked(self) -> bool:
        """Tell whether it rests because it paused itself; what a person pauses after that, rests because they say so."""
        return (
            self.state is CampaignState.PAUSED
            and self.braked_at is not None
            and self.paused_at == self.braked_at
        )


def refusal(campaign: Campaign, deed: str) -> str:
    """Return why something cannot be done with a campaign where it is, and what can: `“Winter sale” cannot be paused. It is …`."""
    return f"“{campaign.name}” cannot be {deed}. It is {_DEEDS[campaign.state]}"
