"""The section that says how figures are made."""

from pydantic import Field

from stopline.settings.section import Section


class ReportSettings(Section):
    """How figures are made."""

    attribution_hours: float = Field(default=3.0, gt=0, le=24 * 30)
    """How long after a message an opt-out is put down to it."""
