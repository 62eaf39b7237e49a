"""The section of alerts: who is told what. Where they go is a secret, so a rule names an environment variable that holds it."""

import re
from datetime import time, timedelta

from pydantic import Field, field_validator

from stopline.alerts.rules import AlertRule, FactKind, QuietHours
from stopline.settings.section import Section

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_QUIET = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]\d|2[0-3]):([0-5]\d)")


class AlertSettings(Section):
    """One rule: on what, to whom, how often, how much is said."""

    name: str = Field(min_length=1, max_length=40, pattern=r"^[\w-]+$")
    on: tuple[FactKind, ...] = Field(min_length=1)
    to: str
    """The environment variable that holds the URL."""
    batch_seconds: float = Field(default=60.0, ge=0, le=24 * 3600)
    at_least: int = Field(default=1, ge=1, le=100_000)
    mask: bool = True
    quiet: str = ""
    """Hours in which nobody wants to be told, in the team's zone, such as 22:00-07:00."""

    @field_validator("to")
    @classmethod
    def _names_a_variable(cls, to: str) -> str:
        # The value is never repeated: it may be the secret itself, written where it must not stand.
        if _VARIABLE.fullmatch(to) is None:
            raise ValueError(
                "write the name of an environment variable that holds the URL, such as STOPLINE_ALERTS_SLACK, "
                "never the URL itself: it is a secret"
            )
        return to

    @field_validator("quiet")
    @classmethod
    def _is_a_stretch(cls, quiet: str) -> str:
        found = _QUIET.fullmatch(quiet)
        if quiet and (found is None or found[1] + found[2] == found[3] + found[4]):
            raise ValueError("write quiet hours like 22:00-07:00")
        return quiet

    def rule(self) -> AlertRule:
        """Return the rule as the alerts take it."""
        return AlertRule(
            name=self.name,
            on=frozenset(self.on),
            to=self.to,
            batch_for=timedelta(seconds=self.batch_seconds),
            at_least=self.at_least,
            is_masked=self.mask,
            quiet=self._quiet_hours(),
        )

    def _quiet_hours(self) -> QuietHours | None:
        found = _QUIET.fullmatch(self.quiet)
        if found is None:
            return None
        begins, begins_minute, ends, ends_minute = (int(part) for part in found.groups())
        return QuietHours(time(begins, begins_minute), time(ends, ends_minute))
