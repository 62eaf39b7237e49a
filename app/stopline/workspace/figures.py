"""Figures about opt-outs; the ledger and the outbox tell them of every change."""

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from stopline.workspace.foundation import Foundation

if TYPE_CHECKING:  # see the package's docstring
    from stopline.analytics.figures import Figures
    from stopline.analytics.optouts import OptOuts


class FigureFeatures(Foundation):
    """Figures about opt-outs; the ledger and the outbox tell them of every change."""

    @cached_property
    def optouts(self) -> "OptOuts":
        """Who stopped, counted in the team's days; counted again where the team has moved to another zone."""
        from stopline.analytics.optouts import OptOuts  # noqa: PLC0415

        window = timedelta(hours=self.settings.reports.attribution_hours)
        optouts = OptOuts(self.engine, self.clock, self.settings.zone, window)
        optouts.tally.catch_up()
        return optouts

    @cached_property
    def figures(self) -> "Figures":
        """Why they stopped: verdicts, causes, subscribers and holds."""
        from stopline.analytics.figures import Figures  # noqa: PLC0415

        return Figures(self.engine, self.optouts)
