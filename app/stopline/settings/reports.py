"""The section that says how figures are made, and to whom they go every week."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from stopline.settings.section import Section


class Weekday(StrEnum):
    """A day of the week."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @property
    def number(self) -> int:
        """Return its number, Monday being 0."""
        return list(Weekday).index(self)


class WeeklySettings(Section):
    """The report that is made every week."""

    day: Weekday = Weekday.MONDAY
    hour: int = Field(default=8, ge=0, le=23)
    """In the team's zone."""
    to: str = Field(min_length=1)
    """To whom: the name of an alert rule, which says where; the page is kept in the workspace besides."""
    days: int = Field(default=28, ge=7, le=731)
    """How many days it covers."""


class ReportSettings(Section):
    """How figures are made."""

    attribution_hours: float = Field(default=3.0, gt=0, le=24 * 30)
    """How long after a message an opt-out is put down to it."""
    shown_days: Literal[7, 30, 90, 365, 730] = 90
    """How many days the opt-outs screen shows at first."""
    weekly: WeeklySettings | None = None
    """The report that is made every week; none where it is not given."""
