"""The section that makes the send rules stricter; nothing in it can make them looser than the law's."""

from dataclasses import replace
from datetime import timedelta

from pydantic import Field, field_validator, model_validator

from stopline.consent.draft import Purpose
from stopline.consent.hours import MINUTES_A_DAY, HoursRule, Window
from stopline.consent.places import window_from
from stopline.consent.policy_values import Policy
from stopline.settings.section import Section

OWN_RULE = "own"
SILENCE = "none"
_ALL_DAY = Window(0, MINUTES_A_DAY)
_EARLIEST, _LATEST = window_from("08:00-22:00").start, window_from("08:00-22:00").end
"""No place of the shipped rules permits anything outside; a window beyond would promise what cannot be."""
_MIDDAY = window_from("12:00-18:00")
"""What every place permits on an ordinary day; a window without a part of it would never open somewhere."""


class PolicySettings(Section):
    """The team's own rules beside the law's; both count."""

    weekdays: str = ""
    """Our own window from Monday to Friday, such as `10:00-18:00`, or `none`; in the person's time."""
    saturday: str = ""
    sunday: str = ""
    daily_maximum: int | None = Field(default=None, ge=1, le=1_000)
    """How many marketing texts a person gets in 24 hours at most."""
    notices_keep_hours: bool = False
    """Whether notices keep to the hours, too."""
    ask_again_days: int | None = Field(default=None, ge=1, le=3_650)
    """How long nobody is asked for consent a second time."""

    @field_validator("weekdays", "saturday", "sunday")
    @classmethod
    def _is_stricter(cls, written: str) -> str:
        if written in ("", SILENCE):
            return written
        try:
            window = window_from(written)
        except ValueError as error:
            raise ValueError(f"{error}, or {SILENCE} for a day on which nothing is sent") from error
        if window.start < _EARLIEST or window.end > _LATEST:
            raise ValueError(
                "the law permits nothing before 08:00 and after 22:00, and settings only make its hours stricter"
            )
        if min(window.end, _MIDDAY.end) - max(window.start, _MIDDAY.start) < 60:
            raise ValueError(
                "this leaves no hour between 12:00 and 18:00, so that some people could never be written to"
            )
        return written

    @model_validator(mode="after")
    def _leaves_a_day(self) -> "PolicySettings":
        if self.weekdays == SILENCE and self.saturday == SILENCE:
            raise ValueError(
                "where nothing is sent from Monday to Saturday, some people could never be written to"
            )
        return self

    def own_hours(self) -> HoursRule | None:
        """Return our own rule, or None where there is none."""
        days = (*(self.weekdays,) * 5, self.saturday, self.sunday)
        if not any(days) and self.daily_maximum is None:
            return None
        return HoursRule(
            code=OWN_RULE,
            week=tuple(None if day == SILENCE else window_from(day) if day else _ALL_DAY for day in days),
            daily_maximum=self.daily_maximum,
            source="settings.toml",
            confidence="chosen",
        )

    def stricter(self, law: Policy) -> Policy:
        """Return a policy to which our own rules are added."""
        purposes = {Purpose.NOTICE} if self.notices_keep_hours else set()
        return replace(
            law,
            own_hours=self.own_hours(),
            hours_purposes=law.hours_purposes | purposes,
            ask_again_after=(
                timedelta(days=self.ask_again_days) if self.ask_again_days else law.ask_again_after
            ),
        )
