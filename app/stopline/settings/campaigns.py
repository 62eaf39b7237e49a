"""The section about campaigns: what a text costs, and how fast they leave where nobody says otherwise."""

from pydantic import Field

from stopline.settings.section import Section


class CampaignSettings(Section):
    """What a text costs, and how fast campaigns leave."""

    price_per_part: float = Field(default=0.0, ge=0, le=1_000)
    """What one SMS part costs; 0 where nobody has said."""
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    per_minute: int = Field(default=0, ge=0, le=100_000)
    """How many messages of a campaign leave in a minute; 0 for as many as the gateway takes."""
