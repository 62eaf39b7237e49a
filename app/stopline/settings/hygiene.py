"""The section that says from when on something wants tidying."""

from pydantic import Field

from stopline.hygiene.findings import Limits
from stopline.settings.section import Section

_USUAL = Limits()


class HygieneSettings(Section):
    """From when on something is told by `stopline doctor`."""

    quiet_months: int = Field(default=_USUAL.quiet_months, ge=1, le=120)
    """How long somebody may not answer."""
    stale_months: int = Field(default=_USUAL.stale_months, ge=1, le=120)
    """How long neither side may have written."""
    pending_days: int = Field(default=_USUAL.pending_days, ge=1, le=366)
    failed_sends: int = Field(default=_USUAL.failed_sends, ge=1, le=100)
    verify_days: int = Field(default=_USUAL.verify_days, ge=1, le=366)
    backup_days: int = Field(default=_USUAL.backup_days, ge=1, le=366)
    compare_days: int = Field(default=_USUAL.compare_days, ge=1, le=366)

    def limits(self) -> Limits:
        """Return the limits as the doctor takes them."""
        return Limits(
            quiet_months=self.quiet_months,
            stale_months=self.stale_months,
            pending_days=self.pending_days,
            failed_sends=self.failed_sends,
            verify_days=self.verify_days,
            backup_days=self.backup_days,
            compare_days=self.compare_days,
        )
